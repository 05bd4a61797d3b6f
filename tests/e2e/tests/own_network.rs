//! A network of the reader's own: a real server that nobody here wrote.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Peer, Site};

const DELAY: Duration = Duration::from_millis(100);

#[tokio::test]
async fn with_cors() -> Result<()> {
    let (site, peer) = (Site::built()?, Peer::start(DELAY, true).await?);
    let route = format!("#/scene/hundred-urls?n=10&network={}", peer.in_query());
    let page = Browser::start().await?.open(&site, &route).await?;
    let detail = page.run_scene().await?;
    for side in ["async", "blocking"] {
        assert_eq!(detail[side]["tasks"], 10, "{detail}");
        assert_eq!(detail[side]["failed"], 0, "{detail}");
    }
    assert!(detail["blocking"]["seconds"].as_f64().is_some_and(|seconds| seconds >= 1.0), "{detail}");
    assert_eq!(page.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn without_cors() -> Result<()> {
    let (site, peer) = (Site::built()?, Peer::start(DELAY, false).await?);
    let route = format!("#/scene/hundred-urls?n=10&network={}", peer.in_query());
    let page = Browser::start().await?.open(&site, &route).await?;
    let detail = page.run_scene().await?;
    for side in ["async", "blocking"] {
        assert_eq!(detail[side]["failed"], 10, "{detail}");
    }
    Ok(())
}

#[tokio::test]
async fn stopped_in_mid_run() -> Result<()> {
    let (site, mut peer) = (Site::built()?, Peer::start(DELAY, true).await?);
    let route = format!("#/scene/hundred-urls?n=40&network={}", peer.in_query());
    let page = Browser::start().await?.open(&site, &route).await?;
    page.press("Run").await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    peer.stop().await?;
    page.until("finishDetails.length", Duration::from_secs(30)).await?;
    let detail = page.finish_detail().await?;
    let failed = detail["blocking"]["failed"].as_u64();
    assert!(failed.is_some_and(|failed| failed > 0 && failed < 40), "{detail}");
    // The page goes on, with a network that is there.
    page.route("#/scene/hundred-urls?n=5&latency=50").await?;
    assert_eq!(page.run_scene().await?["blocking"]["failed"], 0);
    Ok(())
}
