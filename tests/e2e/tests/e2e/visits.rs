//! What a visitor downloads is what the build weighs, and nothing is fetched ahead that is in a reader's way.

use std::collections::{BTreeMap, BTreeSet};

use ::site::weight::{self, Visit};
use anyhow::{Context, Result};
use e2e::{Browser, Host, Page, Site};
use serde_json::json;

/// The most that the service worker may ask for before the first run is over.
const AHEAD: usize = 10;

const SCENE: &str = "#/scene/hundred-urls?n=5&latency=50";

/// Keeps how long the page's timers are, in milliseconds.
const TIMERS: &str = "window.timers = [];
    const set = window.setTimeout;
    window.setTimeout = (act, wait, ...rest) => { timers.push(wait); return set(act, wait, ...rest); };";

/// The timer after which a page that is left alone asks for files to be kept.
const ASKS: &str = "return timers.includes(2500)";

/// Whether all pictures of cards are there that the reader sees, or may see soon.
const PICTURES: &str = "document.images.length > 0 && [...document.images].every((image) =>
    image.complete || image.offsetParent === null || image.getBoundingClientRect().top > innerHeight)";

fn visit(name: &str) -> Result<Visit> {
    let visits = weight::weigh(&e2e::dist())?;
    visits.into_iter().find(|visit| visit.name == name).with_context(|| format!("no visit is called {name}"))
}

/// The files that a site was asked for, by how often. The list of what is to be kept is left out: a page that is
/// left alone for a while may have asked for it.
fn asked(site: &Site) -> BTreeMap<String, usize> {
    let mut files = BTreeMap::new();
    for path in site.requests().into_iter().filter(|path| path != "precache.json") {
        let file = if path.is_empty() { "index.html".to_owned() } else { path };
        *files.entry(file).or_default() += 1;
    }
    files
}

/// A site that has no list of what is to be kept: what is fetched is fetched for the visit.
fn unlisted() -> Result<Site> {
    let site = Site::built()?;
    site.lose("precache.json");
    Ok(site)
}

#[track_caller]
fn expect_weighed(site: &Site, name: &str) -> Result<()> {
    let weighed: BTreeSet<String> = visit(name)?.files.into_iter().collect();
    let fetched: BTreeSet<String> = asked(site).into_keys().collect();
    assert_eq!(fetched, weighed, "fetched on the left, what the build weighs for “{name}” on the right");
    Ok(())
}

#[tokio::test]
async fn the_catalogue_fetches_what_is_weighed() -> Result<()> {
    let site = unlisted()?;
    let browser = Browser::start().await?;
    browser.expect_error("precache.json");
    let page = browser.open(&site, "").await?;
    page.until(PICTURES).await?;
    // The service worker has proved itself when it has loaded what it answers with.
    e2e::until("the posts are loaded", async || Ok(asked(&site).contains_key("data/posts.json"))).await?;
    expect_weighed(&site, "catalogue")
}

#[tokio::test]
async fn a_scene_fetches_what_is_weighed() -> Result<()> {
    let site = unlisted()?;
    let browser = Browser::start().await?;
    browser.expect_error("precache.json");
    browser.open(&site, SCENE).await?.run_scene().await?;
    expect_weighed(&site, "a scene until Run works")
}

#[tokio::test]
async fn an_embed_fetches_what_is_weighed() -> Result<()> {
    let host = Host::of_one("scene=hundred-urls params='n=5&amp;latency=50' theme=light")?;
    let page = host.open().await?;
    page.until("shadow('img')?.complete").await?;
    expect_weighed(&host.site, "an embed before its click")?;
    page.host("one.run()").await?;
    page.until("all('finish').length === 1").await?;
    expect_weighed(&host.site, "an embed after its click")
}

#[tokio::test]
async fn nothing_is_fetched_ahead_before_the_first_run_is_over() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, SCENE).await?;
    page.run_scene().await?;
    let needed = visit("a scene until Run works")?.files;
    let ahead = asked(&site).into_keys().filter(|file| !needed.contains(file)).count();
    assert!(ahead <= AHEAD, "{ahead} files were fetched ahead: {:#?}", asked(&site));
    // So that this says something: they are fetched afterwards, and what the browser has is not fetched again.
    page.until("await caches.match('precache.json')").await?;
    let asked = asked(&site);
    assert!(asked.len() > needed.len() + AHEAD, "{asked:#?}");
    let again: Vec<_> =
        asked.iter().filter(|(file, times)| file.ends_with("_bg.wasm") && **times > 1).collect();
    assert!(again.is_empty(), "fetched more than once: {again:?}");
    Ok(())
}

async fn asks_for_files(page: &Page) -> Result<bool> {
    Ok(page.eval(ASKS).await? == json!(true))
}

#[tokio::test]
async fn nothing_is_fetched_ahead_from_inside_an_embed() -> Result<()> {
    let host = Host::of(&format!("<iframe src='SITE{SCENE}' width=1000 height=800></iframe>"))?;
    let browser = Browser::start().await?;
    browser.before_load(TIMERS).await?;
    let page = host.open_in(browser).await?;
    page.enter_frame().await?;
    page.run_scene().await?;
    assert!(!asks_for_files(&page).await?, "a page in a frame has files kept");
    // The same page by itself does.
    let page = page.leave().await?.open(&host.site, SCENE).await?;
    page.run_scene().await?;
    page.settle().await?;
    assert!(asks_for_files(&page).await?);
    Ok(())
}
