//! What the reader expected, and what came of it each time: guesses, and the last runs side by side.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Browser, Key, Page, Site};
use serde_json::json;

const SOON: Duration = Duration::from_secs(10);

async fn page(route: &str) -> Result<(Site, Page)> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, route).await?;
    page.until("document.querySelector('main').dataset.level", SOON).await?;
    Ok((site, page))
}

async fn expect_good(page: &Page, state: &str) -> Result<()> {
    let violations = page.violations().await?;
    assert!(violations.is_empty(), "{state}: {violations:#?}");
    Ok(())
}

async fn text(page: &Page, selector: &str) -> Result<String> {
    let text =
        page.eval("return document.querySelector(arguments[0]).textContent", json!([selector])).await?;
    text.as_str().map(str::to_owned).context("an element has a text")
}

#[tokio::test]
async fn a_guess_is_made_by_keys_and_judged_after_the_run() -> Result<()> {
    let (_site, page) = page("#/scene/three-requests?a=300&b=900&c=200").await?;
    let visible = "document.querySelector('.verdict').checkVisibility({ visibilityProperty: true })";
    page.until(visible, SOON).await?;
    page.eval("document.querySelector('.guess summary').focus()", json!([])).await?;
    page.key(Key::Enter + "").await?;
    page.until(&format!("!{visible}"), SOON).await?;
    assert_eq!(page.main_state().await?.state, "idle");
    expect_good(&page, "guessing").await?;
    // The async side's handle, from a second down to 300 ms; the other is left alone.
    page.key(Key::Tab + "").await?;
    for _ in 0..5 {
        page.key(Key::Left + "").await?;
    }
    let told = "[...document.querySelectorAll('.guess output')].map((guess) => guess.textContent).join()";
    page.until(&format!("{told} === '300 ms,no guess'"), SOON).await?;
    let finish = page.run_scene().await?;
    page.until(visible, SOON).await?;
    let sentence = text(&page, ".guess").await?;
    let factor: f64 = sentence
        .strip_prefix("Your guess: async 300 ms, ")
        .and_then(|rest| rest.strip_suffix("× too short."))
        .with_context(|| sentence.clone())?
        .parse()?;
    assert!((factor / (finish.run.seconds / 0.3) - 1.0).abs() < 0.01, "{sentence} {finish:#?}");
    // Another program is another question.
    page.route("#/scene/three-requests?a=300&b=100&c=200").await?;
    page.until("document.querySelector('.guess summary')", SOON).await?;
    page.run_scene().await?;
    assert_eq!(page.eval("return document.querySelector('.guess')", json!([])).await?, json!(null));
    Ok(())
}

#[tokio::test]
async fn the_last_four_runs_are_compared_and_can_be_laid_behind_another() -> Result<()> {
    let (_site, page) = page("#/scene/three-requests?a=300&b=20&c=20").await?;
    let ghost = "document.querySelector('.legend li:last-child').textContent";
    page.run_scene().await?;
    page.press("Run 1").await?;
    page.until(&format!("{ghost} === 'faint: run 1'"), SOON).await?;
    // What is chosen stays, though parameters change and more runs come than are kept.
    page.route("#/scene/three-requests?a=100&b=20&c=20").await?;
    for _ in 0..4 {
        page.run_scene().await?;
    }
    assert_eq!(page.eval(&format!("return {ghost}"), json!([])).await?, json!("faint: run 1"));
    expect_good(&page, "runs compared").await?;
    let rows = page.table("Your last runs").await?;
    let names: Vec<_> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["Run 1", "Run 3", "Run 4", "Run 5"]);
    assert_eq!(
        [rows[1][1].as_str(), rows[2][1].as_str()],
        [
            "Request 1 300 ms, Request 2 20 ms, Request 3 20 ms",
            "Request 1 100 ms, Request 2 20 ms, Request 3 20 ms"
        ]
    );
    let ratio: f64 = rows[2][3].trim_end_matches('×').parse()?;
    assert_eq!(rows[1][3], "–");
    assert!(ratio > 0.2 && ratio < 0.8, "100 ms are about a third of 300: {rows:#?}");
    page.press("Run 1").await?;
    page.until(&format!("{ghost} === 'faint: simulated'"), SOON).await
}
