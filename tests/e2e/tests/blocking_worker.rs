//! The worker of the blocking side: gone when it is stopped, and explained when it does not start.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use e2e::{Browser, Page, Site};
use serde_json::json;

const SCENE: &str = "#/scene/three-requests";
const SOON: Duration = Duration::from_secs(15);

/// How many dedicated workers the browser has.
async fn workers(page: &Page) -> Result<usize> {
    let targets = page.browser().devtools("Target.getTargets", json!({})).await?;
    let targets = targets["targetInfos"].as_array().cloned().unwrap_or_default();
    Ok(targets.iter().filter(|target| target["type"] == "worker").count())
}

#[tokio::test]
async fn a_stopped_worker_is_gone() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, SCENE).await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    for wait in [150, 0, 600] {
        page.press("Run").await?;
        page.until_state("running").await?;
        tokio::time::sleep(Duration::from_millis(wait)).await;
        page.press("Stop").await?;
        page.until_state("stopped").await?;
    }
    // One may be kept ready for the next run.
    let end = Instant::now() + SOON;
    while workers(&page).await? > 1 {
        assert!(Instant::now() < end, "{} workers are left", workers(&page).await?);
    }
    Ok(())
}

async fn expect_reason(site: &Site) -> Result<()> {
    let page = Browser::start().await?.open(site, SCENE).await?;
    page.press("Run").await?;
    let sentence = "/worker for the blocking side did not start/.test(document.body.innerText)";
    page.until(sentence, SOON).await
}

#[tokio::test]
async fn each_of_its_files_is_missed() -> Result<()> {
    for file in Site::built()?.names("worker", "") {
        let site = Site::built()?;
        site.lose(&file);
        expect_reason(&site).await.with_context(|| file)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_program_is_a_sentence() -> Result<()> {
    let site = Site::built()?;
    for file in site.names("worker", ".wasm") {
        site.replace(&file, *b"\0asm\x01\0\0\0broken");
    }
    expect_reason(&site).await
}
