//! Four operations, and their results in the order in which they are done.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, as_completed, blocking, gauge, println, sleep, spawn};

/// What each operation gives. They are asked for in an order that has nothing to do with their
/// lengths, as in life.
fn operations(settings: &Settings) -> [(&'static str, Duration, i64); 4] {
    [("A", "a", 30), ("B", "b", 10), ("C", "c", 40), ("D", "d", 20)]
        .map(|(name, length, value)| (name, settings.millis(length), value))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn operation(length: Duration, value: i64) -> i64 {
    sleep(length).await;
    value
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    let tasks = operations(&settings).map(|(name, length, value)| spawn(name, operation(length, value)));

    let mut sum = 0;
    let mut results = as_completed(tasks);
    // Each turn of this loop waits for whichever is done next, and does not know beforehand which.
    while let Some(value) = results.next_result().await {
        let value = value?;
        sum += value;
        println!("got {value}, {sum} so far");
        gauge("sum", sum);
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn operation_blocking(length: Duration, value: i64) -> i64 {
    blocking::sleep(length);
    value
}

fn block(settings: &Settings) {
    let mut sum = 0;
    for (name, length, value) in operations(settings) {
        // The order of completion is the order of the calls: nothing else is under way.
        let value = blocking::task(name, || operation_blocking(length, value));
        sum += value;
        println!("got {value}, {sum} so far");
        gauge("sum", sum);
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "as-completed",
    title: "As completed",
    group: Group::Tasks,
    lesson: "Four operations are spawned, and main takes each result as soon as it is there: 10, 20, 30, 40, \
             although they were asked for as 30, 10, 40, 20. Watch the sum grow every half second; gathering \
             would show nothing for two seconds and then everything. Take results as they complete where \
             each can be used by itself: a progress bar, the first rows of a table, a limit on what is kept. \
             The price is that a result does not say which operation it came from, unless it carries that.",
    params: &[
        Param::millis("a", "A, which gives 30", 1_500, 0, 10_000),
        Param::millis("b", "B, which gives 10", 500, 0, 10_000),
        Param::millis("c", "C, which gives 40", 2_000, 0, 10_000),
        Param::millis("d", "D, which gives 20", 1_000, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("as_completed.rs"),
    python: source!("as_completed.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn results_come_in_the_order_of_completion() {
        let played = Played::new(&SCENE, "");
        let lines = [
            (0.5, "got 10, 10 so far"),
            (1.0, "got 20, 30 so far"),
            (1.5, "got 30, 60 so far"),
            (2.0, "got 40, 100 so far"),
        ];
        assert_eq!(played.run.timed_lines(), lines.map(|(at, line)| (at, line.to_owned())));
        played.run.ends_at(2.0);
        assert_eq!(played.run.gauge("sum"), [(0.5, 10), (1.0, 30), (1.5, 60), (2.0, 100)]);
    }

    #[test]
    fn blocking_results_come_in_the_order_of_the_calls() {
        let block = Played::new(&SCENE, "").block;
        assert_eq!(block.gauge("sum"), [(1.5, 30), (2.0, 40), (4.0, 80), (5.0, 100)]);
        block.ends_at(5.0);
    }

    #[test]
    fn of_those_that_end_in_one_moment_the_first_spawned_comes_first() {
        let run = Played::new(&SCENE, "a=700&b=700&c=700&d=700").run;
        assert_eq!(run.gauge("sum"), [(0.7, 30), (0.7, 40), (0.7, 80), (0.7, 100)]);
    }
}
