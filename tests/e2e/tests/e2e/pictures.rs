//! Ten scenes in every width and both colour schemes: nothing is wider than the screen, and the timeline
//! shows what it should.
//!
//! Where `E2E_PICTURES` is set, there is a picture of each to look at, which takes several times as long:
//! `target/screenshots/scenes/SCENE-STATE-WIDTH-SCHEME.png`.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::Page;

/// Scenes that look different from each other, with parameters that make their runs short.
const SCENES: [&str; 10] = [
    "three-requests",
    "hundred-urls?n=100&latency=200&pace=10",
    "blocked-loop?length=1000",
    "semaphore?latency=200",
    "pipeline?pace=2",
    "gather-errors",
    "kitchen",
    "followers?pace=2",
    "first-of",
    "race?pace=2",
];

const WIDTHS: [u32; 4] = [360, 768, 1280, 1920];

const HEIGHT: u32 = 900;

#[tokio::test]
async fn ten_scenes() -> Result<()> {
    let (_site, page) = e2e::open("").await?;
    for scene in SCENES {
        page.route(&format!("#/scene/{scene}")).await?;
        page.until("document.querySelector('.line')").await?;
        let id = scene.split('?').next().unwrap_or(scene);
        take(&page, id, "idle").await?;
        page.press("Run").await?;
        // A loop that is blocked says nothing before it is over.
        page.until("document.querySelector('main').dataset.state !== 'idle'").await?;
        page.browser().size(1280, HEIGHT).await?;
        page.browser().prefer("light", false).await?;
        picture(&page, &file(id, "running", 1280, "light"), false).await?;
        page.until_state("finished").await?;
        take(&page, id, "finished").await?;
    }
    Ok(())
}

/// A page that is zoomed four times has a quarter of the width; some windows have less.
#[tokio::test]
async fn hardly_any_room() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/semaphore?latency=100").await?;
    page.browser().size(200, 300).await?;
    page.run_scene().await?;
    for (width, height) in [(320, 225), (200, 300)] {
        page.browser().size(width, height).await?;
        for panel in page.panels().await? {
            page.press(&panel).await?;
            is_good(&page).await.with_context(|| format!("{width} px, {panel}"))?;
        }
        picture(&page, &file("semaphore", "finished", width, "light"), true).await?;
    }
    page.route("#/").await?;
    page.browser().size(200, 300).await?;
    is_good(&page).await.context("catalogue")
}

async fn take(page: &Page, scene: &str, state: &str) -> Result<()> {
    for width in WIDTHS {
        for scheme in ["light", "dark"] {
            page.browser().size(width, HEIGHT).await?;
            page.browser().prefer(scheme, false).await?;
            let file = file(scene, state, width, scheme);
            picture(page, &file, true).await?;
            is_good(page).await.with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}

/// Waits until the page is drawn, and takes a picture where one is wanted; with `whole` of what is beyond
/// the screen, too.
async fn picture(page: &Page, file: &Path, whole: bool) -> Result<()> {
    page.settle().await?;
    if std::env::var_os("E2E_PICTURES").is_some() {
        page.browser().screenshot(file, whole).await?;
    }
    Ok(())
}

fn file(scene: &str, state: &str, width: u32, scheme: &str) -> std::path::PathBuf {
    Path::new("target/screenshots/scenes").join(format!("{scene}-{state}-{width}-{scheme}.png"))
}

/// Nothing is wider than the screen, and the timeline has several colours on it.
async fn is_good(page: &Page) -> Result<()> {
    page.fits().await?;
    let colours = "const canvas = document.querySelector('canvas.timeline');
        if (!canvas) return null;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size";
    let colours = page.eval(colours).await?;
    ensure!(colours.is_null() || colours.as_u64() > Some(8), "the timeline has {colours} colours");
    Ok(())
}
