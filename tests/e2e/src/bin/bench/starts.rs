//! How soon *Run* works: from the start of the navigation until the button, pressed the moment it
//! appears, has had its effect, and until its programs have begun. Nothing is cached: each start has an
//! origin of its own.

use anyhow::{Context, Result};
use e2e::{Browser, Page, Site};

use crate::figure::{Figure, median};

/// How often a start is measured.
const TIMES: usize = 9;

/// Presses *Run* as soon as it is there, and writes down when that, and when its effects were.
const SCRIPT: &str = include_str!("scripts/starts.js");

const SCENE: &str = "#/scene/hundred-urls?n=3&latency=50";

/// What a start took, in milliseconds since the beginning of the navigation.
struct Start {
    /// Until *Run* was there.
    button: f64,
    /// Until it had its effect.
    works: f64,
    /// Until the first event of a program had come in; none on the bare page.
    event: Option<f64>,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let (mut first, mut pressed, mut second) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let site = Site::built()?;
        let page = open(&site, SCENE).await?;
        page.until("start.event").await?;
        let start = read(&page).await?;
        ours.push(start.works);
        first.extend(start.event);
        pressed.extend(start.event.map(|event| event - start.button));
        page.until_state("finished").await?;
        page.settle().await?;
        // A reader looks at what came out before the second run.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        page.eval("pressRun()").await?;
        page.until("start.event").await?;
        let start = read(&page).await?;
        second.extend(start.event.map(|event| event - start.button));
        let page = open(&Site::of(&xtask::paths::bare(), "/")?, "").await?;
        bare.push(read(&page).await?.works);
    }
    let (ours, bare) = (median(ours), median(bare));
    let how = "median of 9, nothing cached";
    Ok(vec![
        Figure::new("working Run", ours, "ms", how),
        Figure::new("working Run, bare page", bare, "ms", how),
        Figure::ratio("working Run ÷ bare page", ours / bare, "a bare yew page, same build").at_most(1.5),
        Figure::new("first event of a Run pressed at once", median(first), "ms", how).at_most(400.0),
        Figure::new("of that, since Run was pressed", median(pressed), "ms", how),
        Figure::new("first event of a second Run, since it was pressed", median(second), "ms", "median of 9")
            .at_most(50.0),
    ])
}

async fn open(site: &Site, route: &str) -> Result<Page> {
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.go(site, route).await?;
    page.until("start.works").await?;
    Ok(page)
}

async fn read(page: &Page) -> Result<Start> {
    let start = page.eval("return start").await?;
    let time = |name: &str| start[name].as_f64();
    let missing = "a time is a number";
    Ok(Start {
        button: time("button").context(missing)?,
        works: time("works").context(missing)?,
        event: time("event"),
    })
}
