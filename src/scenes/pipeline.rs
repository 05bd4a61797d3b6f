//! Extract, transform, load: three stages at work at the same time.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Queue;
use crate::runtime::{blocking, join_all, println, sleep, spawn};

/// A record on its way: the source and the number that it has there.
#[derive(Clone, Copy)]
struct Record(u32, u32);

/// A record, or word that no more will come.
type Records = Queue<Option<Record>>;

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn extract(source: u32, count: u32, time: Duration, raw: Records) {
    for number in 1..=count {
        sleep(time).await;
        println!("extracted {source}.{number}");
        // With a full queue this stage stands still, and so does whatever comes before it.
        raw.put(Some(Record(source, number))).await;
    }
}

async fn transform(time: Duration, raw: Records, ready: Records) {
    while let Some(record) = raw.get().await {
        sleep(time).await;
        println!("transformed {}.{}", record.0, record.1);
        ready.put(Some(record)).await;
    }
    // The end is handed on from stage to stage, behind the last record.
    ready.put(None).await;
}

async fn load(time: Duration, ready: Records) -> u32 {
    let mut count = 0;
    while let Some(Record(source, number)) = ready.get().await {
        sleep(time).await;
        println!("loaded {source}.{number}");
        count += 1;
    }
    count
}

async fn run(settings: Settings) {
    let capacity = settings.get("capacity") as usize;
    let (raw, ready) = (Queue::new("raw", capacity), Queue::new("transformed", capacity));

    // Each stage is a task, and knows only the queues beside it.
    let sources: Vec<_> = (1..=settings.get("sources"))
        .map(|source| {
            let time = settings.millis("extract");
            spawn(&format!("source {source}"), extract(source, settings.get("n"), time, raw.clone()))
        })
        .collect();
    let transform = spawn("transform", transform(settings.millis("transform"), raw.clone(), ready.clone()));
    let load = spawn("load", load(settings.millis("load"), ready));

    // Three sources fill one queue. Its end is there when all of them are done.
    join_all(sources).await;
    raw.put(None).await;
    join_all([transform]).await;
    match load.await {
        Ok(count) => println!("{count} records loaded"),
        Err(error) => println!("failed: {error}"),
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn stage(verb: &str, Record(source, number): Record, time: Duration) {
    blocking::sleep(time);
    println!("{verb} {source}.{number}");
}

fn block(settings: &Settings) {
    let mut count = 0;
    for source in 1..=settings.get("sources") {
        blocking::task(&format!("source {source}"), || {
            for number in 1..=settings.get("n") {
                // One record goes all the way before the next one begins.
                stage("extracted", Record(source, number), settings.millis("extract"));
                stage("transformed", Record(source, number), settings.millis("transform"));
                stage("loaded", Record(source, number), settings.millis("load"));
                count += 1;
            }
        });
    }
    println!("{count} records loaded");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "pipeline",
    title: "A pipeline",
    group: Group::Streams,
    lesson: "Records come from three sources, are transformed, and are loaded, one stage handing them to the \
             next through a queue. All stages work at the same time on different records, so the whole takes \
             little more than its slowest stage alone: twelve records at 0.2 s for loading, and 0.4 s until \
             the first one gets there. Make the transforming faster, and nothing changes; make the loading \
             faster, and another stage is the slowest. The queues have little room on purpose: a stage that \
             is ahead waits, instead of filling the memory.",
    params: &[
        Param::count("sources", "Sources", 3, 1, 50),
        Param::count("n", "Records each", 4, 0, 50),
        Param::millis("extract", "Extracting takes", 300, 0, 5_000),
        Param::millis("transform", "Transforming takes", 100, 0, 5_000),
        Param::millis("load", "Loading takes", 200, 0, 5_000),
        Param::count("capacity", "Room in each queue", 2, 1, 50),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("pipeline.rs"),
    python: source!("pipeline.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};

    /// When the records left a stage.
    fn times(side: &Side, verb: &str) -> Vec<f64> {
        let lines = side.timed_lines().into_iter();
        lines.filter(|(_, line)| line.starts_with(verb)).map(|(time, _)| time).collect()
    }

    #[test]
    fn the_slowest_stage_sets_the_throughput() {
        // So long until the first record gets to the slowest stage, twelve times that stage, and so
        // long until the last one is out.
        Played::new(&SCENE, "").run.ends_at(0.3 + 0.1 + 12.0 * 0.2);
        Played::new(&SCENE, "transform=10").run.ends_at(0.3 + 0.01 + 12.0 * 0.2);
        Played::new(&SCENE, "transform=400").run.ends_at(0.3 + 12.0 * 0.4 + 0.2);
        Played::new(&SCENE, "extract=1000&sources=1&n=12").run.ends_at(12.0 * 1.0 + 0.1 + 0.2);
        let loaded = times(&Played::new(&SCENE, "").run, "loaded");
        assert!(loaded.windows(2).all(|pair| (pair[1] - pair[0] - 0.2).abs() < 1e-9), "{loaded:?}");
    }

    #[test]
    fn stages_overlap() {
        let Played { run, block } = Played::new(&SCENE, "");
        block.ends_at(12.0 * (0.3 + 0.1 + 0.2));
        assert!(times(&run, "loaded")[0] < times(&run, "extracted")[11]);
        assert!(times(&run, "loaded")[0] < times(&run, "transformed")[11]);
    }

    #[test]
    fn every_record_goes_through_every_stage_once() {
        for query in ["", "capacity=1", "n=0", "sources=1&n=1", "sources=20&n=5&load=0", "extract=0&load=500"]
        {
            let Played { run, block } = Played::new(&SCENE, query);
            let sorted = |side: &Side| {
                let mut lines = side.lines();
                lines.sort_unstable();
                lines
            };
            assert_eq!(sorted(&run), sorted(&block), "{query}");
            assert_eq!(run.lines().last(), block.lines().last(), "{query}");
        }
    }

    #[test]
    fn queues_never_hold_more_than_they_may() {
        for (query, room) in [("", 2), ("capacity=1", 1), ("load=1000&n=10", 2)] {
            let run = Played::new(&SCENE, query).run;
            assert_eq!((run.most("raw"), run.most("transformed")), (room, room), "{query}");
        }
    }
}
