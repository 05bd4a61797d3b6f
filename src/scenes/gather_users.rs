//! Three users, fetched together.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, join_all, println, sleep, spawn};

/// Who is user 1, user 2 and so on; after the last it begins again.
const NAMES: [&str; 5] = ["Ada", "Grace", "Edsger", "Barbara", "Tony"];

fn name_of(user: u32) -> &'static str {
    NAMES[(user as usize - 1) % NAMES.len()]
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn fetch_user(user: u32, latency: Duration) -> &'static str {
    println!("fetching user {user}");
    // Stands for the request: a database that takes its time, while nothing is to be done here.
    sleep(latency).await;
    println!("received user {user}");
    name_of(user)
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    let latency = settings.millis("latency");
    let tasks = (1..=settings.get("n")).map(|user| spawn(&format!("user {user}"), fetch_user(user, latency)));

    // One await for all. The names stand in the order of the tasks, whoever was first.
    for (user, name) in (1..).zip(join_all(tasks).await) {
        println!("user {user} is {}", name?);
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn fetch_user_blocking(user: u32, latency: Duration) -> &'static str {
    println!("fetching user {user}");
    blocking::sleep(latency);
    println!("received user {user}");
    name_of(user)
}

fn block(settings: &Settings) {
    let latency = settings.millis("latency");
    let names: Vec<_> = (1..=settings.get("n"))
        .map(|user| blocking::task(&format!("user {user}"), || fetch_user_blocking(user, latency)))
        .collect();
    for (user, name) in (1..).zip(names) {
        println!("user {user} is {name}");
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "gather-users",
    title: "Gathering users",
    group: Group::Tasks,
    lesson: "Three users are fetched, one second each, and main waits for all of them at once. All three \
             “fetching” lines come before the first “received”: each task runs up to its own wait, and then \
             the next has the thread. Gathering gives the results in the order of asking, so nobody has to \
             sort them. It is the tool for when all results are needed before the program can go on.",
    params: &[Param::count("n", "Users", 3, 1, 200), Param::millis("latency", "Each takes", 1_000, 0, 5_000)],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("gather_users.rs"),
    python: source!("gather_users.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn one_second_for_three_users() {
        let played = Played::new(&SCENE, "");
        played.run.ends_at(1.0);
        played.block.ends_at(3.0);
    }

    #[test]
    fn all_are_being_fetched_before_the_first_is_there() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.lines()[..3], ["fetching user 1", "fetching user 2", "fetching user 3"]);
        assert_eq!(run.lines()[3..6], ["received user 1", "received user 2", "received user 3"]);
        assert_eq!(run.lines()[6..], ["user 1 is Ada", "user 2 is Grace", "user 3 is Edsger"]);
    }

    #[test]
    fn two_hundred_users_take_no_longer() {
        let played = Played::new(&SCENE, "n=200");
        played.run.ends_at(1.0);
        played.block.ends_at(200.0);
    }
}
