//! A hundred tasks add one to the same counter, each with the counter locked.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Mutex;
use crate::runtime::{blocking, gauge, join_all, println, sleep, spawn};

fn write(counter: &mut u32, value: u32) {
    *counter = value;
    gauge("counter", value.into());
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn increment(counter: Mutex<u32>, pause: Duration) {
    // The others wait here, in the order in which they came, until it is their turn.
    let mut counter = counter.lock().await;
    let seen = *counter;
    // The task gives the thread away, but not the lock: nobody else gets beyond the line above.
    sleep(pause).await;
    write(&mut counter, seen + 1);
    // The guard is dropped, and with that the counter is unlocked, on every way out of here.
}

async fn with_lock(settings: Settings) {
    let (n, pause) = (settings.get("n"), settings.millis("pause"));
    // The counter is inside the lock: there is no way to it but through the lock.
    let counter = Mutex::new("the lock", 0);
    println!("{n} tasks, each adds one");

    let tasks = (1..=n).map(|number| spawn(&format!("task {number}"), increment(counter.clone(), pause)));
    join_all(tasks).await;
    println!("the counter is at {}, expected {n}", *counter.lock().await);
}

async fn increment_unlocked(counter: Rc<Cell<u32>>, pause: Duration) {
    let seen = counter.get();
    // By the time that the task goes on, every other task has read the counter, too.
    sleep(pause).await;
    counter.set(seen + 1);
    gauge("counter", counter.get().into());
}

async fn without_lock(settings: Settings) {
    let (n, pause) = (settings.get("n"), settings.millis("pause"));
    let counter = Rc::new(Cell::new(0));
    println!("{n} tasks, each adds one");
    let tasks = (1..=n)
        .map(|number| spawn(&format!("task {number}"), increment_unlocked(Rc::clone(&counter), pause)));
    join_all(tasks).await;
    println!("the counter is at {}, expected {n}", counter.get());
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn increment_blocking(counter: &mut u32, pause: Duration) {
    let seen = *counter;
    blocking::sleep(pause);
    write(counter, seen + 1);
}

fn block(settings: &Settings) {
    let (n, pause) = (settings.get("n"), settings.millis("pause"));
    let mut counter = 0;
    println!("{n} calls, each adds one");
    for number in 1..=n {
        // On one thread a call has everything to itself, as if all the program were locked.
        blocking::task(&format!("call {number}"), || increment_blocking(&mut counter, pause));
    }
    println!("the counter is at {counter}, expected {n}");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "lock",
    title: "A lock",
    group: Group::SharedState,
    lesson: "The same hundred tasks, but each holds a lock from its read to its write. Now the counter is \
             right, and the tasks go one after another: watch the staircase, and below it the race. A lock gives back what \
             blocking calls had all along, the safety and the slowness, for the lines that it covers. So \
             cover few lines, and best of all no await.",
    params: &[
        Param::count("n", "Tasks", 100, 1, 500),
        Param::millis("pause", "From read to write", 10, 0, 1_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("with-lock"), Program::futures("without-lock"), Program::calls("blocking")],
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program needs no lock on its one thread: no call begins before the last one is over.",
    differs: &[],
    rust: source!("lock.rs"),
    python: source!("lock.py"),
};

programs!(async with_lock, async without_lock, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;

    #[test]
    fn the_counter_is_at_a_hundred() {
        for name in ["with-lock", "blocking"] {
            assert_eq!(played(name, &SCENE, "").lines()[1], "the counter is at 100, expected 100");
        }
    }

    #[test]
    fn without_the_lock_it_is_at_one() {
        let run = played("without-lock", &SCENE, "");
        assert_eq!(run.lines()[1], "the counter is at 1, expected 100");
        run.ends_at(0.01);
    }

    #[test]
    fn tasks_with_a_lock_go_one_after_another() {
        let run = played("with-lock", &SCENE, "");
        run.ends_at(1.0);
        played("blocking", &SCENE, "").ends_at(1.0);
        let counter = run.gauge("counter");
        let steps: Vec<_> = (1..=100_u32).map(|step| (f64::from(step) / 100.0, step.into())).collect();
        assert_eq!(counter, steps);
    }

    #[test]
    fn they_have_the_lock_in_the_order_in_which_they_came() {
        let run = played("with-lock", &SCENE, "n=20");
        let order: Vec<_> = (1..=20).map(|number| format!("task {number}")).collect();
        assert_eq!(run.finish_order()[..20], order);
    }

    #[test]
    fn it_holds_across_a_bare_yield() {
        let run = played("with-lock", &SCENE, "pause=0&n=500");
        assert_eq!(run.lines()[1], "the counter is at 500, expected 500");
        run.ends_at(0.0);
    }
}
