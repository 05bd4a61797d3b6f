//! What is downloaded until *Run* works: every file that the server of a fresh visitor was asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::{Browser, Site};
use xtask::site::weight::gzip;

use crate::figure::Figure;

/// What a page is made of. Data and the texts of programs come on top, and are small.
const PARTS: [&str; 4] = ["html", "css", "js", "wasm"];

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    // Both sides have begun, and both have had their first answers: nothing more is needed.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let asked: BTreeSet<String> = site.requests().into_iter().collect();
    let (mut page, mut runner) = (0, 0);
    for name in &asked {
        let file = if name.is_empty() { "index.html" } else { name };
        let bytes = site.bytes(file);
        ensure!(!bytes.is_empty(), "{file} was asked for, and is not there");
        // What lies ready is what a server sends.
        let ready = site.bytes(&format!("{file}.gz"));
        let gzipped = if ready.is_empty() { gzip(&bytes)? } else { ready.len() as u64 };
        if file.starts_with("runner") {
            runner += gzipped;
        } else if PARTS
            .iter()
            .any(|part| std::path::Path::new(file).extension().is_some_and(|end| end == *part))
        {
            page += gzipped;
        }
    }
    ensure!(runner > 0, "the program that runs scenes was not among {asked:?}");
    let before = "HTML, styles, scripts and wasm of every page, gzip";
    let after = "the code of all scenes, loaded when the first scene opens, gzip";
    Ok(vec![
        Figure::new("page weight", kilobytes(page)?, "KB", before).at_most(220.0),
        Figure::new("weight of the scenes' code", kilobytes(runner)?, "KB", after),
    ])
}

fn kilobytes(bytes: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(bytes)?) / 1e3)
}
