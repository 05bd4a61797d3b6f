//! One makes, another uses, and a queue between them has room for three.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Queue;
use crate::runtime::{Random, blocking, join_all, println, sleep, spawn};

/// How long it takes to make each item, and then to use each.
struct Times {
    make: Vec<Duration>,
    consume: Vec<Duration>,
}

/// Drawn beforehand, so that both programs have the same work.
fn times(settings: &Settings) -> Times {
    let mut random = Random::new(settings.seed);
    let mut draw = |from, to| {
        let (from, to) = (settings.millis(from), settings.millis(to));
        (0..settings.get("n")).map(|_| random.between(from, to)).collect()
    };
    Times { make: draw("make-from", "make-to"), consume: draw("use-from", "use-to") }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

/// An item, or word that there will be none any more.
type Message = Option<usize>;

async fn produce(queue: Queue<Message>, capacity: usize, times: Vec<Duration>) {
    for (number, time) in (1..).zip(times) {
        sleep(time).await;
        println!("item {number} is made");
        if queue.len() == capacity {
            println!("the queue is full: the producer waits");
        }
        // With room in the queue this does not wait. Without, the producer stops here until the
        // consumer has taken something: it cannot run away from whoever does the work. That is
        // backpressure, and nobody had to write it.
        queue.put(Some(number)).await;
    }
    // The consumer cannot see that nobody will put anything in any more. It has to be told.
    queue.put(None).await;
    println!("the producer is done");
}

async fn consume(queue: Queue<Message>, times: Vec<Duration>) {
    // What is first in is first out, so the items come in order and the `None` comes last.
    while let Some(number) = queue.get().await {
        println!("item {number} is taken");
        sleep(times[number - 1]).await;
        println!("item {number} is used");
    }
    println!("the consumer is done");
}

async fn run(settings: Settings) {
    let capacity = settings.get("capacity") as usize;
    let queue = Queue::new("queue", capacity);
    let Times { make, consume: using } = times(&settings);
    let tasks =
        [spawn("producer", produce(queue.clone(), capacity, make)), spawn("consumer", consume(queue, using))];
    join_all(tasks).await;
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn make(number: usize, time: Duration) {
    blocking::sleep(time);
    println!("item {number} is made");
}

fn consume_blocking(number: usize, time: Duration) {
    println!("item {number} is taken");
    blocking::sleep(time);
    println!("item {number} is used");
}

fn block(settings: &Settings) {
    let times = times(settings);
    for ((to_make, to_use), number) in times.make.into_iter().zip(times.consume).zip(1..) {
        // One thread is now the one and now the other. There is nothing to queue for.
        blocking::task(&format!("make {number}"), || make(number, to_make));
        blocking::task(&format!("use {number}"), || consume_blocking(number, to_use));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "producer-consumer",
    title: "Producer and consumer",
    group: Group::Streams,
    lesson: "A producer makes eight items, a consumer uses them, and both work at the same time: the queue \
             between them lets the one be ahead of the other, by three items at most. Making is faster here, \
             so the queue fills up, and then the producer has to wait until something is taken. That is \
             backpressure; without the limit a fast producer fills the memory instead. At the end a last \
             message says that nothing more will come, or the consumer would wait for ever.",
    params: &[
        Param::count("capacity", "Room in the queue", 3, 1, 100),
        Param::count("n", "Items", 8, 0, 100),
        Param::millis("make-from", "Making takes from", 100, 0, 5_000),
        Param::millis("make-to", "Making takes up to", 400, 0, 5_000),
        Param::millis("use-from", "Using takes from", 200, 0, 5_000),
        Param::millis("use-to", "Using takes up to", 500, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 24,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("producer_consumer.rs"),
    python: source!("producer_consumer.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    const FULL: &str = "the queue is full: the producer waits";

    #[test]
    fn never_more_than_three_are_in_the_queue() {
        for seed in 1..=20 {
            let run = Played::new(&SCENE, &format!("seed={seed}")).run;
            assert!(run.most("queue") <= 3, "seed {seed}");
        }
        assert_eq!(Played::new(&SCENE, "").run.most("queue"), 3);
    }

    #[test]
    fn the_producer_waits_when_the_queue_is_full() {
        let run = Played::new(&SCENE, "").run;
        assert!(run.lines().contains(&FULL.to_owned()));
        let run = Played::new(&SCENE, "make-from=100&make-to=100&use-from=500&use-to=500&capacity=2").run;
        // Made at 0.1, taken at once; the next two wait in the queue, and the fourth outside.
        assert_eq!(run.time_of(FULL), 0.4);
        assert_eq!(run.time_of("item 5 is made"), 0.7);
        run.ends_at(4.1);
    }

    #[test]
    fn items_come_in_order_and_both_end() {
        for side in [Played::new(&SCENE, "").run, Played::new(&SCENE, "").block] {
            for word in ["made", "taken", "used"] {
                let lines = side.lines();
                let items: Vec<_> = lines.iter().filter(|line| line.ends_with(word)).collect();
                let expected: Vec<_> = (1..=8).map(|number| format!("item {number} is {word}")).collect();
                assert_eq!(items, expected.iter().collect::<Vec<_>>());
            }
        }
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.finish_order(), ["producer", "consumer", "main"]);
    }

    #[test]
    fn the_slower_one_decides() {
        let Played { run, block } = Played::new(&SCENE, "make-from=100&make-to=100&use-from=300&use-to=300");
        run.ends_at(0.1 + 8.0 * 0.3);
        block.ends_at(8.0 * 0.4);
        let Played { run, block } = Played::new(&SCENE, "make-from=300&make-to=300&use-from=100&use-to=100");
        run.ends_at(8.0 * 0.3 + 0.1);
        block.ends_at(8.0 * 0.4);
        assert_eq!(Played::new(&SCENE, "n=0").run.lines(), ["the producer is done", "the consumer is done"]);
    }
}
