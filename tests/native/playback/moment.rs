//! The state at a moment is what a plain replay of all records up to it gives.

use std::collections::BTreeMap;

use meanwhile::runtime::{join_all, simulate, sleep, spawn};
use meanwhile::trace::moment::{JobState, LineUse, Listed, Running};
use meanwhile::trace::replay::TaskState;
use meanwhile::trace::{
    Lanes, Micros, Moment, On, Outcome, Phase, Replay, RequestOutcome, SiteId, Snapshot, TaskId, Trace, What,
};
use proptest::prelude::*;

use crate::support::invariants::{Check, cases};
use crate::support::oracle::Oracle;
use crate::support::records::{hostile, plausible, wild};
use crate::support::replay::PlainReplay;

/// So many tasks are listed in the tests where all are wanted.
const ALL: usize = usize::MAX;

fn agrees(replay: &PlainReplay<'_>, snapshot: &Snapshot<'_>, at: Micros) -> Check {
    let moment = snapshot.moment(ALL);
    let tasks = replay.tasks();
    prop_assert_eq!(snapshot.records(), replay.count);
    prop_assert_eq!(moment.spawned, tasks.len());
    let running = moment.running.map(|Running { task, line, blocked, .. }| (task, line, blocked));
    prop_assert_eq!(running, replay.polled().map(|(task, _)| (task, replay.line(task), replay.blocked())));
    let queue: Vec<_> = moment.ready.first.iter().map(|ready| ready.task).collect();
    prop_assert_eq!(queue, replay.ready());
    prop_assert_eq!(&moment.waiting, &replay.groups(at));
    prop_assert_eq!(&moment.jobs.first, &replay.jobs(at));
    for outcome in [Outcome::Ok, Outcome::Failed, Outcome::Cancelled, Outcome::Panicked] {
        let ended = tasks.iter().filter(|task| replay.outcome(**task) == Some(outcome)).count();
        prop_assert_eq!(moment.done.of(outcome) as usize, ended, "{:?}", outcome);
    }
    let mut gauges = BTreeMap::new();
    for record in replay.records() {
        gauges.extend(record.what.quantity());
    }
    prop_assert_eq!(&moment.gauges, &gauges.into_iter().collect::<Vec<_>>());
    for task in tasks {
        prop_assert_eq!(snapshot.line(task), replay.line(task), "the line of {:?}", task);
    }
    counts_add_up(snapshot, &moment)
}

/// Each task is in one place, and each that is alive and knows its line is counted there.
fn counts_add_up(snapshot: &Snapshot<'_>, moment: &Moment) -> Check {
    let waiting: usize = moment.waiting.iter().map(|group| group.tasks.count).sum();
    let running = usize::from(moment.running.is_some());
    let places = running + moment.ready.count + waiting + moment.jobs.count + moment.done.all() as usize;
    prop_assert_eq!(places, moment.spawned);
    let tasks = (0..).map(TaskId).take(moment.spawned);
    let elsewhere = |task| matches!(snapshot.task(task), Some(TaskState::Over(_) | TaskState::Job { .. }));
    let alive = tasks.filter(|task| !elsewhere(*task));
    let mut lines: BTreeMap<SiteId, LineUse> = BTreeMap::new();
    for task in alive {
        let Some(site) = snapshot.line(task) else { continue };
        let line = lines.entry(site).or_insert(LineUse { site, running: None, ready: 0, waiting: 0 });
        match snapshot.task(task).unwrap() {
            TaskState::Running { .. } => line.running = Some(task),
            TaskState::Ready(_) => line.ready += 1,
            TaskState::Waiting(_) => line.waiting += 1,
            TaskState::Over(_) | TaskState::Job { .. } => unreachable!("they are left out"),
        }
    }
    prop_assert_eq!(snapshot.lines(), lines.into_values().collect::<Vec<_>>());
    Ok(())
}

fn is_a_plain_replay(trace: &Trace, spacing: usize) -> Check {
    let mut moments = Replay::with_spacing(spacing);
    moments.catch_up(trace);
    let whole: Vec<_> = trace.records().collect();
    prop_assert_eq!(moments.records(), whole.len());
    for count in 0..=whole.len() {
        let at = count.checked_sub(1).map_or(Micros::ZERO, |last| whole[last].at);
        agrees(&PlainReplay { whole: &whole, count }, &moments.snapshot(trace, count, at), at)?;
    }
    let [all, more] = [ALL, whole.len()].map(|count| moments.snapshot(trace, count, trace.last()));
    prop_assert_eq!(all.moment(3), more.moment(3));
    Ok(())
}

/// What a lane would call it.
fn phase(snapshot: &Snapshot<'_>, task: TaskId) -> Option<Phase> {
    Some(match snapshot.task(task)? {
        TaskState::Running { blocked: Some(On::Request(request)) }
        | TaskState::Waiting(On::Request(request)) => snapshot.request(request),
        TaskState::Waiting(On::Timer { .. }) => Phase::Sleeping,
        TaskState::Waiting(_) | TaskState::Job { blocked: Some(On::Lock(_)), .. } => Phase::Awaiting,
        TaskState::Running { blocked: Some(_) } | TaskState::Job { blocked: Some(_), .. } => Phase::Blocked,
        TaskState::Running { .. } | TaskState::Job { state: JobState::OnThread { .. }, .. } => Phase::Running,
        TaskState::Ready(_) | TaskState::Job { .. } => Phase::Queued,
        TaskState::Over(_) => return None,
    })
}

/// Who is polled was made ready by whom it said when it was in the ready queue.
fn is_made_ready_as_it_was_told(trace: &Trace) -> Check {
    let moments = Replay::of(trace);
    for (before, record) in trace.records().enumerate().filter(|(_, record)| record.what == What::PollStarted)
    {
        let ready = moments.snapshot(trace, before, record.at).task(record.task);
        let by = ready.and_then(|ready| if let TaskState::Ready(by) = ready { Some(by) } else { None });
        let running = moments.snapshot(trace, before + 1, record.at).moment(0).running.unwrap();
        prop_assert_eq!((running.task, running.by), (record.task, by));
        prop_assert!(by.is_some(), "only who is ready is polled");
    }
    Ok(())
}

/// A request may fail before its headers, and in the poll of the task that still means to wait for it.
#[test]
fn who_waits_for_a_request_that_is_over_has_the_rest_of_it() {
    let mut trace = Trace::new();
    let (name, site) = (trace.intern("main"), trace.locate(std::panic::Location::caller()));
    let (main, request) = (TaskId::MAIN, trace.next_request());
    let uplink = Some(Micros(66));
    let end = Micros(500);
    for (at, what) in [
        (0, What::Spawned { parent: None, name, site }),
        (0, What::PollStarted),
        (30, What::RequestStarted { request, url: name, uplink }),
        (40, What::Waiting { on: On::Request(request), site }),
        (300, What::RequestFinished { request, outcome: RequestOutcome::Failed }),
        (500, What::PollEnded),
    ] {
        trace.push(Micros(at), main, what);
    }
    let moments = Replay::of(&trace);
    let snapshot = moments.snapshot(&trace, trace.len(), end);
    let shown = (
        phase(&snapshot, main),
        Oracle::of(&trace).phase(main, end),
        Lanes::of(&trace).get(main).unwrap().phase(end),
    );
    assert_eq!(shown, (Some(Phase::Receiving), Some(Phase::Receiving), Some(Phase::Receiving)));
}

fn spacings() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1_usize, 2, 5, 16, 1_000])
}

proptest! {
    #![proptest_config(cases(25))]

    #[test]
    fn a_plausible_moment_is_a_plain_replay(trace in plausible(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_hostile_moment_is_a_plain_replay(trace in hostile(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_wild_moment_is_a_plain_replay(trace in wild(), spacing in spacings()) {
        is_a_plain_replay(&trace, spacing)?;
    }

    #[test]
    fn a_moment_says_what_the_lanes_show(trace in plausible(), spacing in spacings()) {
        let mut moments = Replay::with_spacing(spacing);
        moments.catch_up(&trace);
        let oracle = Oracle::of(&trace);
        for at in oracle.moments() {
            let snapshot = moments.snapshot(&trace, moments.records_until(&trace, at), at);
            for task in (0..trace.tasks()).map(TaskId) {
                prop_assert_eq!(phase(&snapshot, task), oracle.phase(task, at), "{:?} at {}", task, at);
            }
        }
    }

    #[test]
    fn who_is_polled_was_made_ready(trace in plausible()) {
        is_made_ready_as_it_was_told(&trace)?;
    }

    #[test]
    fn a_list_is_cut_and_its_count_is_not(trace in hostile(), most in 0_usize..5) {
        let moments = Replay::of(&trace);
        for count in 0..=trace.len() {
            let snapshot = moments.snapshot(&trace, count, trace.last());
            let (cut, all) = (snapshot.moment(most), snapshot.moment(ALL));
            prop_assert_eq!(cut.ready, first(&all.ready, most));
            prop_assert_eq!(cut.jobs, first(&all.jobs, most));
            prop_assert_eq!(cut.waiting.len(), all.waiting.len());
            for (cut, all) in cut.waiting.iter().zip(&all.waiting) {
                prop_assert_eq!((cut.reason, &cut.tasks), (all.reason, &first(&all.tasks, most)));
            }
        }
    }

    #[test]
    fn an_index_grows_with_its_trace(trace in hostile(), sizes in prop::collection::vec(1_usize..20, 1..9)) {
        let mut moments = Replay::with_spacing(3);
        let mut copy = Trace::new();
        let mut sizes = sizes.into_iter().cycle();
        while copy.len() < trace.len() {
            let mut more = trace.records_from(copy.end());
            more.by_ref().take(sizes.next().unwrap()).for_each(drop);
            let rest = trace.batch(more.cursor()).len();
            let batch = trace.batch(copy.end());
            copy.append(&batch[..batch.len() - rest]).unwrap();
            moments.catch_up(&copy);
        }
        let whole = Replay::of(&trace);
        for count in 0..=trace.len() {
            let [grown, whole] = [&moments, &whole].map(|moments| moments.snapshot(&trace, count, trace.last()));
            prop_assert_eq!(grown.moment(ALL), whole.moment(ALL));
        }
    }
}

fn first<T: Clone>(list: &Listed<T>, most: usize) -> Listed<T> {
    Listed { count: list.count, first: list.first.iter().take(most).cloned().collect() }
}

/// A thousand tasks that sleep a hundred times each.
fn crowd() -> Trace {
    simulate(async {
        let task = |number: u64| async move {
            for _ in 0..100 {
                sleep(crate::support::ms(1 + number % 7)).await;
            }
        };
        join_all((0..1_000).map(|number| spawn("task", task(number)))).await;
    })
}

/// The work of a lookup is bounded by the distance of two checkpoints, and that of all checkpoints
/// by the trace.
#[test]
fn a_lookup_reads_few_records() {
    let trace = crowd();
    let moments = Replay::of(&trace);
    assert!(trace.len() > 300_000 && trace.tasks() == 1_001, "{} records", trace.len());
    for count in (0..=trace.len()).step_by(97) {
        let snapshot = moments.snapshot(&trace, count, Micros::ZERO);
        // At least 512, and not before there are as many records as tasks.
        assert!(snapshot.replayed() < 1_001, "{} for {count}", snapshot.replayed());
        assert_eq!(snapshot.records(), count);
    }
    assert_eq!(moments.snapshot(&trace, trace.len(), trace.last()).replayed(), 0);
}

#[test]
fn an_empty_trace_has_one_moment() {
    let (trace, moments) = (Trace::new(), <Replay>::default());
    let moment = moments.snapshot(&trace, 7, Micros(9)).moment(30);
    assert_eq!((moment.spawned, moment.running, moment.ready.count), (0, None, 0));
    assert_eq!((moment.waiting, moment.done.all(), moment.gauges), (vec![], 0, vec![]));
}

/// Another trace's index gives answers that mean nothing, and no panic.
#[test]
fn an_index_of_another_trace_does_no_harm() {
    let (trace, moments) = (Trace::new(), Replay::of(&crowd()));
    for count in [0, 1, 700, 40_000] {
        let _ = moments.snapshot(&trace, count, Micros::ZERO).moment(30);
        let _ = (moments.time_of(&trace, count), moments.records_until(&trace, Micros(5)));
    }
}
