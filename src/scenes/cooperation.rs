//! Tasks take turns because each of them gives way, and for no other reason.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, spawn, work, yield_now};

/// Who there is, and how many steps each has to do.
fn workers(settings: &Settings) -> [(&'static str, u32); 3] {
    [("A", settings.get("a")), ("B", settings.get("b")), ("C", settings.get("c"))]
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn worker(name: &str, steps: u32, step: Duration, gives_way: bool) {
    for number in 1..=steps {
        work(step);
        println!("{name} {number}");

        // Nobody takes the thread away from a task. It is a task's own await that lets the others
        // go on; one that never awaits keeps the thread until it is done.
        if gives_way {
            yield_now().await;
        }
    }
}

async fn run(settings: Settings) {
    let step = settings.millis("step");
    let tasks = workers(&settings).map(|(name, steps)| {
        let gives_way = name != "A" || settings.is("task-a", "gives-way");
        spawn(name, worker(name, steps, step, gives_way))
    });
    join_all(tasks).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn worker_blocking(name: &str, steps: u32, step: Duration) {
    for number in 1..=steps {
        work(step);
        println!("{name} {number}");
    }
}

fn block(settings: &Settings) {
    for (name, steps) in workers(settings) {
        blocking::task(name, || worker_blocking(name, steps, settings.millis("step")));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "cooperation",
    title: "Cooperation",
    group: Group::EventLoop,
    lesson: "A, B and C each have several steps of work. After each step they give way, and the event \
             loop goes round: A B C A B A. Choose that A keeps the thread, and all of A comes first, \
             as nothing interrupts a task that does not await. It takes equally long in all three \
             programs, for work is work; what cooperation decides is how long the others have to wait \
             for their first step.",
    params: &[
        Param::choice("task-a", "Task A", &["gives-way", "keeps-the-thread"]),
        Param::count("a", "Steps of A", 3, 0, 10),
        Param::count("b", "Steps of B", 2, 0, 10),
        Param::count("c", "Steps of C", 1, 0, 10),
        Param::millis("step", "A step", 100, 0, 500),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("cooperation.rs"),
    python: source!("cooperation.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn with_awaits_they_take_turns() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.lines(), ["A 1", "B 1", "C 1", "A 2", "B 2", "A 3"]);
        run.ends_at(0.6);
    }

    #[test]
    fn without_any_all_of_a_comes_first() {
        let run = Played::new(&SCENE, "task-a=keeps-the-thread").run;
        assert_eq!(run.lines(), ["A 1", "A 2", "A 3", "B 1", "C 1", "B 2"]);
        assert_eq!(run.story("A"), "running 0.3");
        run.ends_at(0.6);
    }

    #[test]
    fn blocking_calls_never_take_turns() {
        let block = Played::new(&SCENE, "c=2").block;
        assert_eq!(block.lines(), ["A 1", "A 2", "A 3", "B 1", "B 2", "C 1", "C 2"]);
        block.ends_at(0.7);
    }
}
