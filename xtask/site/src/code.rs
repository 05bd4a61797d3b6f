//! The programs of the scenes, as the page shows them.
//!
//! For each scene the site gets its two files as they are, for those who copy them, and a third
//! one, `NAME.txt`, with both in colours, which `src/timeline/code.rs` reads:
//!
//! ```text
//! 88 38 78                     the Rust file: how many lines there are here, which of them to show
//!                              first (from 1), and how many more the file has
//! <span class="comment">…      its lines as HTML
//! 54 21 0                      the Python file, likewise
//! <span class="string">…
//! 41 26                        a line of the Rust file, and the line of the Python file that does
//! 69 40                        the same
//! ```
//!
//! What a file has after its programs, the page says in words, or only tests read it. The name does
//! not end in `html`, as some hosts redirect what does, and serve it under another name.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::highlight::{Colours, Language};

/// Heads the async program in both files.
const ASYNC: &str = "── Async ──";
/// Heads what follows the programs.
const DESCRIPTION: &str = "── The scene ──";
/// Which lines of the two files belong together.
const PAIRS: &str = "lines.txt";

/// Writes the programs of the folder `scenes` to the folder `to`.
///
/// # Errors
/// Files that are missing or that cannot be read or written.
pub fn write(scenes: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let pairs = fs::read_to_string(scenes.join(PAIRS)).context("the table of lines cannot be read")?;
    let mut colours = Colours::new()?;
    for entry in fs::read_dir(scenes)? {
        let python = entry?.path();
        if python.extension().is_none_or(|end| end != "py") {
            continue;
        }
        let mut both = String::new();
        let rust = python.with_extension("rs");
        for (file, language) in [(&rust, Language::Rust), (&python, Language::Python)] {
            let source =
                fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
            fs::write(to.join(file.file_name().context("a scene's file has a name")?), &source)?;
            both.push_str(&block(&source, colours.lines(language, &source)?));
        }
        let scene = python.file_stem().context("a scene's file has a name")?.to_string_lossy();
        both.push_str(&pairs_of(&pairs, &scene));
        fs::write(to.join(format!("{scene}.txt")), both)?;
    }
    Ok(())
}

/// A file: three numbers, then its lines.
fn block(source: &str, lines: Vec<String>) -> String {
    let whole = lines.len();
    let lines = shown(source, lines);
    let first = before(source, ASYNC).map_or(1, |before| before + 1);
    let mut text = format!("{} {first} {}\n", lines.len(), whole - lines.len());
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// Of the lines of a file those that readers are shown.
#[must_use]
pub fn shown(source: &str, mut lines: Vec<String>) -> Vec<String> {
    lines.truncate(before(source, DESCRIPTION).unwrap_or(lines.len()));
    while lines.pop_if(|line| line.is_empty()).is_some() {}
    lines
}

fn before(source: &str, heading: &str) -> Option<usize> {
    source.lines().position(|line| line.contains(heading))
}

/// What the table knows of a scene, without its name and without what has no counterpart.
fn pairs_of(table: &str, scene: &str) -> String {
    let mut pairs = String::new();
    for line in table.lines() {
        let words: Vec<_> = line.split(' ').collect();
        if let [name, rust, python] = words[..]
            && name == scene
        {
            let _ = writeln!(pairs, "{rust} {python}");
        }
    }
    pairs
}
