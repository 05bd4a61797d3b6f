//! The expectations that the other tests are written in fail when they should.

use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;

use meanwhile::runtime::{Host as _, Plan, Request, println, simulate, sleep};
use meanwhile::trace::{Cause, Micros, On, Outcome, RequestOutcome, TaskId, Trace, What};

use crate::support::expect::Expect;
use crate::support::guard::{Census, OnDrop};
use crate::support::host::CountingHost;
use crate::support::{at_ms, expect, ms};

/// A trace made by hand: a task `a` of main sleeps, makes a request and prints a line. All on the
/// caller's line.
#[track_caller]
fn small() -> Expect {
    let mut trace = Trace::new();
    let (main, name, line) = (trace.intern("main"), trace.intern("a"), trace.intern("hello"));
    let site = trace.locate(Location::caller());
    let (a, request) = (TaskId(1), trace.next_request());
    let on = On::Timer { until: Micros(30_000) };
    for (at, task, what) in [
        (0, TaskId::MAIN, What::Spawned { parent: None, name: main, site }),
        (0, TaskId::MAIN, What::PollStarted),
        (2_000, a, What::Spawned { parent: Some(TaskId::MAIN), name, site }),
        (5_000, TaskId::MAIN, What::PollEnded),
        (5_000, a, What::PollStarted),
        (5_000, a, What::Waiting { on, site }),
        (5_000, a, What::PollEnded),
        (30_000, a, What::Woken { by: Cause::Timer }),
        (30_007, a, What::PollStarted),
        (30_007, a, What::Printed { text: line }),
        (30_007, a, What::RequestStarted { request, url: line, uplink: None }),
        (30_007, a, What::RequestFinished { request, outcome: RequestOutcome::Aborted }),
        (40_007, a, What::Blocked { on, site }),
        (1_040_007, a, What::PollEnded),
        (1_040_007, a, What::Finished { outcome: Outcome::Ok }),
    ] {
        trace.push(Micros(at), task, what);
    }
    expect(&trace)
}

#[track_caller]
fn fails(sentence: impl FnOnce(&Expect)) {
    let outcome = catch_unwind(AssertUnwindSafe(|| sentence(&small())));
    assert!(outcome.is_err(), "a false sentence holds");
}

#[test]
fn true_sentences_hold() {
    let (run, line) = (small(), line!());
    run.prints(&["hello"]).polls("main a a").has(1, |what| matches!(what, What::Woken { .. }));
    run.requests_end(&[RequestOutcome::Aborted]).thread_does("busy 5ms, busy 10ms, blocked 1s");
    let task = run.lane("a");
    task.does("queued 3ms, sleeping 25ms, queued 7µs, running 10ms, blocked 1s").is_polled(2);
    task.ends(Outcome::Ok).is_child_of("main");
    task.waits_on_lines(file!(), |on| matches!(on, On::Timer { .. }), &[line]);
    run.lane("main").does("running 5ms, awaiting 1035007µs");
}

#[test]
fn false_sentences_fail() {
    fails(|run| _ = run.prints(&["hello", "again"]));
    fails(|run| _ = run.prints_at(&[(30, "hello")]));
    fails(|run| _ = run.polls("main a"));
    fails(|run| _ = run.has(2, |what| matches!(what, What::Woken { .. })));
    fails(|run| _ = run.is_over_at(1040));
    fails(|run| _ = run.requests_end(&[]));
    fails(|run| _ = run.thread_does("busy 15ms, blocked 1s"));
    fails(|run| _ = run.lane("b"));
    fails(|run| _ = run.lane("a").does("queued 3ms"));
    fails(|run| _ = run.lane("a").ends(Outcome::Failed));
    fails(|run| _ = run.lane("main").ends(Outcome::Ok));
    fails(|run| _ = run.lane("a").ends_at(1));
    fails(|run| _ = run.lane("a").is_polled(3));
    fails(|run| _ = run.lane("a").is_child_of("a"));
    fails(|run| _ = run.lane("a").is_spawned_on_line(1));
    fails(|run| _ = run.lane("a").waits_on_lines(file!(), |_| true, &[1]));
}

#[test]
fn a_census_counts_what_is_alive() {
    let census = Census::default();
    let (first, second) = (census.guard(), census.guard());
    assert_eq!(census.alive(), 2);
    drop(first);
    assert_eq!(census.alive(), 1);
    drop(second);
    assert_eq!(census.alive(), 0);
}

#[test]
fn what_is_done_on_drop_is_done_once_and_then() {
    let census = Census::default();
    let guard = census.guard();
    let on_drop = OnDrop::new(move || drop(guard));
    assert_eq!(census.alive(), 1);
    drop(on_drop);
    assert_eq!(census.alive(), 0);
}

#[test]
fn a_counting_host_counts_requests_and_knows_the_alarm() {
    let host = CountingHost::new();
    let fetch = || host.fetch(Request { path: "posts/1".to_owned(), plan: Plan::taking(at_ms(5)) });
    let (first, second) = (fetch(), fetch());
    assert_eq!(host.requests(), 2);
    drop(first);
    assert_eq!(host.requests(), 1);
    drop(second);
    host.wake_at(Some(at_ms(7)));
    assert_eq!((host.requests(), host.alarm(), Rc::strong_count(&host)), (0, Some(at_ms(7)), 1));
}

#[test]
fn times_are_written_as_people_write_them() {
    let trace = simulate(async {
        sleep(ms(2000)).await;
        sleep(ms(1500)).await;
        sleep(std::time::Duration::from_micros(12)).await;
        println!("over");
    });
    expect(&trace).lane("main").does("sleeping 2s, sleeping 1500ms, sleeping 12µs");
}
