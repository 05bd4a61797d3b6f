//! Pages of different sizes, read whole: how many bytes is each?

use std::error::Error;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, join_all, println, spawn};

/// The pages' sizes in bytes. Whoever asks for more pages gets them again.
const SIZES: [u32; 6] = [12_000, 45_000, 3_000, 64_000, 27_000, 6_000];

/// A page: its number, its size, and how long it takes, which is longer for a larger one.
fn pages(settings: &Settings) -> impl Iterator<Item = (u32, u32, Duration)> {
    let (latency, per_kb) = (settings.millis("latency"), settings.millis("per-kb"));
    let sizes = SIZES.into_iter().cycle();
    (1..=settings.get("n")).zip(sizes).map(move |(n, size)| (n, size, latency + per_kb * size / 1_000))
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn read(number: u32, size: u32, latency: Duration) -> Result<usize, HttpError> {
    let plan = Plan::taking(latency.into());
    let response = http::get(format!("bytes/{size}")).plan(plan).await?;
    let body = response.error_for_status()?.bytes().await?;
    println!("page {number}: got {} bytes", body.len());
    Ok(body.len())
}

async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    // All pages come in together. Small ones overtake large ones, whatever the order of the list.
    let tasks = pages(&settings)
        .map(|(number, size, latency)| spawn(&format!("page {number}"), read(number, size, latency)));

    let mut sum = 0;
    for bytes in join_all(tasks).await {
        sum += bytes??;
    }
    println!("{sum} bytes in all");
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn read_blocking(number: u32, size: u32, latency: Duration) -> Result<usize, HttpError> {
    let plan = Plan::taking(latency.into());
    let response = blocking::get(format!("bytes/{size}")).plan(plan).send()?;
    let body = response.error_for_status()?.into_bytes();
    println!("page {number}: got {} bytes", body.len());
    Ok(body.len())
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    let mut sum = 0;
    for (number, size, latency) in pages(settings) {
        // A small page waits for the large one before it in the list.
        sum += blocking::task(&format!("page {number}"), || read_blocking(number, size, latency))?;
    }
    println!("{sum} bytes in all");
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "scraper",
    title: "A small scraper",
    group: Group::Requests,
    lesson: "Six pages of different sizes are read whole, and their bytes are counted. The blocking \
             program reads them in the order of its list, so page 3, the smallest, has to wait for \
             two larger ones. The async program is done with page 3 first and with all of them as soon \
             as the slowest is here; each lane is as long as its own page, and none waits for another. \
             So it is with everything that is collected from many places.",
    params: &[
        Param::count("n", "Pages", 6, 1, 100),
        Param::millis("latency", "Latency", 300, 0, 5_000),
        Param::millis("per-kb", "More for 1,000 bytes", 20, 0, 100),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::ConcurrencyInPython],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("scraper.rs"),
    python: source!("scraper.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn async_takes_as_long_as_the_slowest_page() {
        let played = Played::new(&SCENE, "");
        played.run.ends_at(0.3 + 64.0 * 0.02);
        played.block.ends_at(6.0 * 0.3 + 157.0 * 0.02);
        let slowest = played.run.span_of("page 4").1;
        assert!((slowest - played.run.seconds()).abs() < 1e-9);
    }

    #[test]
    fn the_byte_counts_are_right() {
        let played = Played::new(&SCENE, "");
        let expected = [
            "page 3: got 3000 bytes",
            "page 6: got 6000 bytes",
            "page 1: got 12000 bytes",
            "page 5: got 27000 bytes",
            "page 2: got 45000 bytes",
            "page 4: got 64000 bytes",
            "157000 bytes in all",
        ];
        assert_eq!(played.run.lines(), expected);
        for side in [&played.run, &played.block] {
            assert_eq!(side.totals.received, 157_000);
            let mut lines = side.lines();
            lines.sort();
            let mut expected = expected.map(str::to_owned);
            expected.sort();
            assert_eq!(lines, expected);
        }
    }

    #[test]
    fn pages_may_take_no_time_at_all() {
        let played = Played::new(&SCENE, "n=7&latency=0&per-kb=0");
        played.run.ends_at(0.0);
        assert_eq!(played.run.lines().last().unwrap(), "169000 bytes in all");
    }
}
