//! Three searches that are spawned at once and awaited one after another.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, println, sleep, spawn};

const SUBJECTS: [&str; 3] = ["trains", "hotels", "museums"];

fn lengths(settings: &Settings) -> [Duration; 3] {
    ["a", "b", "c"].map(|name| settings.millis(name))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn search(subject: &'static str, length: Duration) -> String {
    println!("searching for {subject}");
    // Somebody else's index does the work. Here there is only waiting.
    sleep(length).await;
    println!("{subject} found");
    format!("a list of {subject}")
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    // Spawning puts a task on the ready queue and comes back at once. None of the three has begun
    // when this line is through: they begin as soon as main waits for something.
    let tasks = SUBJECTS
        .into_iter()
        .zip(lengths(&settings))
        .map(|(subject, length)| spawn(subject, search(subject, length)));
    let tasks: Vec<_> = tasks.collect();
    println!("three searches spawned");

    for task in tasks {
        // While main waits for one task, all of them go on. A task that is over by the time that
        // main comes to it has kept its result, and gives it without any waiting.
        println!("main has {}", task.await?);
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn search_blocking(subject: &'static str, length: Duration) -> String {
    println!("searching for {subject}");
    blocking::sleep(length);
    println!("{subject} found");
    format!("a list of {subject}")
}

fn block(settings: &Settings) {
    for (subject, length) in SUBJECTS.into_iter().zip(lengths(settings)) {
        // A call begins when its line is reached, and the line is done when the call is.
        let found = blocking::task(subject, || search_blocking(subject, length));
        println!("main has {found}");
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "three-searches",
    title: "Three searches",
    group: Group::Tasks,
    lesson: "Three searches are spawned as tasks, and then main awaits them in turn. Awaiting in turn is \
             not running in turn: a spawned task goes on by itself, whoever main is waiting for. The hotels \
             are found first, and their result lies ready until main has the trains. Spawn first and await \
             later whenever the operations don't need each other's results.",
    params: &[
        Param::millis("a", "Trains", 2_000, 0, 10_000),
        Param::millis("b", "Hotels", 1_000, 0, 10_000),
        Param::millis("c", "Museums", 3_000, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("three_searches.rs"),
    python: source!("three_searches.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn three_seconds_and_not_six() {
        let played = Played::new(&SCENE, "");
        played.run.ends_at(3.0);
        played.block.ends_at(6.0);
    }

    #[test]
    fn the_second_ends_first_and_results_come_in_the_order_of_spawning() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.finish_order(), ["hotels", "trains", "museums", "main"]);
        let results: Vec<_> =
            run.timed_lines().into_iter().filter(|(_, line)| line.starts_with("main")).collect();
        let expected = [(2.0, "trains"), (2.0, "hotels"), (3.0, "museums")];
        assert_eq!(results, expected.map(|(at, subject)| (at, format!("main has a list of {subject}"))));
    }

    #[test]
    fn no_search_has_begun_when_all_are_spawned() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.lines()[..2], ["three searches spawned", "searching for trains"]);
    }

    #[test]
    fn with_the_longest_first_all_results_come_with_it() {
        let played = Played::new(&SCENE, "a=3000&c=0");
        assert_eq!(played.run.time_of("museums found"), 0.0);
        assert_eq!(played.run.time_of("main has a list of museums"), 3.0);
        played.block.ends_at(4.0);
    }
}
