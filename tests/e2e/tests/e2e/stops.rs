//! A run can be ended at any moment, and another begun; nothing of the first goes on.

use anyhow::Result;
use e2e::held::COUNT_HELD;
use e2e::{Browser, Finish, Held, Page, Site};
use serde_json::json;

pub const LONG: &str = "#/scene/hundred-urls";
pub const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";

/// Counts the workers that were given a job and not terminated.
const COUNT_WORKING: &str = r"{
    const working = new Set();
    const RealWorker = Worker;
    window.Worker = class extends RealWorker {
        postMessage(message, ...rest) {
            if (message?.[0] === 1) working.add(this);
            return super.postMessage(message, ...rest);
        }
        terminate() {
            working.delete(this);
            super.terminate();
        }
    };
    window.working = () => working.size;
}";

pub async fn counted(site: &Site, route: &str) -> Result<Page> {
    let browser = Browser::start().await?;
    browser.before_load(COUNT_HELD).await?;
    browser.before_load(COUNT_WORKING).await?;
    browser.open(site, route).await
}

/// Nothing goes on, and nothing begins by itself: no worker has a job, and the page waits for no answer,
/// no timer and no frame.
pub async fn expect_nothing_under_way(page: &Page) -> Result<()> {
    page.until("working() === 0").await?;
    let idle = Held { channels: u32::MAX, workers: u32::MAX, ..Held::default() };
    page.until_held_within(&idle).await?;
    let asked = "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/net/')).length";
    let before = page.eval(asked).await?;
    page.settle().await?;
    assert_eq!(page.eval(asked).await?, before, "requests were made after the end");
    assert_eq!(page.eval("return working()").await?, json!(0));
    Ok(())
}

pub fn expect_five(finish: &Finish) {
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed, side.cancelled), (5, 0, 0), "{finish:#?}");
    }
}

#[tokio::test]
async fn what_had_been_recorded_stays() -> Result<()> {
    let site = Site::built()?;
    let page = counted(&site, "#/scene/hundred-urls?n=100&latency=300").await?;
    page.press("Run").await?;
    page.until_done("Async", 100).await?;
    page.press_when_done("Stop", "Blocking", 5).await?;
    page.until_state("stopped").await?;
    let rows = page.table_of("Blocking").await?;
    assert!((6..100).contains(&rows.len()), "some requests were made, not all: {}", rows.len());
    expect_nothing_under_way(&page).await?;
    assert_eq!(page.table_of("Blocking").await?, rows, "a stopped run stands still");
    Ok(())
}

#[tokio::test]
async fn run_pressed_twenty_times_fast() -> Result<()> {
    let site = Site::built()?;
    let page = counted(&site, SHORT).await?;
    let presses = r"
        const [pause] = arguments;
        return (async () => {
            for (let press = 0; press < 20; press += 1) {
                (buttonNamed('Run') ?? buttonNamed('Restart')).click();
                if (pause) await new Promise((done) => setTimeout(done));
            }
        })()";
    for pause in [true, false] {
        let before = page.finished().await?;
        page.call(presses, json!([pause])).await?;
        page.until_state("finished").await?;
        expect_five(&page.finish_detail().await?);
        expect_nothing_under_way(&page).await?;
        assert_eq!(page.finished().await? - before, 1, "one run, one end");
    }
    Ok(())
}

#[tokio::test]
async fn restart_begins_anew() -> Result<()> {
    let site = Site::built()?;
    let page = counted(&site, "#/scene/hundred-urls?n=5&latency=1000").await?;
    page.press("Run").await?;
    page.press_when_done("Restart", "Blocking", 1).await?;
    page.until_state("finished").await?;
    // What went before does not count.
    expect_five(&page.finish_detail().await?);
    assert_eq!(page.finished().await?, 1);
    expect_nothing_under_way(&page).await
}

#[tokio::test]
async fn leaving_the_scene() -> Result<()> {
    let site = Site::built()?;
    let page = counted(&site, LONG).await?;
    for elsewhere in ["#/", "#/scene/three-requests", "#/nowhere"] {
        page.press("Run").await?;
        page.until("working() === 2").await?;
        page.route(elsewhere).await?;
        expect_nothing_under_way(&page).await?;
        page.route(LONG).await?;
        assert_eq!(page.main_state().await?.state, "idle", "back from {elsewhere}");
    }
    assert_eq!(page.finished().await?, 0);
    page.route(SHORT).await?;
    expect_five(&page.run_scene().await?);
    Ok(())
}

#[tokio::test]
async fn another_parameter_asks_for_another_run() -> Result<()> {
    let site = Site::built()?;
    let page = counted(&site, SHORT).await?;
    expect_five(&page.run_scene().await?);
    page.set_param("n", "7").await?;
    page.until("location.hash.includes('n=7')").await?;
    // The run that was belongs to other parameters: it is not shown for these.
    assert_eq!(page.main_state().await?.state, "idle");
    assert_eq!(page.run_scene().await?.run().tasks, 7);
    // In mid-run, by the address.
    page.route(LONG).await?;
    page.press("Run").await?;
    page.until("working() === 2").await?;
    page.route("#/scene/hundred-urls?n=3&latency=50").await?;
    expect_nothing_under_way(&page).await?;
    assert_eq!(page.run_scene().await?.run().tasks, 3);
    Ok(())
}
