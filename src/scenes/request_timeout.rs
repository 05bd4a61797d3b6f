//! A limit for each request: one is fast enough, one is not, and one fails for another reason.

use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Elapsed, Failure, NetworkError, Plan, blocking, println, spawn, timeout};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

/// Why there is no post. Too slow and not there at all are different things: the one may be worth
/// another try with more patience, the other wants somebody to look at it.
#[derive(Debug, Error)]
enum NoPost {
    #[error("timed out")]
    TooSlow,
    #[error("no connection")]
    NoConnection,
    #[error(transparent)]
    Other(HttpError),
}

impl From<Elapsed> for NoPost {
    fn from(_: Elapsed) -> Self {
        Self::TooSlow
    }
}

impl From<HttpError> for NoPost {
    fn from(error: HttpError) -> Self {
        match error {
            // This one comes from the blocking client alone, which counts its own time.
            HttpError::Network(NetworkError::TimedOut { .. }) => Self::TooSlow,
            HttpError::Network(_) => Self::NoConnection,
            other => Self::Other(other),
        }
    }
}

/// The three requests, and what the server does with them.
fn requests(settings: &Settings) -> [(&'static str, &'static str, Plan); 3] {
    let plan = |name| Plan::taking(settings.millis(name).into());
    let refused = Plan { failure: Some(Failure::Refused), ..plan("fast") };
    [("fast", "posts/1", plan("fast")), ("slow", "posts/2", plan("slow")), ("closed", "posts/3", refused)]
}

fn report(name: &str, result: &Result<Post, NoPost>) {
    match result {
        Ok(post) => println!("{name}: {}", post.title),
        Err(error) => println!("{name}: {error}"),
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(path: &'static str, plan: Plan) -> Result<Post, HttpError> {
    http::get(path).plan(plan).await?.error_for_status()?.json().await
}

async fn fetch_within(limit: Duration, path: &'static str, plan: Plan) -> Result<Post, NoPost> {
    // Any future can be given a limit, and none has to know: when the time is over the future is
    // dropped, and the request in it is given up. The first `?` is for the limit, the second for
    // the request.
    Ok(timeout(limit, fetch(path, plan)).await??)
}

async fn run(settings: Settings) {
    let limit = settings.millis("limit");
    for (name, path, plan) in requests(&settings) {
        // In turn, so that each has its own three seconds.
        let task = spawn(&format!("{name} request"), fetch_within(limit, path, plan));
        match task.await {
            Ok(result) => report(name, &result),
            Err(error) => println!("{name}: {error}"),
        }
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(limit: Duration, path: &str, plan: Plan) -> Result<Post, NoPost> {
    // Nobody else can end a call that holds the thread. The limit has to be built into the call,
    // and most libraries build it into some of their calls only.
    let response = blocking::get(path).plan(plan).timeout(limit).send()?;
    Ok(response.error_for_status()?.json()?)
}

fn block(settings: &Settings) {
    let limit = settings.millis("limit");
    for (name, path, plan) in requests(settings) {
        let result = blocking::task(&format!("{name} request"), || fetch_blocking(limit, path, plan));
        report(name, &result);
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "request-timeout",
    title: "A limit for a request",
    group: Group::Limits,
    lesson: "Three requests in turn, each with a limit of 3 s. The first is answered in time; the second would \
             take 10 s, so after 3 s the program gives it up and goes on, and the answer that comes later \
             finds nobody. The third fails at once, because there is no connection, and that is no time-out: \
             the program tells the two apart. Without a limit, one server that does not answer is enough to \
             keep a program waiting for good.",
    params: &[
        Param::millis("limit", "Limit", 3_000, 10, 60_000),
        Param::millis("fast", "Fast request", 500, 0, 60_000),
        Param::millis("slow", "Slow request", 10_000, 0, 60_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "Both programs take the same time, as each does one thing after another. In the async one the limit \
           fits around any future, and the thread is free meanwhile; in the blocking one the call itself must \
           have it.",
    differs: &[],
    rust: source!("request_timeout.rs"),
    python: source!("request_timeout.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};
    use crate::trace::Outcome;

    fn both(query: &str) -> [Side; 2] {
        let Played { run, block } = Played::new(&SCENE, query);
        [run, block]
    }

    #[test]
    fn the_first_succeeds_and_the_second_fails_three_seconds_after_its_start() {
        for side in both("") {
            assert_eq!(side.outcome_of("fast request"), Outcome::Ok);
            assert_eq!(side.span_of("slow request"), (0.5, 3.5));
            assert_eq!(side.outcome_of("slow request"), Outcome::Failed);
            assert_eq!(side.time_of("slow: timed out"), 3.5);
        }
    }

    #[test]
    fn no_connection_is_no_time_out() {
        for side in both("") {
            assert_eq!(side.lines()[1..], ["slow: timed out", "closed: no connection"]);
            side.ends_at(3.54);
        }
    }

    #[test]
    fn patience_gets_an_answer() {
        for side in both("limit=11000") {
            side.ends_at(10.54);
            assert_eq!(side.outcome_of("slow request"), Outcome::Ok);
        }
        for side in both("limit=10") {
            assert_eq!(side.lines(), ["fast: timed out", "slow: timed out", "closed: timed out"]);
            side.ends_at(0.03);
        }
    }
}
