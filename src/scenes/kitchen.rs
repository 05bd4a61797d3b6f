//! Three dishes: one cook who stands before the oven, three who do, or one who does not.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::{blocking, join_all, println, sleep, spawn, work};

/// A dish: its name, how long it takes a cook's hands, and how long it is in its oven after that.
/// There is an oven for each.
type Dish = (String, Duration, Duration);

fn dishes(settings: &Settings) -> [Dish; 3] {
    ["soup", "pie", "roast"].map(|name| (name.to_owned(), settings.millis("hands"), settings.millis(name)))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn cook((name, hands, oven): Dish) {
    // Hands can be at one dish at a time.
    work(hands);
    println!("{name}: in the oven");

    // An oven does not need to be watched. The cook turns to the next dish, and comes back when it
    // rings.
    sleep(oven).await;
    println!("{name}: ready");
}

async fn run(settings: Settings) {
    let dishes = dishes(&settings).map(|dish| spawn(&dish.0.clone(), cook(dish)));
    join_all(dishes).await;
    println!("dinner is served");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

/// This cook stays with a dish until it is ready.
pub(super) fn cook_and_watch((name, hands, oven): Dish) {
    work(hands);
    println!("{name}: in the oven");
    blocking::sleep(oven);
    println!("{name}: ready");
}

fn one_cook(settings: &Settings) {
    // A cook is a thread. This one takes the next dish when the one before is ready.
    let cook = blocking::Pool::new(1);
    for dish in dishes(settings).map(|dish| cook.submit(&dish.0.clone(), cook_and_watch, dish)) {
        if let Err(error) = dish.join() {
            println!("{error}");
        }
    }
    println!("dinner is served");
}

fn three_cooks(settings: &Settings) {
    // More cooks are more hands, and more people who stand before an oven.
    let cooks = blocking::Pool::new(3);
    for dish in dishes(settings).map(|dish| cooks.submit(&dish.0.clone(), cook_and_watch, dish)) {
        if let Err(error) = dish.join() {
            println!("{error}");
        }
    }
    println!("dinner is served");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "kitchen",
    title: "The kitchen",
    group: Group::EventLoop,
    lesson: "Three dishes need a cook's hands for a moment, and an oven for long. One cook who stays with each \
             dish needs the sum of it all, and most of that is standing before an oven. With three cooks \
             dinner is ready with the longest dish: that is what threads do, and you pay three. The async \
             cook is one as well, but leaves each dish to its oven; only the times of the hands add up, and \
             the ovens overlap.",
    params: &[
        Param::millis("hands", "Hands, each dish", 400, 0, 500),
        Param::millis("soup", "Oven: soup", 900, 0, 5_000),
        Param::millis("pie", "Oven: pie", 1_500, 0, 5_000),
        Param::millis("roast", "Oven: roast", 1_200, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("async"), Program::calls("one-cook"), Program::calls("three-cooks")],
    workers: Some(Workers { of: &[|_| 0, |_| 1, |_| 3], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("kitchen.rs"),
    python: source!("kitchen.py"),
};

programs!(async run, blocking one_cook, blocking three_cooks);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;
    use crate::trace::Micros;

    #[test]
    fn one_cook_takes_the_sum_three_take_the_longest() {
        let [one, three] = ["one-cook", "three-cooks"].map(|name| played(name, &SCENE, ""));
        one.ends_at(3.0 * 0.4 + 0.9 + 1.5 + 1.2);
        three.ends_at(0.4 + 1.5);
        assert_eq!(three.totals.workers_busy, Micros::from_secs(1.2), "hands are not spared");
    }

    #[test]
    fn for_the_async_cook_hands_add_up_and_ovens_overlap() {
        let run = played("async", &SCENE, "");
        run.ends_at(3.0 * 0.4 + 1.2);
        assert_eq!(run.totals.busy, Micros::from_secs(1.2));
        assert_eq!(run.story("soup"), "running 0.4, sleeping 0.9");
        assert_eq!(run.story("roast"), "queued 0.8, running 0.4, sleeping 1.2");
        // With ovens that need no time, a cook is as fast as another.
        for name in ["async", "one-cook"] {
            played(name, &SCENE, "soup=0&pie=0&roast=0").ends_at(1.2);
        }
    }

    #[test]
    fn the_same_dinner() {
        let [ours, one, three] = ["async", "one-cook", "three-cooks"].map(|name| {
            let mut lines = played(name, &SCENE, "").lines();
            assert_eq!(lines.last().unwrap(), "dinner is served");
            lines.sort();
            lines
        });
        assert_eq!((&ours, &ours), (&one, &three));
    }
}
