//! The tests' own last look: what nobody announced fails a test when its browser ends.

use anyhow::Result;
use e2e::{Answer, Browser, Network, Page, Site};
use serde_json::json;

/// A request counts when its answer is there.
const ASK: &str = "return fetch(arguments[0]).then((response) => response.text())";

async fn page(site: &Site) -> Result<Page> {
    Browser::start().await?.open(site, "").await
}

#[tokio::test]
#[should_panic(expected = "surprises in the browser")]
async fn an_error_on_the_console_fails_its_test() {
    let site = Site::built().unwrap();
    let page = page(&site).await.unwrap();
    page.eval("console.error('something broke')").await.unwrap();
}

#[tokio::test]
#[should_panic(expected = "surprises in the browser")]
async fn a_request_to_another_origin_fails_its_test() {
    let other = Network::start(Answer::Post).unwrap();
    let site = Site::built().unwrap();
    let page = page(&site).await.unwrap();
    page.call(ASK, json!([other.base()])).await.unwrap();
}

#[tokio::test]
#[should_panic(expected = "surprises in the browser")]
async fn a_request_to_another_machine_fails_its_test() {
    let site = Site::built().unwrap();
    let page = page(&site).await.unwrap();
    let ask = "return fetch('http://example.invalid/', { mode: 'no-cors' }).catch(() => null)";
    page.eval(ask).await.unwrap();
}

#[tokio::test]
async fn what_was_announced_is_no_surprise() -> Result<()> {
    let other = Network::start(Answer::Post)?;
    let site = Site::built()?;
    let page = page(&site).await?;
    page.browser().expect_error("something broke");
    page.browser().befriend(&other.base());
    page.eval("console.error('something broke')").await?;
    page.call(ASK, json!([other.base()])).await?;
    Ok(())
}
