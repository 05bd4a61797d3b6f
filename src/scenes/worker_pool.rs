//! Ten items, three workers, and a queue that hands the items out.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Queue;
use crate::runtime::{blocking, join_all, println, sleep, spawn};

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

/// An item, or word to go home.
type Message = Option<u32>;

async fn worker(name: String, queue: Queue<Message>, work: Duration) -> u32 {
    let mut count = 0;
    // Nobody assigns the items. Whoever is free takes the next one, so a worker that is slow takes
    // fewer, and none is idle while there is something to do.
    while let Some(item) = queue.get().await {
        println!("{name} takes item {item}");
        sleep(work).await;
        println!("{name} has done item {item}");
        count += 1;
    }
    println!("{name} goes home");
    count
}

async fn run(settings: Settings) {
    let queue = Queue::new("queue", settings.get("capacity") as usize);
    let workers: Vec<_> = (1..=settings.get("workers"))
        .map(|number| format!("worker {number}"))
        .map(|name| spawn(&name, worker(name.clone(), queue.clone(), settings.millis("work"))))
        .collect();

    // The queue has room for five: with more to do than that, this waits for the workers.
    for item in 1..=settings.get("n") {
        queue.put(Some(item)).await;
    }
    println!("the last item is in the queue");

    // One such word for each worker: who reads it goes home and leaves the others theirs.
    for _ in &workers {
        queue.put(None).await;
    }
    let done: u32 = join_all(workers).await.into_iter().flatten().sum();
    println!("{done} items are done");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn do_item(item: u32, work: Duration) {
    println!("the thread takes item {item}");
    blocking::sleep(work);
    println!("the thread has done item {item}");
}

fn block(settings: &Settings) {
    // One thread is one worker, and needs no queue.
    for item in 1..=settings.get("n") {
        blocking::task(&format!("item {item}"), || do_item(item, settings.millis("work")));
    }
    println!("{} items are done", settings.get("n"));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "worker-pool",
    title: "A pool of workers",
    group: Group::Streams,
    lesson: "Ten items and three workers: each takes an item from the queue, works on it, and comes back for \
             the next, so ten items of 0.3 s take four rounds instead of ten. The number of workers is the \
             limit of what happens at once, and the queue with room for five is the limit of what waits. At \
             the end there is a word to go home for each worker; with one too few, one would wait for ever. \
             Use a pool where items keep coming, and a semaphore where you have them all beforehand.",
    params: &[
        Param::count("workers", "Workers", 3, 1, 50),
        Param::count("n", "Items", 10, 0, 200),
        Param::count("capacity", "Room in the queue", 5, 1, 200),
        Param::millis("work", "An item takes", 300, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("worker_pool.rs"),
    python: source!("worker_pool.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};
    use crate::trace::Outcome;

    /// The items that somebody has done, in their order.
    fn done(side: &Side) -> Vec<u32> {
        let lines = side.lines();
        let done = lines.iter().filter_map(|line| line.split_once(" has done item "));
        let mut items: Vec<_> = done.map(|(_, item)| item.parse().unwrap()).collect();
        items.sort_unstable();
        items
    }

    #[test]
    fn four_rounds_instead_of_ten() {
        let Played { run, block } = Played::new(&SCENE, "");
        run.ends_at(1.2);
        block.ends_at(3.0);
        assert!(run.most("queue") <= 5);
    }

    #[test]
    fn every_item_is_done_once_and_all_workers_end() {
        for query in ["", "capacity=1", "workers=7", "n=2", "n=0", "workers=50&n=200&capacity=3", "work=0"] {
            let Played { run, block } = Played::new(&SCENE, query);
            assert_eq!(done(&run), done(&block), "{query}");
            let all: Vec<_> = (1..=done(&run).len()).map(|item| u32::try_from(item).unwrap()).collect();
            assert_eq!(done(&run), all, "{query}");
            assert_eq!(run.lines().last(), block.lines().last());
            let home = run.lines().iter().filter(|line| line.ends_with("goes home")).count();
            assert_eq!(u32::try_from(home).unwrap(), run.totals.tasks, "{query}");
        }
        let run = Played::new(&SCENE, "").run;
        for number in 1..=3 {
            assert_eq!(run.outcome_of(&format!("worker {number}")), Outcome::Ok);
        }
        assert_eq!(run.lines().last().unwrap(), "10 items are done");
    }

    #[test]
    fn putting_waits_for_room() {
        let run = Played::new(&SCENE, "").run;
        // Three are taken at once and five wait; the ninth and the tenth have to wait for room.
        assert_eq!(run.time_of("the last item is in the queue"), 0.3);
        assert_eq!(Played::new(&SCENE, "capacity=7").run.time_of("the last item is in the queue"), 0.0);
    }
}
