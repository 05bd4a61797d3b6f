//! What `render --site` says of the scenes.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// A scene in words, as `src/render/site.rs` writes them.
#[derive(Clone, Debug, Deserialize)]
pub struct Scene {
    /// Its name in addresses.
    pub id: String,
    /// Its name for readers.
    pub title: String,
    /// The heading that it stands below in the catalogue.
    pub group: String,
    /// The first sentence of the lesson.
    pub description: String,
    /// What to watch, why it happens, when it matters.
    pub lesson: String,
    /// What else a reader must know; often empty.
    pub note: String,
    /// The programs that it compares, in the order of the page.
    pub programs: Vec<Program>,
    /// The name of the file that runs.
    pub rust: String,
    /// The name of the same program's file in Python.
    pub python: String,
    /// The articles that it comes from.
    pub sources: Vec<String>,
}

impl Scene {
    /// The names of its programs in a sentence: `wrong, right and blocking`.
    #[must_use]
    pub fn compared(&self) -> String {
        let names: Vec<_> = self.programs.iter().map(|program| program.name.as_str()).collect();
        match names.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
            _ => names.concat(),
        }
    }
}

/// A program of a scene.
#[derive(Clone, Debug, Deserialize)]
pub struct Program {
    /// Its name in a sentence.
    pub name: String,
    /// How long it takes in virtual time, for readers.
    pub time: String,
}

/// All scenes, in the order of the catalogue.
///
/// # Errors
/// Where `render --site` has not written into this folder.
pub fn read(folder: &Path) -> Result<Vec<Scene>> {
    let text = xtask::site::read(&folder.join("scenes.json"))?;
    serde_json::from_slice(&text).context("scenes.json is not what it should be")
}
