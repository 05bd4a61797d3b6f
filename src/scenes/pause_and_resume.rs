//! A plain function, and one that pauses in the middle.

use std::time::Duration;

use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn, work};

/// A plain function runs from its first line to its last. Both programs call this one.
fn plain(half: Duration) {
    work(half);
    println!("plain: half way, and goes on at once");
    work(half);
    println!("plain: done");
}

/// What there is to do meanwhile.
fn another(length: Duration) {
    println!("another: has the thread");
    work(length);
    println!("another: done");
}

const ANOTHER: Duration = Duration::from_millis(300);

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn pausing(half: Duration, pause: Duration) {
    work(half);
    let place = "half way";
    println!("pausing: {place}, and pauses");

    // Here the function stops, and gives the thread back. Nothing of it is lost: its variables and
    // its place are kept, and it goes on with the next line when the time has come.
    sleep(pause).await;

    println!("pausing: still {place}, and goes on");
    work(half);
    println!("pausing: done");
}

async fn run(settings: Settings) {
    let (half, pause) = (settings.millis("half"), settings.millis("pause"));
    join_all([
        // Being inside an async block changes nothing for a plain function: it cannot pause.
        spawn("plain", async move { plain(half) }),
        spawn("pausing", pausing(half, pause)),
        spawn("another", async { another(ANOTHER) }),
    ])
    .await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn pausing_blocking(half: Duration, pause: Duration) {
    work(half);
    let place = "half way";
    println!("pausing: {place}, and pauses");

    // The function stops, and the thread with it. Nobody else can have it.
    blocking::sleep(pause);

    println!("pausing: still {place}, and goes on");
    work(half);
    println!("pausing: done");
}

fn block(settings: &Settings) {
    let (half, pause) = (settings.millis("half"), settings.millis("pause"));
    blocking::task("plain", || plain(half));
    blocking::task("pausing", || pausing_blocking(half, pause));
    blocking::task("another", || another(ANOTHER));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "pause-and-resume",
    title: "Pause and resume",
    group: Group::Coroutines,
    lesson: "A plain function runs from its first line to its last, and nobody comes between. A \
             coroutine may pause at an await: it gives the thread back, keeps its variables and its \
             place, and later goes on with the next line. Watch the gap in the middle of pausing: \
             another task has the thread there. In the blocking program the same pause holds the \
             thread, and the other has to wait for the end.",
    params: &[
        Param::millis("half", "Half of the work", 200, 0, 500),
        Param::millis("pause", "Pause", 600, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("pause_and_resume.rs"),
    python: source!("pause_and_resume.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn a_plain_function_runs_in_one_piece() {
        let played = Played::new(&SCENE, "");
        assert_eq!(played.run.story("plain"), "running 0.4");
        assert_eq!(played.block.story("plain"), "running 0.4");
    }

    #[test]
    fn a_coroutine_runs_pauses_and_runs_with_another_in_the_gap() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.story("pausing"), "queued 0.4, running 0.2, sleeping 0.6, running 0.2");
        assert_eq!(run.story("another"), "queued 0.6, running 0.3");
        run.ends_at(1.4);
        let lines = run.lines();
        assert_eq!(lines[2], "pausing: half way, and pauses");
        assert_eq!(lines[3..5], ["another: has the thread", "another: done"]);
        assert_eq!(lines[5], "pausing: still half way, and goes on");
    }

    #[test]
    fn a_blocking_pause_leaves_no_gap() {
        let block = Played::new(&SCENE, "").block;
        assert_eq!(block.story("pausing"), "running 0.2, blocked 0.6, running 0.2");
        assert_eq!(block.lines()[5..], ["another: has the thread", "another: done"]);
        block.ends_at(1.7);
    }
}
