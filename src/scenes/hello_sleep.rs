//! Print, sleep, print: the smallest program that waits.

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, println, sleep};

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn run(settings: Settings) {
    println!("hello …");
    // `await` is the place where this function may stop. The event loop is told to come back in a
    // second; until then it has nothing to do here, and the thread is free.
    sleep(settings.millis("length")).await;
    println!("… world");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) {
    println!("hello …");
    // The function does not stop: it is inside `sleep` all the time, and so is the thread.
    blocking::sleep(settings.millis("length"));
    println!("… world");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "hello-sleep",
    title: "Hello, sleep",
    group: Group::Coroutines,
    lesson: "The smallest coroutine that waits: it prints, sleeps for a second, and prints again. Both \
             programs take one second and print the same two lines, so a stopwatch sees no difference. \
             The strip above the lanes does: while the coroutine sleeps, its thread is free, and while \
             the blocking program sleeps, its thread is held. That is worth nothing as long as there \
             is only one thing to do, and everything as soon as there are two.",
    params: &[Param::millis("length", "Sleep", 1_000, 0, 10_000)],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("hello_sleep.rs"),
    python: source!("hello_sleep.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Micros;

    #[test]
    fn both_take_one_second_and_print_the_same() {
        let played = Played::new(&SCENE, "");
        for side in [&played.run, &played.block] {
            side.ends_at(1.0);
            assert_eq!(side.timed_lines(), [(0.0, "hello …".to_owned()), (1.0, "… world".to_owned())]);
        }
    }

    #[test]
    fn the_thread_is_free_in_one_and_held_in_the_other() {
        let played = Played::new(&SCENE, "length=3000");
        assert_eq!(played.run.totals.idle, Micros::from_secs(3.0));
        assert_eq!(played.block.totals.blocked, Micros::from_secs(3.0));
    }
}
