//! Five people, and a turnstile that lets three in at a time.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Semaphore;
use crate::runtime::{blocking, join_all, println, sleep, spawn};

/// Who comes, and how long they stay.
const VISITORS: [(&str, Duration); 5] = [
    ("A", Duration::from_millis(800)),
    ("B", Duration::from_millis(1_200)),
    ("C", Duration::from_millis(600)),
    ("D", Duration::from_millis(800)),
    ("E", Duration::from_millis(600)),
];

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn visit(turnstile: Semaphore, name: &'static str, stay: Duration) {
    println!("{name} arrives");
    // As long as a permit is left, this does not wait at all. When there is none, the task parks
    // here, in a queue with the others: first come, first served.
    let _permit = turnstile.acquire().await;
    println!("{name} goes in");
    sleep(stay).await;
    println!("{name} leaves");
    // The permit goes back when it goes out of scope, however this function ends: by its last
    // line, by an error, or cancelled in the middle. Whoever has waited longest gets it.
}

async fn run(settings: Settings) {
    let turnstile = Semaphore::new("inside", settings.get("permits") as usize);
    let visits = VISITORS.map(|(name, stay)| spawn(name, visit(turnstile.clone(), name, stay)));
    join_all(visits).await;
    println!("everybody was inside");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn visit_blocking(name: &str, stay: Duration) {
    println!("{name} arrives");
    // No turnstile is needed: a single thread cannot be in two places at once.
    println!("{name} goes in");
    blocking::sleep(stay);
    println!("{name} leaves");
}

fn block(_: &Settings) {
    for (name, stay) in VISITORS {
        // The next one cannot even arrive before this one has left.
        blocking::task(name, || visit_blocking(name, stay));
    }
    println!("everybody was inside");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "turnstile",
    title: "A turnstile",
    group: Group::Limits,
    lesson: "Five people arrive at once, and a turnstile lets three inside at a time. That is a semaphore: \
             it holds a number of permits, whoever comes takes one or waits for one, and whoever leaves \
             gives it back. Watch D: it waits until the first of the others leaves, which is C, and goes \
             in at that very moment. Nobody looks at a clock or asks again and again; the permit itself \
             wakes whoever has waited longest.",
    params: &[Param::count("permits", "Permits", 3, 1, 5)],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program has no turnstile. Its one thread is inside with one visitor at a time, as if \
           there were a single permit.",
    differs: &[],
    rust: source!("turnstile.rs"),
    python: source!("turnstile.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn never_more_than_three_are_inside() {
        let played = Played::new(&SCENE, "");
        assert_eq!(played.run.most("inside"), 3);
        played.run.ends_at(1.4);
        played.block.ends_at(4.0);
    }

    #[test]
    fn the_fourth_goes_in_when_the_first_leaves() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.time_of("D arrives"), 0.0);
        assert_eq!(run.time_of("C leaves"), 0.6);
        assert_eq!(run.time_of("D goes in"), 0.6);
        assert_eq!(run.time_of("A leaves"), 0.8);
        assert_eq!(run.time_of("E goes in"), 0.8);
        assert_eq!(run.finish_order(), ["C", "A", "B", "D", "E", "main"]);
    }

    #[test]
    fn one_permit_makes_a_queue_and_five_make_no_limit() {
        Played::new(&SCENE, "permits=1").run.ends_at(4.0);
        Played::new(&SCENE, "permits=5").run.ends_at(1.2);
        for permits in 1..=5 {
            assert_eq!(Played::new(&SCENE, &format!("permits={permits}")).run.most("inside"), permits);
        }
    }
}
