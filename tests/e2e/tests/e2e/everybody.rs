//! Everybody can use every page in every state: axe finds nothing, and a phone has room for it.

use anyhow::{Context, Result};
use e2e::Page;

/// A scene: while it runs, and with a run that is soon over.
const SCENES: [[&str; 2]; 2] = [
    ["#/scene/three-requests?a=10000", "#/scene/three-requests?a=50&b=90&c=20"],
    ["#/scene/hundred-urls", "#/scene/hundred-urls?n=20&latency=10"],
];

/// The page as it stands, in both colour schemes.
async fn expect_good(page: &Page, state: &str) -> Result<()> {
    for scheme in ["light", "dark"] {
        page.browser().prefer(scheme, false).await?;
        page.expect_good(&format!("{state}, {scheme}")).await?;
    }
    Ok(())
}

/// The catalogue, and both scenes before, in and after a run, with each panel.
async fn expect_everything_good(page: &Page) -> Result<()> {
    page.route("#/").await?;
    expect_good(page, "catalogue").await?;
    page.route("#/nowhere").await?;
    expect_good(page, "catalogue with an alert").await?;
    for [long, short] in SCENES {
        page.route(long).await?;
        page.press("Code").await?;
        expect_good(page, &format!("{long}, idle")).await?;
        page.press("Run").await?;
        page.until_state("running").await?;
        page.press("Table").await?;
        expect_good(page, &format!("{long}, running")).await?;
        assert_eq!(page.main_state().await?.state, "running", "it was judged while it ran");
        page.press("Stop").await?;
        page.route(short).await?;
        page.run_scene().await?;
        page.eval("document.querySelector('.share').open = true").await?;
        for panel in page.panels().await? {
            page.press(&panel).await?;
            expect_good(page, &format!("{short}, finished, {panel}")).await?;
        }
    }
    Ok(())
}

async fn expect_good_at(width: u32) -> Result<()> {
    let (_site, page) = e2e::open("").await?;
    page.browser().size(width, 800).await?;
    expect_everything_good(&page).await.with_context(|| format!("{width} px"))
}

#[tokio::test]
async fn on_a_phone() -> Result<()> {
    expect_good_at(360).await
}

#[tokio::test]
async fn on_a_laptop() -> Result<()> {
    expect_good_at(1280).await
}

/// The judge itself: it sees what is wrong.
#[tokio::test]
async fn what_is_wrong_is_found() -> Result<()> {
    let (_site, page) = e2e::open("").await?;
    let spoil = "document.querySelector('main').insertAdjacentHTML('beforeend',
        '<img src=\"data:,\"><p id=pale>pale</p>');
        Object.assign(document.getElementById('pale').style, { color: '#888', background: '#777' })";
    page.eval(spoil).await?;
    let violations = page.violations().await?.join("\n");
    assert!(violations.contains("image-alt") && violations.contains("color-contrast"), "{violations}");
    Ok(())
}
