//! The program cannot start, or breaks: a sentence says so, and the lesson stays readable.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

const SOON: Duration = Duration::from_secs(5);

async fn expect_sentence(page: &Page, sentence: &str) -> Result<()> {
    page.until("document.querySelector('[role=alert]')", SOON).await?;
    let text = page.text().await?;
    assert!(text.contains(sentence), "{text}");
    assert!(text.contains("A hundred requests"), "the lesson is gone: {text}");
    Ok(())
}

#[tokio::test]
async fn the_wasm_is_not_there() -> Result<()> {
    let site = Site::built()?;
    site.lose(&site.names("page-", ".wasm")[0]);
    let page = Browser::start().await?.go(&site, "").await?;
    expect_sentence(&page, "The playground did not load").await
}

#[tokio::test]
async fn the_wasm_is_damaged() -> Result<()> {
    let site = Site::built()?;
    site.replace(&site.names("page-", ".wasm")[0], *b"\0asm\x01\0\0\0broken");
    let page = Browser::start().await?.go(&site, "").await?;
    expect_sentence(&page, "The playground did not load").await
}

#[tokio::test]
async fn the_glue_is_not_there() -> Result<()> {
    let site = Site::built()?;
    site.lose(&site.names("page-", ".js")[0]);
    let page = Browser::start().await?.go(&site, "").await?;
    expect_sentence(&page, "The playground did not load").await
}

#[tokio::test]
async fn there_is_no_webassembly() -> Result<()> {
    let browser = Browser::start().await?;
    browser.before_load("delete window.WebAssembly").await?;
    let page = browser.go(&Site::built()?, "").await?;
    expect_sentence(&page, "does not run WebAssembly").await
}

#[tokio::test]
async fn a_panic_shows_a_banner_that_can_be_dismissed() -> Result<()> {
    let page = Browser::start().await?.open(&Site::built()?, "").await?;
    // What a script of the driver throws is hidden from the page's handlers: the event itself, then.
    let panic = "dispatchEvent(new ErrorEvent('error', {
        error: new WebAssembly.RuntimeError('unreachable') }))";
    page.eval(panic, json!([])).await?;
    page.until("document.querySelector('[role=alert]')", SOON).await?;
    assert!(page.text().await?.contains("Something in the page broke (unreachable)"));
    page.press("Dismiss").await?;
    page.until("!document.querySelector('[role=alert]')", SOON).await
}
