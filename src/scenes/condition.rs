//! Customers of a bakery wait until there are as many loaves as they want.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Condition;
use crate::runtime::{JoinError, gauge, join_all, println, sleep, spawn};

/// Who wants how many loaves.
fn customers(settings: &Settings) -> [(&'static str, u32); 3] {
    [("A", settings.get("a")), ("B", settings.get("b")), ("C", settings.get("c"))]
}

/// How many the baker bakes: as many as are wanted in all.
fn total(settings: &Settings) -> u32 {
    customers(settings).into_iter().map(|(_, wanted)| wanted).sum()
}

fn put(loaves: &mut u32, number: u32) {
    *loaves += 1;
    println!("loaf {number} is baked, {loaves} on the shelf");
    gauge("loaves", (*loaves).into());
}

fn take(loaves: &mut u32, name: &str, wanted: u32) {
    *loaves -= wanted;
    println!("{name} takes {wanted}, {loaves} left");
    gauge("loaves", (*loaves).into());
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn customer(name: &'static str, wanted: u32, shelf: Condition<u32>) {
    // The shelf is behind a lock: nobody takes a loaf while somebody else is counting.
    let loaves = shelf.lock().await;
    println!("{name} wants {wanted}");
    // Unlocks the shelf, waits to be notified, locks it again and looks. Being notified says that
    // something has changed, not that there is enough: whoever comes first may have taken it all.
    let mut loaves = loaves.wait_for(|loaves| *loaves >= wanted).await;
    // Enough, and the shelf is locked: it stays enough until this line is through.
    take(&mut loaves, name, wanted);
}

async fn baker(total: u32, every: Duration, shelf: Condition<u32>) {
    for number in 1..=total {
        sleep(every).await;
        let mut loaves = shelf.lock().await;
        put(&mut loaves, number);
        // All of them, since the baker doesn't know for whom this is enough.
        loaves.notify_all();
    }
}

async fn run(settings: Settings) -> Result<(), JoinError> {
    let shelf = Condition::new("shelf", 0);
    let customers =
        customers(&settings).map(|(name, wanted)| spawn(name, customer(name, wanted, shelf.clone())));
    let baker = spawn("baker", baker(total(&settings), settings.millis("every"), shelf));
    join_all(customers).await;
    baker.await?;
    println!("sold out");
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "condition",
    title: "A condition",
    group: Group::SharedState,
    lesson: "Three customers want 3, 1 and 2 loaves, and a loaf is baked every half second. Each time the \
             baker notifies all of them; each looks whether there is enough, and nobody goes on before \
             there is. So B is served first, with the first loaf, and A, who came first, last. An event \
             says “it has happened”; a condition says “something has changed, look again”, and locks what \
             you look at.",
    params: &[
        Param::count("a", "A wants", 3, 0, 20),
        Param::count("b", "B wants", 1, 0, 20),
        Param::count("c", "C wants", 2, 0, 20),
        Param::millis("every", "A loaf takes", 500, 0, 2_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("async")],
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "There is no blocking program beside it: on one thread a blocking wait for the baker would never end.",
    differs: &[],
    rust: source!("condition.rs"),
    python: source!("condition.py"),
};

programs!(async run);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Side, played};

    fn served(side: &Side) -> Vec<(f64, String)> {
        side.timed_lines().into_iter().filter(|(_, line)| line.contains(" takes ")).collect()
    }

    #[test]
    fn nobody_goes_on_before_there_is_enough() {
        let run = played("async", &SCENE, "");
        let lines = [(0.5, "B takes 1, 0 left"), (1.5, "C takes 2, 0 left"), (3.0, "A takes 3, 0 left")];
        assert_eq!(served(&run), lines.map(|(at, line)| (at, line.to_owned())));
        run.ends_at(3.0);
    }

    #[test]
    fn all_are_served_and_the_shelf_is_never_short() {
        for query in ["a=20&b=20&c=20&every=10", "a=0&b=0&c=0", "a=0&b=7&c=1", "every=0", "a=1&b=1&c=1"] {
            let run = played("async", &SCENE, query);
            assert_eq!(served(&run).len(), 3, "{query}");
            assert!(run.gauge("loaves").iter().all(|(_, loaves)| *loaves >= 0), "{query}");
            assert_eq!(run.lines().last().map(String::as_str), Some("sold out"), "{query}");
        }
    }

    #[test]
    fn those_who_want_the_same_are_served_in_the_order_of_coming() {
        let order = ["A takes 1, 0 left", "B takes 1, 0 left", "C takes 1, 0 left"];
        let served = served(&played("async", &SCENE, "a=1&b=1&c=1"));
        assert_eq!(served, [0.5, 1.0, 1.5].into_iter().zip(order.map(str::to_owned)).collect::<Vec<_>>());
    }
}
