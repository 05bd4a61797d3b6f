//! A monitor looks every second which tasks are alive.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{
    JoinError, Task, all_tasks, blocking, current_task, gauge, join_all, println, sleep, spawn,
};

fn jobs(settings: &Settings) -> [(&'static str, Duration); 3] {
    [("A", settings.millis("a")), ("B", settings.millis("b")), ("C", settings.millis("c"))]
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn job(name: &'static str, length: Duration) {
    sleep(length).await;
    println!("{name} ends");
}

/// Looks at the runtime's own list, so that no job has to report to anybody.
async fn monitor(main: Task, every: Duration) {
    let me = current_task();
    loop {
        sleep(every).await;
        // The monitor is on the list itself, and so is main, which waits for it.
        let others = all_tasks().into_iter().filter(|task| *task != me && *task != main);
        let names: Vec<_> = others.map(|task| task.name()).collect();
        println!("{} alive: {}", names.len(), list(&names));
        gauge("alive", i64::try_from(names.len()).unwrap_or(i64::MAX));
        if names.is_empty() {
            return;
        }
    }
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    let jobs = jobs(&settings).map(|(name, length)| spawn(name, job(name, length)));
    // Spawned last, it sets its timer last. Where a job ends in the moment in which the monitor
    // looks, the job's timer is the older one: it fires first, and the monitor finds the job gone.
    let monitor = spawn("monitor", monitor(current_task(), settings.millis("every")));
    join_all(jobs).await;
    monitor.await
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn job_blocking(name: &'static str, length: Duration) {
    blocking::sleep(length);
    println!("{name} ends");
}

fn block(settings: &Settings) {
    let jobs = jobs(settings);
    for (place, (name, length)) in jobs.into_iter().enumerate() {
        blocking::task(name, || job_blocking(name, length));
        // Here the thread is free for a moment, and only here: no look every second, and never a
        // look at a job that is under way.
        let left: Vec<_> = jobs[place + 1..].iter().map(|(name, _)| (*name).to_owned()).collect();
        println!("{} not begun: {}", left.len(), list(&left));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "monitor",
    title: "A monitor",
    group: Group::Tasks,
    lesson: "Three jobs run, and a fourth task looks every second which of them are alive: two, one, none. It \
             needs no help from the jobs, because the runtime knows all its tasks, and whoever has a turn \
             can ask. Jobs end in the very moments in which the monitor looks, and who is first is no \
             accident: timers of one moment fire in the order in which they were set. Such a monitor finds \
             tasks that hang or pile up; its own look must be short, as it has the only thread.",
    params: &[
        Param::millis("a", "Job A", 2_000, 0, 10_000),
        Param::millis("b", "Job B", 3_000, 0, 10_000),
        Param::millis("c", "Job C", 1_000, 0, 10_000),
        Param::millis("every", "A look every", 1_000, 100, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "A blocking program can look only between two jobs, when none is under way. So its lines say what \
           had not begun instead of what was alive.",
    differs: &[],
    rust: source!("monitor.rs"),
    python: source!("monitor.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn two_one_and_none_are_alive() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.gauge("alive"), [(1.0, 2), (2.0, 1), (3.0, 0)]);
        run.ends_at(3.0);
    }

    #[test]
    fn who_ends_in_the_moment_of_the_look_is_gone() {
        let lines = [
            (1.0, "C ends"),
            (1.0, "2 alive: A, B"),
            (2.0, "A ends"),
            (2.0, "1 alive: B"),
            (3.0, "B ends"),
            (3.0, "0 alive: nobody"),
        ];
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.timed_lines(), lines.map(|(at, line)| (at, line.to_owned())));
    }

    #[test]
    fn blocking_can_look_only_between_jobs() {
        let block = Played::new(&SCENE, "").block;
        let looks = ["2 not begun: B, C", "1 not begun: C", "0 not begun: nobody"];
        assert_eq!(looks.map(|line| block.time_of(line)), [2.0, 5.0, 6.0]);
        block.ends_at(6.0);
    }

    #[test]
    fn it_looks_until_nobody_is_left() {
        let run = Played::new(&SCENE, "a=0&b=10000&c=0&every=100").run;
        assert_eq!(run.gauge("alive").len(), 100);
        run.ends_at(10.0);
        Played::new(&SCENE, "a=0&b=0&c=0&every=5000").run.ends_at(5.0);
    }
}
