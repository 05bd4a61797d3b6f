//! The life of a task: ready, running, waiting, ready again, running, done.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn, work};

/// Whom each task waits for, and how long.
fn tasks(settings: &Settings) -> [(&'static str, Duration); 3] {
    [
        ("API", settings.millis("api")),
        ("database", settings.millis("database")),
        ("file", settings.millis("file")),
    ]
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn visit(name: &str, wait: Duration, step: Duration) {
    // Ready: since it was spawned, the task stood in the queue of the event loop. Now it has come
    // to the front, and it is running.
    work(step);
    println!("{name}: asks, and waits");

    // Waiting: it has left the queue, and the loop runs whoever is first there. When the time has
    // come, the task is put at the end of the queue: ready once more.
    sleep(wait).await;

    // Running again, from the line behind the await.
    println!("{name}: has its answer");
    work(step);
    println!("{name}: done");
}

async fn run(settings: Settings) {
    let step = settings.millis("work");
    let visits = tasks(&settings).map(|(name, wait)| spawn(name, visit(name, wait, step)));
    join_all(visits).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn visit_blocking(name: &str, wait: Duration, step: Duration) {
    work(step);
    println!("{name}: asks, and waits");
    // No queue, and nobody else: the thread stays here.
    blocking::sleep(wait);
    println!("{name}: has its answer");
    work(step);
    println!("{name}: done");
}

fn block(settings: &Settings) {
    let step = settings.millis("work");
    for (name, wait) in tasks(settings) {
        blocking::task(name, || visit_blocking(name, wait, step));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "loop-cycle",
    title: "Once around the loop",
    group: Group::EventLoop,
    lesson: "Three tasks wait for an API, a database and a file. Each goes the same way: ready in the \
             queue, running, waiting, ready again, running, done. The event loop knows no more than \
             this: run the first in the queue until it awaits; look whose waiting is over and put \
             them at the end; begin again. Step through the run, and watch who stands in the queue \
             while another has the thread.",
    params: &[
        Param::millis("api", "API", 1_200, 0, 10_000),
        Param::millis("database", "Database", 800, 0, 10_000),
        Param::millis("file", "File", 500, 0, 10_000),
        Param::millis("work", "Work before and after", 100, 0, 500),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("loop_cycle.rs"),
    python: source!("loop_cycle.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::{TaskId, What};

    #[test]
    fn each_task_goes_once_around() {
        let trace = SCENE.simulate(0, &SCENE.defaults());
        for task in 1..=3 {
            let steps = trace.records().filter(|record| record.task == TaskId(task));
            let steps = steps.filter_map(|record| match record.what {
                What::Spawned { .. } | What::Woken { .. } => Some("ready"),
                What::PollStarted => Some("running"),
                What::Waiting { .. } => Some("waiting"),
                What::Finished { .. } => Some("done"),
                _ => None,
            });
            let cycle = ["ready", "running", "waiting", "ready", "running", "done"];
            assert_eq!(steps.collect::<Vec<_>>(), cycle);
        }
    }

    #[test]
    fn whoever_is_not_first_stands_in_the_queue() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.story("API"), "running 0.1, sleeping 1.2, running 0.1");
        assert_eq!(run.story("database"), "queued 0.1, running 0.1, sleeping 0.8, running 0.1");
        assert_eq!(run.story("file"), "queued 0.2, running 0.1, sleeping 0.5, running 0.1");
        assert_eq!(run.finish_order(), ["file", "database", "API", "main"]);
    }

    #[test]
    fn the_waits_overlap_or_add_up() {
        let played = Played::new(&SCENE, "");
        played.run.ends_at(1.4);
        played.block.ends_at(3.1);

        let played = Played::new(&SCENE, "work=0");
        played.run.ends_at(1.2);
        played.block.ends_at(2.5);
    }
}
