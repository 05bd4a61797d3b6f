//! What the site is besides the playground: pages without scripts, pictures, what others unfold.

use std::fs;
use std::path::{Path, PathBuf};

use ::site::pages;
use ::site::public::PublicUrl;
use ::site::social::{Painter, SIZE};
use anyhow::{Context, Result, ensure};
use e2e::{Browser, Site, site};
use meanwhile::scenes;
use serde_json::Value;
use tempfile::TempDir;
use xtask::setup::tools;
use xtask::{paths, sh};

const PUBLIC: &str = "https://example.org/a/b/";

fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, end, found)?;
        } else if path.extension().is_some_and(|other| other == end) {
            found.push(path);
        }
    }
    Ok(())
}

fn pages_of(site: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    files(site, "html", &mut found)?;
    Ok(found)
}

/// The values of an attribute, wherever it stands.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Says what is wrong with an address on a page: it must lead to a file of the site, and what stands
/// behind `#` to a scene.
fn broken(site: &Path, page: &Path, address: &str) -> Option<String> {
    let (path, hash) = address.split_once('#').unwrap_or((address, ""));
    let target = match path.strip_prefix(PUBLIC) {
        Some(rest) => site.join(rest),
        None if path.starts_with("data:") => return None,
        None if path.contains("://") => return Some(format!("{address} is elsewhere")),
        None => page.parent()?.join(path),
    };
    let file = if target.is_dir() { target.join("index.html") } else { target };
    if !file.is_file() {
        return Some(format!("{address} leads to {}", file.display()));
    }
    let scene = hash.strip_prefix("/scene/").or_else(|| hash.strip_prefix("/embed/"));
    scene.filter(|id| scenes::find(id).is_none()).map(|id| format!("there is no scene {id}"))
}

#[track_caller]
fn assert_links(site: &Path, pages: &[PathBuf]) {
    let mut checked = 0;
    for page in pages {
        let html = fs::read_to_string(page).unwrap();
        let whole = values(&html, "content").into_iter().filter(|value| value.starts_with("https://"));
        let links = ["href", "src", "srcset"].into_iter().flat_map(|name| values(&html, name));
        for address in links.chain(whole) {
            assert_eq!(broken(site, page, address), None, "{}", page.display());
            checked += 1;
        }
    }
    assert!(checked > 8 * pages.len(), "only {checked} links on {} pages", pages.len());
}

/// The static pages as they are where the site's address is known, beside what they lead to.
fn with_address() -> Result<TempDir> {
    let folder = TempDir::with_prefix("meanwhile-")?;
    for name in ["code", "embed.d.ts", "embed.js", "index.html", "picture.png"] {
        std::os::unix::fs::symlink(site::dist().join(name), folder.path().join(name))?;
    }
    let public: PublicUrl = PUBLIC.parse()?;
    let files = paths::root().join("static");
    pages::write(&paths::scenes(), &files, folder.path(), Some(&public))?;
    Ok(folder)
}

#[test]
fn every_link_leads_somewhere() -> Result<()> {
    let pages = pages_of(&site::dist())?;
    assert_eq!(pages.len(), scenes::ALL.len() + 4);
    assert_links(&site::dist(), &pages);
    // The checker itself.
    for address in ["nowhere/", "./#/scene/nowhere", "https://example.com/"] {
        assert!(broken(&site::dist(), &pages[0], address).is_some(), "{address}");
    }
    Ok(())
}

#[test]
fn the_html_is_good() -> Result<()> {
    let mut judge = sh::command("html-validate");
    judge.args(["--config", "tests/e2e/html-validate.json", "--formatter", "text"]);
    let output = judge.arg(site::dist().join("**/*.html")).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}

#[test]
fn with_an_address_the_pages_unfold_elsewhere() -> Result<()> {
    let site = with_address()?;
    let pages: Vec<_> = pages_of(site.path())?.into_iter().filter(|page| !page.is_symlink()).collect();
    assert_links(site.path(), &pages);
    for scene in scenes::ALL {
        let html = fs::read_to_string(site.path().join(format!("scene/{}/index.html", scene.id)))?;
        let url = format!("{PUBLIC}scene/{}/", scene.id);
        for tag in [
            format!("<link rel=\"canonical\" href=\"{url}\">"),
            format!("<meta property=\"og:url\" content=\"{url}\">"),
            format!("<meta property=\"og:image\" content=\"{PUBLIC}social/{}.png\">", scene.id),
            "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
            format!("type=\"application/json+oembed\" href=\"{PUBLIC}oembed/{}.json\"", scene.id),
        ] {
            assert!(html.contains(&tag), "{}: {tag}", scene.id);
        }
        let embed = fs::read_to_string(site.path().join(format!("oembed/{}.json", scene.id)))?;
        expect_oembed(site.path(), &serde_json::from_str(&embed)?).context(scene.id)?;
    }
    let map = fs::read_to_string(site.path().join("sitemap.xml"))?;
    assert_eq!(map.matches("<loc>https://example.org/a/b/").count(), scenes::ALL.len() + 4);
    Ok(())
}

/// What oEmbed 1.0 asks of every document, of one of type rich, and of one with a thumbnail.
fn expect_oembed(site: &Path, embed: &Value) -> Result<()> {
    ensure!(embed["version"] == "1.0" && embed["type"] == "rich", "{embed}");
    for name in ["width", "height", "thumbnail_width", "thumbnail_height", "cache_age"] {
        ensure!(embed[name].as_u64().is_some_and(|number| number > 0), "{name} of {embed}");
    }
    let thumbnail = embed["thumbnail_url"].as_str().context("a thumbnail")?;
    let html = embed["html"].as_str().context("html")?;
    let frame = values(html, "src");
    ensure!(frame.len() == 1 && frame[0].starts_with(PUBLIC), "{html}");
    for address in [thumbnail, frame[0]] {
        ensure!(broken(site, site, address).is_none(), "{:?}", broken(site, site, address));
    }
    Ok(())
}

#[test]
fn without_an_address_nothing_claims_one() -> Result<()> {
    for page in pages_of(&site::dist())? {
        let html = fs::read_to_string(&page)?;
        assert!(html.contains("property=\"og:title\""), "{}", page.display());
        for whole in ["og:url", "og:image", "rel=\"canonical\"", "oembed"] {
            assert!(!html.contains(whole), "{}: {whole}", page.display());
        }
    }
    assert!(!site::dist().join("oembed").exists() && !site::dist().join("sitemap.xml").exists());
    Ok(())
}

#[test]
fn pictures_beside_links_have_room_for_their_texts() -> Result<()> {
    fn texts(group: &resvg::usvg::Group, check: &mut impl FnMut(&str, resvg::usvg::Rect)) {
        for node in group.children() {
            match node {
                resvg::usvg::Node::Group(group) => texts(group, check),
                resvg::usvg::Node::Text(text) => {
                    let said: String = text.chunks().iter().map(resvg::usvg::TextChunk::text).collect();
                    check(&said, text.abs_bounding_box());
                }
                _ => {}
            }
        }
    }
    let painter = Painter::new(&tools::fonts())?;
    for scene in scenes::ALL {
        let svg = fs::read_to_string(paths::scenes().join(format!("social/{}.svg", scene.id)))?;
        let mut title = false;
        texts(painter.read(&svg)?.root(), &mut |text, place| {
            title |= text == scene.title;
            let inside = place.left() >= 0.0 && place.right() <= 1190.0 && place.bottom() <= 630.0;
            assert!(inside, "{}: “{text}” is at {place:?}", scene.id);
        });
        assert!(title, "{} has no title", scene.id);
        let png = fs::read(site::dist().join(format!("social/{}.png", scene.id)))?;
        let size = |at: usize| png[at..at + 4].iter().fold(0, |size, byte| size << 8 | u32::from(*byte));
        assert_eq!((size(16), size(20)), SIZE, "{}", scene.id);
    }
    Ok(())
}

#[tokio::test]
async fn everybody_can_use_them() -> Result<()> {
    let site = Site::below("/some/where/")?;
    let mut page = Browser::start().await?.go(&site, "scene/").await?;
    for (width, scheme) in [(360, "light"), (1280, "dark")] {
        for path in ["scene/", "scene/gather-errors/", "scene/chess/"] {
            page.browser().size(width, 800).await?;
            page.browser().prefer(scheme, false).await?;
            page = page.leave().await?.go(&site, path).await?;
            page.expect_good(&format!("{path}, {width} px, {scheme}")).await?;
        }
    }
    // The way into the playground.
    page.eval("document.querySelector('.go').click()").await?;
    page.until_started().await?;
    page.until_scene("chess").await
}
