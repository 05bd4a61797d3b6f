//! Runners take their places, wait for the signal, and start.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Event;
use crate::runtime::{Random, blocking, join_all, println, sleep, spawn};

/// When each runner has taken its place. Both programs draw the same times.
fn arrivals(settings: &Settings) -> Vec<(String, Duration)> {
    let mut random = Random::new(settings.seed);
    let arrival =
        |number| (format!("runner {number}"), random.between(Duration::ZERO, settings.millis("arrival")));
    (1..=settings.get("n")).map(arrival).collect()
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn runner(name: String, arrival: Duration, signal: Event) {
    sleep(arrival).await;
    println!("{name} is ready");
    // Until the event is set. Whoever comes after that does not wait at all.
    signal.wait().await;
    println!("{name} starts");
}

async fn run(settings: Settings) {
    let signal = Event::new("signal");
    let runners = arrivals(&settings)
        .into_iter()
        .map(|(name, arrival)| spawn(&name, runner(name.clone(), arrival, signal.clone())));
    let runners: Vec<_> = runners.collect();

    sleep(settings.millis("signal")).await;
    println!("go");
    // One call wakes them all. None of them starts in this line: each is put on the ready queue.
    signal.set();
    join_all(runners).await;
    println!("all have started");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn runner_blocking(name: &str, arrival: Duration) {
    blocking::sleep(arrival);
    println!("{name} is ready");
    println!("{name} starts");
}

fn block(settings: &Settings) {
    // If a runner waited for the signal here, nobody would be left to give it: the program would
    // stand still for good. So the signal has to come before the first runner.
    blocking::sleep(settings.millis("signal"));
    println!("go");
    for (name, arrival) in arrivals(settings) {
        blocking::task(&name, || runner_blocking(&name, arrival));
    }
    println!("all have started");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "event",
    title: "One signal for all",
    group: Group::SharedState,
    lesson: "Four runners take their places, each at its own time, and wait for one signal. When it comes, all \
             of them go on, in the order in which they arrived, not in the order in which they were \
             spawned. An event has no content: it is set or it isn't, and it stays set, so a runner who is \
             late finds the way free. It is the tool for “ready now” and “stop now”.",
    params: &[
        Param::count("n", "Runners", 4, 1, 200),
        Param::millis("arrival", "Last arrival", 800, 0, 5_000),
        Param::millis("signal", "Signal at", 1_000, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 2,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "On one thread a blocking wait for a signal would never end, because whoever is to give it has to \
           wait, too. So the blocking program gives the signal first and calls the runners after it.",
    differs: &[],
    rust: source!("event.rs"),
    python: source!("event.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};

    /// Who printed this, in order.
    fn who(side: &Side, what: &str) -> Vec<String> {
        side.lines().iter().filter_map(|line| line.strip_suffix(what).map(str::to_owned)).collect()
    }

    #[test]
    fn all_wake_in_the_order_of_arrival() {
        let run = Played::new(&SCENE, "").run;
        let arrived = who(&run, " is ready");
        assert_eq!(arrived.len(), 4);
        assert_eq!(arrived, who(&run, " starts"));
        let mut spawned = arrived.clone();
        spawned.sort();
        assert_ne!(arrived, spawned, "another order, or the scene shows nothing");
        for name in arrived {
            assert_eq!(run.time_of(&format!("{name} starts")), 1.0);
        }
        run.ends_at(1.0);
    }

    #[test]
    fn so_do_two_hundred() {
        let run = Played::new(&SCENE, "n=200").run;
        assert_eq!(who(&run, " is ready"), who(&run, " starts"));
    }

    #[test]
    fn whoever_is_late_finds_the_way_free() {
        let run = Played::new(&SCENE, "signal=0").run;
        assert_eq!(run.time_of("go"), 0.0);
        for name in who(&run, " is ready") {
            assert_eq!(run.time_of(&format!("{name} starts")), run.time_of(&format!("{name} is ready")));
        }
    }

    #[test]
    fn blocking_each_starts_when_the_one_before_has() {
        let block = Played::new(&SCENE, "").block;
        let order = ["runner 1", "runner 2", "runner 3", "runner 4"];
        assert_eq!(who(&block, " starts"), order);
        assert_eq!(block.time_of("go"), 1.0);
        assert!(block.time_of("runner 1 starts") > 1.0);
    }
}
