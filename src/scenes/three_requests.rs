//! Three requests, one after another or together.

use std::time::Duration;

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, join_all, println, spawn};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

fn latencies(settings: &Settings) -> [Duration; 3] {
    ["a", "b", "c"].map(|name| settings.millis(name))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: usize, latency: Duration) -> Result<String, HttpError> {
    // The task stops here, not the thread: until the answer comes, the others have their turn.
    let plan = Plan::taking(latency.into());
    let response = http::get(format!("posts/{number}")).plan(plan).await?;
    let post: Post = response.error_for_status()?.json().await?;
    println!("answer {number} is here");
    Ok(post.title)
}

async fn run(settings: Settings) {
    // A spawned task begins at its first turn. All three are asked before any is answered.
    let tasks = latencies(&settings)
        .into_iter()
        .zip(1..)
        .map(|(latency, number)| spawn(&format!("request {number}"), fetch(number, latency)));

    // The slowest one decides. The results stand in the order of the tasks, not of the answers.
    for (number, result) in (1..).zip(join_all(tasks).await) {
        match result {
            Ok(Ok(title)) => println!("{number}: {title}"),
            Ok(Err(error)) => println!("{number}: {error}"),
            Err(error) => println!("{number}: {error}"),
        }
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(number: usize, latency: Duration) -> Result<String, HttpError> {
    // The whole thread stands still here until the answer has come.
    let plan = Plan::taking(latency.into());
    let response = blocking::get(format!("posts/{number}")).plan(plan).send()?;
    let post: Post = response.error_for_status()?.json()?;
    println!("answer {number} is here");
    Ok(post.title)
}

fn block(settings: &Settings) {
    let mut titles = Vec::new();
    for (latency, number) in latencies(settings).into_iter().zip(1..) {
        // Nobody asks for the next before this one is answered.
        let title = blocking::task(&format!("request {number}"), || fetch_blocking(number, latency));
        titles.push(title);
    }
    for (number, title) in (1..).zip(titles) {
        match title {
            Ok(title) => println!("{number}: {title}"),
            Err(error) => println!("{number}: {error}"),
        }
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "three-requests",
    title: "Three requests",
    group: Group::Requests,
    lesson: "Three requests go out, and each answer takes its time. The blocking program stands still \
             until one answer is there before it asks for the next, so its total is the sum. The async \
             program has all three under way at once and is done with the slowest. Watch request 3: it \
             ends first, and yet the results are printed in the order in which they were asked for.",
    params: &[
        Param::millis("a", "Request 1", 900, 0, 10_000),
        Param::millis("b", "Request 2", 1_100, 0, 10_000),
        Param::millis("c", "Request 3", 700, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("three_requests.rs"),
    python: source!("three_requests.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn blocking_takes_the_sum_and_async_the_longest() {
        let played = Played::new(&SCENE, "");
        played.block.ends_at(2.7);
        played.run.ends_at(1.1);
    }

    #[test]
    fn the_third_ends_first_and_results_stand_in_the_order_of_asking() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.finish_order(), ["request 3", "request 1", "request 2", "main"]);
        assert_eq!(run.lines()[..3], ["answer 3 is here", "answer 1 is here", "answer 2 is here"]);
        let numbers: Vec<_> = run.lines()[3..].iter().map(|line| line.chars().next()).collect();
        assert_eq!(numbers, [Some('1'), Some('2'), Some('3')]);
    }
}
