//! Networks that fail: the page says how, keeps what arrived, and goes on.

use anyhow::{Context, Result};
use e2e::{Answer, Browser, Network, Page, Site, until};

/// A way to fail, and what the console panel says about it, async and blocking.
const FAILURES: [(Answer, [&str; 2]); 5] = [
    (Answer::Status(500), ["was answered with status 500"; 2]),
    (Answer::Status(404), ["was answered with status 404"; 2]),
    (Answer::BrokenJson, ["is not the JSON that was expected"; 2]),
    (Answer::CutBody, ["was cut off", "there is no connection"]),
    (
        Answer::PostWithoutCors,
        ["does not let other sites read its answers", "let other sites read its answers"],
    ),
];

/// Both scenes, with the names of their tasks.
const SCENES: [(&str, u32); 2] = [("#/scene/hundred-urls?n=5", 5), ("#/scene/three-requests?a=0&b=0&c=0", 3)];

async fn page(site: &Site) -> Result<Page> {
    let browser = Browser::start().await?;
    // The browser's own words about servers that fail.
    browser.expect_error("Failed to load resource");
    browser.expect_error("has been blocked by CORS policy");
    browser.open(site, "").await
}

/// All tasks fail on both sides; the page says so, and each side says why.
async fn expect_failures(page: &Page, network: &str, reasons: [&str; 2]) -> Result<()> {
    page.browser().befriend(network);
    for (scene, tasks) in SCENES {
        page.route(&format!("{scene}&network={network}")).await?;
        let finish = page.run_scene().await?;
        for ((name, side), reason) in finish.sides().into_iter().zip(reasons) {
            assert_eq!((side.tasks, side.failed), (tasks, tasks), "{scene}: {finish:#?}");
            let printed = page.printed(&name).await?.join("\n");
            assert!(printed.contains(reason), "{scene}, {name}: {reason:?} is not in {printed:?}");
        }
        let alert = page.until_alert(&format!("In the async run {tasks} of {tasks} tasks failed")).await?;
        assert!(alert.contains(&format!("In the blocking run {tasks} of {tasks} tasks failed")), "{alert}");
    }
    Ok(())
}

async fn expect_the_page_goes_on(page: &Page) -> Result<()> {
    page.route("#/scene/hundred-urls?n=5&latency=50").await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.run().failed, finish.blocking().failed), (0, 0), "{finish:#?}");
    Ok(())
}

#[tokio::test]
async fn each_failure_is_a_sentence() -> Result<()> {
    let site = Site::built()?;
    let page = page(&site).await?;
    for (answer, reasons) in FAILURES {
        let network = Network::start(answer)?;
        expect_failures(&page, &network.base(), reasons).await.with_context(|| format!("{answer:?}"))?;
    }
    expect_failures(&page, &Network::nobody()?, ["was refused", "there is no connection"]).await?;
    expect_the_page_goes_on(&page).await
}

/// So that the failures above are those of the networks.
#[tokio::test]
async fn a_good_network_is_good() -> Result<()> {
    let site = Site::built()?;
    let network = Network::start(Answer::Post)?;
    let page = page(&site).await?;
    page.browser().befriend(&network.base());
    for (scene, tasks) in SCENES {
        page.route(&format!("{scene}&network={}", network.base())).await?;
        let finish = page.run_scene().await?;
        for (_, side) in finish.sides() {
            assert_eq!((side.tasks, side.failed), (tasks, 0), "{scene}: {finish:#?}");
        }
    }
    assert_eq!(network.asked(), 2 * (5 + 3));
    Ok(())
}

#[tokio::test]
async fn one_that_never_answers_can_be_stopped() -> Result<()> {
    let site = Site::built()?;
    let network = Network::start(Answer::Never)?;
    let page = page(&site).await?;
    page.browser().befriend(&network.base());
    for (finished, (scene, _)) in (0..).zip(SCENES) {
        page.route(&format!("{scene}&network={}", network.base())).await?;
        page.press("Run").await?;
        until("the requests of both sides wait", async || Ok(network.waiting() >= 4)).await?;
        page.settle().await?;
        assert_eq!(page.main_state().await?.state, "running");
        page.press("Stop").await?;
        page.until_state("stopped").await?;
        until("all of them are given up", async || Ok(network.waiting() == 0)).await?;
        assert_eq!(page.finished().await?, finished);
        // A whole run later, the one that was stopped has made no other request.
        let asked = network.asked();
        expect_the_page_goes_on(&page).await?;
        assert_eq!(network.asked(), asked, "requests were made after the end");
    }
    Ok(())
}
