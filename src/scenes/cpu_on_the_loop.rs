//! A long computation on the event loop, or on a worker, with a ticker beside it.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::{JoinError, Pool, blocking, println, sleep, spawn, squares};

const MILLION: u64 = 1_000_000;

/// The ticker ticks about as often as a screen is drawn.
const INTERVAL: Duration = Duration::from_millis(16);
const TICKS: u32 = 5;

fn numbers(settings: &Settings) -> Range<u64> {
    0..u64::from(settings.get("n")) * MILLION
}

/// A long computation.
pub(super) fn sum_of_squares(numbers: Range<u64>) -> u128 {
    squares(numbers)
}

/// Counts a tick. Whoever has the sum reads the count.
fn tick(ticks: &Cell<u32>) {
    ticks.set(ticks.get() + 1);
    println!("tick {}", ticks.get());
}

fn report(sum: u128, ticks: &Cell<u32>) {
    println!("{sum} after {} ticks", ticks.get());
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn ticker(ticks: Rc<Cell<u32>>) {
    for _ in 0..TICKS {
        sleep(INTERVAL).await;
        tick(&ticks);
    }
}

#[expect(clippy::unused_async, reason = "this is the mistake")]
async fn sum_here(numbers: Range<u64>, ticks: Rc<Cell<u32>>) {
    // There is no await in there, and so no moment at which another task could go on.
    // An `async` in front of a computation does not change what it needs: the thread.
    report(sum_of_squares(numbers), &ticks);
}

async fn on_the_loop(settings: Settings) {
    let ticks = Rc::new(Cell::new(0));
    let ticker = spawn("ticker", ticker(Rc::clone(&ticks)));
    let sum = spawn("sum", sum_here(numbers(&settings), ticks));
    let _ = (sum.await, ticker.await);
}

async fn sum_elsewhere(numbers: Range<u64>, ticks: Rc<Cell<u32>>) -> Result<(), JoinError> {
    // The call crosses to another thread; this task waits for the answer, as for any other.
    let pool = Pool::new(1);
    report(pool.submit("sum on a worker", sum_of_squares, numbers).await?, &ticks);
    Ok(())
}

async fn on_a_worker(settings: Settings) {
    let ticks = Rc::new(Cell::new(0));
    let ticker = spawn("ticker", ticker(Rc::clone(&ticks)));
    let sum = spawn("sum", sum_elsewhere(numbers(&settings), ticks));
    if let Ok(Err(error)) = sum.await {
        println!("{error}");
    }
    let _ = ticker.await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) {
    // One thread without an event loop: whoever is called second begins when the first is done.
    let ticks = Cell::new(0);
    blocking::task("sum", || report(sum_of_squares(numbers(settings)), &ticks));
    blocking::task("ticker", || {
        for _ in 0..TICKS {
            blocking::sleep(INTERVAL);
            tick(&ticks);
        }
    });
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "cpu-on-the-loop",
    title: "Computing on the loop",
    group: Group::Cpu,
    lesson: "A coroutine adds up the squares of ten million numbers, and a ticker beside it wants to tick every \
             16 ms. While the loop's thread computes, nothing else on it happens: no tick, no answer to \
             anybody, until the sum is there. On a worker the sum takes as long as before, but on \
             another thread, and the ticker keeps its pace. What computes for more than a few milliseconds \
             does not belong on an event loop, least of all on a server's or a page's.",
    params: &[Param { unit: "million", ..Param::count("n", "Numbers", 10, 1, 200) }],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("on-the-loop"), Program::futures("on-a-worker"), Program::calls("blocking")],
    workers: Some(Workers { of: &[|_| 0, |_| 1, |_| 0], apart: true }),
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("cpu_on_the_loop.rs"),
    python: source!("cpu_on_the_loop.py"),
};

programs!(async on_the_loop, async on_a_worker, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Side, played};

    const SUM: &str = "333333283333335000000";

    /// When the ticks were, in milliseconds.
    fn ticks(side: &Side) -> Vec<f64> {
        let ticks = side.timed_lines().into_iter().filter(|(_, line)| line.starts_with("tick "));
        ticks.map(|(at, _)| at * 1e3).collect()
    }

    #[test]
    fn on_the_loop_the_ticker_stalls() {
        let run = played("on-the-loop", &SCENE, "");
        assert_eq!(ticks(&run), [40.0, 56.0, 72.0, 88.0, 104.0]);
        assert_eq!(run.time_of(&format!("{SUM} after 0 ticks")), 0.04);
        // Due after 16 ms, and nobody was there to look.
        assert!(run.story("ticker").starts_with("sleeping 0.04, sleeping 0.016, "));
        assert_eq!(run.totals.busy.0, 40_000);
    }

    #[test]
    fn on_a_worker_the_ticker_keeps_its_pace_and_the_sum_is_the_same() {
        let run = played("on-a-worker", &SCENE, "");
        assert_eq!(ticks(&run), [16.0, 32.0, 48.0, 64.0, 80.0]);
        assert_eq!(run.time_of(&format!("{SUM} after 2 ticks")), 0.04);
        run.ends_at(0.08);
        assert_eq!(run.story("sum on a worker"), "running 0.04");
    }

    #[test]
    fn one_thread_without_a_loop_does_one_thing_after_the_other() {
        let block = played("blocking", &SCENE, "");
        assert_eq!(block.lines()[0], format!("{SUM} after 0 ticks"));
        assert_eq!(ticks(&block), [56.0, 72.0, 88.0, 104.0, 120.0]);
        block.ends_at(0.12);
    }

    #[test]
    fn a_long_computation_holds_a_worker_and_not_the_ticker() {
        let run = played("on-a-worker", &SCENE, "n=200");
        assert_eq!(ticks(&run).len(), 5);
        assert!(run.lines().last().unwrap().ends_with(" after 5 ticks"));
        run.ends_at(0.8);
    }
}
