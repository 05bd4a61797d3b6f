//! A database, an API and a file: three answers that have nothing to do with each other.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, join_all, println, sleep, spawn};

/// Whom we ask, how long the answer takes, and what it is.
fn operations(settings: &Settings) -> [(&'static str, Duration, &'static str); 3] {
    [
        ("database", settings.millis("database"), "42 rows"),
        ("API", settings.millis("api"), "status 200"),
        ("file", settings.millis("file"), "1,024 bytes"),
    ]
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn ask(name: &'static str, time: Duration, answer: &'static str) -> &'static str {
    println!("{name}: asked");
    // A stand-in for the real call. What they have in common is all that matters here: for this
    // long there is nothing for us to do.
    sleep(time).await;
    println!("{name}: answered");
    answer
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    // All three are asked before any of them has answered.
    let operations = operations(&settings);
    let tasks = operations.map(|(name, time, answer)| spawn(name, ask(name, time, answer)));

    // Together they take as long as the slowest. Answers stand in the order of asking.
    for ((name, ..), answer) in operations.into_iter().zip(join_all(tasks).await) {
        println!("{name}: {}", answer?);
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn ask_blocking(name: &str, time: Duration, answer: &'static str) -> &'static str {
    println!("{name}: asked");
    blocking::sleep(time);
    println!("{name}: answered");
    answer
}

fn block(settings: &Settings) {
    // Each has to wait for the one before, though it needs nothing of it.
    let answers = operations(settings).map(|(name, time, answer)| {
        let answer = blocking::task(name, || ask_blocking(name, time, answer));
        (name, answer)
    });
    for (name, answer) in answers {
        println!("{name}: {answer}");
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "three-operations",
    title: "Three operations",
    group: Group::Waiting,
    lesson: "A program needs three things: rows of a database, the answer of an API, and a file. None of \
             them needs any of the others, and yet the blocking program fetches one after another, \
             so their times add up. The async program starts all three and then waits: it takes as \
             long as the slowest, and the other two cost nothing. It matters wherever a page or a \
             report is put together from several sources.",
    params: &[
        Param::millis("database", "Database", 100, 0, 10_000),
        Param::millis("api", "API", 200, 0, 10_000),
        Param::millis("file", "File", 50, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("three_operations.rs"),
    python: source!("three_operations.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn blocking_takes_the_sum_and_async_the_longest() {
        let played = Played::new(&SCENE, "");
        played.block.ends_at(0.350);
        played.run.ends_at(0.200);

        let played = Played::new(&SCENE, "database=300&api=0&file=0");
        played.block.ends_at(0.300);
        played.run.ends_at(0.300);
    }

    #[test]
    fn the_file_is_there_first_and_answers_stand_in_the_order_of_asking() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.finish_order(), ["file", "database", "API", "main"]);
        assert_eq!(run.lines()[6..], ["database: 42 rows", "API: status 200", "file: 1,024 bytes"]);
    }
}
