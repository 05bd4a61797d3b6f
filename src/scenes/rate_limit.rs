//! So many at once, and so many a second: two different limits.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::sync::{RateLimiter, Semaphore};
use crate::runtime::{JoinHandle, Plan, blocking, join_all, now, println, spawn};

fn path(number: u32) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

fn plan(settings: &Settings) -> Plan {
    Plan::taking(settings.millis("latency").into())
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

/// What a request must pass before it is made.
#[derive(Clone)]
struct Limits {
    permits: Semaphore,
    rate: Option<RateLimiter>,
}

async fn fetch(name: String, number: u32, plan: Plan, limits: Limits) -> Result<(), HttpError> {
    // First the permit, then the turn, and the request follows at once. The other way round, tasks
    // would collect turns while they wait for a permit, and then start several at one moment.
    let _permit = limits.permits.acquire().await;
    if let Some(rate) = limits.rate {
        rate.acquire().await;
    }
    println!("{name} starts");
    let response = http::get(path(number)).plan(plan).await?;
    response.error_for_status()?.bytes().await?;
    Ok(())
}

fn spawn_all(crew: &str, settings: &Settings, limits: &Limits) -> Vec<JoinHandle<Result<(), HttpError>>> {
    let request = |number| {
        let name = format!("{crew} {number}");
        spawn(&name.clone(), fetch(name, number, plan(settings), limits.clone()))
    };
    (1..=settings.get("n")).map(request).collect()
}

async fn run(settings: Settings) {
    let n = settings.get("n");
    let permits = settings.get("permits") as usize;
    let rate = RateLimiter::new("turns", settings.get("rate"));
    let both = Limits { permits: Semaphore::new("permits, both limits", permits), rate: Some(rate) };
    let alone = Limits { permits: Semaphore::new("permits alone", permits), rate: None };

    // The same requests twice over, beside each other: with both limits, and with the semaphore
    // alone, which cares how many are under way, and not how often a new one starts.
    let limited = spawn_all("limited", &settings, &both);
    let unlimited = spawn_all("semaphore", &settings, &alone);

    let answers = join_all(unlimited).await.into_iter().flatten().flatten().count();
    println!("semaphore alone: {answers} of {n} answers");
    let answers = join_all(limited).await.into_iter().flatten().flatten().count();
    println!("both limits: {answers} of {n} answers");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

/// How long after the first a request may start, in whole microseconds, rounded up: never early.
fn turn(number: u32, rate: u32) -> Duration {
    Duration::from_micros((u64::from(number - 1) * 1_000_000).div_ceil(rate.into()))
}

fn fetch_blocking(number: u32, plan: Plan) -> Result<(), HttpError> {
    println!("limited {number} starts");
    blocking::get(path(number)).plan(plan).send()?.error_for_status()?;
    Ok(())
}

fn block(settings: &Settings) {
    let n = settings.get("n");
    let rate = settings.get("rate");
    let start = now();
    let mut answers = 0;
    for number in 1..=n {
        // One at a time needs no semaphore. The rate is kept by sleeping until the turn has come;
        // where requests take longer than the turns are apart, there is nothing to sleep.
        let early = (start + turn(number, rate)).saturating_sub(now());
        if !early.is_zero() {
            blocking::sleep(early);
        }
        let answer = blocking::task(&format!("limited {number}"), || fetch_blocking(number, plan(settings)));
        answers += u32::from(answer.is_ok());
    }
    println!("one at a time: {answers} of {n} answers");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "rate-limit",
    title: "So many a second",
    group: Group::Limits,
    lesson: "A service allows three requests a second. A semaphore of five does not keep that: it counts how \
             many are under way, and with answers after 0.3 s it lets more than sixteen a second through. \
             The same twenty requests go through the semaphore alone, in the lanes that are done early, and \
             through a semaphore and a rate limiter, which gives one turn every third of a second. A limit on \
             how many at once protects a server's memory and your own; a limit on how many a second is what \
             most services count, and answer with status 429 when it is broken.",
    params: &[
        Param::count("rate", "Requests a second", 3, 1, 100),
        Param::count("permits", "Requests at once", 5, 1, 100),
        Param::count("n", "Requests", 20, 1, 100),
        Param::millis("latency", "Latency", 300, 10, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program keeps the same rate and is exactly as fast. Three a second at 0.3 s each is \
           less than one under way at a time, so one thread will do: against a rate limit async gains \
           something only when an answer takes longer than the turns are apart. Try a latency of 2,000 ms.",
    differs: &[],
    rust: source!("rate_limit.rs"),
    python: source!("rate_limit.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn the_twentieth_has_its_turn_after_nineteen_thirds_of_a_second() {
        let played = Played::new(&SCENE, "");
        assert!(played.run.time_of("limited 20 starts") >= 19.0 / 3.0);
        played.run.ends_at(6.633_334);
        played.block.ends_at(6.633_334);
        for number in 2..=20 {
            let start = |number| played.run.time_of(&format!("limited {number} starts"));
            assert!(start(number) - start(number - 1) > 0.333_332, "request {number}");
        }
    }

    #[test]
    fn never_more_than_five_are_in_flight() {
        for query in ["", "latency=2000", "latency=2000&rate=50"] {
            let run = Played::new(&SCENE, query).run;
            assert_eq!(run.most("permits, both limits"), 5, "{query}");
            assert_eq!(run.most("permits alone"), 5, "{query}");
        }
    }

    #[test]
    fn the_semaphore_alone_starts_them_faster() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.time_of("semaphore 20 starts"), 0.9);
        assert_eq!(run.time_of("semaphore alone: 20 of 20 answers"), 1.2);
    }

    #[test]
    fn slow_answers_are_where_async_gains() {
        let played = Played::new(&SCENE, "latency=2000&permits=100");
        played.run.ends_at(8.333_334);
        played.block.ends_at(40.0);
    }
}
