//! How long the runs of a hundred URLs take.
//!
//! The page runs both sides at once, and an asked-for run of one side alone does not exist. So
//! the plain JavaScript meets what our async side met: it makes the same hundred requests, from
//! the same page, to the same service worker, while the same blocking run goes on and the page
//! draws it. Its time on the page at rest, with nothing else going on, is measured too.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Browser, Page, Site};
use serde_json::Value;

use crate::figure::{Figure, median};

/// How often each side is measured.
const TIMES: usize = 9;

/// How often the blocking side is measured: it takes its ten seconds.
const BLOCKING_TIMES: usize = 3;

/// What a hundred requests of 500 ms take at least, all at once.
const IDEAL: f64 = 500.0;

/// The same requests, in plain JavaScript.
const SCRIPT: &str = include_str!("scripts/walls.js");

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = hundred().await?;
    figures.push(blocking().await?);
    Ok(figures)
}

async fn hundred() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.open(&site, "#/scene/hundred-urls").await?;
    let (mut ours, mut beside, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms up: the service worker, the compilers, the caches.
    for round in 0..=TIMES {
        page.eval("performance.clearResourceTimings()").await?;
        page.press("Run").await?;
        page.until("runIsUnderWay()").await?;
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        let times =
            [number(&page, "return asyncWall()").await?, number(&page, "return plain(100)").await?, {
                page.press("Stop").await?;
                page.until_state("stopped").await?;
                tokio::time::sleep(Duration::from_millis(300)).await;
                number(&page, "return plain(100)").await?
            }];
        if round > 0 {
            for (all, time) in [&mut ours, &mut beside, &mut alone].into_iter().zip(times) {
                all.push(time);
            }
        }
    }
    let [ours, beside, alone] = [ours, beside, alone].map(median);
    let how = "median of 9, 100 × 500 ms, while the blocking side runs";
    let same = "the same requests in plain JavaScript, same page,";
    Ok(vec![
        Figure::new("async wall", ours, "ms", how),
        Figure::new("plain JavaScript wall", beside, "ms", how),
        Figure::ratio(
            "async wall ÷ plain JavaScript",
            ours / beside,
            format!("{same} blocking side running"),
        )
        .at_most(1.03),
        Figure::ratio("async wall ÷ plain JavaScript at rest", ours / alone, format!("{same} nothing else")),
        Figure::ratio("async wall ÷ ideal", ours / IDEAL, "500 ms"),
        Figure::ratio("plain JavaScript wall ÷ ideal", beside / IDEAL, "500 ms"),
    ])
}

async fn blocking() -> Result<Figure> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls?n=20").await?;
    let mut walls = Vec::new();
    for _ in 0..BLOCKING_TIMES {
        page.run_scene().await?;
        walls.push(number(&page, "return finishDetails.at(-1).blocking.seconds").await?);
    }
    Ok(Figure::ratio("blocking wall ÷ ideal", median(walls) / 10.0, "median of 3, 20 × 500 ms").at_most(1.05))
}

async fn number(page: &Page, script: &str) -> Result<f64> {
    let value: Value = page.eval(script).await?;
    value.as_f64().with_context(|| format!("{script} gave {value}"))
}
