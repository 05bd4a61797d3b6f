//! The recorder for Python programs, as one file to download, and the page about it. What the page says is in
//! `recorder.md`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Crc;
use xtask::paths;

use crate::embedding::{EXAMPLE, body};
use crate::layout::{Head, Layout, Page};

/// Where the page is, below the site.
pub const PATH: &str = "recorder/";

/// The file to download, below the site.
pub const FILE: &str = "meanwhile.pyz";

/// What the page says, in Markdown.
pub const TEXT: &str = include_str!("recorder.md");

/// It has no script.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/// Writes the recorder and its page into a site.
///
/// # Errors
/// Files that cannot be read or written.
pub fn write(site: &Path, layout: &Layout<'_>) -> Result<()> {
    fs::write(site.join(FILE), zipapp()?)?;
    let folder = site.join(PATH);
    fs::create_dir_all(&folder)?;
    let here = layout.public.map_or_else(|| EXAMPLE.to_owned(), ToString::to_string);
    let main = body(&TEXT.replace(EXAMPLE, &here));
    let description = "Record what the tasks of any asyncio program wait for: one file, no installation.";
    let head = Head { title: "Record your own program", description, path: PATH, ..Head::default() };
    let page = Page { head, root: "../", policy: POLICY, more: "", main: &main };
    Ok(fs::write(folder.join("index.html"), layout.page(&page))?)
}

/// The recorder as a file that Python runs: the same bytes for the same sources.
///
/// # Errors
/// Sources that cannot be read.
pub fn zipapp() -> Result<Vec<u8>> {
    let root = paths::root();
    let source = root.join("src/recorder");
    let mut files = Vec::new();
    collect(&source, &mut files)?;
    let mut entries = Vec::new();
    for file in files {
        let name =
            file.strip_prefix(&source)?.to_str().context("a name that is not UTF-8")?.replace('\\', "/");
        entries.push((name, fs::read(&file)?));
    }
    entries.push(("_meanwhile/server/posts.json".to_owned(), fs::read(root.join("static/data/posts.json"))?));
    entries.sort();
    Ok(zip(&entries))
}

/// What Python needs: not the text about the format, and nothing that a run has left.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "py" || end == "json") {
            files.push(path);
        }
    }
    Ok(())
}

/// 1 January 1980, the first day that the format knows: dates would make equal sources differ.
const DATE: u16 = 0x21;

/// A ZIP archive of files that are stored as they are.
fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let start = word(archive.len());
        let mut crc = Crc::new();
        crc.update(content);
        // Version 1.0, no flags, stored, midnight; then sizes and lengths.
        let mut header = Vec::new();
        for half in [10, 0, 0, 0, DATE] {
            header.extend(half.to_le_bytes());
        }
        for whole in [crc.sum(), word(content.len()), word(content.len()), word(name.len())] {
            // The length of the name has two bytes; the two of an extra field follow, and are 0.
            header.extend(whole.to_le_bytes());
        }
        archive.extend(b"PK\x03\x04");
        archive.extend(&header);
        archive.extend(name.as_bytes());
        archive.extend(content);
        // Made by version 1.0; after the lengths no comment, the first disk, no attributes.
        directory.extend(b"PK\x01\x02\x0a\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (word(archive.len()), word(files.len()).to_le_bytes());
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend([count[0], count[1], count[0], count[1]]);
    archive.extend(word(directory.len()).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

/// A length as the archive has it: sources are small.
fn word(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
