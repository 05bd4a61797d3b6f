//! After the first visit the site works without its server.

use anyhow::Result;
use e2e::{Page, Site};

/// What the browser says about a server that has gone.
const AWAY: &str = "ERR_CONNECTION_REFUSED";

async fn until_kept(page: &Page, version: &str) -> Result<()> {
    let kept = format!("(await (await caches.match('precache.json'))?.json())?.version === '{version}'");
    page.until(&kept).await
}

fn version(site: &Site) -> Result<String> {
    let list: serde_json::Value = serde_json::from_slice(&site.bytes("precache.json"))?;
    Ok(list["version"].as_str().unwrap_or_default().to_owned())
}

async fn expect_both_scenes(page: &Page) -> Result<()> {
    for (route, requests) in
        [("#/scene/three-requests?a=50&b=90&c=20", 3), ("#/scene/hundred-urls?n=5&latency=50", 5)]
    {
        page.route(route).await?;
        let finish = page.run_scene().await?;
        assert_eq!(finish.level, 1, "{finish:#?}");
        for (_, side) in finish.sides() {
            assert_eq!((side.tasks, side.failed), (requests, 0), "{finish:#?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn both_scenes_run_after_the_server_has_gone() -> Result<()> {
    let (mut site, page) = e2e::open("").await?;
    until_kept(&page, &version(&site)?).await?;
    site.stop();
    page.browser().expect_error(AWAY);
    page.reload().await?;
    assert!(page.text().await?.contains("A hundred URLs"), "the catalogue is there");
    expect_both_scenes(&page).await?;
    // Kept for more than one visit, and for other addresses than the one that was visited.
    let page = page.leave().await?.open(&site, "#/scene/hundred-urls").await?;
    expect_both_scenes(&page).await
}

#[tokio::test]
async fn a_new_version_is_seen_at_once_and_kept_from_then_on() -> Result<()> {
    let (mut site, page) = e2e::open("").await?;
    let old = version(&site)?;
    until_kept(&page, &old).await?;
    let index = String::from_utf8(site.bytes("index.html"))?;
    site.replace("index.html", index.replace("<html lang=\"en\"", "<html lang=\"en\" id=\"renewed\""));
    let list = String::from_utf8(site.bytes("precache.json"))?;
    site.replace("precache.json", list.replace(&old, "renewed"));
    page.reload().await?;
    page.until("document.getElementById('renewed')").await?;
    until_kept(&page, "renewed").await?;
    page.until("(await caches.keys()).length === 1").await?;
    site.stop();
    page.browser().expect_error(AWAY);
    page.reload().await?;
    page.until("document.getElementById('renewed')").await
}
