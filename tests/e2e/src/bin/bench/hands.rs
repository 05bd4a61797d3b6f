//! What a reader's hands cost: the playhead moved to and fro, and the timeline zoomed, in every
//! frame.
//!
//! What is measured are the frames of [`crate::frames`].

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Browser, Page, Site};

use crate::figure::{Figure, quantile};
use crate::frames::{self, Frames};

/// How long each is done, in milliseconds.
const LENGTH: u32 = 4_000;

/// A run of a thousand lanes.
const SCRUBBED: &str = "#/scene/hundred-urls?n=1000&latency=500&pace=100";

/// A run of ten thousand.
const ZOOMED: &str = "#/scene/too-many?limit=10000&room=10000&workers=1000&work=10&pace=10";

/// How to do them: `scrub(milliseconds)` and `zoom(milliseconds)`.
const SCRIPT: &str = include_str!("scripts/drive.js");

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.before_load(frames::SCRIPT).await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.open(&site, SCRUBBED).await?;
    page.run_scene().await?;
    let mut figures = Vec::new();
    // One panel is open at a time: the slowest of them is the figure.
    let (mut slowest, mut each) = ((0.0, Frames::default()), Vec::new());
    for panel in page.panels().await? {
        page.press(&panel).await?;
        let frames = noted(&page, "scrub").await?;
        let p95 = quantile(frames.work.clone(), 0.95);
        each.push(format!("{panel} {p95:.1}"));
        if p95 > slowest.0 {
            slowest = (p95, frames);
        }
    }
    let how = format!("1,000 lanes, the slowest panel; p95 of each: {}", each.join(", "));
    figures.extend(of(["scrubbing, frame work p50", "scrubbing, frame work p95"], &slowest.1, 16.7, &how));
    page.route(ZOOMED).await?;
    page.press("Code").await?;
    let finish = page.run_scene().await?;
    ensure!(finish.run().tasks >= 10_000, "there are {} tasks only", finish.run().tasks);
    let frames = noted(&page, "zoom").await?;
    let how = "20,000 lanes of two programs";
    figures.extend(of(["zooming, frame work p50", "zooming, frame work p95"], &frames, 33.0, how));
    Ok(figures)
}

fn of(names: [&'static str; 2], frames: &Frames, goal: f64, how: &str) -> [Figure; 2] {
    let of = |share| quantile(frames.work.clone(), share);
    [Figure::new(names[0], of(0.5), "ms", how), Figure::new(names[1], of(0.95), "ms", how).at_most(goal)]
}

/// The frames while something is done all the time.
async fn noted(page: &Page, what: &str) -> Result<Frames> {
    page.eval("frames.begin()").await?;
    let count = page.eval(&format!("return {what}({LENGTH})")).await?;
    let whole = page.eval("return frames.end()").await?;
    ensure!(count.as_u64().is_some_and(|count| count > 10), "{what}: only {count} frames were drawn");
    // What was begun in the last frame is done before anything else is measured.
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ok(serde_json::from_value(whole)?)
}
