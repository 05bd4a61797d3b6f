//! A program that computes for a moment and waits for long, again and again.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn, work};

/// What a program does: so many rounds, each of some work and some waiting.
#[derive(Clone, Copy)]
struct Rounds {
    count: u32,
    work: Duration,
    /// None where the program is CPU-bound: it computes, and never needs anybody else.
    wait: Option<Duration>,
}

fn rounds(settings: &Settings) -> Rounds {
    let wait = (!settings.is("kind", "cpu-bound")).then(|| settings.millis("wait"));
    Rounds { count: settings.get("rounds"), work: settings.millis("work"), wait }
}

fn names(settings: &Settings) -> impl Iterator<Item = String> {
    (1..=settings.get("programs")).map(|number| format!("program {number}"))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn program(name: String, rounds: Rounds) {
    for round in 1..=rounds.count {
        // Work needs the thread. Nobody else has a turn until it is done: async or not, there is
        // one thread, and it does one thing at a time.
        work(rounds.work);
        println!("{name}, round {round}: computed");

        // Waiting needs no thread. Here it is free for whoever has work, if there is anybody.
        if let Some(wait) = rounds.wait {
            sleep(wait).await;
            println!("{name}, round {round}: waited");
        }
    }
}

async fn run(settings: Settings) {
    let rounds = rounds(&settings);
    let programs = names(&settings).map(|name| spawn(&name, program(name.clone(), rounds)));
    join_all(programs).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn program_blocking(name: &str, rounds: Rounds) {
    for round in 1..=rounds.count {
        work(rounds.work);
        println!("{name}, round {round}: computed");

        // The thread is held, and does nothing with its time.
        if let Some(wait) = rounds.wait {
            blocking::sleep(wait);
            println!("{name}, round {round}: waited");
        }
    }
}

fn block(settings: &Settings) {
    let rounds = rounds(settings);
    for name in names(settings) {
        blocking::task(&name, || program_blocking(&name, rounds));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "cpu-and-wait",
    title: "Work and waiting",
    group: Group::Waiting,
    lesson: "A program computes for 0.1 s, asks somebody for something, and waits 0.7 s for the answer, \
             three times over. Its thread is busy for an eighth of the time; programs that live on \
             networks and disks wait for 80 to 90 % of theirs. Async does not make one program wait \
             any less: set Programs to 4 or 8, and it fills the gaps of one with the work of the \
             others. Choose cpu-bound, and there are no gaps to fill: async gains nothing.",
    params: &[
        Param::choice("kind", "Kind", &["io-bound", "cpu-bound"]),
        Param::count("rounds", "Rounds", 3, 1, 10),
        Param::count("programs", "Programs", 1, 1, 10),
        Param::millis("work", "Work", 100, 0, 500),
        Param::millis("wait", "Waiting", 700, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "One program alone takes equally long in both variants, and that is the point: the gain is in \
           what else the thread can do meanwhile. The pace does not shorten work, as no processor \
           computes faster for it; it shortens waiting.",
    differs: &[],
    rust: source!("cpu_and_wait.rs"),
    python: source!("cpu_and_wait.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Micros;

    #[test]
    fn busy_for_an_eighth_and_waiting_for_the_rest() {
        let played = Played::new(&SCENE, "");
        for side in [&played.run, &played.block] {
            side.ends_at(2.4);
            assert_eq!(side.totals.busy, Micros::from_secs(0.125 * 2.4));
        }
        assert_eq!(played.run.totals.idle, Micros::from_secs(0.875 * 2.4));
        assert_eq!(played.block.totals.blocked, Micros::from_secs(0.875 * 2.4));
        assert_eq!(played.run.lines(), played.block.lines());
    }

    #[test]
    fn cpu_bound_programs_keep_the_thread_busy_and_gain_nothing() {
        for (programs, seconds) in [(1, 0.3), (4, 1.2)] {
            let played = Played::new(&SCENE, &format!("kind=cpu-bound&programs={programs}"));
            for side in [&played.run, &played.block] {
                side.ends_at(seconds);
                assert_eq!(side.totals.busy, Micros::from_secs(seconds));
            }
        }
    }

    #[test]
    fn eight_programs_fill_the_thread() {
        let played = Played::new(&SCENE, "programs=8");
        played.block.ends_at(8.0 * 2.4);
        // Busy from the first moment on; only the last answer is waited for.
        played.run.ends_at(2.4 + 0.7);
        assert_eq!(played.run.totals.busy, Micros::from_secs(2.4));
    }
}
