//! A hundred requests for a hundred posts.

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Reported, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::network::Latency;
use crate::runtime::{Plan, blocking, join_all, println, spawn};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

/// How long each answer takes. Both programs draw from the same seed, so they meet the same network.
fn latency(settings: &Settings) -> Latency {
    Latency { base: settings.millis("latency").into(), jitter: settings.share("jitter"), seed: settings.seed }
}

/// There are a hundred posts; whoever asks for more gets them again.
fn path(number: u32) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

fn report(titles: usize, failure: Option<HttpError>, wanted: u32) -> Result<(), HttpError> {
    println!("{titles} of {wanted} titles");
    // What arrived is kept and counted, whatever became of the rest.
    failure.map_or(Ok(()), |error| {
        println!("first failure: {error}");
        Err(error)
    })
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: u32, plan: Plan) -> Result<String, HttpError> {
    // Two places where the task gives the thread away: until the headers, and until the body.
    let response = http::get(path(number)).plan(plan).await?;
    let post: Post = response.error_for_status()?.json().await?;
    Ok(post.title)
}

async fn run(settings: Settings) -> Result<(), HttpError> {
    let n = settings.get("n");
    let latency = latency(&settings);

    // A hundred tasks, all under way before the first answer. No threads: a task is a few hundred
    // bytes in a queue.
    let tasks =
        (1..=n).map(|number| spawn(&format!("post {number}"), fetch(number, latency.plan(number.into()))));

    let mut titles = 0;
    let mut failure = None;
    for result in join_all(tasks).await.into_iter().flatten() {
        match result {
            Ok(_) => titles += 1,
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    report(titles, failure, n)
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(number: u32, plan: Plan) -> Result<String, HttpError> {
    // One place where the whole thread stands still: until all of the answer is here.
    let response = blocking::get(path(number)).plan(plan).send()?;
    let post: Post = response.error_for_status()?.json()?;
    Ok(post.title)
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    let n = settings.get("n");
    let latency = latency(settings);

    let mut titles = 0;
    let mut failure = None;
    for number in 1..=n {
        let plan = latency.plan(number.into());
        match blocking::task(&format!("post {number}"), || fetch_blocking(number, plan)) {
            Ok(_) => titles += 1,
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    report(titles, failure, n)
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "hundred-urls",
    title: "A hundred URLs",
    group: Group::Requests,
    lesson: "A hundred posts are fetched, half a second each. The blocking program waits for every \
             answer before it asks again: a hundred times half a second. The async program asks for \
             all of them, and then waits once, for all of them together. Look at the strips above \
             the lanes: in both programs the one thread has next to nothing to do, for waiting is \
             what takes the time, and waiting can overlap.",
    params: &[
        Param::count("n", "Requests", 100, 1, 1_000),
        Param::millis("latency", "Latency", 500, 10, 5_000),
        Param::percent("jitter", "Jitter", 0, 40),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[
        Reported { program: "blocking", time: "15 s", source: Article::SyncVsAsync },
        Reported { program: "blocking", time: "30 s", source: Article::SyncVsAsync },
        Reported { program: "blocking", time: "58 s", source: Article::SyncVsAsync },
        Reported { program: "async", time: "1.04 s", source: Article::SyncVsAsync },
    ],
    note: "",
    differs: &[],
    rust: source!("hundred_urls.rs"),
    python: source!("hundred_urls.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn fifty_seconds_against_half_a_second() {
        let played = Played::new(&SCENE, "");
        played.block.ends_at(50.0);
        played.run.ends_at(0.5);
        assert_eq!(played.run.lines(), ["100 of 100 titles"]);
        assert_eq!(played.block.lines(), ["100 of 100 titles"]);
    }

    #[test]
    fn both_programs_meet_the_same_network() {
        let played = Played::new(&SCENE, "n=5&jitter=40&seed=7");
        let sum: f64 = (1..=5)
            .map(|number| {
                let (start, end) = played.run.span_of(&format!("post {number}"));
                end - start
            })
            .sum();
        assert!((played.block.seconds() - sum).abs() < 1e-4, "{} {sum}", played.block.seconds());
    }
}
