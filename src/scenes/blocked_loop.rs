//! One blocking call inside a coroutine, and the whole event loop stands still.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn};

/// All that the other one wants to do.
fn hello() {
    println!("printer: hello");
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

#[expect(clippy::unused_async, reason = "this is the mistake")]
async fn sleeper_wrong(length: Duration) {
    println!("sleeper: good night");
    // An ordinary call that takes five seconds. The event loop is what called us, on this thread, and
    // it cannot do anything before we return or await.
    blocking::sleep(length);
    println!("sleeper: good morning");
}

async fn wrong(settings: Settings) {
    let sleeper = sleeper_wrong(settings.millis("length"));
    join_all([spawn("sleeper", sleeper), spawn("printer", async { hello() })]).await;
}

async fn sleeper_right(length: Duration) {
    println!("sleeper: good night");
    // The event loop is told when to come back, and runs the others meanwhile.
    sleep(length).await;
    println!("sleeper: good morning");
}

async fn right(settings: Settings) {
    let sleeper = sleeper_right(settings.millis("length"));
    join_all([spawn("sleeper", sleeper), spawn("printer", async { hello() })]).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn sleeper_blocking(length: Duration) {
    println!("sleeper: good night");
    blocking::sleep(length);
    println!("sleeper: good morning");
}

fn block(settings: &Settings) {
    blocking::task("sleeper", || sleeper_blocking(settings.millis("length")));
    blocking::task("printer", hello);
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "blocked-loop",
    title: "The blocked loop",
    group: Group::EventLoop,
    lesson: "Two tasks: one sleeps for five seconds, the other wants to print one line. But the sleep is \
             a blocking one, inside a coroutine, so the event loop that should run the printer stands \
             still: its line comes after five seconds. With an awaited sleep it comes at once. \
             The same happens with every call that takes its time and is not awaited: a request of a \
             blocking library, a large file, a long computation.",
    params: &[Param::millis("length", "Length", 5_000, 0, 10_000)],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("wrong"), Program::futures("right"), Program::calls("blocking")],
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The wrong program does what the blocking one does: an async function that never awaits is a \
           blocking function.",
    differs: &[],
    rust: source!("blocked_loop.rs"),
    python: source!("blocked_loop.py"),
};

programs!(async wrong, async right, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;
    use crate::trace::{Micros, What};

    #[test]
    fn wrong_the_other_has_to_wait() {
        let wrong = played("wrong", &SCENE, "");
        let expected = [
            (0.0, "sleeper: good night".to_owned()),
            (5.0, "sleeper: good morning".to_owned()),
            (5.0, "printer: hello".to_owned()),
        ];
        assert_eq!(wrong.timed_lines(), expected);
        assert_eq!(played("blocking", &SCENE, "").timed_lines(), expected);
        assert_eq!(wrong.story("printer"), "queued 5");
        assert_eq!(wrong.totals.blocked, Micros::from_secs(5.0));
    }

    #[test]
    fn right_it_prints_at_once() {
        let run = played("right", &SCENE, "");
        let expected = [
            (0.0, "sleeper: good night".to_owned()),
            (0.0, "printer: hello".to_owned()),
            (5.0, "sleeper: good morning".to_owned()),
        ];
        assert_eq!(run.timed_lines(), expected);
        assert_eq!(run.totals.blocked, Micros::ZERO);
    }

    #[test]
    fn the_line_that_blocks_is_known() {
        let trace = SCENE.simulate(0, &SCENE.defaults());
        let site = trace.records().find_map(|record| match record.what {
            What::Blocked { site, .. } => Some(trace.site_label(site)),
            _ => None,
        });
        let call = include_str!("blocked_loop.rs").lines().position(|line| line.contains("blocking::sleep("));
        assert_eq!(site, Some(format!("blocked_loop.rs:{}", call.unwrap() + 1)));
    }
}
