//! Requests that fail are tried again, after pauses that double.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, Random, blocking, join_all, println, sleep, spawn};

/// One request: what the server does with each attempt, and how long the first pause is.
struct Request {
    number: u32,
    attempts: Vec<Plan>,
    pause: Duration,
}

/// Which attempts fail is drawn beforehand, so that both programs meet the same server.
fn requests(settings: &Settings) -> Vec<Request> {
    let mut random = Random::new(settings.seed);
    let works = Plan::taking(settings.millis("latency").into());
    let busy = Plan { status: 503, ..works.clone() };
    let mut attempt =
        || if random.share() < settings.share("failing") { busy.clone() } else { works.clone() };
    let request = |number| Request {
        number,
        attempts: (0..=settings.get("retries")).map(|_| attempt()).collect(),
        pause: settings.millis("pause"),
    };
    (1..=settings.get("n")).map(request).collect()
}

fn path(number: u32) -> String {
    format!("posts/{}", (number - 1) % 100 + 1)
}

fn checked(number: u32, status: u16) -> Result<(), HttpError> {
    if status == 200 { Ok(()) } else { Err(HttpError::Status { path: path(number), status }) }
}

/// What arrived counts, whatever became of the rest.
fn report(results: impl IntoIterator<Item = bool>) {
    let (here, missing): (Vec<_>, Vec<_>) = (1_u32..).zip(results).partition(|(_, arrived)| *arrived);
    println!("{} answers", here.len());
    if !missing.is_empty() {
        let numbers: Vec<_> = missing.iter().map(|(number, _)| number.to_string()).collect();
        println!("without an answer: {}", numbers.join(" "));
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch(number: u32, plan: Plan) -> Result<(), HttpError> {
    let response = http::get(path(number)).plan(plan).await?;
    let status = response.status();
    // An answer that says no is read to its end, too: then its connection can be used again.
    response.bytes().await?;
    checked(number, status)
}

async fn fetch_with_patience(request: Request) -> Result<(), HttpError> {
    let Request { number, attempts, mut pause } = request;
    for (left, plan) in (0..attempts.len()).rev().zip(attempts) {
        match fetch(number, plan).await {
            Ok(()) => {
                println!("{number} is answered");
                return Ok(());
            }
            Err(error) if left == 0 => {
                println!("{number} gives up");
                return Err(error);
            }
            Err(_) => println!("{number} failed, again in {} ms", pause.as_millis()),
        }
        // A server in trouble is not helped by being asked again at once, and by all at once least
        // of all. Each pause is twice as long as the one before; clients of a real service add
        // something random to it, so that they do not come back together.
        sleep(pause).await;
        pause *= 2;
    }
    Ok(())
}

async fn run(settings: Settings) {
    let tasks = requests(&settings)
        .into_iter()
        .map(|request| spawn(&format!("request {}", request.number), fetch_with_patience(request)));

    // Each task has a result of its own, an answer or an error. No failure ends the others: that
    // would be `try_join_all`.
    let results = join_all(tasks).await;
    report(results.into_iter().map(|result| matches!(result, Ok(Ok(())))));
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_blocking(number: u32, plan: Plan) -> Result<(), HttpError> {
    checked(number, blocking::get(path(number)).plan(plan).send()?.status())
}

fn fetch_with_patience_blocking(request: Request) -> Result<(), HttpError> {
    let Request { number, attempts, mut pause } = request;
    for (left, plan) in (0..attempts.len()).rev().zip(attempts) {
        match fetch_blocking(number, plan) {
            Ok(()) => {
                println!("{number} is answered");
                return Ok(());
            }
            Err(error) if left == 0 => {
                println!("{number} gives up");
                return Err(error);
            }
            Err(_) => println!("{number} failed, again in {} ms", pause.as_millis()),
        }
        // The pauses of one hold up all the others.
        blocking::sleep(pause);
        pause *= 2;
    }
    Ok(())
}

fn block(settings: &Settings) {
    let results = requests(settings).into_iter().map(|request| {
        let name = format!("request {}", request.number);
        blocking::task(&name, || fetch_with_patience_blocking(request)).is_ok()
    });
    report(results);
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "retry",
    title: "Trying again",
    group: Group::Limits,
    lesson: "Twelve requests to a server that is busy half of the time and then answers with status 503. Each \
             is tried again up to three times, after pauses of 0.2, 0.4 and 0.8 s, and gives up if the last \
             attempt fails as well. Look at the lanes: one that waits for its next attempt holds nobody up, \
             and one that gives up ends nothing but itself. At the end the answers that came are there, with \
             the numbers of those that did not: in a batch of requests some failures are normal, and losing \
             the rest over them is not.",
    params: &[
        Param::count("n", "Requests", 12, 1, 200),
        Param::count("retries", "Retries", 3, 0, 6),
        Param::percent("failing", "Failing attempts", 50, 100),
        Param::millis("pause", "First pause", 200, 0, 5_000),
        Param::millis("latency", "Latency", 300, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("retry.rs"),
    python: source!("retry.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Outcome;

    #[test]
    fn partial_results_are_kept() {
        let Played { run, block } = Played::new(&SCENE, "");
        for side in [&run, &block] {
            let lines = side.lines();
            assert_eq!(lines[lines.len() - 2..], ["11 answers", "without an answer: 8"]);
            assert_eq!(side.outcome_of("request 8"), Outcome::Failed);
            assert_eq!(side.totals.failed, 1);
            assert_eq!(side.outcome_of("main"), Outcome::Ok);
        }
    }

    #[test]
    fn one_failure_never_ends_the_batch() {
        for seed in 1..=20 {
            let Played { run, block } = Played::new(&SCENE, &format!("seed={seed}&failing=70"));
            for side in [run, block] {
                for number in 1..=12 {
                    let failed = side.outcome_of(&format!("request {number}")) == Outcome::Failed;
                    let word = if failed { "gives up" } else { "is answered" };
                    assert!(side.lines().contains(&format!("{number} {word}")), "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn pauses_double() {
        let Played { run, block } = Played::new(&SCENE, "failing=100");
        // Four attempts and three pauses.
        run.ends_at(4.0 * 0.3 + 0.2 + 0.4 + 0.8);
        block.ends_at(12.0 * 2.6);
        assert_eq!(run.time_of("7 failed, again in 200 ms"), 0.3);
        assert_eq!(run.time_of("7 failed, again in 400 ms"), 0.8);
        assert_eq!(run.time_of("7 failed, again in 800 ms"), 1.5);
        assert_eq!(run.time_of("7 gives up"), 2.6);
        assert_eq!(run.lines()[48..], ["0 answers", "without an answer: 1 2 3 4 5 6 7 8 9 10 11 12"]);
    }

    #[test]
    fn nothing_fails_or_nothing_is_tried_again() {
        let Played { run, block } = Played::new(&SCENE, "failing=0");
        run.ends_at(0.3);
        block.ends_at(3.6);
        assert_eq!(run.lines().last().unwrap(), "12 answers");
        Played::new(&SCENE, "failing=100&retries=0&pause=0&latency=0").run.ends_at(0.0);
    }
}
