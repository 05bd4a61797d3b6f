//! The event loop at one moment: who is polled, who is ready, who waits for what, who is over.

use yew::prelude::*;

use super::model::{Folded, Model};
use crate::browser::travel::Follower;
use crate::timeline::label;
use crate::trace::moment::{Done, Group, Job, JobState, Reason, Waiting};
use crate::trace::replay::TaskState;
use crate::trace::{Cause, Lane, Micros, Moment, On, Outcome, TaskId, Trace};

/// How many tasks a place names; of more, the rest is counted.
const MOST: usize = 30;
/// How many of those that are over it names, the last ones.
const MOST_OVER: usize = 3;

/// The places that a task can be in, by which it is known whether it has moved.
#[derive(Clone, Copy)]
enum Place {
    Polled,
    Ready,
    Waiting,
    OnThreads,
    Over,
}

/// The event loop of each async program, at the moment that is shown.
pub fn event_loop(model: &Model) -> Html {
    let several = model.async_numbers().count() > 1;
    let loops = model.async_numbers().map(|number| {
        html! {
            <>
                if several {
                    <h2>{ model.program(number).title() }</h2>
                }
                { of_program(model, number) }
            </>
        }
    });
    loops.collect()
}

fn of_program(model: &Model, number: usize) -> Html {
    let folded = model.shown(number);
    let moment = model.moment(number, MOST);
    let at = model.playhead().unwrap_or_else(|| model.now(number));
    let waiting = moment.waiting.iter().map(|group| group.tasks.count).sum();
    let ready = moment.ready.first.iter().map(|ready| chip(folded, ready.task, &woken(folded, ready.by)));
    let jobs = moment.jobs.first.iter().map(|job| chip(folded, job.task, &far(job)));
    html! {
        <Places stepped={model.was_stepped()}>
            { place("Polled now", None, polled(folded, &moment)) }
            { place("Ready", Some(moment.ready.count), chips(Place::Ready, ready.collect(), moment.ready.count)) }
            { place("Waiting", Some(waiting), moment.waiting.iter().map(|group| waits(folded, group, at)).collect()) }
            if moment.jobs.count > 0 {
                { place("On other threads", Some(moment.jobs.count), chips(Place::OnThreads, jobs.collect(), moment.jobs.count)) }
            }
            { place("Over", Some(moment.done.all() as usize), over(model, number, &moment.done)) }
        </Places>
    }
}

#[derive(PartialEq, Properties)]
struct PlacesProps {
    /// Whether the reader has stepped to what is shown.
    stepped: bool,
    children: Html,
}

/// The places; between two moments that can be told apart, tasks are seen to go from one to another.
#[component]
fn Places(props: &PlacesProps) -> Html {
    let node = use_node_ref();
    let follower = use_mut_ref(Follower::default);
    {
        let (node, stepped) = (node.clone(), props.stepped);
        use_effect(move || {
            if let Some(places) = node.cast() {
                follower.borrow().follow(&places, stepped);
            }
        });
    }
    html! { <div class="loop" ref={node}>{ props.children.clone() }</div> }
}

fn place(name: &'static str, count: Option<usize>, content: Html) -> Html {
    html! {
        <section class="place">
            <h2>{ name }{ count.map_or_else(Html::default, |count| html! { <span class="count">{ count }</span> }) }</h2>
            { content }
        </section>
    }
}

fn polled(folded: &Folded, moment: &Moment) -> Html {
    let Some(running) = moment.running else {
        return html! { <p class="note">{ "nobody; the thread is free" }</p> };
    };
    let what = if running.blocked.is_some() { "holds the thread" } else { "runs" };
    let line =
        running.line.map(|line| format!(" from {}", folded.trace.site_label(line))).unwrap_or_default();
    chips(Place::Polled, vec![chip(folded, running.task, &format!("{what}{line}"))], 1)
}

/// A list of tasks, and how many more there are.
fn chips(place: Place, named: Vec<Html>, count: usize) -> Html {
    let more = count.saturating_sub(named.len());
    html! {
        <ul class="chips" data-place={(place as u32).to_string()}>
            { for named }
            if more > 0 {
                <li class="note">{ format!("and {more} more") }</li>
            }
        </ul>
    }
}

/// A task, and a word about it.
fn chip(folded: &Folded, task: TaskId, remark: &str) -> Html {
    html! { <li key={task.0} class="chip" data-task={task.0.to_string()}><b>{ folded.name(task) }</b><span class="note">{ remark.to_owned() }</span></li> }
}

fn woken(folded: &Folded, by: Cause) -> String {
    match by {
        Cause::Task(task) => format!("woken by {}", folded.name(task)),
        Cause::Ended(task) => format!("woken by the end of {}", folded.name(task)),
        Cause::Cancelled { by } => format!("cancelled by {}", folded.name(by)),
        _ => String::new(),
    }
}

fn waits(folded: &Folded, group: &Group, at: Micros) -> Html {
    let named =
        group.tasks.first.iter().map(|waiting| chip(folded, waiting.task, &remark(folded, waiting, at)));
    html! {
        <>
            <h3>{ reason(&folded.trace, group.reason) }<span class="count">{ group.tasks.count }</span></h3>
            { chips(Place::Waiting, named.collect(), group.tasks.count) }
        </>
    }
}

fn reason(trace: &Trace, reason: Reason) -> String {
    let of = |what: &str, resource| format!("{what} {}", trace.name_of(resource));
    match reason {
        Reason::Timer => "for a timer".to_owned(),
        Reason::Request(phase) => format!("for a request, {}", phase.label()),
        Reason::Permit(name) => of("for a permit of", name),
        Reason::Lock(name) => of("for the lock", name),
        Reason::QueueSlot(name) => of("for room in", name),
        Reason::QueueItem(name) => of("for an item of", name),
        Reason::Event(name) => of("for the event", name),
        Reason::Task => "for another task".to_owned(),
        Reason::Other => "for something else".to_owned(),
    }
}

fn remark(folded: &Folded, waiting: &Waiting, at: Micros) -> String {
    let line = waiting.line.map(|line| folded.trace.site_label(line)).unwrap_or_default();
    match waiting.on {
        On::Timer { .. } => {
            let left = waiting.remaining(at).unwrap_or_default();
            format!("{} left, {line}", label::time(left))
        }
        On::Task(task) => format!("{}, {line}", folded.name(task)),
        On::Group(group) => {
            let group = folded.trace.group(group);
            group.map_or(line.clone(), |group| format!("{} of {}, {line}", group.kind.label(), group.count()))
        }
        _ => line,
    }
}

/// How far a job for another thread is.
fn far(job: &Job) -> String {
    match job.state {
        JobState::Queued => "no thread is free".to_owned(),
        JobState::OnThread { thread } if job.blocked.is_some() => format!("holds worker {thread}"),
        JobState::OnThread { thread } => format!("runs on worker {thread}"),
        JobState::Done => "its result waits for the loop".to_owned(),
    }
}

/// How tasks ended, as far as any did, and the last of them.
fn over(model: &Model, number: usize, done: &Done) -> Html {
    let folded = model.shown(number);
    let outcomes = [Outcome::Ok, Outcome::Failed, Outcome::Cancelled, Outcome::Panicked];
    let counted = outcomes.into_iter().map(|outcome| (done.of(outcome), outcome.label()));
    let words = counted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let last = last_over(model, number);
    let chips = last.iter().map(|(lane, end, outcome)| {
        chip(folded, lane.task, &format!("{} after {}", outcome.label(), label::time(*end - lane.spawned)))
    });
    html! {
        <>
            <p class="note">{ words.collect::<Vec<_>>().join(", ") }</p>
            <ul class="chips" data-place={(Place::Over as u32).to_string()}>{ for chips }</ul>
        </>
    }
}

/// The last that ended before the moment that is shown, the very last first: when, and how.
fn last_over(model: &Model, number: usize) -> Vec<(&Lane, Micros, Outcome)> {
    let folded = model.shown(number);
    model.with_snapshot(number, |_, snapshot| {
        let mut last: Vec<(&Lane, Micros, Outcome)> = Vec::new();
        for lane in folded.replay.lanes.as_slice() {
            let Some((end, outcome)) = lane.ended.filter(|ended| ended.0 <= snapshot.at()) else { continue };
            let place = last.partition_point(|known| known.1 > end);
            // Of many that end at one time some may still be about to.
            if place < MOST_OVER && matches!(snapshot.task(lane.task), Some(TaskState::Over(_))) {
                last.insert(place, (lane, end, outcome));
                last.truncate(MOST_OVER);
            }
        }
        last
    })
}
