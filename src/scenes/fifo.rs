//! The ready queue: first in, first out, and the main task stands in it like everybody else.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn, work, yield_now};

/// How long each turn has the thread.
const TURN: Duration = Duration::from_millis(100);
/// How long main keeps it at the end, while A and B sleep.
const LAST: Duration = Duration::from_millis(500);

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn take_turns(name: &str, turns: u32) {
    for turn in 1..=turns {
        work(TURN);
        println!("{name}: turn {turn}");
        // To the end of the queue. Everybody who is in it now comes first.
        yield_now().await;
    }
}

async fn visitor(name: &str, turns: u32, nap: Duration) {
    take_turns(name, turns).await;
    sleep(nap).await;
    println!("{name}: back from a nap");
}

async fn run(settings: Settings) {
    let turns = settings.get("turns");

    // Spawning runs nothing. It puts a task at the end of the queue, and main goes on until it
    // awaits for the first time.
    let visitors = [
        spawn("A", visitor("A", turns, settings.millis("a"))),
        spawn("B", visitor("B", turns, settings.millis("b"))),
    ];
    println!("main: A and B are in the queue");
    take_turns("main", turns).await;
    // Once more behind the others: now they fall asleep, each until its own time.
    yield_now().await;

    // Both times pass while main has the thread. When it gives it away, A and B enter the queue in
    // the order of their times: B sleeps less, so it is first.
    work(LAST);
    println!("main: gives the thread away");
    join_all(visitors).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn take_turns_blocking(name: &str, turns: u32) {
    for turn in 1..=turns {
        work(TURN);
        println!("{name}: turn {turn}");
    }
}

fn visitor_blocking(name: &str, turns: u32, nap: Duration) {
    take_turns_blocking(name, turns);
    blocking::sleep(nap);
    println!("{name}: back from a nap");
}

fn block(settings: &Settings) {
    // There is no queue. Whoever is called runs to its end, and the caller waits.
    let turns = settings.get("turns");
    take_turns_blocking("main", turns);
    for (name, nap) in [("A", settings.millis("a")), ("B", settings.millis("b"))] {
        blocking::task(name, || visitor_blocking(name, turns, nap));
    }
    work(LAST);
    println!("main: done");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "fifo",
    title: "First in, first out",
    group: Group::EventLoop,
    lesson: "The event loop keeps a queue of the tasks that could go on, and always runs the first. \
             Main, A and B give way after each turn and go round in the order in which they came to \
             be: there are no priorities, and nobody jumps the queue, not even main. At the end A and \
             B both sleep while main works; B's time comes first, so B enters the queue first, \
             though A was spawned earlier.",
    params: &[
        Param::count("turns", "Turns each", 2, 1, 10),
        Param::millis("a", "A sleeps", 200, 0, 2_000),
        Param::millis("b", "B sleeps", 100, 0, 2_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "A blocking program has no such queue: it runs in the order of its calls.",
    differs: &[],
    rust: source!("fifo.rs"),
    python: source!("fifo.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use std::collections::VecDeque;

    use super::SCENE;
    use crate::scenes::Address;
    use crate::scenes::testing::Played;
    use crate::trace::What;

    #[test]
    fn whoever_became_ready_first_is_polled_first() {
        for query in ["", "turns=10&a=0&b=0", "turns=1&a=2000&b=2000", "a=100&b=2000"] {
            let trace = SCENE.simulate(0, &Address::parse(&SCENE, query).settings);
            let mut ready = VecDeque::new();
            for record in trace.records() {
                match record.what {
                    What::Spawned { .. } | What::Woken { .. } => ready.push_back(record.task),
                    What::PollStarted => assert_eq!(ready.pop_front(), Some(record.task), "{query}"),
                    _ => {}
                }
            }
            assert!(ready.is_empty());
        }
    }

    #[test]
    fn main_a_and_b_go_round() {
        let run = Played::new(&SCENE, "").run;
        let expected = [
            "main: A and B are in the queue",
            "main: turn 1",
            "A: turn 1",
            "B: turn 1",
            "main: turn 2",
            "A: turn 2",
            "B: turn 2",
            "main: gives the thread away",
            "B: back from a nap",
            "A: back from a nap",
        ];
        assert_eq!(run.lines(), expected);
        // In one moment, and yet one after the other.
        assert_eq!([run.span_of("A").1, run.span_of("B").1], [1.1, 1.1]);
    }

    #[test]
    fn two_naps_of_one_length_end_in_the_order_of_falling_asleep() {
        let lines = Played::new(&SCENE, "a=100").run.lines();
        assert_eq!(lines[8..], ["A: back from a nap", "B: back from a nap"]);
    }
}
