//! Batches of ten, or a limit of ten that slides along.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::sync::Semaphore;
use crate::runtime::{Plan, Random, blocking, join_all, println, spawn};

/// How long each request takes: drawn once, so that all ways meet the same server.
fn latencies(settings: &Settings) -> Vec<Duration> {
    let mut random = Random::new(settings.seed);
    let (fastest, slowest) = (settings.millis("fastest"), settings.millis("slowest"));
    (0..settings.get("n")).map(|_| random.between(fastest, slowest)).collect()
}

/// There are a hundred posts; whoever asks for more gets them again.
fn path(number: usize) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: usize, latency: Duration) -> Result<(), HttpError> {
    let response = http::get(path(number)).plan(Plan::taking(latency.into())).await?;
    response.error_for_status()?.bytes().await?;
    Ok(())
}

async fn in_batches(latencies: Vec<Duration>, size: usize) {
    let mut number = 0;
    for (batch, latencies) in (1..).zip(latencies.chunks(size)) {
        let tasks = latencies.iter().map(|latency| {
            number += 1;
            spawn(&format!("batched {number}"), fetch(number, *latency))
        });
        // Everybody waits for the slowest of the ten. Whoever is done early leaves a place that
        // nobody takes until then.
        join_all(tasks).await;
        println!("batch {batch} is done");
    }
    println!("batches: all are done");
}

async fn fetch_limited(number: usize, latency: Duration, limit: Semaphore) -> Result<(), HttpError> {
    let _permit = limit.acquire().await;
    fetch(number, latency).await
}

async fn sliding(latencies: Vec<Duration>, size: usize) {
    // The same limit, without the pauses: a place that becomes free is taken at once.
    let limit = Semaphore::new("under way, sliding", size);
    let tasks = latencies.into_iter().zip(1..).map(|(latency, number)| {
        spawn(&format!("sliding {number}"), fetch_limited(number, latency, limit.clone()))
    });
    join_all(tasks).await;
    println!("sliding limit: all are done");
}

async fn run(settings: Settings) {
    let size = settings.get("size") as usize;
    let latencies = latencies(&settings);

    // Both ways beside each other.
    let ways = [
        spawn("in batches", in_batches(latencies.clone(), size)),
        spawn("sliding limit", sliding(latencies, size)),
    ];
    join_all(ways).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(number: usize, latency: Duration) -> Result<(), HttpError> {
    let plan = Plan::taking(latency.into());
    blocking::get(path(number)).plan(plan).send()?.error_for_status()?;
    Ok(())
}

fn block(settings: &Settings) {
    for (latency, number) in latencies(settings).into_iter().zip(1..) {
        // A failure is kept with its task and ends nothing, here as above.
        let _ = blocking::task(&format!("request {number}"), || fetch_blocking(number, latency));
    }
    println!("one at a time: all are done");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "batches",
    title: "Batches or a sliding limit",
    group: Group::Limits,
    lesson: "Thirty requests, ten at a time, done in two ways beside each other. In batches, ten start \
             together, and the next ten start when the slowest of them is done: look at the empty space \
             behind the short lanes. With a semaphore the limit slides: the moment one is done, the next \
             starts. The limit is the same, and the sliding one is never slower, because no request in it \
             starts later than it would in its batch; the more the times differ, the more it wins.",
    params: &[
        Param::count("n", "Requests", 30, 1, 200),
        Param::count("size", "At a time", 10, 1, 100),
        Param::millis("fastest", "Fastest answer", 200, 10, 5_000),
        Param::millis("slowest", "Slowest answer", 1_000, 10, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "The async program is over when its slower half is: the batches. Compare the two lanes “in batches” \
           and “sliding limit”.",
    differs: &[],
    rust: source!("batches.rs"),
    python: source!("batches.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    /// When the batches are done, and when the sliding limit is.
    fn ends(query: &str) -> (f64, f64) {
        let run = Played::new(&SCENE, query).run;
        (run.time_of("batches: all are done"), run.time_of("sliding limit: all are done"))
    }

    #[test]
    fn the_sliding_limit_is_never_slower() {
        for seed in 1..=40 {
            for query in ["", "&size=3", "&n=29&size=7", "&fastest=10&slowest=5000", "&n=5"] {
                let (batches, sliding) = ends(&format!("seed={seed}{query}"));
                assert!(sliding <= batches, "{query}, seed {seed}: {sliding} {batches}");
            }
        }
        let (batches, sliding) = ends("");
        assert!(sliding < batches * 0.8, "{sliding} {batches}");
    }

    #[test]
    fn equal_times_make_them_equal() {
        assert_eq!(ends("fastest=500&slowest=500"), (1.5, 1.5));
        assert_eq!(ends("fastest=500&slowest=500&size=1&n=4"), (2.0, 2.0));
        assert_eq!(ends("fastest=500&slowest=10"), (1.5, 1.5));
    }

    #[test]
    fn a_batch_ends_with_its_slowest() {
        let run = Played::new(&SCENE, "").run;
        for (batch, numbers) in [(1, 1..=10), (2, 11..=20), (3, 21..=30)] {
            let ends = numbers.map(|number| run.span_of(&format!("batched {number}")).1);
            let last = ends.fold(0.0, f64::max);
            assert_eq!(run.time_of(&format!("batch {batch} is done")), last);
        }
    }

    #[test]
    fn ten_at_a_time_in_both_ways() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.most("under way, sliding"), 10);
        assert_eq!(run.most_requests_at_once(), 20);
    }

    #[test]
    fn one_at_a_time_takes_the_sum() {
        let played = Played::new(&SCENE, "size=1");
        let (batches, sliding) = ends("size=1");
        assert_eq!((played.block.seconds(), batches), (sliding, sliding));
    }
}
