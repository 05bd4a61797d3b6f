//! The public network: asked only by a reader who chose it, and only that one. A server of the
//! test's stands in for it.

use anyhow::Result;
use e2e::{Answer, Browser, How, Network, Site};

const HOST: &str = "jsonplaceholder.typicode.com";
const ROUTE: &str = "#/scene/hundred-urls?n=5&network=public";

/// For a certificate that nobody has signed.
const ANY_CERTIFICATE: [&str; 1] = ["--ignore-certificate-errors"];

#[tokio::test]
async fn both_sides_ask_it_and_nobody_else() -> Result<()> {
    let site = Site::built()?;
    let network = Network::start_as(HOST, Answer::Post)?;
    let browser = Browser::start_with(&ANY_CERTIFICATE).await?;
    browser.stand_in(&format!("{HOST}:443"), &network);
    browser.befriend(&format!("https://{HOST}/posts/"));
    let page = browser.open(&site, ROUTE).await?;
    assert_eq!(network.asked(), 0, "nobody has pressed Run");
    let finish = page.run_scene().await?;
    for (name, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed, side.how), (5, 0, How::Measured), "{finish:#?}");
        assert_eq!(page.printed(&name).await?, ["5 of 5 titles"]);
    }
    assert_eq!(network.asked(), 10);
    // Back to the page's own network: nobody else is asked any more.
    page.route("#/scene/hundred-urls?n=5&latency=50").await?;
    assert_eq!(page.run_scene().await?.run().failed, 0);
    assert_eq!(network.asked(), 10);
    Ok(())
}

#[tokio::test]
async fn where_it_cannot_be_reached_the_page_says_so() -> Result<()> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.befriend(&format!("CONNECT {HOST}:443 "));
    browser.befriend(&format!("https://{HOST}/posts/"));
    browser.expect_error("net::ERR_TUNNEL_CONNECTION_FAILED");
    let page = browser.open(&site, ROUTE).await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.run().failed, finish.blocking().failed), (5, 5), "{finish:#?}");
    page.until_alert("In the async run 5 of 5 tasks failed").await?;
    for side in ["Async", "Blocking"] {
        let printed = page.printed(side).await?.join("\n");
        assert!(printed.contains(&format!("https://{HOST}/posts/")), "{side}: {printed}");
    }
    assert!(!page.browser().asked_outside().is_empty(), "it was asked for");
    Ok(())
}
