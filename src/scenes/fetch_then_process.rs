//! Fetch, then process what was fetched: the second step needs the first one's result.

use std::error::Error;
use std::time::Duration;

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Reported, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, println, sleep, spawn};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    body: String,
}

/// What comes out of processing. That it takes its time is played with a sleep.
fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(latency: Duration) -> Result<String, HttpError> {
    println!("fetching …");
    let plan = Plan::taking(latency.into());
    let post: Post = http::get("posts/1").plan(plan).await?.error_for_status()?.json().await?;
    println!("… fetched");
    Ok(post.body)
}

async fn process(text: String, time: Duration) -> usize {
    println!("processing …");
    sleep(time).await;
    println!("… processed");
    words(&text)
}

async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    // Each step is a task, for a lane of its own, and each is awaited before the next line. It can
    // be no other way: `process` takes `text`, and there is no text until `fetch` is done. No
    // event loop can run the two at once.
    let text = spawn("fetch", fetch(settings.millis("fetch"))).await??;
    let count = spawn("process", process(text, settings.millis("process"))).await?;
    println!("{count} words");
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(latency: Duration) -> Result<String, HttpError> {
    println!("fetching …");
    let plan = Plan::taking(latency.into());
    let post: Post = blocking::get("posts/1").plan(plan).send()?.error_for_status()?.json()?;
    println!("… fetched");
    Ok(post.body)
}

fn process_blocking(text: &str, time: Duration) -> usize {
    println!("processing …");
    blocking::sleep(time);
    println!("… processed");
    words(text)
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    let text = blocking::task("fetch", || fetch_blocking(settings.millis("fetch")))?;
    let count = blocking::task("process", || process_blocking(&text, settings.millis("process")));
    println!("{count} words");
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "fetch-then-process",
    title: "Fetch, then process",
    group: Group::Coroutines,
    lesson: "A text is fetched, which takes two seconds, and then processed, which takes three. \
             Processing needs the text, so it cannot begin before the text is there: five seconds, \
             async or not. Awaiting in turn is sequential, and where one step needs another that is \
             as it should be. What async gives here is a free thread: five seconds in which others, \
             if there were any, could run.",
    params: &[
        Param::millis("fetch", "Fetching", 2_000, 0, 10_000),
        Param::millis("process", "Processing", 3_000, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::ConcurrencyInPython],
    reported: &[Reported { program: "async", time: "3.00 s", source: Article::ConcurrencyInPython }],
    note: "One article prints 3.00 seconds for the async program. That is the longer of the two steps, \
           as if both had run at once; but the second is called with the result of the first. The lanes \
           show it: processing begins where fetching ends, and 2 + 3 is 5.",
    differs: &[],
    rust: source!("fetch_then_process.rs"),
    python: source!("fetch_then_process.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn awaiting_in_turn_is_sequential() {
        let played = Played::new(&SCENE, "");
        for side in [&played.run, &played.block] {
            side.ends_at(5.0);
            assert_eq!([side.span_of("fetch"), side.span_of("process")], [(0.0, 2.0), (2.0, 5.0)]);
            let expected = ["fetching …", "… fetched", "processing …", "… processed", "21 words"];
            assert_eq!(side.lines(), expected);
        }
    }

    #[test]
    fn both_steps_count_whichever_is_longer() {
        let played = Played::new(&SCENE, "fetch=4000&process=1000");
        played.run.ends_at(5.0);
        played.block.ends_at(5.0);
    }
}
