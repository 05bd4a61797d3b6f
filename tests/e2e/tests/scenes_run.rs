//! Both scenes run to their end at every level, and the page says what was measured.

use anyhow::{Context, Result};
use e2e::{Browser, Page, Site};
use serde_json::Value;

/// Twenty requests of 200 ms: 4 s of blocking calls.
const TWENTY: &str = "#/scene/hundred-urls?n=20&latency=200";

/// Nothing is faster than its latency; what is over it is the machine's load.
fn expect_seconds(side: &Value, ideal: f64, most: f64) -> Result<()> {
    let seconds = side["seconds"].as_f64().context("seconds are a number")?;
    // Browsers round their clocks, and count whole milliseconds in timers.
    assert!(seconds > ideal - 0.005 && seconds < most, "{seconds} s, where {ideal} s is ideal");
    Ok(())
}

async fn expect_twenty(page: &Page, level: u64, how_blocking: &str) -> Result<()> {
    let detail = page.run_scene().await?;
    assert_eq!(detail["scene"], "hundred-urls");
    assert_eq!(detail["level"], level);
    for side in ["async", "blocking"] {
        assert_eq!(detail[side]["tasks"], 20, "{detail}");
        assert_eq!(detail[side]["failed"], 0, "{detail}");
    }
    assert_eq!(detail["async"]["how"], "measured");
    assert_eq!(detail["blocking"]["how"], how_blocking);
    expect_seconds(&detail["async"], 0.2, 0.8)?;
    expect_seconds(&detail["blocking"], 4.0, 5.0)?;
    assert!(detail["ratio"].as_f64().is_some_and(|ratio| ratio > 5.0), "{detail}");
    expect_state(page, level).await?;
    expect_table(page, 20).await
}

async fn expect_state(page: &Page, level: u64) -> Result<()> {
    let main = page.main_state().await?;
    assert_eq!(main.state, "finished");
    assert_eq!(main.level, level.to_string());
    Ok(())
}

/// Every request has a row on both sides that says it is done.
async fn expect_table(page: &Page, requests: usize) -> Result<()> {
    page.press("Table").await?;
    for caption in ["Async", "Blocking"] {
        let table = page.table(caption).await?;
        let done = table.iter().filter(|row| row.last().is_some_and(|cell| cell == "done")).count();
        assert!(done >= requests, "{caption}: {table:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn level_1_with_a_service_worker() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, TWENTY).await?;
    expect_twenty(&page, 1, "measured").await?;
    page.expect_quiet().await
}

#[tokio::test]
async fn level_2_with_files() -> Result<()> {
    let site = Site::built()?;
    site.lose("sw.js");
    let page = Browser::start().await?.open(&site, TWENTY).await?;
    expect_twenty(&page, 2, "measured").await?;
    assert!(page.text().await?.contains("requests fetch real files of this site"));
    assert!(site.requests().iter().any(|path| path == "data/posts/20.json"));
    assert!(page.strangers().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn level_3_in_an_opaque_origin() -> Result<()> {
    let site = Site::built()?;
    site.header("content-security-policy", "sandbox allow-scripts");
    site.allow_every_origin();
    let page = Browser::start().await?.open(&site, TWENTY).await?;
    expect_twenty(&page, 3, "measured").await?;
    assert!(page.text().await?.contains("timers stand in for the network"));
    page.expect_quiet().await
}

#[tokio::test]
async fn level_4_without_workers() -> Result<()> {
    let browser = Browser::start().await?;
    browser.before_load("delete window.Worker").await?;
    let site = Site::built()?;
    let page = browser.open(&site, TWENTY).await?;
    expect_twenty(&page, 4, "simulated").await?;
    assert!(page.text().await?.contains("the blocking side is simulated"));
    page.expect_quiet().await
}

#[tokio::test]
async fn three_requests_at_level_1_and_2() -> Result<()> {
    let site = Site::built()?;
    for level in [1, 2] {
        if level == 2 {
            site.lose("sw.js");
        }
        let page = Browser::start().await?.open(&site, "#/scene/three-requests").await?;
        let detail = page.run_scene().await?;
        assert_eq!(detail["async"]["tasks"], 3, "{detail}");
        assert_eq!(detail["blocking"]["failed"], 0, "{detail}");
        expect_state(&page, level).await?;
        expect_table(&page, 3).await?;
    }
    Ok(())
}

/// The scene as it stands: 50 s against half a second.
#[tokio::test]
async fn a_hundred_urls_as_they_are() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    let detail = page.run_scene().await?;
    expect_seconds(&detail["async"], 0.5, 1.5)?;
    expect_seconds(&detail["blocking"], 50.0, 54.0)?;
    page.expect_quiet().await
}

/// At another pace the numbers are scaled, and say so.
#[tokio::test]
async fn the_pace_scales_the_numbers() -> Result<()> {
    let site = Site::built()?;
    let route = "#/scene/hundred-urls?n=20&latency=1000&pace=10";
    let page = Browser::start().await?.open(&site, route).await?;
    let detail = page.run_scene().await?;
    assert_eq!(detail["pace"], 10);
    assert_eq!(detail["async"]["how"], "scaled");
    expect_seconds(&detail["blocking"], 20.0, 26.0)?;
    page.expect_quiet().await
}
