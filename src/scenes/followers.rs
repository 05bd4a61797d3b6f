//! How many followers do they have? One request an account, one field of each answer.

use std::error::Error;
use std::time::Duration;

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, join_all, println, spawn};

/// The one field that we read; the rest of an account is skipped.
#[derive(Debug, Deserialize)]
struct Account {
    followers: u32,
}

/// How long the answers take, in per cent of the latency, one account after another.
const SHARES: [u32; 3] = [80, 120, 100];

fn accounts(settings: &Settings) -> impl Iterator<Item = (u32, Duration)> {
    let latency = settings.millis("latency");
    (1..=settings.get("n")).zip(SHARES.into_iter().cycle()).map(move |(n, share)| (n, latency * share / 100))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn followers(number: u32, latency: Duration) -> Result<u32, HttpError> {
    let plan = Plan::taking(latency.into());
    let response = http::get(format!("users/{number}")).plan(plan).await?;
    let account: Account = response.error_for_status()?.json().await?;
    println!("user {number} has {} followers", account.followers);
    Ok(account.followers)
}

async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    // One task an account. Another account costs another task, and no time: they all wait at once.
    let tasks = accounts(&settings)
        .map(|(number, latency)| spawn(&format!("user {number}"), followers(number, latency)));

    let mut sum = 0;
    for count in join_all(tasks).await {
        sum += count??;
    }
    println!("{sum} followers in all");
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn followers_blocking(number: u32, latency: Duration) -> Result<u32, HttpError> {
    let plan = Plan::taking(latency.into());
    let response = blocking::get(format!("users/{number}")).plan(plan).send()?;
    let account: Account = response.error_for_status()?.json()?;
    println!("user {number} has {} followers", account.followers);
    Ok(account.followers)
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    let mut sum = 0;
    for (number, latency) in accounts(settings) {
        // Another account is another half a second.
        sum += blocking::task(&format!("user {number}"), || followers_blocking(number, latency))?;
    }
    println!("{sum} followers in all");
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "followers",
    title: "Followers",
    group: Group::Requests,
    lesson: "The followers of three accounts are counted, one request each. With three there is not much \
             to gain, so change the number: to 30, to 300. The blocking program grows by half a second \
             with every account, while the async one stays at the slowest answer, however many there \
             are. Such a program is fast enough in every test, and stops being so on the day when it \
             meets a real list.",
    params: &[
        Param::count("n", "Accounts", 3, 1, 1_000),
        Param::millis("latency", "Latency", 500, 10, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "Real servers do not take a thousand requests at once from everybody. The scenes about limits \
           show what to do then.",
    differs: &[],
    rust: source!("followers.rs"),
    python: source!("followers.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn blocking_grows_with_the_accounts_and_async_stays_at_the_longest() {
        for n in [3, 30, 300] {
            let played = Played::new(&SCENE, &format!("n={n}"));
            played.block.ends_at(0.5 * f64::from(n));
            played.run.ends_at(0.6);
            assert_eq!(played.run.lines().last(), played.block.lines().last());
        }
        let played = Played::new(&SCENE, "n=1&latency=1000");
        played.block.ends_at(0.8);
        played.run.ends_at(0.8);
    }

    #[test]
    fn the_field_of_each_is_read() {
        let played = Played::new(&SCENE, "");
        let expected = [
            "user 1 has 7919 followers",
            "user 2 has 5831 followers",
            "user 3 has 3743 followers",
            "17493 followers in all",
        ];
        assert_eq!(played.block.lines(), expected);
        let [first, second, third, all] = expected;
        assert_eq!(played.run.lines(), [first, third, second, all]);
    }
}
