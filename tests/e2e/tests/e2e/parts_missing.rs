//! Parts of the site or of the browser are missing, blocked or stale: the page says so, and works.

use anyhow::Result;
use e2e::{Browser, Page, Site};

const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";

async fn expect_run(page: &Page, level: u8) -> Result<()> {
    let finish = page.run_scene().await?;
    assert_eq!(finish.level, level, "{finish:#?}");
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed), (5, 0), "{finish:#?}");
    }
    assert_eq!(page.main_state().await?.level, level.to_string());
    Ok(())
}

#[tokio::test]
async fn the_service_worker_is_forbidden() -> Result<()> {
    let browser = Browser::start().await?;
    let forbid = "ServiceWorkerContainer.prototype.register = () =>
        Promise.reject(new DOMException('not on this page', 'SecurityError'))";
    browser.before_load(forbid).await?;
    let site = Site::built()?;
    let page = browser.open(&site, SHORT).await?;
    expect_run(&page, 2).await?;
    assert!(page.text().await?.contains("no service worker here"));
    Ok(())
}

#[tokio::test]
async fn the_service_worker_is_not_there() -> Result<()> {
    let site = Site::built()?;
    site.lose("sw.js");
    let page = Browser::start().await?.open(&site, SHORT).await?;
    page.browser().expect_error("404");
    expect_run(&page, 2).await
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
    // What would be remembered is forgotten, and that is all.
    page.press("Dark").await?;
    page.until_theme("dark").await?;
    expect_run(&page, 1).await
}

#[tokio::test]
async fn two_tabs_at_once() -> Result<()> {
    let (site, page) = e2e::open("#/scene/hundred-urls?n=20&latency=200").await?;
    let driver = page.browser().driver();
    let first = driver.window().await?;
    page.press("Run").await?;
    page.browser().new_tab().await?;
    driver.goto(site.url(SHORT)).await?;
    page.until_started().await?;
    expect_run(&page, 1).await?;
    // Behind the other tab it went on, or goes on now.
    driver.switch_to_window(first).await?;
    page.until_state("finished").await?;
    let finish = page.finish_detail().await?;
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed), (20, 0), "{finish:#?}");
    }
    Ok(())
}
