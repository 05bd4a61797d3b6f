//! The page loads: from any path, without an error, asking nobody else.

use anyhow::Result;
use e2e::{Browser, Site};

#[tokio::test]
async fn at_the_root_of_its_origin_and_below_any_path() -> Result<()> {
    let root = Site::built()?;
    let page = Browser::start().await?.open(&root, "").await?;
    assert!(page.text().await?.contains("A hundred URLs"));

    let below = Site::below("/some/where/deep/")?;
    let page = page.leave().await?.open(&below, "#/scene/hundred-urls?n=5&latency=50").await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run.failed, finish.blocking.failed), (1, 0, 0));
    let asked = below.requests();
    assert!(asked.iter().all(|path| path.starts_with("some/where/deep/")), "{asked:#?}");
    Ok(())
}
