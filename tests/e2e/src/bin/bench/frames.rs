//! How the page keeps its frames while a thousand lanes live.
//!
//! Two things are measured in each frame. The *interval* is the distance of the browser's own
//! frame times: one of the screen's, or several where frames were lost. The *work* is how long
//! the frame held the page's thread: from the first callback until a message that was sent then
//! comes in, which is after styles, layout and paint. What the compositor does with the layers
//! afterwards (without a GPU, in software) is on other threads, and in the intervals alone.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde::Deserialize;

use crate::figure::{Figure, quantile};

/// How often each page is measured.
const TIMES: usize = 3;

/// An interval of a screen of 60 Hz, in milliseconds.
const INTERVAL: f64 = 1_000.0 / 60.0;

const LANES: &str = "#/scene/hundred-urls?n=1000&latency=3000&jitter=40";

const EMPTY: &str =
    "<!doctype html><link rel=icon href=data:,><title>Empty</title><p>Nothing moves here.</p>";

/// Notes the frames: `frames.begin()`, and later `frames.end()`.
pub const SCRIPT: &str = include_str!("scripts/frames.js");

/// What was noted, in milliseconds.
#[derive(Debug, Default, Deserialize)]
pub struct Frames {
    /// When each frame was due; from [`Frames::add`] on, the intervals between them.
    stamps: Vec<f64>,
    /// How long the page's own callbacks took in each.
    callbacks: Vec<f64>,
    /// How long each held the page's thread.
    pub work: Vec<f64>,
}

impl Frames {
    fn add(&mut self, other: Self) {
        // A screen keeps whole intervals; what the browser says is rounded to tenths.
        let whole = |pair: &[f64]| ((pair[1] - pair[0]) / INTERVAL).round() * INTERVAL;
        self.stamps.extend(other.stamps.windows(2).map(whole));
        self.callbacks.extend(other.callbacks);
        self.work.extend(other.work);
    }

    /// The share of intervals in which at least one frame was lost.
    fn late(&self) -> f64 {
        let late = self.stamps.iter().filter(|interval| **interval > 1.5 * INTERVAL).count();
        100.0 * count(late) / count(self.stamps.len()).max(1.0)
    }
}

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    site.replace("empty.html", EMPTY);
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.go(&site, "empty.html").await?;
    let (mut ours, mut empty) = (Frames::default(), Frames::default());
    for _ in 0..TIMES {
        page.browser().driver().goto(site.url("empty.html")).await?;
        empty.add(noted(&page, Duration::from_secs(4)).await?);
        page.browser().driver().goto(site.url(LANES)).await?;
        page.until_started().await?;
        page.press("Run").await?;
        page.until_state("running").await?;
        // Lanes end between 1.8 and 4.2 seconds.
        ours.add(noted(&page, Duration::from_millis(4_200)).await?);
        page.press("Stop").await?;
    }
    Ok(figures(&ours, &empty))
}

fn figures(ours: &Frames, empty: &Frames) -> Vec<Figure> {
    let of = |values: &[f64], share| quantile(values.to_vec(), share);
    let lanes = "1,000 lanes, from Run to the last answer";
    let beside = "the same on an empty page";
    let interval = |frames: &Frames| (of(&frames.stamps, 0.95) * 10.0).round() / 10.0;
    vec![
        Figure::new("frame work p50", of(&ours.work, 0.5), "ms", lanes),
        Figure::new("frame work p95", of(&ours.work, 0.95), "ms", lanes).at_most(16.7),
        Figure::new("frame callbacks p50", of(&ours.callbacks, 0.5), "ms", "of that, our own code"),
        Figure::new("frame callbacks p95", of(&ours.callbacks, 0.95), "ms", "of that, our own code"),
        Figure::new("frame interval p95", interval(ours), "ms", lanes).at_most(16.7),
        Figure::new("frame interval p95, empty page", interval(empty), "ms", beside),
        Figure::new("late frames", ours.late(), "%", lanes),
        Figure::new("late frames, empty page", empty.late(), "%", beside),
    ]
}

async fn noted(page: &Page, length: Duration) -> Result<Frames> {
    page.eval("frames.begin()").await?;
    tokio::time::sleep(length).await;
    Ok(serde_json::from_value(page.eval("return frames.end()").await?)?)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
