//! Any moment of a run: paused, stepped, linked to; and a page that is frozen on purpose.

use std::time::Duration;

use anyhow::Result;
use e2e::finish::How;
use e2e::{Browser, Page, Site};
use serde_json::json;

const SOON: Duration = Duration::from_secs(15);
const PLAYHEAD: &str = "document.querySelector('input[aria-label=Playhead]').getAttribute('aria-valuetext')";
const LOOP: &str =
    "[...document.querySelectorAll('.loop .place')].map((place) => place.innerText).join(' | ')";

async fn playhead(page: &Page) -> Result<String> {
    let value = page.eval(&format!("return {PLAYHEAD}"), json!([])).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_link_leads_to_a_moment() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=0.8&speed=0.25").await?;
    page.until(&format!("{PLAYHEAD} === '800 ms'"), SOON).await?;
    page.press("Event loop").await?;
    // Request 3 took 0.7 s; the other two are still waited for.
    page.until(&format!("{LOOP}.includes('1 done')"), SOON).await?;
    let shown = page.eval(&format!("return {LOOP}"), json!([])).await?;
    let shown = shown.as_str().unwrap_or_default();
    assert!(shown.contains("request 1") && shown.contains("request 2"), "{shown}");
    assert!(!shown.contains("request 3"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_moment_after_the_end_is_the_end_and_a_sentence() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=99&speed=7").await?;
    page.until(&format!("{PLAYHEAD} === '2.70 s'"), SOON).await?;
    page.until_alert("t=99").await?;
    page.until_alert("speed=7").await?;
    Ok(())
}

#[tokio::test]
async fn steps_lead_forward_and_back_and_the_run_goes_on() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?a=300&b=400&c=200").await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    page.press("Pause").await?;
    let paused = playhead(&page).await?;
    page.until_state("finished").await?;
    assert_eq!(playhead(&page).await?, paused, "the view stands still while the run goes on");
    page.press("To the beginning").await?;
    page.until(&format!("{PLAYHEAD} === '0 s'"), SOON).await?;
    for _ in 0..12 {
        page.press("Next poll").await?;
    }
    let there = playhead(&page).await?;
    page.press("Step forward").await?;
    page.press("Step back").await?;
    assert_eq!(playhead(&page).await?, there);
    page.press("To the beginning").await?;
    page.press("Play").await?;
    page.until(&format!("{PLAYHEAD} !== '0 s'"), SOON).await?;
    page.press("Pause").await?;
    Ok(())
}

#[tokio::test]
async fn a_frozen_page_says_for_how_long() -> Result<()> {
    let site = Site::built()?;
    // Fifty seconds, at a pace that makes five of them.
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    page.press("Freeze this page…").await?;
    page.press("Freeze it").await?;
    page.until_state("finished").await?;
    let finish = page.finish_detail().await?;
    assert_eq!((finish.blocking.tasks, finish.blocking.failed), (100, 0), "{finish:#?}");
    assert!(finish.blocking.seconds > 49.0 && finish.pace > 10.0, "{finish:#?}");
    assert_eq!(finish.blocking.how, How::Scaled);
    page.until_alert("The page was frozen for").await?;
    Ok(())
}
