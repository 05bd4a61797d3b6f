//! Four sums, on a pool of workers or one after another.

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::{JoinError, Pool, blocking, join_all, println, squares};

const MILLION: u64 = 1_000_000;

/// How many millions of numbers are squared and added up for each sum.
fn sizes(settings: &Settings) -> [u64; 4] {
    ["a", "b", "c", "d"].map(|name| settings.get(name).into())
}

fn name(size: u64) -> String {
    format!("below {size} million")
}

/// The sum of so many millions of squares.
pub(super) fn sum_of_squares(size: u64) -> u128 {
    let sum = squares(0..size * MILLION);
    println!("{}: done", name(size));
    sum
}

fn report(size: u64, sum: &Result<u128, JoinError>) {
    match sum {
        Ok(sum) => println!("{}: {sum}", name(size)),
        Err(error) => println!("{}: {error}", name(size)),
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn run(settings: Settings) {
    // Workers share no memory with us. What they are to do is sent to them, and a result is sent
    // back; so it pays where there is much to compute, and little to send.
    let pool = Pool::new(settings.get("workers") as usize);
    let sizes = sizes(&settings);

    // Whoever is free takes the next job. The results stand in the order of the jobs, whichever
    // came first.
    let handles = sizes.map(|size| pool.submit(&name(size), sum_of_squares, size));
    for (size, sum) in sizes.into_iter().zip(join_all(handles).await) {
        report(size, &sum);
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) {
    let sums = sizes(settings).map(|size| {
        let sum = blocking::task(&name(size), || sum_of_squares(size));
        (size, sum)
    });
    for (size, sum) in sums {
        report(size, &Ok(sum));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

const fn millions(name: &'static str, label: &'static str, default: u32) -> Param {
    Param { unit: "million", ..Param::count(name, label, default, 1, 200) }
}

pub(super) const SCENE: Scene = Scene {
    id: "process-pool",
    title: "A pool of processes",
    group: Group::Cpu,
    lesson: "Squares are added up, of 10, 20, 15 and 5 million numbers. One after another they take the sum of \
             their times; on four workers they are computed at the same moment, and the longest one decides. \
             The results come in another order, and are given in the order in which they were asked for. \
             Watch the time against your processor's cores: with more workers than cores, they take turns, \
             and nothing is gained.",
    params: &[
        Param::count("workers", "Workers", 4, 1, 8),
        millions("a", "First", 10),
        millions("b", "Second", 20),
        millions("c", "Third", 15),
        millions("d", "Fourth", 5),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: Some(Workers { of: &[|settings| settings.get("workers").min(4), |_| 0], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "In the simulated run every worker has a core of its own.",
    differs: &[],
    rust: source!("process_pool.rs"),
    python: source!("process_pool.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Micros;

    #[test]
    fn the_longest_against_the_sum() {
        let Played { run, block } = Played::new(&SCENE, "");
        run.ends_at(0.08);
        block.ends_at(0.2);
        assert_eq!(run.totals.workers_busy, Micros::from_secs(0.2));
        assert_eq!(block.totals.busy, Micros::from_secs(0.2));
        assert_eq!(run.totals.idle, Micros::from_secs(0.08), "the loop is free meanwhile");
    }

    #[test]
    fn the_same_results_in_the_order_of_asking() {
        let Played { run, block } = Played::new(&SCENE, "");
        assert_eq!(run.lines()[4..], block.lines()[4..]);
        assert_eq!(
            run.lines(),
            [
                "below 5 million: done",
                "below 10 million: done",
                "below 15 million: done",
                "below 20 million: done",
                "below 10 million: 333333283333335000000",
                "below 20 million: 2666666466666670000000",
                "below 15 million: 1124999887500002500000",
                "below 5 million: 41666654166667500000",
            ]
        );
    }

    #[test]
    fn workers_that_are_free_take_the_next() {
        for (workers, seconds) in [(1, 0.2), (2, 0.1), (3, 0.08), (8, 0.08)] {
            Played::new(&SCENE, &format!("workers={workers}")).run.ends_at(seconds);
        }
        let run = Played::new(&SCENE, "workers=2").run;
        assert_eq!(run.story("below 15 million"), "queued 0.04, running 0.06");
        assert_eq!(run.story("below 5 million"), "queued 0.08, running 0.02");
    }
}
