//! A run can be ended at any moment, and another begun.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";

/// Presses a button inside the page, and measures there how long a state takes to come.
const TIMED: &str = r"
    const [name, state] = arguments;
    const button = [...document.querySelectorAll('button')].find((button) => button.textContent === name);
    const start = performance.now();
    button.click();
    return new Promise((resolve) => {
        const look = () => document.querySelector('main').dataset.state === state
            ? resolve(performance.now() - start) : setTimeout(look, 1);
        look();
    });
";

async fn expect_another_run(page: &Page) -> Result<()> {
    page.route(SHORT).await?;
    let detail = page.run_scene().await?;
    assert_eq!(detail["blocking"]["failed"], 0, "{detail}");
    page.expect_quiet().await
}

#[tokio::test]
async fn within_a_tenth_of_a_second() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    for after in [0, 200, 1_500] {
        page.press("Run").await?;
        tokio::time::sleep(Duration::from_millis(after)).await;
        let took = page.eval(TIMED, json!(["Stop", "stopped"])).await?;
        assert!(took.as_f64().is_some_and(|millis| millis < 100.0), "stopped after {took} ms");
    }
    expect_another_run(&page).await
}

#[tokio::test]
async fn run_pressed_twenty_times_fast() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, SHORT).await?;
    page.button("Run").await?;
    let presses = r"
        return (async () => {
            for (let press = 0; press < 20; press += 1) {
                [...document.querySelectorAll('button')]
                    .find((button) => ['Run', 'Restart'].includes(button.textContent)).click();
                await new Promise((done) => setTimeout(done, 0));
            }
        })()";
    page.eval(presses, json!([])).await?;
    page.until_state("finished").await?;
    assert_eq!(page.finish_detail().await?["async"]["tasks"], 5);
    expect_another_run(&page).await
}

#[tokio::test]
async fn leaving_the_page_in_mid_run() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    page.route("#/").await?;
    page.until("!document.querySelector('main').dataset.scene", Duration::from_secs(5)).await?;
    page.route("#/scene/three-requests").await?;
    page.until("document.querySelector('main').dataset.state === 'idle'", Duration::from_secs(5)).await?;
    expect_another_run(&page).await
}
