//! Twenty requests, at most five at once.

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::sync::Semaphore;
use crate::runtime::{Plan, blocking, join_all, println, spawn};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

/// There are a hundred posts; whoever asks for more gets them again.
fn path(number: u32) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

fn plan(settings: &Settings) -> Plan {
    Plan::taking(settings.millis("latency").into())
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: u32, plan: Plan, permits: Semaphore) -> Result<String, HttpError> {
    // All twenty tasks come here in the first moment. Five pass; fifteen wait, which costs nothing
    // but their places in a queue. No request is made before its permit is there.
    let _permit = permits.acquire().await;
    println!("{number} asks");
    let response = http::get(path(number)).plan(plan).await?;
    // The body is part of the request: the permit is held until it has come in.
    let post: Post = response.error_for_status()?.json().await?;
    println!("{number} is answered");
    Ok(post.title)
}

async fn run(settings: Settings) {
    let n = settings.get("n");
    let permits = Semaphore::new("permits in use", settings.get("permits") as usize);

    // A limit of five needs no batches, and no five workers: as many tasks as there are things to
    // do, and a semaphore that all of them go through.
    let tasks = (1..=n)
        .map(|number| spawn(&format!("request {number}"), fetch(number, plan(&settings), permits.clone())));
    let titles = join_all(tasks).await.into_iter().flatten().flatten().count();
    println!("{titles} of {n} titles");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(number: u32, plan: Plan) -> Result<String, HttpError> {
    println!("{number} asks");
    let response = blocking::get(path(number)).plan(plan).send()?;
    let post: Post = response.error_for_status()?.json()?;
    println!("{number} is answered");
    Ok(post.title)
}

fn block(settings: &Settings) {
    let n = settings.get("n");
    let mut titles = 0;
    for number in 1..=n {
        // One at a time, whatever the server would allow.
        let title = blocking::task(&format!("request {number}"), || fetch_blocking(number, plan(settings)));
        titles += u32::from(title.is_ok());
    }
    println!("{titles} of {n} titles");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "semaphore",
    title: "At most five at once",
    group: Group::Limits,
    lesson: "Twenty requests of a second each, and a semaphore with five permits in front of them. All twenty \
             tasks are spawned at once, but only five of them ask; when an answer has come in, its permit \
             goes to the task that has waited longest. So the twenty take four rounds of a second, and the \
             server never sees more than five at a time. Put a limit like this before every service that is \
             not your own: without one, the number of your tasks is the number of your requests.",
    params: &[
        Param::count("permits", "Permits", 5, 1, 200),
        Param::count("n", "Requests", 20, 1, 200),
        Param::millis("latency", "Latency", 1_000, 10, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("semaphore.rs"),
    python: source!("semaphore.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn twenty_requests_take_four_rounds_of_five() {
        let played = Played::new(&SCENE, "");
        played.run.ends_at(4.0);
        played.block.ends_at(20.0);
        assert_eq!(played.run.lines().last().unwrap(), "20 of 20 titles");
        assert_eq!(played.block.lines().last().unwrap(), "20 of 20 titles");
    }

    #[test]
    fn never_more_than_five_are_in_use() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.most("permits in use"), 5);
        assert_eq!(run.most_requests_at_once(), 5);
        assert_eq!(run.time_of("6 asks"), run.time_of("1 is answered"));
    }

    #[test]
    fn permits_are_rounds() {
        Played::new(&SCENE, "permits=1").run.ends_at(20.0);
        Played::new(&SCENE, "permits=3").run.ends_at(7.0);
        Played::new(&SCENE, "permits=20").run.ends_at(1.0);
        let run = Played::new(&SCENE, "permits=200&n=150&latency=10").run;
        assert_eq!(run.most_requests_at_once(), 150);
    }
}
