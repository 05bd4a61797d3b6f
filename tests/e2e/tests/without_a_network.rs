//! The site after its server is gone, and with parts of it missing, blocked or stale.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Site};

const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";
const SOON: Duration = Duration::from_secs(10);

async fn expect_run(page: &Page, level: u64) -> Result<()> {
    let detail = page.run_scene().await?;
    assert_eq!(detail["level"], level, "{detail}");
    assert_eq!(detail["async"]["failed"], 0, "{detail}");
    assert_eq!(detail["blocking"]["failed"], 0, "{detail}");
    Ok(())
}

#[tokio::test]
async fn the_page_reloads_and_runs_offline() -> Result<()> {
    let mut site = Site::built()?;
    let page = Browser::start().await?.open(&site, SHORT).await?;
    page.until("await caches.match('precache.json')", SOON).await?;
    site.stop();
    page.reload().await?;
    expect_run(&page, 1).await
}

#[tokio::test]
async fn a_stale_service_worker_is_replaced() -> Result<()> {
    let site = Site::built()?;
    let real = site.bytes("sw.js");
    let stale = "addEventListener('install', () => skipWaiting());
        addEventListener('activate', (event) => event.waitUntil(clients.claim()));
        addEventListener('fetch', () => {});";
    site.replace("sw.js", stale);
    let page = Browser::start().await?.open(&site, SHORT).await?;
    expect_run(&page, 2).await?;
    site.replace("sw.js", real);
    page.reload().await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    expect_run(&page, 1).await
}

#[tokio::test]
async fn a_worker_that_does_not_load_is_an_error_and_run_works_again() -> Result<()> {
    let site = Site::built()?;
    let files = site.names("worker", "");
    for file in &files {
        site.lose(file);
    }
    let page = Browser::start().await?.open(&site, SHORT).await?;
    page.press("Run").await?;
    page.until("document.querySelector('[role=alert]')?.innerText.includes('worker')", SOON).await?;
    for file in &files {
        site.restore(file);
    }
    expect_run(&page, 1).await
}

#[tokio::test]
async fn storage_is_forbidden() -> Result<()> {
    let browser = Browser::start().await?;
    let forbid = "for (const name of ['localStorage', 'sessionStorage', 'caches', 'indexedDB']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } }) }";
    browser.before_load(forbid).await?;
    let site = Site::built()?;
    let page = browser.open(&site, SHORT).await?;
    expect_run(&page, 1).await?;
    page.expect_quiet().await
}

#[tokio::test]
async fn two_tabs_at_once() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, SHORT).await?;
    page.press("Run").await?;
    let driver = page.browser().driver();
    let first = driver.window().await?;
    let second = driver.new_tab().await?;
    driver.switch_to_window(second).await?;
    driver.goto(site.url(SHORT)).await?;
    page.until_started().await?;
    page.press("Run").await?;
    page.until_state("finished").await?;
    driver.switch_to_window(first).await?;
    page.until_state("finished").await
}
