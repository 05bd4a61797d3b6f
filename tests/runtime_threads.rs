//! Other threads: jobs in the order of submission, side by side, and the loop free meanwhile.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{expect, ms};
use meanwhile::runtime::{Job, Pool, join_all, println, simulate};
use meanwhile::trace::{Outcome, ThreadState, ThreadUse, Trace};

/// What a thread did, but for idling: `busy 1s, blocked 2s`; and when there was one.
fn worker(trace: &Trace, number: usize) -> (String, Vec<(u64, u64)>) {
    let threads = ThreadUse::of(trace);
    let worker = &threads.workers()[number - 1];
    let word = |state| if state == ThreadState::Busy { "busy" } else { "blocked" };
    let segments = worker.segments(trace.last());
    let told = segments.map(|segment| {
        format!("{}–{} {}", segment.start.0 / 1_000, segment.end.0 / 1_000, word(segment.state))
    });
    let lives = worker.lives(trace.last()).map(|(start, end)| (start.0 / 1_000, end.0 / 1_000));
    (told.collect::<Vec<_>>().join(", "), lives.collect())
}

#[test]
fn jobs_are_taken_first_in_first_out_by_threads_that_are_free() {
    let trace = simulate(async {
        let pool = Pool::new(2);
        let jobs = [("a", 30), ("b", 10), ("c", 10), ("d", 5)];
        let jobs = jobs.map(|(name, length)| pool.submit(Job::new(name).work(ms(length)).print(name)));
        join_all(jobs).await;
        println!("all");
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "b"), (20, "c"), (25, "d"), (30, "a"), (30, "all")]);
    run.lane("a").does("running 30ms").ends(Outcome::Ok).is_child_of("main");
    run.lane("b").does("running 10ms");
    run.lane("c").does("queued 10ms, running 10ms");
    run.lane("d").does("queued 20ms, running 5ms").is_polled(0);
    run.thread_does("");
    assert_eq!(worker(&trace, 1), ("0–30 busy".to_owned(), vec![(0, 30)]));
    assert_eq!(worker(&trace, 2), ("0–10 busy, 10–20 busy, 20–25 busy".to_owned(), vec![(0, 30)]));
}
