//! Addresses: what is wrong in one is named in a sentence, and the page works.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

const SOON: Duration = Duration::from_secs(5);

async fn alert(page: &Page) -> Result<String> {
    page.until("document.querySelector('[role=alert]')?.innerText", SOON).await?;
    let text = page.eval("return document.querySelector('[role=alert]').innerText", json!([])).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn invalid_parameters_are_named_and_replaced() -> Result<()> {
    let site = Site::built()?;
    let route = "#/scene/hundred-urls?n=1000000000&latency=10&seed=x&colour=red";
    let page = Browser::start().await?.open(&site, route).await?;
    let alert = alert(&page).await?;
    for name in ["n", "1000000000", "100", "seed", "colour"] {
        assert!(alert.contains(name), "{name} is not in: {alert}");
    }
    let detail = page.run_scene().await?;
    assert_eq!(detail["async"]["tasks"], 100, "{detail}");
    page.expect_quiet().await
}

#[tokio::test]
async fn unknown_scenes_and_pages_lead_to_the_catalogue() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/no-such-scene").await?;
    assert!(alert(&page).await?.contains("no-such-scene"));
    for scene in ["three-requests", "hundred-urls"] {
        let link = format!("document.querySelector('main a[href*=\"#/scene/{scene}\"]')");
        page.until(&link, SOON).await?;
    }
    page.route("#/nowhere/at/all").await?;
    page.until("document.querySelector('[role=alert]')?.innerText.includes('nowhere')", SOON).await?;
    page.expect_quiet().await
}

#[tokio::test]
async fn a_changed_parameter_is_in_the_link() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    let change = "const field = document.getElementById('param-n'); field.value = '7';
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    page.eval(change, json!([])).await?;
    page.until("location.hash.includes('n=7')", SOON).await?;
    page.reload().await?;
    page.until("document.getElementById('param-n').value === '7'", SOON).await?;
    page.expect_quiet().await
}
