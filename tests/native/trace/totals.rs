//! The sums over a run.

use meanwhile::runtime::{Failure, Plan, blocking, http, join_all, simulate, sleep, spawn};
use meanwhile::trace::{Lanes, Micros, Phase, ThreadUse, Totals, Trace};

use crate::support::{at_ms, ms};

fn totals(trace: &Trace, now: Micros) -> Totals {
    Totals::at(&Lanes::of(trace), &ThreadUse::of(trace), now)
}

/// Two requests of 100 ms, of which one is refused, two tasks that do not end well, and 50 ms of
/// blocking.
fn mixed() -> Trace {
    simulate(async {
        let ok =
            spawn("ok", async { http::get("bytes/10").plan(Plan::taking(at_ms(100))).await?.bytes().await });
        let refused = Plan { failure: Some(Failure::Refused), ..Plan::taking(at_ms(100)) };
        let refused = spawn("refused", async { http::get("bytes/10").plan(refused).await?.bytes().await });
        let panics = spawn("panics", async {
            blocking::sleep(ms(50));
            assert!(false_at_run_time(), "on purpose");
        });
        let cancelled = spawn("cancelled", sleep(ms(1000)));
        let _ = (join_all([ok, refused]).await, panics.await);
        drop(cancelled);
    })
}

fn false_at_run_time() -> bool {
    std::hint::black_box(false)
}

#[test]
fn tasks_and_requests_are_counted() {
    let trace = mixed();
    let totals = totals(&trace, trace.last());
    assert_eq!((totals.tasks, totals.failed, totals.cancelled), (4, 2, 1));
    assert_eq!((totals.requests, totals.failed_requests, totals.received), (2, 1, 10));
}

#[test]
fn what_is_given_up_has_failed_and_what_came_before_has_arrived() {
    let trace = simulate(async {
        let plan = Plan { chunks: 5, ..Plan::taking(at_ms(100)) };
        let mut response = http::get("bytes/50").plan(plan).await.unwrap();
        for _ in 0..3 {
            response.chunk().await.unwrap();
        }
    });
    let totals = totals(&trace, trace.last());
    assert_eq!((totals.requests, totals.failed_requests, totals.received), (1, 1, 30));
    assert_eq!((totals.tasks, totals.failed), (0, 0), "main does not count");
}

#[test]
fn the_thread_is_busy_blocked_or_idle() {
    let trace = mixed();
    let totals = totals(&trace, trace.last());
    assert_eq!((totals.wall, totals.blocked, totals.idle), (at_ms(100), at_ms(50), at_ms(50)));
    assert_eq!((totals.busy, totals.phase(Phase::Blocked)), (Micros::ZERO, at_ms(50)));
    assert_eq!(totals.phase(Phase::Sending) + totals.phase(Phase::Waiting), at_ms(92 + 50));
    let shares = (totals.busy_share(), totals.requests_per_second());
    assert!(shares.0.abs() < 1e-9 && shares.1.is_some_and(|rate| (rate - 20.0).abs() < 1e-9), "{shares:?}");
}

#[test]
fn a_run_that_goes_on_is_summed_up_to_now() {
    let trace = simulate(std::future::pending::<()>());
    let totals = totals(&trace, at_ms(70));
    assert_eq!((totals.wall, totals.idle, totals.phase(Phase::Awaiting)), (at_ms(70), at_ms(70), at_ms(70)));
    assert_eq!(totals.requests_per_second(), None);
}

#[test]
fn time_after_the_end_of_main_does_not_count() {
    let trace = mixed();
    assert_eq!(totals(&trace, at_ms(5000)), totals(&trace, trace.last()));
}

#[test]
fn a_trace_without_records_comes_to_nothing() {
    let totals = totals(&Trace::new(), Micros::ZERO);
    assert_eq!(totals, Totals::default());
    assert!(totals.busy_share().abs() < 1e-9);
}
