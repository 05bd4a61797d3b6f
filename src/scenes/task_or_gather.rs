//! Two calls together: each spawned and awaited by itself, or both joined.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, join_all, println, sleep, spawn};

fn calls(settings: &Settings) -> [(&'static str, Duration); 2] {
    [("call 1", settings.millis("a")), ("call 2", settings.millis("b"))]
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn call(name: &'static str, length: Duration) -> &'static str {
    println!("{name} begins");
    sleep(length).await;
    println!("{name} ends");
    name
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    if settings.is("by", "spawn") { by_spawn(&settings).await } else { by_join(&settings).await }
}

/// A handle for each: main decides what to do in the meantime, and what to wait for when.
async fn by_spawn(settings: &Settings) -> Result<(), JoinError> {
    let [first, second] = calls(settings).map(|(name, length)| spawn(name, call(name, length)));

    println!("other work begins");
    sleep(settings.millis("other")).await;
    println!("other work ends");

    println!("result of {}", first.await?);
    println!("result of {}", second.await?);
    Ok(())
}

/// One future for both: main has nothing to do in the meantime, and wants all the results.
async fn by_join(settings: &Settings) -> Result<(), JoinError> {
    let tasks = calls(settings).map(|(name, length)| spawn(name, call(name, length)));
    for result in join_all(tasks).await {
        println!("result of {}", result?);
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn call_blocking(name: &'static str, length: Duration) -> &'static str {
    println!("{name} begins");
    blocking::sleep(length);
    println!("{name} ends");
    name
}

fn block(settings: &Settings) {
    let results = calls(settings).map(|(name, length)| blocking::task(name, || call_blocking(name, length)));
    if settings.is("by", "spawn") {
        println!("other work begins");
        blocking::sleep(settings.millis("other"));
        println!("other work ends");
    }
    for result in results {
        println!("result of {result}");
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "task-or-gather",
    title: "Task or gather?",
    group: Group::Tasks,
    lesson: "The same two calls in two ways: spawned, with other work in between and an await for each, or \
             joined by one await. Both take as long as the longer call, for in both ways the calls run as \
             tasks beside each other. Watch when results are printed: by spawn, each can be had as soon as \
             main asks for it; by join, all come together. Spawn where there is something else to do, or \
             where you may want to cancel one; join where you only want all the results.",
    params: &[
        Param::choice("by", "By", &["spawn", "join"]),
        Param::millis("a", "Call 1", 2_000, 0, 10_000),
        Param::millis("b", "Call 2", 1_000, 0, 10_000),
        Param::millis("other", "Other work (spawn)", 100, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("task_or_gather.rs"),
    python: source!("task_or_gather.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn two_seconds_both_ways() {
        Played::new(&SCENE, "").run.ends_at(2.0);
        Played::new(&SCENE, "by=join").run.ends_at(2.0);
    }

    #[test]
    fn the_other_work_is_done_beside_the_calls() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.time_of("other work ends"), 0.1);
        assert_eq!((run.span_of("call 1"), run.span_of("call 2")), ((0.0, 2.0), (0.0, 1.0)));
    }

    #[test]
    fn blocking_takes_the_sum_both_ways() {
        Played::new(&SCENE, "").block.ends_at(3.1);
        Played::new(&SCENE, "by=join").block.ends_at(3.0);
    }

    #[test]
    fn by_spawn_the_first_result_need_not_wait_for_the_second() {
        let (spawn, join) = (Played::new(&SCENE, "a=500"), Played::new(&SCENE, "a=500&by=join"));
        assert_eq!(spawn.run.time_of("result of call 1"), 0.5);
        assert_eq!(join.run.time_of("result of call 1"), 1.0);
    }
}
