//! Whoever asks for less motion gets none.

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

/// The longest time in seconds that anything on the page takes to move or to change.
const LONGEST: &str = "return Math.max(...[...document.querySelectorAll('*')].flatMap((element) => {
    const style = getComputedStyle(element);
    return [style.transitionDuration, style.animationDuration].flatMap((list) => list.split(',').map(parseFloat));
}))";

async fn longest(page: &Page) -> Result<f64> {
    Ok(page.eval(LONGEST).await?.as_f64().unwrap_or(f64::NAN))
}

#[tokio::test]
async fn nothing_moves() -> Result<()> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.prefer("light", true).await?;
    let page = browser.open(&site, "").await?;
    for route in ["#/", "#/scene/three-requests", "#/scene/hundred-urls"] {
        page.route(route).await?;
        assert!(longest(&page).await? <= 0.0, "{route} moves for {} s", longest(&page).await?);
    }
    page.press("Run").await?;
    page.until_state("running").await?;
    page.until_done("Async", 1).await?;
    assert_eq!(page.eval("return document.getAnimations().length").await?, json!(0));
    assert!(longest(&page).await? <= 0.0, "a run moves for {} s", longest(&page).await?);
    // So that the above says something: others get some.
    page.browser().prefer("light", false).await?;
    assert!(longest(&page).await? > 0.0);
    Ok(())
}
