//! Greet Alice, then Bob: awaiting in turn is one thing after another.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, println, sleep, spawn};

const GUESTS: [&str; 2] = ["Alice", "Bob"];

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn greet(name: &str, stay: Duration) {
    println!("hello, {name}");
    sleep(stay).await;
    println!("goodbye, {name}");
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    let stay = settings.millis("stay");
    for name in GUESTS {
        // A task of its own gives each greeting a lane. As it is awaited at once, it is no faster
        // than a plain `greet(name, stay).await`: this line is left when the greeting is over, and
        // only then is the next one begun.
        spawn(name, greet(name, stay)).await?;
    }
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn greet_blocking(name: &str, stay: Duration) {
    println!("hello, {name}");
    blocking::sleep(stay);
    println!("goodbye, {name}");
}

fn block(settings: &Settings) {
    for name in GUESTS {
        blocking::task(name, || greet_blocking(name, settings.millis("stay")));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "greet-in-turn",
    title: "Greet in turn",
    group: Group::Coroutines,
    lesson: "Alice is greeted and stays for half a second, and then it is Bob's turn. Both programs \
             take a second, and print the same lines in the same order. An await does not start \
             something in the background: it waits until that is done, like a call that lets the \
             others have the thread meanwhile, and here there are no others. Two things overlap only if \
             both have been started before the first is waited for.",
    params: &[Param::millis("stay", "Each stays", 500, 0, 10_000)],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("greet_in_turn.rs"),
    python: source!("greet_in_turn.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn one_is_gone_before_the_next_is_greeted() {
        let played = Played::new(&SCENE, "");
        for side in [&played.run, &played.block] {
            side.ends_at(1.0);
            assert_eq!(side.lines(), ["hello, Alice", "goodbye, Alice", "hello, Bob", "goodbye, Bob"]);
            assert_eq!([side.span_of("Alice"), side.span_of("Bob")], [(0.0, 0.5), (0.5, 1.0)]);
        }
    }

    #[test]
    fn whatever_they_stay_it_adds_up() {
        let played = Played::new(&SCENE, "stay=2000");
        played.run.ends_at(4.0);
        played.block.ends_at(4.0);
    }
}
