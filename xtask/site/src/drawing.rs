//! The scenes, drawn: `posters`, `pictures`, `social` and `scenes.json` as `render --site` writes them, and
//! `code`.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use xtask::{paths, site};

use crate::code;

/// The file in the folder that says what it was drawn by.
const STAMP: &str = ".stamp";

/// Draws every scene into a folder, unless this very program has drawn the same files there.
///
/// # Errors
/// Files that cannot be read or written.
pub fn draw(folder: &Path) -> Result<()> {
    let sources = paths::root().join("src/scenes");
    let stamp = stamp(&sources)?;
    if fs::read_to_string(folder.join(STAMP)).is_ok_and(|made| made == stamp) {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    meanwhile::render::site::write(folder).context("the scenes could not be drawn")?;
    code::write(&sources, &folder.join("code"))?;
    Ok(fs::write(folder.join(STAMP), stamp)?)
}

/// The scenes are in this program; their files are shown as they are.
fn stamp(sources: &Path) -> Result<String> {
    let mut files = fs::read_dir(sources)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    let mut parts = vec![site::read(&env::current_exe()?)?];
    for file in files.iter().filter(|file| file.is_file()) {
        parts.push(site::read(file)?);
    }
    Ok(site::digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}
