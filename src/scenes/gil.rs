//! Three computations: as threads that share one lock, or with a lock each.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::{JoinError, Pool, blocking, join_all, println, squares};

const MILLION: u64 = 1_000_000;

const NAMES: [&str; 3] = ["A", "B", "C"];

fn numbers(settings: &Settings) -> u64 {
    u64::from(settings.get("n")) * MILLION
}

/// Pure computation, with nothing to wait for.
pub(super) fn sum_of_squares((name, n): (String, u64)) -> u128 {
    let sum = squares(0..n);
    println!("{name} has its sum");
    sum
}

fn report(sums: impl IntoIterator<Item = Result<u128, JoinError>>) {
    let sums: Result<Vec<_>, _> = sums.into_iter().collect();
    match sums {
        Ok(sums) => println!("in all {}", sums.into_iter().sum::<u128>()),
        Err(error) => println!("{error}"),
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn processes(settings: Settings) {
    // The way out that Python has had for long: processes. Each is an interpreter with a lock of
    // its own, so nobody waits for anybody.
    let processes = Pool::new(3);
    let n = numbers(&settings);
    let handles = NAMES.map(|name| processes.submit(name, sum_of_squares, (name.to_owned(), n)));
    report(join_all(handles).await);
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn threads(settings: &Settings) {
    // A thread that computes has to hold the lock, and gives it away after 5 ms if others want it.
    // The threads know nothing of that. They are three, and compute no faster than one.
    let interval = Duration::from_millis(settings.get("interval").into());
    let threads = blocking::Pool::new(3).global_lock(interval);
    let n = numbers(settings);
    let handles = NAMES.map(|name| threads.submit(name, sum_of_squares, (name.to_owned(), n)));
    report(handles.map(blocking::JoinHandle::join));
}

fn free_threaded(settings: &Settings) {
    // The same threads, and no lock.
    let threads = blocking::Pool::new(3);
    let n = numbers(settings);
    let handles = NAMES.map(|name| threads.submit(name, sum_of_squares, (name.to_owned(), n)));
    report(handles.map(blocking::JoinHandle::join));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "gil",
    title: "The global interpreter lock",
    group: Group::EventLoop,
    lesson: "Three threads compute, and nothing else. In most Pythons a thread needs the global interpreter lock \
             to run any code, and gives it away every 5 ms: look closely, and never do two of them run at the \
             same moment, so together they take the sum of their times. A free-threaded Python has no such \
             lock, and three processes have one each: they are done with the longest. For waiting the lock does not matter, as \
             nobody holds it meanwhile; for computing take processes, or a free-threaded Python.",
    params: &[
        Param { unit: "million", ..Param::count("n", "Each squares", 25, 1, 100) },
        Param { step: 1, ..Param::millis("interval", "Passed on every", 5, 1, 100) },
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::calls("threads"), Program::calls("free-threaded"), Program::futures("processes")],
    workers: Some(Workers { of: &[|_| 3, |_| 3, |_| 3], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "Rust has no such lock. Here the three workers ask for one by themselves, as CPython's threads do.",
    differs: &[],
    rust: source!("gil.rs"),
    python: source!("gil.py"),
};

programs!(blocking threads, blocking free_threaded, async processes);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Side, played};
    use crate::trace::{Micros, Phase};

    /// What one of the workers does, and from when to when, in milliseconds.
    fn runs(side: &Side, name: &str) -> Vec<(u64, u64)> {
        let spans = side.lane(name).spans(Micros::from_secs(side.seconds()));
        let running = spans.filter(|span| span.phase == Phase::Running && span.length() > Micros::ZERO);
        running.map(|span| (span.start.0 / 1_000, span.end.0 / 1_000)).collect()
    }

    #[test]
    fn under_the_lock_three_take_the_sum_and_without_it_the_longest() {
        let [threads, free, processes] =
            ["threads", "free-threaded", "processes"].map(|name| played(name, &SCENE, ""));
        threads.ends_at(0.3);
        free.ends_at(0.1);
        processes.ends_at(0.1);
        assert_eq!(threads.totals.workers_busy, processes.totals.workers_busy, "the work is the same");
    }

    #[test]
    fn one_runs_at_a_time_for_5_ms() {
        let block = played("threads", &SCENE, "");
        assert_eq!(runs(&block, "A")[..2], [(0, 5), (15, 20)]);
        let mut all: Vec<_> = ["A", "B", "C"].iter().flat_map(|name| runs(&block, name)).collect();
        all.sort_unstable();
        assert_eq!(all.len(), 60);
        assert!(all.windows(2).all(|pair| pair[0].1 == pair[1].0), "{all:?}");
        assert_eq!(block.finish_order(), ["A", "B", "C", "main"]);
    }

    #[test]
    fn without_it_all_run_all_the_time() {
        for side in ["processes", "free-threaded"].map(|name| played(name, &SCENE, "")) {
            for name in ["A", "B", "C"] {
                assert_eq!(runs(&side, name), [(0, 100)]);
            }
        }
    }

    #[test]
    fn the_same_sum() {
        for name in ["threads", "free-threaded", "processes"] {
            let lines = played(name, &SCENE, "").lines();
            let names = ["A", "B", "C"].map(|name| format!("{name} has its sum"));
            assert_eq!(
                lines,
                [&names[..], &["in all 15624999062500012500000".to_owned()]].concat(),
                "{name}"
            );
        }
    }
}
