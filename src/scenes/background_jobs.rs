//! Two jobs in the background, and other work in the meantime.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{JoinError, blocking, println, sleep, spawn};

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn job(name: &'static str, length: Duration) {
    println!("{name} begins");
    sleep(length).await;
    println!("{name} ends");
}

async fn other_work(length: Duration) {
    println!("other work begins");
    sleep(length).await;
    println!("other work ends");
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    // A job is spawned, not awaited: main has a handle to it now, and goes on.
    let a = spawn("job A", job("job A", settings.millis("a")));
    let b = spawn("job B", job("job B", settings.millis("b")));

    // This is main's own turn still, so its line is the first. The jobs begin when main waits.
    other_work(settings.millis("other")).await;

    // Not to be left out: when main ends, the run ends, and with it every job that is not over.
    a.await?;
    b.await?;
    println!("both jobs are over");
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn job_blocking(name: &'static str, length: Duration) {
    println!("{name} begins");
    blocking::sleep(length);
    println!("{name} ends");
}

fn other_work_blocking(length: Duration) {
    println!("other work begins");
    blocking::sleep(length);
    println!("other work ends");
}

fn block(settings: &Settings) {
    // One thread has no background. Whatever is called first is what the rest waits for.
    blocking::task("job A", || job_blocking("job A", settings.millis("a")));
    blocking::task("job B", || job_blocking("job B", settings.millis("b")));
    other_work_blocking(settings.millis("other"));
    println!("both jobs are over");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "background-jobs",
    title: "Jobs in the background",
    group: Group::Tasks,
    lesson: "Main spawns two jobs, does something else, and comes back for them at the end. The other work \
             is through before either job is, and costs no time of its own, because all three waits \
             overlap. Watch the first lines: a spawned job begins only when main lets go of the thread. \
             Keep the handle and await it in the end: a job that nobody awaits is cut off when main is done.",
    params: &[
        Param::millis("a", "Job A", 2_000, 0, 10_000),
        Param::millis("b", "Job B", 1_000, 0, 10_000),
        Param::millis("other", "Other work", 500, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("background_jobs.rs"),
    python: source!("background_jobs.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn b_is_done_at_one_second_and_a_at_two() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!((run.span_of("job B").1, run.span_of("job A").1), (1.0, 2.0));
        assert_eq!(run.finish_order(), ["job B", "job A", "main"]);
        run.ends_at(2.0);
    }

    #[test]
    fn the_other_work_is_through_before_both() {
        let run = Played::new(&SCENE, "").run;
        let lines = ["other work begins", "job A begins", "job B begins", "other work ends"];
        assert_eq!(run.lines()[..4], lines);
        assert_eq!(run.time_of("other work ends"), 0.5);
    }

    #[test]
    fn blocking_takes_the_sum_and_the_other_work_comes_last() {
        let block = Played::new(&SCENE, "").block;
        block.ends_at(3.5);
        assert_eq!(block.time_of("other work begins"), 3.0);
    }

    #[test]
    fn the_longest_of_the_three_decides() {
        Played::new(&SCENE, "other=5000").run.ends_at(5.0);
        Played::new(&SCENE, "a=0&b=0&other=0").run.ends_at(0.0);
    }
}
