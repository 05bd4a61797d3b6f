//! The scenes as they stand, and at another pace.

use anyhow::Result;
use e2e::{Browser, How, Site};

/// A hundred requests of half a second: 50 s against little more than half a second.
#[tokio::test]
async fn a_hundred_urls() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/hundred-urls").await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.run().tasks, finish.run().failed, finish.blocking().failed), (100, 0, 0));
    assert!(finish.run().seconds >= 0.495 && finish.blocking().seconds >= 49.995, "{finish:#?}");
    // What else the machine does slows both down.
    assert!(finish.ratio > Some(5.0), "{finish:#?}");
    Ok(())
}

/// A thousand lanes at once, and every request answered.
#[tokio::test]
async fn a_thousand_urls_in_a_hurry() -> Result<()> {
    let site = Site::built()?;
    let page =
        Browser::start().await?.open(&site, "#/scene/hundred-urls?n=1000&latency=500&pace=100").await?;
    let finish = page.run_scene().await?;
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed, side.how), (1000, 0, How::Scaled), "{finish:#?}");
    }
    assert!(finish.blocking().seconds >= 500.0, "{finish:#?}");
    Ok(())
}

/// At another pace the plans are shorter, the axis is multiplied back, and the numbers say so.
#[tokio::test]
async fn at_another_pace() -> Result<()> {
    let site = Site::built()?;
    let route = "#/scene/hundred-urls?n=20&latency=1000&jitter=10&seed=7&pace=10";
    let page = Browser::start().await?.open(&site, route).await?;
    let started = std::time::Instant::now();
    let finish = page.run_scene().await?;
    let passed = started.elapsed().as_secs_f64();
    assert!((finish.pace - 10.0).abs() < 1e-9 && finish.seed == 7, "{finish:#?}");
    assert_eq!((finish.run().how, finish.blocking().how), (How::Scaled, How::Scaled));
    assert!(finish.run().seconds >= 0.9 && finish.blocking().seconds >= 18.0, "{finish:#?}");
    // Scene seconds are ten to a real one, whatever the load.
    assert!(finish.blocking().seconds < passed * 10.0, "{passed} s: {finish:#?}");
    assert!(page.text().await?.contains("scaled"));
    Ok(())
}
