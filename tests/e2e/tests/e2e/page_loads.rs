//! The page loads: from any path, without an error, asking nobody else.

use anyhow::{Context, Result};
use e2e::{Browser, Site, dist};
use serde_json::json;

#[tokio::test]
async fn at_the_root_of_its_origin_and_below_any_path() -> Result<()> {
    let root = Site::built()?;
    let page = Browser::start().await?.open(&root, "").await?;
    assert!(page.text().await?.contains("A hundred URLs"));

    let below = Site::below("/some/where/deep/")?;
    let page = page.leave().await?.open(&below, "#/scene/hundred-urls?n=5&latency=50").await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run().failed, finish.blocking().failed), (1, 0, 0));
    let asked = below.requests();
    assert!(asked.iter().all(|path| path.starts_with("some/where/deep/")), "{asked:#?}");
    Ok(())
}

/// A link may ask for colours; the reader's own choice is back with the next page.
#[tokio::test]
async fn in_the_colours_that_its_address_asks_for() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?theme=dark").await?;
    let theme = "return document.documentElement.dataset.theme ?? null";
    assert_eq!(page.eval(theme).await?, json!("dark"));
    page.route("#/").await?;
    assert_eq!(page.eval(theme).await?, json!(null));
    Ok(())
}

/// The same sources are the same site, whoever builds them, and say nothing of where that was.
#[test]
fn nothing_names_a_folder_of_who_built_it() -> Result<()> {
    let folders = [std::env::home_dir(), Some(xtask::paths::root())];
    let folders: Vec<String> =
        folders.into_iter().flatten().map(|folder| format!("{}/", folder.display())).collect();
    let site = dist();
    for file in std::fs::read_dir(&site).with_context(|| site.display().to_string())? {
        let path = file?.path();
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let names = |folder: &String| bytes.windows(folder.len()).any(|part| part == folder.as_bytes());
        assert!(!folders.iter().any(names), "{} names a folder of this machine", path.display());
    }
    Ok(())
}
