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
    /// How long the async program takes, for readers.
    #[serde(rename = "async")]
    pub run: String,
    /// How long the blocking one takes.
    #[serde(rename = "blocking")]
    pub block: String,
    /// The name of the file that runs.
    pub rust: String,
    /// The name of the same program's file in Python.
    pub python: String,
    /// The articles that it comes from.
    pub sources: Vec<String>,
}

/// All scenes, in the order of the catalogue.
///
/// # Errors
/// Where `render --site` has not written into this folder.
pub fn read(folder: &Path) -> Result<Vec<Scene>> {
    let text = xtask::site::read(&folder.join("scenes.json"))?;
    serde_json::from_slice(&text).context("scenes.json is not what it should be")
}
