//! Three users are fetched together, and one of them does not exist.

use std::time::Duration;

use thiserror::Error;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, all_tasks, blocking, join_all, println, sleep, spawn, try_join_all};

const USERS: [u32; 3] = [1, 2, 999];

#[derive(Debug, Error)]
enum LookupError {
    #[error("there is no user {0}")]
    NoSuchUser(u32),
    #[error(transparent)]
    Join(#[from] JoinError),
}

fn name_of(user: u32) -> Result<&'static str, LookupError> {
    match user {
        1 => Ok("Ada"),
        2 => Ok("Grace"),
        _ => Err(LookupError::NoSuchUser(user)),
    }
}

/// That somebody does not exist is found out sooner than what there is to know of somebody who does.
fn latency(user: u32, settings: &Settings) -> Duration {
    settings.millis(if name_of(user).is_ok() { "found" } else { "missing" })
}

fn report(results: impl IntoIterator<Item = Result<&'static str, LookupError>>) {
    for (user, result) in USERS.into_iter().zip(results) {
        match result {
            Ok(name) => println!("user {user}: {name}"),
            Err(error) => println!("user {user}: {error}"),
        }
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch_user(user: u32, latency: Duration) -> Result<&'static str, LookupError> {
    println!("fetching user {user}");
    sleep(latency).await;
    let name = name_of(user)?;
    println!("received user {user}");
    Ok(name)
}

/// Waits for all. Each position in the results has a name or an error; nothing is lost.
async fn collected(settings: Settings) {
    let tasks = USERS.map(|user| spawn(&format!("user {user}"), fetch_user(user, latency(user, &settings))));
    let results = join_all(tasks).await;
    report(results.into_iter().map(|result| result?));
}

/// Waits until all are there or one has failed, whichever comes first.
async fn first_error(settings: Settings) {
    let tasks = USERS.map(|user| spawn(&format!("user {user}"), fetch_user(user, latency(user, &settings))));
    match try_join_all(tasks).await {
        Ok(names) => report(names.into_iter().map(Ok)),
        Err(error) => {
            println!("first error: {error}");
            // Main has its error. The other tasks were not asked to stop, and their results will
            // never be looked at.
            println!("{} others still running", all_tasks().len() - 1);
            sleep(settings.millis("found")).await;
            println!("main ends");
        }
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_user_blocking(user: u32, latency: Duration) -> Result<&'static str, LookupError> {
    println!("fetching user {user}");
    blocking::sleep(latency);
    let name = name_of(user)?;
    println!("received user {user}");
    Ok(name)
}

fn block(settings: &Settings) {
    // One after another: an error is there before the next call begins, and can be kept or raised.
    report(USERS.map(|user| {
        let fetch = || fetch_user_blocking(user, latency(user, settings));
        blocking::task(&format!("user {user}"), fetch)
    }));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "gather-errors",
    title: "Gathering with errors",
    group: Group::Tasks,
    lesson: "Users 1 and 2 exist, user 999 does not. If errors are collected, main waits for all three and \
             finds two names and an error, each in its position. If the first error is raised, main has it at \
             once, but the other two tasks are still running: an error tells the one who waits, and stops \
             nobody. Collect where partial results are worth something; raise where they are not, and then \
             cancel the rest if it costs anything.",
    params: &[
        Param::millis("found", "Finding a user", 1_000, 0, 5_000),
        Param::millis("missing", "Missing one", 400, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("collected"), Program::futures("first-error"), Program::calls("blocking")],
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("gather_errors.rs"),
    python: source!("gather_errors.py"),
};

programs!(async collected, async first_error, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;
    use crate::trace::Outcome;

    #[test]
    fn collected_there_are_two_results_and_an_error() {
        let [collected, blocking] = ["collected", "blocking"].map(|name| played(name, &SCENE, ""));
        for side in [&collected, &blocking] {
            let lines = side.lines();
            let results = ["user 1: Ada", "user 2: Grace", "user 999: there is no user 999"];
            assert_eq!(lines[lines.len() - 3..], results);
            assert_eq!(side.outcome_of("user 999"), Outcome::Failed);
        }
        collected.ends_at(1.0);
        blocking.ends_at(2.4);
    }

    #[test]
    fn raised_the_error_is_there_at_once_with_the_others_still_running() {
        let run = played("first-error", &SCENE, "");
        assert_eq!(run.time_of("first error: there is no user 999"), 0.4);
        assert_eq!(run.time_of("2 others still running"), 0.4);
        assert_eq!((run.time_of("received user 1"), run.time_of("received user 2")), (1.0, 1.0));
        assert_eq!(run.outcome_of("user 1"), Outcome::Ok);
        run.ends_at(1.4);
    }

    #[test]
    fn an_error_that_comes_last_finds_nobody_running() {
        let run = played("first-error", &SCENE, "missing=2000");
        assert_eq!(run.time_of("0 others still running"), 2.0);
        run.ends_at(3.0);
    }
}
