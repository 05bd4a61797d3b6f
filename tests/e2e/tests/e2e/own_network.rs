//! A network of the reader's own: a real server that nobody here wrote.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, Peer, Site};

const DELAY: Duration = Duration::from_millis(100);

/// Opens `hundred-urls` with the peer as its network; whatever the browser says about it is expected.
async fn page(site: &Site, peer: &Peer, requests: u32) -> Result<Page> {
    let browser = Browser::start().await?;
    browser.befriend(&peer.base());
    browser.open(site, &format!("#/scene/hundred-urls?n={requests}&network={}", peer.base())).await
}

#[tokio::test]
async fn with_cors() -> Result<()> {
    let (site, peer) = (Site::built()?, Peer::start(DELAY, true).await?);
    let page = page(&site, &peer, 10).await?;
    let finish = page.run_scene().await?;
    for (side, name) in [(finish.run(), "Async"), (finish.blocking(), "Blocking")] {
        assert_eq!((side.tasks, side.failed), (10, 0), "{finish:#?}");
        assert_eq!(page.printed(name).await?, ["10 of 10 titles"]);
    }
    assert!(finish.blocking().seconds >= 1.0, "{finish:#?}");
    assert!(finish.ratio > Some(1.0), "{finish:#?}");
    Ok(())
}

#[tokio::test]
async fn without_cors() -> Result<()> {
    let (site, peer) = (Site::built()?, Peer::start(DELAY, false).await?);
    let page = page(&site, &peer, 5).await?;
    page.browser().expect_error("has been blocked by CORS policy");
    page.browser().expect_error("net::ERR_FAILED");
    let finish = page.run_scene().await?;
    for (side, name) in [(finish.run(), "Async"), (finish.blocking(), "Blocking")] {
        assert_eq!((side.tasks, side.failed), (5, 5), "{finish:#?}");
        let printed = page.printed(name).await?.join("\n");
        assert!(printed.contains("let other sites read its answers"), "{name}: {printed}");
        assert!(printed.contains(&peer.base()), "{name}: {printed}");
    }
    page.until_alert("In the async run 5 of 5 tasks failed").await?;
    Ok(())
}

#[tokio::test]
async fn stopped_in_mid_run() -> Result<()> {
    let (site, mut peer) = (Site::built()?, Peer::start(DELAY, true).await?);
    let page = page(&site, &peer, 40).await?;
    page.browser().expect_error("net::ERR_");
    page.press("Run").await?;
    page.press("Table").await?;
    let answered =
        "[...document.querySelectorAll('.tables table')].at(-1).innerText.split('done').length > 4";
    page.until(answered).await?;
    peer.stop().await?;
    page.until_state("finished").await?;
    let finish = page.finish_detail().await?;
    assert!((1..40).contains(&finish.blocking().failed), "some were answered, not all: {finish:#?}");
    page.until_alert("In the blocking run").await?;
    // The page goes on, with a network that is there.
    page.route("#/scene/hundred-urls?n=5&latency=50").await?;
    assert_eq!(page.run_scene().await?.blocking().failed, 0);
    Ok(())
}
