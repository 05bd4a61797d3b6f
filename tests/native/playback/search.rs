//! Records and lines are found where they are.

use meanwhile::runtime::{join_all, simulate, sleep, spawn};
use meanwhile::trace::moment::{Found, LineRun, LineRuns, Sought};
use meanwhile::trace::replay::fold;
use meanwhile::trace::{Doing, Micros, Record, Replay, SiteId, TaskId, Trace, What};
use proptest::prelude::*;

use crate::support::invariants::{Check, cases};
use crate::support::records::{hostile, plausible, wild};

/// Which records there are, by looking at each.
fn all(trace: &Trace, is_one: impl Fn(&Record) -> bool) -> Vec<Found> {
    let found = (1..).zip(trace.records()).filter(|(_, record)| is_one(record));
    found.map(|(records, record)| Found { records, at: record.at }).collect()
}

/// From everywhere, the next and the previous one are those of the list.
fn finds(trace: &Trace, moments: &Replay, sought: Sought, all: &[Found]) -> Check {
    for records in 0..=trace.len() + 1 {
        let next = all.iter().find(|found| found.records > records);
        prop_assert_eq!(moments.next(trace, records, sought), next.copied(), "after {}", records);
        let previous = all.iter().rev().find(|found| found.records <= records);
        prop_assert_eq!(moments.previous(trace, records, sought), previous.copied(), "until {}", records);
    }
    Ok(())
}

fn finds_all(trace: &Trace, spacing: usize) -> Check {
    let mut moments = Replay::with_spacing(spacing);
    moments.catch_up(trace);
    finds(trace, &moments, Sought::Record, &all(trace, |_| true))?;
    finds(trace, &moments, Sought::Poll, &all(trace, |record| record.what == What::PollStarted))?;
    for task in (0..3).map(TaskId) {
        finds(trace, &moments, Sought::Task(task), &all(trace, |record| record.task == task))?;
        for (records, expected) in wakes(trace, task).into_iter().enumerate() {
            let wakening = moments.wakening(trace, records, task);
            let found = wakening.map(|wakening| Found { records: wakening.records, at: wakening.at });
            prop_assert_eq!(found, expected, "{:?} after {}", task, records);
        }
    }
    for site in (0..2).map(SiteId) {
        finds(trace, &moments, Sought::Line(site), &line_begins(trace, &moments, site))?;
    }
    Ok(())
}

/// After each number of records, the one by which a task became ready the last time.
fn wakes(trace: &Trace, task: TaskId) -> Vec<Option<Found>> {
    let (mut tasks, mut ready, mut over, mut away, mut last) = (0, false, false, false, None);
    let mut wakes = vec![None];
    for (records, record) in (1..).zip(trace.records()) {
        let spawned = matches!(record.what, What::Spawned { .. }) && record.task == TaskId(tasks);
        tasks += u32::from(spawned);
        let exists = record.task == task && task.0 < tasks && !over;
        match record.what {
            What::Spawned { .. } if spawned && exists => {
                (ready, last) = (true, Some(Found { records, at: record.at }));
            }
            What::Woken { .. } if exists && !ready => {
                (ready, last) = (true, Some(Found { records, at: record.at }));
            }
            What::PollStarted if exists && !away => ready = false,
            What::OnThread { doing, .. } if exists && doing != Doing::Ended => away = true,
            What::Finished { .. } if exists => over = true,
            _ => {}
        }
        wakes.push(last);
    }
    wakes
}

/// Whether a record says of the task that has the thread that it is at a line.
fn names(record: &Record, site: SiteId, polled: Option<TaskId>) -> bool {
    match record.what {
        What::Waiting { site: named, .. } | What::Blocked { site: named, .. } => {
            named == site && polled == Some(record.task)
        }
        What::Spawned { site: named, parent, .. } => named == site && polled == parent,
        _ => false,
    }
}

/// The task that runs at a line after so many records.
fn runs(trace: &Trace, moments: &Replay, records: usize, site: SiteId) -> Option<TaskId> {
    let running = moments.snapshot(trace, records, Micros::ZERO).moment(0).running;
    running.filter(|running| running.line == Some(site)).map(|running| running.task)
}

fn line_begins(trace: &Trace, moments: &Replay, site: SiteId) -> Vec<Found> {
    let begins = (1..).zip(trace.records()).filter(|(records, record)| {
        let (before, now) = (runs(trace, moments, records - 1, site), runs(trace, moments, *records, site));
        now.is_some() && (before != now || names(record, site, now))
    });
    begins.map(|(records, record)| Found { records, at: record.at }).collect()
}

/// The stretches of a line are in order, begin where it is found, and last as long as it runs.
fn line_runs_are_right(trace: &Trace, site: SiteId) -> Check {
    let moments = Replay::with_spacing(4);
    let mut moments = moments;
    moments.catch_up(trace);
    let mut expected: Vec<LineRun> = Vec::new();
    let begins = line_begins(trace, &moments, site);
    let times: Vec<_> = trace.records().map(|record| record.at).collect();
    for found in &begins {
        let task = runs(trace, &moments, found.records, site).unwrap();
        let goes_on = |records: &usize| {
            let began_again = begins.iter().any(|begin| begin.records == *records);
            !began_again && runs(trace, &moments, *records, site).is_some()
        };
        let end = (found.records + 1..=trace.len()).find(|records| !goes_on(records));
        let end = end.map_or(trace.last(), |records| times[records - 1]);
        expected.push(LineRun { task, start: found.at, end });
    }
    let seen = fold(trace, LineRuns::new(site));
    prop_assert_eq!(seen.as_slice(), &expected);
    prop_assert_eq!(seen.is_running(), runs(trace, &moments, trace.len(), site).is_some());
    Ok(())
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn what_is_sought_in_a_plausible_trace_is_found(trace in plausible(), spacing in 1_usize..40) {
        finds_all(&trace, spacing)?;
    }

    #[test]
    fn what_is_sought_in_a_hostile_trace_is_found(trace in hostile(), spacing in 1_usize..40) {
        finds_all(&trace, spacing)?;
    }

    #[test]
    fn what_is_sought_in_a_wild_trace_is_found(trace in wild(), spacing in 1_usize..40) {
        finds_all(&trace, spacing)?;
    }

    #[test]
    fn a_line_runs_when_a_task_is_at_it(trace in plausible()) {
        line_runs_are_right(&trace, SiteId(0))?;
    }

    #[test]
    fn a_line_of_a_hostile_trace_runs_when_a_task_is_at_it(trace in hostile()) {
        line_runs_are_right(&trace, SiteId(0))?;
    }
}

/// Two tasks come by the same two lines, and each time a line lights up.
#[test]
fn a_line_runs_when_it_is_reached_and_when_it_goes_on() {
    let (first, second) = (line!() + 2, line!() + 3);
    let task = || async {
        sleep(crate::support::ms(10)).await;
        sleep(crate::support::ms(20)).await;
    };
    let trace = simulate(async move { drop(join_all([spawn("a", task()), spawn("b", task())]).await) });
    let site = |line| {
        let mut sites = (0..9).map(SiteId);
        sites.find(|site| trace.site(*site).is_some_and(|site| site.line == line)).unwrap()
    };
    let runs = |line| {
        let runs = fold(&trace, LineRuns::new(site(line)));
        runs.as_slice()
            .iter()
            .map(|run| (run.task.0, run.start.0 / 1000, run.end.0 / 1000))
            .collect::<Vec<_>>()
    };
    // Reached at once; gone on from after the sleep.
    assert_eq!(runs(first), [(1, 0, 0), (2, 0, 0), (1, 10, 10), (2, 10, 10)]);
    assert_eq!(runs(second), [(1, 10, 10), (2, 10, 10), (1, 30, 30), (2, 30, 30)]);
}
