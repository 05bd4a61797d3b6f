//! What a scene costs a page that embeds it: before it is used, when it is, and when there are ten.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::host::one;
use e2e::{Browser, Host, Page};
use serde_json::json;

use crate::figure::{Figure, median};
use crate::starts;

/// How often each is measured, in turns.
const TIMES: usize = 7;

const SCENE: &str = "three-requests";

/// How long the page with ten elements is watched.
const WATCHED: Duration = Duration::from_secs(5);

/// From the press of the element's button until its scene runs, in milliseconds.
const CLICK: &str = "return new Promise((done) => {
    const begun = performance.now();
    addEventListener('meanwhile:statechange', ({ detail }) => {
        if (detail.state === 'running') done(performance.now() - begun);
    });
    shadow('button').click();
})";

pub async fn measure() -> Result<Vec<Figure>> {
    let host = Host::of_one(&format!("scene={SCENE}"))?;
    let browser = Browser::start().await?;
    // Not in the element's frame, which is told to run.
    browser.before_load(&format!("if (window === top) {{ {} }}", starts::SCRIPT)).await?;
    let page = host.open_in(browser).await?;
    let script = host.site.bytes("embed.js.gz").len();
    ensure!(script > 0, "embed.js has no compressed copy");
    page.until("shadow('img')?.naturalWidth > 0", Duration::from_secs(10)).await?;
    ensure!(host.asked_of_playground().is_empty(), "{:?}", host.asked_of_playground());

    let (mut clicked, mut opened) = (Vec::new(), Vec::new());
    // The first round fills what is kept.
    for round in 0..=TIMES {
        page.browser().driver().goto(host.host.url("")).await?;
        page.until("shadow('img')?.naturalWidth > 0", Duration::from_secs(10)).await?;
        let click = page.eval(CLICK, json!([])).await?.as_f64().context("a time")?;
        let open = directly(&host, &page).await?;
        if round > 0 {
            clicked.push(click);
            opened.push(open);
        }
    }
    let (clicked, opened) = (median(clicked), median(opened));
    let busy = ten().await?;
    let kilobytes = f64::from(u32::try_from(script)?) / 1e3;
    Ok(vec![
        Figure::new("embed, script before use", kilobytes, "KB", "gzip; and one picture").at_most(8.0),
        Figure::new("embed, click to run", clicked, "ms", "warm, from the click"),
        Figure::ratio("embed, click to run ÷ opened directly", clicked / opened, "medians of 7").at_most(1.2),
        Figure::new("ten embeds, none used, thread busy", busy, "%", "no worker, no wasm; goal 0"),
    ])
}

/// The same scene in a tab of its own: from the navigation until it runs, in milliseconds.
async fn directly(host: &Host, page: &Page) -> Result<f64> {
    // From somewhere else, so that the whole page is loaded.
    page.browser().driver().goto("about:blank").await?;
    page.browser().driver().goto(host.site.url(&format!("#/embed/{SCENE}"))).await?;
    page.until("start.works !== null", Duration::from_secs(20)).await?;
    page.eval("return start.works", json!([])).await?.as_f64().context("a time")
}

/// How busy a page with ten pictures is, in percent of its thread.
async fn ten() -> Result<f64> {
    let host = Host::of(&one(&format!("scene={SCENE}")).repeat(10))?;
    let page = host.open().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    page.browser().devtools("Performance.enable", json!({})).await?;
    let before = busy(&page).await?;
    tokio::time::sleep(WATCHED).await;
    let passed = busy(&page).await? - before;
    ensure!(host.asked_of_playground().is_empty(), "{:?}", host.asked_of_playground());
    Ok(100.0 * passed / WATCHED.as_secs_f64())
}

/// For how many seconds the page's thread has done something.
async fn busy(page: &Page) -> Result<f64> {
    let metrics = page.browser().devtools("Performance.getMetrics", json!({})).await?;
    let metrics = metrics["metrics"].as_array().context("there are metrics")?;
    let task = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
    task.and_then(|metric| metric["value"].as_f64()).context("there is a TaskDuration")
}
