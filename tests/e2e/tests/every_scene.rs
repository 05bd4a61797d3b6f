//! Every scene of the catalogue runs to its end in a browser, each on a page that was not reloaded.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Browser, Page, Site};
use serde_json::json;

const LINKS: &str =
    "return [...document.querySelectorAll('main a[href*=\"#/scene/\"]')].map((link) => link.hash)";

async fn expect_run(page: &Page, route: &str) -> Result<()> {
    // In a hurry, and few: what is waited for is not what is tested here.
    page.route(&format!("{route}?pace=10000")).await?;
    let many = "return Number(document.getElementById('param-n')?.value ?? 0) > 200";
    if page.eval(many, json!([])).await? == json!(true) {
        page.route(&format!("{route}?pace=10000&n=200")).await?;
    }
    page.until("document.querySelector('main').dataset.level === '1'", Duration::from_secs(10)).await?;
    let finish = page.run_scene().await?;
    assert!(route.ends_with(&finish.scene), "{route}: {finish:#?}");
    assert!(finish.run.seconds > 0.0 && finish.blocking.seconds > 0.0, "{finish:#?}");
    for (name, _) in finish.sides() {
        let rows = page.table_of(name).await?;
        assert!(
            rows[1..].iter().all(|row| row.last().is_some_and(|result| result != "goes on")),
            "{rows:#?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn runs_to_its_end() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "").await?;
    // Failures that a scene plans, as the browser reports them.
    page.browser().expect_error("&status=");
    page.browser().expect_error("&fail=");
    let links: Vec<String> = serde_json::from_value(page.eval(LINKS, json!([])).await?)?;
    assert!(links.len() >= 2, "{links:#?}");
    for route in &links {
        expect_run(&page, route).await.with_context(|| route.clone())?;
    }
    Ok(())
}
