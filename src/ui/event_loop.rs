//! The event loop at one moment: who is polled, who is ready, who waits for what, who is over.

use yew::prelude::*;

use super::model::{Folded, Model};
use crate::scenes::Variant;
use crate::timeline::label;
use crate::trace::moment::{Done, Group, Job, JobState, Reason, Waiting, WokenBy};
use crate::trace::{Micros, Moment, On, Outcome, TaskId, Trace};

/// How many tasks a place names; of more, the rest is counted.
const MOST: usize = 30;

/// The event loop of the async program, at the moment that is shown.
pub fn event_loop(model: &Model) -> Html {
    let folded = model.shown(Variant::Async);
    let moment = model.moment(Variant::Async, MOST);
    let at = model.playhead().unwrap_or_else(|| model.now(Variant::Async));
    let waiting = moment.waiting.iter().map(|group| group.tasks.count).sum();
    let ready = moment.ready.first.iter().map(|ready| chip(folded, ready.task, &woken(folded, ready.by)));
    let jobs = moment.jobs.first.iter().map(|job| chip(folded, job.task, &far(job)));
    html! {
        <div class="loop">
            { place("Polled now", None, polled(folded, &moment)) }
            { place("Ready", Some(moment.ready.count), chips(ready.collect(), moment.ready.count)) }
            { place("Waiting", Some(waiting), moment.waiting.iter().map(|group| waits(folded, group, at)).collect()) }
            if moment.jobs.count > 0 {
                { place("On other threads", Some(moment.jobs.count), chips(jobs.collect(), moment.jobs.count)) }
            }
            { place("Over", Some(moment.done.all() as usize), over(&moment.done)) }
        </div>
    }
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
    chips(vec![chip(folded, running.task, &format!("{what}{line}"))], 1)
}

/// A list of tasks, and how many more there are.
fn chips(named: Vec<Html>, count: usize) -> Html {
    let more = count.saturating_sub(named.len());
    html! {
        <ul class="chips">
            { for named }
            if more > 0 {
                <li class="note">{ format!("and {more} more") }</li>
            }
        </ul>
    }
}

/// A task, and a word about it.
fn chip(folded: &Folded, task: TaskId, remark: &str) -> Html {
    html! { <li key={task.0} class="chip"><b>{ folded.name(task) }</b><span class="note">{ remark.to_owned() }</span></li> }
}

fn woken(folded: &Folded, by: WokenBy) -> String {
    match by {
        WokenBy::Task(task) => format!("woken by {}", folded.name(task)),
        _ => String::new(),
    }
}

fn waits(folded: &Folded, group: &Group, at: Micros) -> Html {
    let named =
        group.tasks.first.iter().map(|waiting| chip(folded, waiting.task, &remark(folded, waiting, at)));
    html! {
        <>
            <h3>{ reason(&folded.trace, group.reason) }<span class="count">{ group.tasks.count }</span></h3>
            { chips(named.collect(), group.tasks.count) }
        </>
    }
}

fn reason(trace: &Trace, reason: Reason) -> String {
    let of = |what: &str, name| format!("{what} {}", trace.text(name));
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

/// How tasks ended, as far as any did.
fn over(done: &Done) -> Html {
    let outcomes = [
        (Outcome::Ok, "done"),
        (Outcome::Failed, "failed"),
        (Outcome::Cancelled, "cancelled"),
        (Outcome::Panicked, "panicked"),
    ];
    let counted = outcomes.into_iter().map(|(outcome, word)| (done.of(outcome), word));
    let words = counted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    html! { <p class="note">{ words.collect::<Vec<_>>().join(", ") }</p> }
}
