//! The worker of the blocking side: gone when it is stopped, and explained when it does not start.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use e2e::{Browser, Page, Site};
use serde_json::json;

const SCENE: &str = "#/scene/hundred-urls?n=5&latency=50";
const SOON: Duration = Duration::from_secs(15);

/// How many dedicated workers the browser has.
async fn workers(page: &Page) -> Result<usize> {
    let targets = page.browser().devtools("Target.getTargets", json!({})).await?;
    let targets = targets["targetInfos"].as_array().context("there are targets")?;
    Ok(targets.iter().filter(|target| target["type"] == "worker").count())
}

#[tokio::test]
async fn a_stopped_worker_is_gone() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests").await?;
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

/// The page says that the worker did not start, and runs when it is there again.
async fn expect_reason(browser: Browser, site: &Site, mend: impl FnOnce()) -> Result<Browser> {
    let page = browser.open(site, SCENE).await?;
    page.press("Run").await?;
    page.until_alert("The worker for the blocking side did not start").await?;
    page.until_state("failed").await?;
    mend();
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run.tasks, finish.blocking.tasks), (1, 5, 5), "{finish:#?}");
    page.until("!document.querySelector('[role=alert]')", SOON).await?;
    page.leave().await
}

#[tokio::test]
async fn each_of_its_files_is_missed() -> Result<()> {
    let mut browser = Browser::start().await?;
    browser.expect_error("404");
    for file in Site::built()?.names("worker", "") {
        let site = Site::built()?;
        site.lose(&file);
        browser =
            expect_reason(browser, &site, || site.restore(&file)).await.with_context(|| file.clone())?;
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_program_is_a_sentence() -> Result<()> {
    let site = Site::built()?;
    let file = site.names("worker", ".wasm").pop().context("there is a program")?;
    let whole = site.bytes(&file);
    site.replace(&file, *b"\0asm\x01\0\0\0broken");
    expect_reason(Browser::start().await?, &site, || site.replace(&file, whole)).await?;
    Ok(())
}
