//! What the reader expected, and what came of it each time: guesses, and the last runs side by side.

use anyhow::{Context, Result};
use e2e::Key;
use serde_json::json;

use crate::scenes_run::seconds;

#[tokio::test]
async fn a_guess_is_made_by_keys_and_judged_after_the_run() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=300&b=900&c=200").await?;
    let visible = "document.querySelector('.verdict').checkVisibility({ visibilityProperty: true })";
    page.until(visible).await?;
    page.eval("document.querySelector('.guess summary').focus()").await?;
    page.key(Key::Enter + "").await?;
    page.until(&format!("!{visible}")).await?;
    assert_eq!(page.main_state().await?.state, "idle");
    page.expect_good("guessing").await?;
    // The async side's handle, from a second down to 300 ms; the other is left alone.
    page.key(Key::Tab + "").await?;
    for _ in 0..5 {
        page.key(Key::Left + "").await?;
    }
    let told = "[...document.querySelectorAll('.guess output')].map((guess) => guess.textContent).join()";
    page.until(&format!("{told} === '300 ms,no guess'")).await?;
    let finish = page.run_scene().await?;
    page.until(visible).await?;
    let sentence = page.string("document.querySelector('.guess').textContent").await?;
    let factor: f64 = sentence
        .strip_prefix("Your guess: async 300 ms, ")
        .and_then(|rest| rest.strip_suffix("× too short."))
        .with_context(|| sentence.clone())?
        .parse()?;
    assert!((factor / (finish.run().seconds / 0.3) - 1.0).abs() < 0.01, "{sentence} {finish:#?}");
    // Another program is another question.
    page.route("#/scene/three-requests?a=300&b=100&c=200").await?;
    page.until("document.querySelector('.guess summary')").await?;
    page.run_scene().await?;
    assert_eq!(page.eval("return document.querySelector('.guess')").await?, json!(null));
    Ok(())
}

#[tokio::test]
async fn the_last_four_runs_are_compared_and_can_be_laid_behind_another() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=300&b=20&c=20").await?;
    let ghost = "document.querySelector('.legend li:last-child').textContent";
    page.run_scene().await?;
    page.press("Run 1").await?;
    page.until(&format!("{ghost} === 'faint: run 1'")).await?;
    // What is chosen stays, though parameters change and more runs come than are kept.
    page.route("#/scene/three-requests?a=100&b=20&c=20").await?;
    for _ in 0..4 {
        page.run_scene().await?;
    }
    assert_eq!(page.eval(&format!("return {ghost}")).await?, json!("faint: run 1"));
    page.expect_good("runs compared").await?;
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
    assert_eq!(rows[1][3], "–");
    // Three digits are shown of each.
    let ratio: f64 = rows[2][3].trim_end_matches('×').parse()?;
    let due = seconds(&rows[2][2]) / seconds(&rows[1][2]);
    assert!((ratio / due - 1.0).abs() < 0.02, "{ratio} is not {due}: {rows:#?}");
    assert!(seconds(&rows[1][2]) > 0.295 && seconds(&rows[2][2]) > 0.095, "{rows:#?}");
    page.press("Run 1").await?;
    page.until(&format!("{ghost} === 'faint: simulated'")).await
}
