//! The page loads: from any path, without an error, asking nobody else.

use anyhow::Result;
use e2e::{Browser, Site};

#[tokio::test]
async fn at_the_root_of_its_origin() -> Result<()> {
    let page = Browser::start().await?.open(&Site::built()?, "").await?;
    page.until("document.querySelector('#app main')", std::time::Duration::from_secs(5)).await?;
    page.expect_quiet().await
}

#[tokio::test]
async fn below_any_path() -> Result<()> {
    let site = Site::below("/some/where/deep/")?;
    let page = Browser::start().await?.open(&site, "").await?;
    page.expect_quiet().await?;
    let outside: Vec<_> = site.requests();
    assert!(outside.iter().all(|path| path.starts_with("some/where/deep/")), "{outside:#?}");
    Ok(())
}
