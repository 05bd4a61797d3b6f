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

fn block(settings: &Settings) {
    // A cook is a thread. Who is free takes the next dish; more cooks are more hands, and more
    // people who stand before an oven.
    let cooks = blocking::Pool::new(settings.get("cooks") as usize);
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
             dish needs the sum of it all, and most of that is standing before an oven. Choose three cooks, \
             and dinner is ready with the longest dish: that is what threads do, and you pay three. The async \
             cook is one as well, but leaves each dish to its oven; only the times of the hands add up, and \
             the ovens overlap.",
    params: &[
        Param::count("cooks", "Cooks (blocking)", 1, 1, 3),
        Param::millis("hands", "Hands, each dish", 400, 0, 500),
        Param::millis("soup", "Oven: soup", 900, 0, 5_000),
        Param::millis("pie", "Oven: pie", 1_500, 0, 5_000),
        Param::millis("roast", "Oven: roast", 1_200, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: Some(Workers { of: &[|_| 0, |settings| settings.get("cooks")], apart: true }),
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("kitchen.rs"),
    python: source!("kitchen.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Micros;

    #[test]
    fn one_cook_takes_the_sum_three_take_the_longest() {
        let block = |cooks| Played::new(&SCENE, &format!("cooks={cooks}")).block;
        block(1).ends_at(3.0 * 0.4 + 0.9 + 1.5 + 1.2);
        block(3).ends_at(0.4 + 1.5);
        // The soup, then the roast; the pie beside them.
        block(2).ends_at(0.4 + 0.9 + 0.4 + 1.2);
        assert_eq!(block(3).totals.workers_busy, Micros::from_secs(1.2), "hands are not spared");
    }

    #[test]
    fn for_the_async_cook_hands_add_up_and_ovens_overlap() {
        let run = Played::new(&SCENE, "").run;
        run.ends_at(3.0 * 0.4 + 1.2);
        assert_eq!(run.totals.busy, Micros::from_secs(1.2));
        assert_eq!(run.story("soup"), "running 0.4, sleeping 0.9");
        assert_eq!(run.story("roast"), "queued 0.8, running 0.4, sleeping 1.2");
        // With ovens that need no time, a cook is as fast as another.
        let played = Played::new(&SCENE, "soup=0&pie=0&roast=0");
        played.run.ends_at(1.2);
        played.block.ends_at(1.2);
    }

    #[test]
    fn the_same_dinner() {
        for query in ["", "cooks=2", "cooks=3"] {
            let Played { run, block } = Played::new(&SCENE, query);
            let [mut ours, mut theirs] = [run.lines(), block.lines()];
            assert_eq!(ours.last(), theirs.last());
            ours.sort();
            theirs.sort();
            assert_eq!(ours, theirs, "{query}");
        }
    }
}
