//! What a visitor downloads, and how much that may be: for each kind of visit every file, everything included.
//!
//! An end-to-end test holds the lists of files to what a server is asked for by a fresh browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use meanwhile::scenes;
use serde::Deserialize;

/// A kind of visit: what it fetches, and the most that this may weigh.
struct Kind {
    name: &'static str,
    /// Files below the site; a `*` stands for a content hash. In the order in which they are asked for, if any.
    files: &'static [&'static [&'static str]],
    /// How many cards of the catalogue show their picture at once, in a window of 1280 × 900.
    posters: usize,
    /// In bytes as gzip.
    budget: u64,
}

/// What every visit of the page fetches; the service worker loads the posts that it answers with.
const PAGE: &[&str] =
    &["index.html", "style-*.css", "boot-*.js", "page-*.js", "page-*_bg.wasm", "sw.js", "data/posts.json"];
/// What running a scene needs besides; here the one of a hundred URLs.
const RUNNER: &[&str] = &["runner-*.js", "runner-*_bg.wasm"];
/// What its code panel shows; an embedded scene has none unless it is asked for.
const CODE: &[&str] = &["code/hundred_urls.txt"];
/// An embedded scene before it is wanted.
const EMBED: &[&str] = &["embed.js", "posters/hundred-urls-light.svg"];

/// The visits that start with nothing.
const KINDS: [Kind; 4] = [
    Kind { name: "catalogue", files: &[PAGE], posters: 12, budget: 331_000 },
    Kind { name: "a scene until Run works", files: &[PAGE, RUNNER, CODE], posters: 0, budget: 557_000 },
    Kind { name: "an embed before its click", files: &[EMBED], posters: 0, budget: 9_000 },
    Kind { name: "an embed after its click", files: &[EMBED, PAGE, RUNNER], posters: 0, budget: 563_000 },
];

/// What the service worker keeps for use without a network, when a scene has been seen.
const OFFLINE: &str = "the offline copy afterwards";
/// In bytes as gzip.
const OFFLINE_BUDGET: u64 = 900_000;

/// A visit in bytes.
#[derive(Clone, Debug)]
pub struct Visit {
    /// What the visitor does.
    pub name: &'static str,
    /// The files that are fetched, by name.
    pub files: Vec<String>,
    /// As a server sends them that has only gzip.
    pub gzip: u64,
    /// As a server sends them that has brotli.
    pub brotli: u64,
    /// The most that `gzip` may be.
    pub budget: u64,
}

/// Weighs each kind of visit to a built site.
///
/// # Errors
/// Files that are missing.
pub fn weigh(site: &Path) -> Result<Vec<Visit>> {
    let names = top_level(site)?;
    let mut visits = Vec::new();
    for kind in &KINDS {
        let files = kind.files.concat().into_iter().map(|pattern| resolved(pattern, &names));
        let posters = scenes::ALL.iter().take(kind.posters);
        let posters = posters.map(|scene| Ok(format!("posters/{}-light.svg", scene.id)));
        let files = files.chain(posters).collect::<Result<_>>()?;
        visits.push(Visit::of(site, kind.name, files, kind.budget)?);
    }
    let seen: BTreeSet<String> = visits[1].files.iter().cloned().collect();
    let mut kept = vec!["precache.json".to_owned()];
    kept.extend(kept_offline(site)?.into_iter().filter(|file| !seen.contains(file)));
    visits.push(Visit::of(site, OFFLINE, kept, OFFLINE_BUDGET)?);
    Ok(visits)
}

/// Prints a line a visit.
pub fn print(visits: &[Visit]) {
    println!("{:>10} {:>10} {:>10} {:>6}  visit", "gzip", "brotli", "budget", "files");
    for Visit { name, files, gzip, brotli, budget } in visits {
        println!("{gzip:>10} {brotli:>10} {budget:>10} {:>6}  {name}", files.len());
    }
}

/// Holds each visit to its budget.
///
/// # Errors
/// Names the visits that are too heavy.
pub fn check(visits: &[Visit]) -> Result<()> {
    let heavy = visits.iter().filter(|visit| visit.gzip > visit.budget);
    let heavy: Vec<String> =
        heavy.map(|Visit { name, gzip, budget, .. }| format!("{name} ({gzip} of {budget} bytes)")).collect();
    ensure!(heavy.is_empty(), "too heavy as gzip: {}", heavy.join(", "));
    Ok(())
}

impl Visit {
    fn of(site: &Path, name: &'static str, files: Vec<String>, budget: u64) -> Result<Self> {
        let sum = |end: &str| files.iter().map(|file| sent(site, file, end)).sum::<Result<u64>>();
        let (gzip, brotli) = (sum("gz")?, sum("br")?);
        Ok(Self { name, files, gzip, brotli, budget })
    }
}

/// The bytes of a file as a server sends it: the copy that lies ready, or else the file itself.
fn sent(site: &Path, file: &str, end: &str) -> Result<u64> {
    let copy = fs::metadata(site.join(format!("{file}.{end}")));
    let found = copy.or_else(|_| fs::metadata(site.join(file)));
    Ok(found.with_context(|| format!("the site has no {file}"))?.len())
}

fn top_level(site: &Path) -> Result<Vec<String>> {
    fs::read_dir(site)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// The file that a pattern stands for.
fn resolved(pattern: &str, names: &[String]) -> Result<String> {
    const HASH: usize = 16;
    let Some((start, end)) = pattern.split_once('*') else { return Ok(pattern.to_owned()) };
    let is_it = |name: &&String| {
        name.starts_with(start) && name.ends_with(end) && name.len() == start.len() + HASH + end.len()
    };
    names.iter().find(is_it).cloned().with_context(|| format!("the site has no {pattern}"))
}

/// The list of `precache.json`.
fn kept_offline(site: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct List {
        files: BTreeMap<String, String>,
    }
    let List { files } = serde_json::from_slice(&xtask::site::read(&site.join("precache.json"))?)?;
    Ok(files.into_keys().map(|file| if file == "./" { "index.html".to_owned() } else { file }).collect())
}

/// The size of bytes as sent: gzip, level 9.
///
/// # Errors
/// Those of the encoder.
pub fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_the_file_with_a_hash() {
        let names =
            ["page-0123456789abcdef.js", "page-0123456789abcdef_bg.wasm", "page-x.js"].map(str::to_owned);
        assert_eq!(resolved("page-*.js", &names).unwrap(), names[0]);
        assert_eq!(resolved("page-*_bg.wasm", &names).unwrap(), names[1]);
        assert_eq!(resolved("runner-*.js", &names).unwrap_err().to_string(), "the site has no runner-*.js");
    }

    #[test]
    fn a_visit_that_is_too_heavy_is_named() {
        let visit = Visit { name: "catalogue", files: Vec::new(), gzip: 11, brotli: 9, budget: 10 };
        assert!(check(&[Visit { gzip: 10, ..visit.clone() }]).is_ok());
        assert_eq!(check(&[visit]).unwrap_err().to_string(), "too heavy as gzip: catalogue (11 of 10 bytes)");
    }
}
