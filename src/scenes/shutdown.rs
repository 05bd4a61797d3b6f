//! Three workers are stopped in the middle of their work, and clean up behind them.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, all_tasks, blocking, current_task, join_all, now, println, sleep, spawn};

fn name(worker: u32) -> String {
    format!("worker {worker}")
}

/// What a worker holds while it works: a file, a connection. However the worker ends, this is
/// dropped, and dropping it is the clean-up. Python has `finally` for it.
struct Desk(String);

impl Drop for Desk {
    fn drop(&mut self) {
        println!("{} cleans up", self.0);
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn worker(name: String, length: Duration) {
    let _desk = Desk(name.clone());
    println!("{name} begins");
    // A cancelled task never gets beyond the await that it is at.
    sleep(length).await;
    println!("{name} ends");
}

async fn run(settings: Settings) {
    let length = settings.millis("length");
    let workers = (1..=settings.get("n")).map(|number| spawn(&name(number), worker(name(number), length)));
    let workers: Vec<_> = workers.collect();

    sleep(settings.millis("after")).await;
    println!("shutting down");

    // Cancelling is asking. Each task is woken to drop what it holds, in a turn of its own...
    let me = current_task();
    for task in all_tasks() {
        if task != me {
            task.cancel();
        }
    }
    // ...and main must wait for that: until all are over, the shutdown is not.
    let results = join_all(workers).await;
    let cancelled = results.iter().filter(|result| **result == Err(JoinError::Cancelled)).count();
    println!("{cancelled} cancelled, {} left", all_tasks().len() - 1);
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn worker_blocking(name: String, length: Duration) {
    println!("{name} begins");
    let desk = Desk(name);
    blocking::sleep(length);
    println!("{} ends", desk.0);
}

fn block(settings: &Settings) {
    let closing = now() + settings.millis("after");
    let mut left = settings.get("n");
    for number in 1..=settings.get("n") {
        // The thread can look at the clock before a call. During one it can look at nothing.
        if now() >= closing {
            break;
        }
        blocking::task(&name(number), || worker_blocking(name(number), settings.millis("length")));
        left -= 1;
    }
    println!("shutting down");
    println!("0 cancelled, {left} not begun");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "shutdown",
    title: "Shutting down",
    group: Group::Tasks,
    lesson: "Three workers are busy for a minute; after two seconds main cancels every task but itself, and \
             waits for them. A task that waits can be ended at its await: it gets one more turn, in which it \
             cleans up. So all is over at 2.0, with every clean-up done and nobody left. A server stops like \
             this when it is told to, and the two steps belong together: who cancels and doesn't wait may be \
             gone before the clean-up is done.",
    params: &[
        Param::count("n", "Workers", 3, 0, 200),
        Param::millis("length", "Each works", 60_000, 0, 600_000),
        Param::millis("after", "Shutdown after", 2_000, 0, 10_000),
    ],
    // The blocking program is held for a minute.
    pace: Pace(4_000),
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "A blocking call cannot be cancelled by the thread that is in it. The blocking program looks at the \
           clock between two workers, and so closes a minute late. The other way is to end the whole thread, \
           as the button Stop does; then no clean-up runs.",
    differs: &[],
    rust: source!("shutdown.rs"),
    python: source!("shutdown.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Outcome;

    #[test]
    fn all_is_over_at_two_seconds_with_every_clean_up_done_and_nobody_left() {
        let run = Played::new(&SCENE, "").run;
        run.ends_at(2.0);
        let lines = [
            "shutting down",
            "worker 1 cleans up",
            "worker 2 cleans up",
            "worker 3 cleans up",
            "3 cancelled, 0 left",
        ];
        assert_eq!(run.timed_lines()[3..], lines.map(|line| (2.0, line.to_owned())));
        for name in ["worker 1", "worker 2", "worker 3"] {
            assert_eq!((run.outcome_of(name), run.span_of(name).1), (Outcome::Cancelled, 2.0));
        }
        assert_eq!(run.outcome_of("main"), Outcome::Ok);
    }

    #[test]
    fn blocking_closes_when_the_first_worker_is_done() {
        let block = Played::new(&SCENE, "").block;
        assert_eq!(block.time_of("shutting down"), 60.0);
        assert_eq!(block.lines()[4], "0 cancelled, 2 not begun");
        block.ends_at(60.0);
    }

    #[test]
    fn workers_that_are_done_need_not_be_cancelled() {
        let played = Played::new(&SCENE, "length=500");
        assert_eq!(played.run.time_of("worker 3 cleans up"), 0.5);
        assert_eq!(played.run.time_of("0 cancelled, 0 left"), 2.0);
        assert_eq!(played.block.time_of("0 cancelled, 0 not begun"), 1.5);
    }

    #[test]
    fn it_can_be_told_to_at_once() {
        let run = Played::new(&SCENE, "after=0&n=200").run;
        assert_eq!(run.time_of("200 cancelled, 0 left"), 0.0);
        Played::new(&SCENE, "n=0").run.ends_at(2.0);
    }
}
