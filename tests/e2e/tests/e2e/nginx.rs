//! The site behind the server that the documentation describes.

use anyhow::{Context, Result};
use e2e::nginx::Reply;
use e2e::{Browser, Nginx, Site, site};
use serde_json::json;
use std::fs;

const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-opener-policy", "same-origin"),
];

const FRESH: &str = "no-cache";
const FOREVER: &str = "public, max-age=31536000, immutable";
const HOUR: &str = "public, max-age=3600";

/// Files, or the starts and ends of their names; their types and how long they are kept.
const FILES: [(&str, &str, &str); 15] = [
    ("index.html", "text/html; charset=utf-8", FRESH),
    ("sw.js", "text/javascript; charset=utf-8", FRESH),
    ("embed.js", "text/javascript; charset=utf-8", HOUR),
    ("embed/index.html", "text/html; charset=utf-8", FRESH),
    ("embed/embedding-*.js", "text/javascript; charset=utf-8", FOREVER),
    ("precache.json", "application/json; charset=utf-8", FRESH),
    ("page-*_bg.wasm", "application/wasm", FOREVER),
    ("page-*.js", "text/javascript; charset=utf-8", FOREVER),
    ("style-*.css", "text/css; charset=utf-8", FOREVER),
    ("scene/style-*.css", "text/css; charset=utf-8", FOREVER),
    ("scene/chess/index.html", "text/html; charset=utf-8", FRESH),
    ("posters/chess-light.svg", "image/svg+xml; charset=utf-8", FRESH),
    ("social/chess.png", "image/png", FRESH),
    ("code/chess.rs", "text/plain; charset=utf-8", FRESH),
    ("data/posts.json", "application/json; charset=utf-8", FRESH),
];

#[track_caller]
fn assert_headers(file: &str, reply: &Reply, policy: &str) {
    for (name, value) in ALWAYS.into_iter().chain([("content-security-policy", policy)]) {
        assert_eq!(reply.header(name), value, "{file}: {name}");
    }
    assert_eq!(reply.header("x-frame-options"), "", "{file}");
}

/// The policy that the page itself has.
fn policy(site: &Site) -> Result<String> {
    let html = String::from_utf8(site.bytes("index.html"))?;
    let (_, rest) =
        html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").context("no policy")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_file_has_its_type_and_its_headers() -> Result<()> {
    let Some(nginx) = Nginx::start(&site::dist())? else { return Ok(()) };
    let site = Site::built()?;
    let policy = policy(&site)?;
    for (name, kind, kept) in FILES {
        let (start, end) = name.split_once('*').unwrap_or((name, ""));
        let names = site.names(start, end);
        let file = names.first().with_context(|| format!("there is no {name}"))?;
        let plain = nginx.get(file, "")?;
        assert_eq!((plain.status, plain.body), (200, site.bytes(file)), "{file}");
        let reply = nginx.get(file, "Accept-Encoding: gzip\r\n")?;
        assert_eq!((reply.header("content-type"), reply.header("cache-control")), (kind, kept), "{file}");
        assert_headers(file, &reply, &policy);
        // What lies ready is sent, where it pays.
        if fs::metadata(site::dist().join(format!("{file}.gz"))).is_ok() {
            assert_eq!(reply.header("content-encoding"), "gzip", "{file}");
            assert_eq!(reply.header("vary"), "Accept-Encoding", "{file}");
            assert_eq!(reply.body, site.bytes(&format!("{file}.gz")), "{file}");
        } else {
            assert_eq!(reply.header("content-encoding"), "", "{file}");
        }
        let again = nginx
            .get(file, &format!("Accept-Encoding: gzip\r\nIf-None-Match: {}\r\n", reply.header("etag")))?;
        assert_eq!((again.status, again.body.len()), (304, 0), "{file}");
    }
    for missing in ["nothing", "page-0123456789abcdef.js"] {
        let reply = nginx.get(missing, "")?;
        assert_eq!((reply.status, reply.header("cache-control")), (404, ""), "{missing}");
        assert_headers(missing, &reply, &policy);
    }
    Ok(())
}

#[tokio::test]
async fn the_page_runs_behind_it_and_keeps_its_policy() -> Result<()> {
    let Some(nginx) = Nginx::start(&site::dist())? else { return Ok(()) };
    let browser = Browser::start().await?;
    let watch = "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        (window.violations ??= []).push(`${violatedDirective}: ${blockedURI}`))";
    browser.before_load(watch).await?;
    let page = browser.visit(&nginx.url("#/scene/hundred-urls?n=5&latency=50")).await?;
    page.until_started().await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run().failed, finish.blocking().failed), (1, 0, 0), "{finish:#?}");
    let seen = page.eval("return [window.violations ?? [], crossOriginIsolated]").await?;
    assert_eq!(seen, json!([[], true]));
    // A static page is under both policies, its own and the server's.
    let page = page.leave().await?.visit(&nginx.url("scene/hundred-urls/")).await?;
    let shown = "return [window.violations ?? [], document.images[0].naturalWidth,
        getComputedStyle(document.querySelector('.go')).display]";
    assert_eq!(page.eval(shown).await?, json!([[], 800, "inline-block"]));
    // So is the one that embeds a scene of its own site.
    let page = page.leave().await?.visit(&nginx.url("embed/#/scene/three-requests?a=50&b=90&c=20")).await?;
    page.until("customElements.get('meanwhile-scene') && !choices.hidden").await?;
    let run = "document.querySelector('meanwhile-scene').shadowRoot.querySelector('button').click()";
    page.eval(run).await?;
    page.until("heard.textContent.includes('meanwhile:finish')").await?;
    let seen = page.eval("return [window.violations ?? [], crossOriginIsolated]").await?;
    assert_eq!(seen, json!([[], true]));
    Ok(())
}

#[tokio::test]
async fn an_isolated_page_elsewhere_can_embed_it() -> Result<()> {
    let Some(nginx) = Nginx::start(&site::dist())? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let html = format!("<!doctype html><title>Elsewhere</title><iframe src=\"{}\"></iframe>", nginx.url(""));
    fs::write(folder.path().join("index.html"), html)?;
    let elsewhere = Site::of(folder.path(), "/")?;
    elsewhere.header("cross-origin-embedder-policy", "require-corp");
    elsewhere.header("cross-origin-opener-policy", "same-origin");
    let browser = Browser::start().await?;
    browser.befriend(&nginx.url(""));
    browser.expect_error("favicon.ico");
    let page = browser.go(&elsewhere, "").await?;
    assert_eq!(page.eval("return crossOriginIsolated").await?, json!(true));
    page.browser().driver().enter_frame(0).await?;
    page.until_started().await
}
