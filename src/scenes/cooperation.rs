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

async fn worker(name: &str, steps: u32, step: Duration) {
    for number in 1..=steps {
        work(step);
        println!("{name} {number}");

        // Nothing takes the thread away from a task. It is a task's own await that lets the others
        // go on.
        yield_now().await;
    }
}

/// All three give way after each step.
async fn with_awaits(settings: Settings) {
    let step = settings.millis("step");
    join_all(workers(&settings).map(|(name, steps)| spawn(name, worker(name, steps, step)))).await;
}

/// A task that never awaits keeps the thread until it is done, `async` or not.
#[expect(clippy::unused_async, reason = "this is the mistake")]
async fn keeper(name: &str, steps: u32, step: Duration) {
    for number in 1..=steps {
        work(step);
        println!("{name} {number}");
    }
}

/// A keeps the thread; B and C give way.
async fn without_awaits(settings: Settings) {
    let step = settings.millis("step");
    let [a, b, c] = workers(&settings);
    let a = spawn(a.0, keeper(a.0, a.1, step));
    let [b, c] = [b, c].map(|(name, steps)| spawn(name, worker(name, steps, step)));
    join_all([a, b, c]).await;
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
             loop goes round: A B C A B A. Where A never awaits, all of A comes first, \
             as nothing interrupts a task that does not await. It takes equally long in all three \
             programs, for work is work; what cooperation decides is how long the others have to wait \
             for their first step.",
    params: &[
        Param::count("a", "Steps of A", 3, 0, 10),
        Param::count("b", "Steps of B", 2, 0, 10),
        Param::count("c", "Steps of C", 1, 0, 10),
        Param::millis("step", "A step", 100, 0, 500),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[
        Program::futures("with-awaits"),
        Program::futures("without-awaits"),
        Program::calls("blocking"),
    ],
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("cooperation.rs"),
    python: source!("cooperation.py"),
};

programs!(async with_awaits, async without_awaits, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;

    #[test]
    fn with_awaits_they_take_turns() {
        let run = played("with-awaits", &SCENE, "");
        assert_eq!(run.lines(), ["A 1", "B 1", "C 1", "A 2", "B 2", "A 3"]);
        run.ends_at(0.6);
    }

    #[test]
    fn without_any_all_of_a_comes_first() {
        let run = played("without-awaits", &SCENE, "");
        assert_eq!(run.lines(), ["A 1", "A 2", "A 3", "B 1", "C 1", "B 2"]);
        assert_eq!(run.story("A"), "running 0.3");
        run.ends_at(0.6);
    }

    #[test]
    fn blocking_calls_never_take_turns() {
        let block = played("blocking", &SCENE, "c=2");
        assert_eq!(block.lines(), ["A 1", "A 2", "A 3", "B 1", "B 2", "C 1", "C 2"]);
        block.ends_at(0.7);
    }
}
