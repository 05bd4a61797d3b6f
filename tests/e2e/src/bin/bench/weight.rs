//! What is downloaded until *Run* works: every file that the server of a fresh visitor was asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Browser, Site};
use xtask::site::weight::gzip;

use crate::figure::Figure;

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    // Both sides have begun, and both have had their first answers: nothing more is needed.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let asked: BTreeSet<String> = site.requests().into_iter().collect();
    let mut total = 0;
    let mut runner = 0;
    for name in &asked {
        let file = if name.is_empty() { "index.html" } else { name };
        let bytes = site.bytes(file);
        ensure!(!bytes.is_empty(), "{file} was asked for, and is not there");
        let gzipped = gzip(&bytes)?;
        total += gzipped;
        if file.starts_with("runner") && is_wasm(file) {
            runner = gzipped;
        }
    }
    ensure!(runner > 0, "the program that runs scenes was not among {asked:?}");
    let files = format!("{} files until both sides run, gzip", asked.len());
    Ok(vec![
        Figure::new("page weight", kilobytes(total)?, "KB", files).at_most(160.0),
        Figure::new(
            "runner wasm",
            kilobytes(runner)?,
            "KB",
            "its part of that, which loads when a scene opens, gzip",
        ),
    ])
}

fn is_wasm(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|end| end == "wasm")
}

fn kilobytes(bytes: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(bytes)?) / 1e3)
}
