//! One limit for two calls together.

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{NetworkError, Plan, blocking, now, println, timeout};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

/// Says that a call is over, however it ends: a connection would be closed here, a file deleted, a
/// lock given back. That is what `finally` is for in other languages; in Rust it is a drop.
struct CleanUp(u32);

impl Drop for CleanUp {
    fn drop(&mut self) {
        println!("call {} cleans up", self.0);
    }
}

/// The two calls: the number, and what the server does.
fn calls(settings: &Settings) -> [(u32, Plan); 2] {
    [(1, "first"), (2, "second")].map(|(number, name)| (number, Plan::taking(settings.millis(name).into())))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn call(number: u32, plan: Plan) -> Result<(), HttpError> {
    let _clean_up = CleanUp(number);
    println!("call {number} begins");
    let response = http::get(format!("posts/{number}")).plan(plan).await?;
    let post: Post = response.error_for_status()?.json().await?;
    println!("call {number}: {}", post.title);
    Ok(())
}

async fn both_calls(settings: Settings) -> Result<(), HttpError> {
    for (number, plan) in calls(&settings) {
        call(number, plan).await?;
    }
    Ok(())
}

async fn run(settings: Settings) {
    // The limit is for whatever happens inside, in how many steps it may. When the time is over,
    // the whole of it stops at the await where it stands: it is dropped there, and everything that
    // it holds cleans up.
    match timeout(settings.millis("limit"), both_calls(settings)).await {
        Ok(Ok(())) => println!("both calls are done"),
        Ok(Err(error)) => println!("failed: {error}"),
        Err(_) => println!("timed out"),
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn call_blocking(number: u32, plan: Plan, settings: &Settings) -> Result<(), HttpError> {
    let _clean_up = CleanUp(number);
    println!("call {number} begins");
    // A blocking client has a limit for a single call, and no call takes that long.
    let response =
        blocking::get(format!("posts/{number}")).plan(plan).timeout(settings.millis("limit")).send()?;
    let post: Post = response.error_for_status()?.json()?;
    println!("call {number}: {}", post.title);
    Ok(())
}

fn both_calls_blocking(settings: &Settings) -> Result<(), HttpError> {
    for (number, plan) in calls(settings) {
        blocking::task(&format!("call {number}"), || call_blocking(number, plan, settings))?;
    }
    Ok(())
}

fn block(settings: &Settings) {
    let start = now();
    let result = both_calls_blocking(settings);
    // All that can be done about the two together is to see afterwards that it was too much.
    let late = now().saturating_sub(start) > settings.millis("limit");
    match result {
        Ok(()) if late => println!("both calls are done, too late"),
        Ok(()) => println!("both calls are done"),
        Err(HttpError::Network(NetworkError::TimedOut { .. })) => println!("timed out"),
        Err(error) => println!("failed: {error}"),
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "timeout-scope",
    title: "A limit for several calls",
    group: Group::Limits,
    lesson: "Two calls of 1.5 s one after the other, and 2 s for both together. When the time is over, the \
             second call is under way: it is cancelled where it waits, its clean-up runs, and the program \
             goes on at 2.0 s. The blocking program can limit each call, and neither takes longer than 2 s, \
             so nothing stops them: it finds out at 3.0 s that it is too late. What a user waits for is seldom \
             one call; a limit around the whole is the one that counts.",
    params: &[
        Param::millis("limit", "Limit for both", 2_000, 10, 60_000),
        Param::millis("first", "First call", 1_500, 0, 30_000),
        Param::millis("second", "Second call", 1_500, 0, 30_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("timeout_scope.rs"),
    python: source!("timeout_scope.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn the_second_call_is_cancelled_at_two_seconds_and_cleans_up() {
        let run = Played::new(&SCENE, "").run;
        run.ends_at(2.0);
        assert_eq!(run.time_of("call 2 begins"), 1.5);
        let lines = run.timed_lines();
        let last = ["call 2 cleans up", "timed out"].map(|line| (2.0, line.to_owned()));
        assert_eq!(lines[lines.len() - 2..], last);
    }

    #[test]
    fn blocking_calls_keep_their_limits_and_are_too_late() {
        let block = Played::new(&SCENE, "").block;
        block.ends_at(3.0);
        assert_eq!(block.time_of("both calls are done, too late"), 3.0);
    }

    #[test]
    fn a_limit_may_be_long_enough_or_end_the_first() {
        let played = Played::new(&SCENE, "limit=3010");
        played.run.ends_at(3.0);
        assert_eq!(played.run.lines(), played.block.lines());
        assert_eq!(played.run.lines().last().unwrap(), "both calls are done");

        let played = Played::new(&SCENE, "limit=1000");
        for side in [played.run, played.block] {
            side.ends_at(1.0);
            assert_eq!(side.lines(), ["call 1 begins", "call 1 cleans up", "timed out"]);
        }
    }
}
