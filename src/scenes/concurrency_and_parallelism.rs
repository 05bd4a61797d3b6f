//! Three computations: in turns on one thread, or side by side on several.

use std::ops::Range;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::{JoinError, blocking, join_all, println, spawn, squares, yield_now};

const MILLION: u64 = 1_000_000;

const NAMES: [&str; 3] = ["A", "B", "C"];

/// What a computation is told: its name, and the numbers to square, part by part.
type Computation = (String, Vec<Range<u64>>);

fn computations(settings: &Settings) -> [Computation; 3] {
    let part = settings.get("part");
    NAMES.map(|name| {
        let n = settings.get(&name.to_ascii_lowercase());
        let starts = (0..n).step_by(part as usize);
        let parts = starts.map(|start| u64::from(start) * MILLION..u64::from(n.min(start + part)) * MILLION);
        (name.to_owned(), parts.collect())
    })
}

/// Squares a part, and says how far that is.
fn square_part(name: &str, part: Range<u64>) -> u128 {
    let end = part.end;
    let sum = squares(part);
    println!("{name}: {} million", end / MILLION);
    sum
}

fn report(sums: impl IntoIterator<Item = Result<u128, JoinError>>) {
    for (name, sum) in NAMES.into_iter().zip(sums) {
        match sum {
            Ok(sum) => println!("{name}: the squares add up to {sum}"),
            Err(error) => println!("{name}: {error}"),
        }
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn compute((name, parts): Computation) -> u128 {
    let mut sum = 0;
    for part in parts {
        sum += square_part(&name, part);

        // Concurrent: all three are under way, and take turns. Not parallel: there is one thread,
        // it computes for one of them at a time, and none of them is done any sooner for it.
        yield_now().await;
    }
    sum
}

async fn run(settings: Settings) {
    let tasks =
        computations(&settings).map(|computation| spawn(&computation.0.clone(), compute(computation)));
    report(join_all(tasks).await);
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

/// The same, for another thread. It shares no variables with us: what it is to compute is sent to it, and
/// the sum is sent back.
pub(super) fn compute_all((name, parts): Computation) -> u128 {
    parts.into_iter().map(|part| square_part(&name, part)).sum()
}

fn block(settings: &Settings) {
    // Parallel: as many at the same moment as there are workers, each on a processor core of its
    // own, if there are so many. The sum of the work is the same; it is done by more.
    let pool = blocking::Pool::new(settings.get("workers") as usize);
    let handles = computations(settings).map(|parts| pool.submit(&parts.0.clone(), compute_all, parts));
    report(handles.map(blocking::JoinHandle::join));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

/// Millions of numbers to be squared.
const fn millions(name: &'static str, label: &'static str, default: u32, min: u32) -> Param {
    Param { unit: "million", ..Param::count(name, label, default, min, 200) }
}

pub(super) const SCENE: Scene = Scene {
    id: "concurrency-and-parallelism",
    title: "Concurrency and parallelism",
    group: Group::EventLoop,
    lesson: "Three computations square 30, 40 and 20 million numbers. Interleaved on one thread all three are \
             under way at once, which is concurrency, and yet the last one is done when the sum of their times \
             has passed: there is nothing to wait for, so there are no gaps to fill. On three workers they \
             compute at the same moment, which is parallelism, and the longest decides. Async gives you the \
             first for waiting; for computing it takes more processor cores, and threads to use them.",
    params: &[
        millions("a", "A squares", 30, 0),
        millions("b", "B squares", 40, 0),
        millions("c", "C squares", 20, 0),
        millions("part", "Between two turns", 5, 1),
        Param::count("workers", "Workers", 3, 1, 8),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: Some(Workers { of: &[|_| 0, |settings| settings.get("workers").min(3)], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "A million squares are taken to need 4 ms in the simulated run. In your browser they need what they \
           need, and three workers take as long as one where there is one processor core. No pace makes a \
           processor faster.",
    differs: &[],
    rust: source!("concurrency_and_parallelism.rs"),
    python: source!("concurrency_and_parallelism.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Micros;

    /// The letters of the lines that tell of parts.
    fn turns(lines: &[String]) -> String {
        lines
            .iter()
            .filter(|line| line.ends_with(" million"))
            .filter_map(|line| line.chars().next())
            .collect()
    }

    #[test]
    fn one_thread_takes_the_sum_and_three_workers_the_longest() {
        let Played { run, block } = Played::new(&SCENE, "");
        run.ends_at(0.36);
        block.ends_at(0.16);
        assert_eq!(run.lines()[18..], block.lines()[18..], "the same sums, in the same order");
        assert!(run.lines()[18].ends_with(" 8999999550000005000000"), "{:?}", run.lines());
    }

    #[test]
    fn the_work_is_the_same() {
        let Played { run, block } = Played::new(&SCENE, "");
        assert_eq!(run.totals.busy, Micros::from_secs(0.36));
        assert_eq!(block.totals.workers_busy, run.totals.busy);
    }

    #[test]
    fn on_one_thread_they_take_turns() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(turns(&run.lines()), "ABCABCABCABCABABBB");
        // With parts as long as the whole, there is nothing to interleave.
        assert_eq!(turns(&Played::new(&SCENE, "part=200").run.lines()), "ABC");
    }

    #[test]
    fn with_fewer_workers_than_computations_somebody_waits() {
        let block = |workers| Played::new(&SCENE, &format!("workers={workers}")).block;
        block(1).ends_at(0.36);
        // A and then C on one, B on the other.
        block(2).ends_at(0.2);
        block(8).ends_at(0.16);
        assert_eq!(block(2).story("C"), "queued 0.12, running 0.08");
    }
}
