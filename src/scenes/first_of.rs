//! Waiting for the first of several, then for the first failure, then for all.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinHandle, Until, blocking, println, sleep, spawn, wait};

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

/// What main waits for, one after another.
const STAGES: [(&str, Until); 3] =
    [("first", Until::First), ("first failure", Until::FirstFailure), ("all", Until::All)];

/// An operation says who it is, whether it ends well or not.
type Ended = Result<&'static str, &'static str>;

/// Each operation's length, and whether it fails.
fn operations(settings: &Settings) -> Vec<(&'static str, Duration, bool)> {
    let lengths = ["a", "b", "c", "d"].map(|name| settings.millis(name));
    let operations = NAMES.into_iter().zip(lengths);
    operations.map(|(name, length)| (name, length, settings.is("fails", name))).collect()
}

fn outcome(name: &'static str, fails: bool) -> Ended {
    if fails { Err(name) } else { Ok(name) }
}

fn report(stage: &str, done: &[Ended], others: &str, left: &[String]) {
    let done = done.iter().map(|ended| ended.map_or_else(|name| format!("{name} (failed)"), str::to_owned));
    println!("{stage}: done {}; {others} {}", list(done), list(left.iter().cloned()));
}

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn operation(name: &'static str, length: Duration, fails: bool) -> Ended {
    sleep(length).await;
    outcome(name, fails)
}

async fn run(settings: Settings) {
    let spawned = operations(&settings)
        .into_iter()
        .map(|(name, length, fails)| spawn(name, operation(name, length, fails)));
    let mut pending: Vec<_> = spawned.collect();

    for (stage, until) in STAGES {
        if pending.is_empty() {
            break;
        }
        // Gives two sets: what is done at this moment, and what is still at work. Nothing is
        // cancelled; the second set can be waited for again, as here.
        let waited = wait(pending, until).await;
        pending = waited.pending;
        let done: Vec<_> = waited.done.into_iter().flatten().collect();
        let left: Vec<_> = pending.iter().map(JoinHandle::name).collect();
        report(stage, &done, "pending", &left);
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn operation_blocking(name: &'static str, length: Duration, fails: bool) -> Ended {
    blocking::sleep(length);
    outcome(name, fails)
}

fn block(settings: &Settings) {
    let mut left = operations(settings).into_iter();
    for (stage, until) in STAGES {
        if left.len() == 0 {
            break;
        }
        // The first to be done is the first to be called, however long it takes. What is left has
        // not begun: there is nothing to wait for, only something to do.
        let mut done = Vec::new();
        for (name, length, fails) in left.by_ref() {
            done.push(blocking::task(name, || operation_blocking(name, length, fails)));
            if until == Until::First || (until == Until::FirstFailure && fails) {
                break;
            }
        }
        let left: Vec<_> = left.as_slice().iter().map(|(name, ..)| (*name).to_owned()).collect();
        report(stage, &done, "not begun", &left);
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "first-of",
    title: "The first of several",
    group: Group::Tasks,
    lesson: "Four operations are spawned, and main waits three times: until the first is done, until one has \
             failed, until all are done. Each time it gets two sets, the done and the pending, as they are \
             at that moment; waiting cancels nobody. It suits several servers with the same answer, of \
             which the fastest will do: take the first, and cancel the pending yourself.",
    params: &[
        Param::millis("a", "A", 2_000, 0, 10_000),
        Param::millis("b", "B", 1_000, 0, 10_000),
        Param::millis("c", "C", 3_000, 0, 10_000),
        Param::millis("d", "D", 4_000, 0, 10_000),
        Param::choice("fails", "Which fails", &["none", "A", "B", "C", "D"]).defaulting_to(3),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "A blocking program has one call under way at a time, so it cannot wait for the first of several: \
           the first to be done is the first that was called. Its lines say what had not begun instead of \
           what was pending.",
    differs: &[],
    rust: source!("first_of.rs"),
    python: source!("first_of.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    fn lines<const N: usize>(lines: [(f64, &str); N]) -> [(f64, String); N] {
        lines.map(|(at, line)| (at, line.to_owned()))
    }

    #[test]
    fn each_wait_gives_the_done_and_the_pending_of_that_moment() {
        let run = Played::new(&SCENE, "").run;
        let expected = lines([
            (1.0, "first: done B; pending A, C, D"),
            (3.0, "first failure: done A, C (failed); pending D"),
            (4.0, "all: done D; pending none"),
        ]);
        assert_eq!(run.timed_lines(), expected);
        run.ends_at(4.0);
    }

    #[test]
    fn blocking_the_first_done_is_the_first_called() {
        let block = Played::new(&SCENE, "").block;
        let expected = lines([
            (2.0, "first: done A; not begun B, C, D"),
            (6.0, "first failure: done B, C (failed); not begun D"),
            (10.0, "all: done D; not begun none"),
        ]);
        assert_eq!(block.timed_lines(), expected);
    }

    #[test]
    fn without_a_failure_all_are_awaited() {
        let played = Played::new(&SCENE, "fails=none");
        let last = "first failure: done A, C, D; pending none";
        assert_eq!(played.run.timed_lines()[1..], lines([(4.0, last)]));
        assert_eq!(played.block.lines().len(), 2);
    }

    #[test]
    fn a_failure_can_be_the_first() {
        let run = Played::new(&SCENE, "fails=B").run;
        assert_eq!(run.time_of("first: done B (failed); pending A, C, D"), 1.0);
    }
}
