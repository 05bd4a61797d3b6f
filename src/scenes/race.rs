//! A hundred tasks add one to the same counter, and lose ninety-nine of a hundred.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, gauge, join_all, println, sleep, spawn};

fn write(counter: &Cell<u32>, value: u32) {
    counter.set(value);
    gauge("counter", value.into());
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn increment(counter: Rc<Cell<u32>>, pause: Duration) {
    let seen = counter.get();
    // Here the task gives the thread away. By the time that it goes on, every other task has read
    // the counter, too, and what was seen is old.
    sleep(pause).await;
    write(&counter, seen + 1);
}

async fn run(settings: Settings) {
    let (n, pause) = (settings.get("n"), settings.millis("pause"));
    let counter = Rc::new(Cell::new(0));
    println!("{n} tasks, each adds one");

    // All on one thread: no two of them ever run at the same instant. The race is there all the same.
    let tasks = (1..=n).map(|number| spawn(&format!("task {number}"), increment(Rc::clone(&counter), pause)));
    join_all(tasks).await;
    println!("the counter is at {}, expected {n}", counter.get());
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn increment_blocking(counter: &Cell<u32>, pause: Duration) {
    let seen = counter.get();
    // Nobody else is under way, so nothing can happen to the counter here.
    blocking::sleep(pause);
    write(counter, seen + 1);
}

fn block(settings: &Settings) {
    let (n, pause) = (settings.get("n"), settings.millis("pause"));
    let counter = Cell::new(0);
    println!("{n} calls, each adds one");
    for number in 1..=n {
        blocking::task(&format!("call {number}"), || increment_blocking(&counter, pause));
    }
    println!("the counter is at {}, expected {n}", counter.get());
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "race",
    title: "A race",
    group: Group::SharedState,
    lesson: "A hundred tasks each read a counter, wait a moment, and write back what they read plus one. All \
             of them read 0, so all of them write 1: ninety-nine additions are lost, on a single thread. \
             Between two awaits nobody can interfere, but an await is where everybody can. Look out for \
             every read and write of the same thing that have an await between them.",
    params: &[
        Param::count("n", "Tasks", 100, 1, 500),
        Param::millis("pause", "From read to write", 10, 0, 1_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program on one thread counts right, because its calls never overlap. Blocking calls \
           on several threads would race just the same.",
    differs: &[],
    rust: source!("race.rs"),
    python: source!("race.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn the_counter_is_at_one_and_not_at_a_hundred() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.lines()[1], "the counter is at 1, expected 100");
        assert_eq!(run.gauge("counter"), vec![(0.01, 1); 100]);
    }

    #[test]
    fn a_bare_yield_is_enough() {
        let run = Played::new(&SCENE, "pause=0").run;
        assert_eq!(run.lines()[1], "the counter is at 1, expected 100");
        run.ends_at(0.0);
    }

    #[test]
    fn blocking_calls_lose_nothing_and_take_the_sum() {
        let played = Played::new(&SCENE, "");
        assert_eq!(played.block.lines()[1], "the counter is at 100, expected 100");
        played.block.ends_at(1.0);
        played.run.ends_at(0.01);
    }

    #[test]
    fn one_task_alone_has_nobody_to_race_with() {
        assert_eq!(Played::new(&SCENE, "n=1").run.lines()[1], "the counter is at 1, expected 1");
        assert_eq!(Played::new(&SCENE, "n=500").run.lines()[1], "the counter is at 1, expected 500");
    }
}
