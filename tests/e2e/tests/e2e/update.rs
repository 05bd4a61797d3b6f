//! A new version of the site takes the place of one that a tab is open on.

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";

/// What is in the name of every file of the new version that has a hash in its name.
const NEW: &str = "0123456789abcdef";

/// The same site with other hashes: none of the old names is there any more.
fn renewed(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let hash = |name: &str| {
        let at = name.find('-').map(|at| at + 1)?;
        let hash = name.get(at..at + 16)?;
        hash.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| hash.to_owned())
    };
    let old: Vec<String> = site.names("", "").iter().filter_map(|name| hash(name)).collect();
    let new = |text: String| old.iter().fold(text, |text, hash| text.replace(hash, NEW));
    let file = |name: String| {
        let bytes = site.bytes(&name);
        let bytes = match name.as_str() {
            "index.html" => text(&bytes).replace("<html lang=\"en\"", "<html lang=\"en\" id=\"renewed\""),
            "precache.json" => text(&bytes).replace("\"version\":\"", "\"version\":\"2"),
            _ if Path::new(&name).extension().is_some_and(|end| end == "js") => text(&bytes),
            _ => return (new(name), bytes),
        };
        (new(name), new(bytes).into_bytes())
    };
    site.names("", "").into_iter().map(file).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn version(site: &Site) -> Result<String> {
    let list: serde_json::Value = serde_json::from_slice(&site.bytes("precache.json"))?;
    Ok(list["version"].as_str().unwrap_or_default().to_owned())
}

async fn until_kept(page: &Page, version: &str) -> Result<()> {
    let kept = format!(
        "(await Promise.all((await caches.keys()).map(async (name) =>
            (await (await (await caches.open(name)).match('precache.json'))?.json())?.version))).includes('{version}')"
    );
    page.until(&kept).await
}

async fn expect_run(page: &Page, level: u8) -> Result<()> {
    let finish = page.run_scene().await?;
    assert_eq!(finish.level, level, "{finish:#?}");
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed), (5, 0), "{finish:#?}");
    }
    Ok(())
}

/// Everything with a hash in its name that the page has loaded is of the new version.
async fn expect_whole(page: &Page) -> Result<()> {
    page.until("document.getElementById('renewed')").await?;
    let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)
        .filter((name) => /-[0-9a-f]{16}[._]/.test(name))";
    let loaded: Vec<String> = serde_json::from_value(page.eval(script).await?)?;
    assert!(loaded.len() >= 4 && loaded.iter().all(|name| name.contains(NEW)), "{loaded:#?}");
    Ok(())
}

#[tokio::test]
async fn an_open_tab_goes_on_and_a_reload_has_the_new_version_whole() -> Result<()> {
    let (mut site, page) = e2e::open("").await?;
    until_kept(&page, &version(&site)?).await?;
    site.deploy(renewed(&site));
    // The program that runs scenes was not loaded before.
    page.route(SHORT).await?;
    expect_run(&page, 1).await?;

    // Another tab has the new version, and has it kept; the first one goes on all the same.
    let driver = page.browser().driver();
    let first = driver.window().await?;
    page.browser().new_tab().await?;
    driver.goto(site.url(SHORT)).await?;
    page.until_started().await?;
    expect_run(&page, 1).await?;
    expect_whole(&page).await?;
    until_kept(&page, &version(&site)?).await?;
    driver.close_window().await?;
    driver.switch_to_window(first).await?;
    page.route("#/scene/hundred-urls?n=5&latency=60").await?;
    expect_run(&page, 1).await?;
    assert_eq!(page.eval("return document.getElementById('renewed')").await?, json!(null));

    page.reload().await?;
    expect_run(&page, 1).await?;
    expect_whole(&page).await?;
    page.until_param("latency", "60").await?;
    // Nobody needs the old one any more.
    page.until("(await caches.keys()).length === 1").await?;
    site.stop();
    page.browser().expect_error("ERR_CONNECTION_REFUSED");
    page.reload().await?;
    expect_run(&page, 1).await?;
    expect_whole(&page).await
}

#[tokio::test]
async fn where_nothing_is_kept_the_page_says_that_there_is_a_new_version() -> Result<()> {
    let site = Site::built()?;
    site.lose("sw.js");
    let page = Browser::start().await?.open(&site, "").await?;
    page.browser().expect_error("404");
    page.browser().expect_error("MIME type");
    site.deploy(renewed(&site));
    page.route(SHORT).await?;
    let sentence = page.until_alert("has been renewed since you opened it").await?;
    assert!(sentence.contains("your parameters are in the address"), "{sentence}");
    page.press("Reload").await?;
    page.until("document.getElementById('renewed')").await?;
    page.until_started().await?;
    page.until_param("n", "5").await?;
    expect_run(&page, 2).await?;
    expect_whole(&page).await
}

#[tokio::test]
async fn a_static_page_without_its_server_leads_to_the_scene() -> Result<()> {
    let (mut site, page) = e2e::open("").await?;
    until_kept(&page, &version(&site)?).await?;
    site.stop();
    page.browser().expect_error("ERR_CONNECTION_REFUSED");
    page.browser().driver().goto(site.url("scene/three-requests/")).await?;
    page.until_started().await?;
    page.until_scene("three-requests").await
}
