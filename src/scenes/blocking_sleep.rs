//! The same two seconds of sleep, awaited or blocking, with a ticker beside them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn};

/// The ticker ticks ten times a second.
const INTERVAL: Duration = Duration::from_millis(100);

/// As many ticks as fit into the sleep.
fn ticks_of(length: Duration) -> u128 {
    length.as_millis() / INTERVAL.as_millis()
}

/// Counts a tick. The sleeper reads the count when it wakes.
fn tick(ticks: &Cell<u32>) {
    ticks.set(ticks.get() + 1);
    println!("tick {}", ticks.get());
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn sleeper(length: Duration, awaited: bool, ticks: Rc<Cell<u32>>) {
    println!("going to sleep");
    if awaited {
        // The task sleeps. The thread is free, and the event loop gives it to the ticker.
        sleep(length).await;
    } else {
        // The thread sleeps, with the event loop on it. That this is an async function does not
        // help: without an await nobody else has a turn.
        blocking::sleep(length);
    }
    println!("awake after {} ticks", ticks.get());
}

async fn ticker(count: u128, ticks: Rc<Cell<u32>>) {
    for _ in 0..count {
        sleep(INTERVAL).await;
        tick(&ticks);
    }
}

async fn run(settings: Settings) {
    let length = settings.millis("length");
    let awaited = settings.is("sleep", "awaited");
    let ticks = Rc::new(Cell::new(0));
    join_all([
        spawn("sleeper", sleeper(length, awaited, Rc::clone(&ticks))),
        spawn("ticker", ticker(ticks_of(length), ticks)),
    ])
    .await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn sleeper_blocking(length: Duration, ticks: &Cell<u32>) {
    println!("going to sleep");
    blocking::sleep(length);
    println!("awake after {} ticks", ticks.get());
}

fn ticker_blocking(count: u128, ticks: &Cell<u32>) {
    for _ in 0..count {
        blocking::sleep(INTERVAL);
        tick(ticks);
    }
}

fn block(settings: &Settings) {
    // One thread without an event loop: whoever is called second begins when the first is done.
    let length = settings.millis("length");
    let ticks = Cell::new(0);
    blocking::task("sleeper", || sleeper_blocking(length, &ticks));
    blocking::task("ticker", || ticker_blocking(ticks_of(length), &ticks));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "blocking-sleep",
    title: "A sleep that blocks",
    group: Group::Waiting,
    lesson: "One function sleeps for two seconds, and a ticker beside it ticks ten times a second. While \
             the sleep is awaited, only its task stands still, and the ticker ticks on: 19 times. \
             Choose the blocking sleep, and the thread itself stands still, with the event loop on it: \
             not one tick until it is over, just as in the blocking program. A single such call \
             stops everything else that an async program has under way.",
    params: &[
        Param::choice("sleep", "Sleep", &["awaited", "blocking"]),
        Param::millis("length", "Length", 2_000, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::ConcurrencyInPython],
    reported: &[],
    note: "The twentieth tick and the end of the sleep fall into the same moment. The sleep was begun \
           first, so it is over first, and counts 19.",
    differs: &[],
    rust: source!("blocking_sleep.rs"),
    python: source!("blocking_sleep.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};
    use crate::trace::Micros;

    fn ticks_during_the_sleep(side: &Side) -> usize {
        let awake = side.span_of("sleeper").1;
        side.timed_lines().iter().filter(|(at, line)| line.starts_with("tick") && *at < awake).count()
    }

    #[test]
    fn the_ticker_goes_on_beside_an_awaited_sleep() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(ticks_during_the_sleep(&run), 19);
        assert!((run.time_of("awake after 19 ticks") - 2.0).abs() < 1e-9);
        run.ends_at(2.0);
    }

    #[test]
    fn nothing_ticks_while_the_thread_sleeps() {
        let played = Played::new(&SCENE, "sleep=blocking");
        for side in [&played.run, &played.block] {
            assert_eq!(ticks_during_the_sleep(side), 0);
            assert!((side.time_of("awake after 0 ticks") - 2.0).abs() < 1e-9);
            side.ends_at(4.0);
        }
        assert_eq!(played.run.totals.blocked, Micros::from_secs(2.0));
        assert_eq!(played.run.lines(), played.block.lines());
    }

    #[test]
    fn no_sleep_at_all_leaves_no_time_to_tick() {
        let played = Played::new(&SCENE, "length=0");
        assert_eq!(played.run.lines(), ["going to sleep", "awake after 0 ticks"]);
        assert_eq!(played.block.lines(), ["going to sleep", "awake after 0 ticks"]);
    }
}
