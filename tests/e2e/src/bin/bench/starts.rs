//! How soon *Run* works: from the start of the navigation until the button, pressed the moment it
//! appears, has had its effect. Nothing is cached, and each start has a browser of its own.

use anyhow::{Context, Result};
use e2e::{Browser, Site};

use crate::figure::{Figure, median};

/// How often a start is measured.
const TIMES: usize = 9;

/// Presses *Run* as soon as it is there, and writes down when that, and when its effect was.
const SCRIPT: &str = include_str!("scripts/starts.js");

/// What a start took, in milliseconds since the beginning of the navigation.
struct Start {
    /// Until *Run* had its effect.
    works: f64,
    /// Until the program that it starts made its first request; none on the bare page.
    request: Option<f64>,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let (mut ours, mut requests, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let page = start(&Site::built()?, "#/scene/hundred-urls", true).await?;
        ours.push(page.works);
        requests.extend(page.request);
        bare.push(start(&Site::of(&xtask::paths::bare(), "/")?, "", false).await?.works);
    }
    let (ours, bare) = (median(ours), median(bare));
    let how = "median of 9, nothing cached";
    Ok(vec![
        Figure::new("working Run", ours, "ms", how),
        Figure::new("working Run, bare page", bare, "ms", how),
        Figure::ratio("working Run ÷ bare page", ours / bare, "a bare yew page, same build").at_most(1.5),
        Figure::new("first request of a Run pressed at once", median(requests), "ms", how),
    ])
}

async fn start(site: &Site, route: &str, requests: bool) -> Result<Start> {
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.go(site, route).await?;
    page.until("start.works").await?;
    if requests {
        page.until("start.request").await?;
    }
    let start = page.eval("return start").await?;
    let works = start["works"].as_f64().context("a time is a number")?;
    Ok(Start { works, request: start["request"].as_f64() })
}
