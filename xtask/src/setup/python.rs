//! Python packages that the tests use, by pip, each set in an environment of its own below `target/tools`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::{paths, sh};

/// The builders of documentation whose books the tests embed scenes in.
pub const BUILDERS: Packages = Packages {
    name: "builders",
    what: "MkDocs, Sphinx and Hugo",
    without: "the tests of their books",
    file: "tests/e2e/books/requirements.txt",
    requirements: include_str!("../../../tests/e2e/books/requirements.txt"),
};

/// The HTTP libraries, and the event loop, that the recorder for Python programs knows.
pub const CLIENTS: Packages = Packages {
    name: "clients",
    what: "httpx, aiohttp, requests and uvloop",
    without: "the tests that record them",
    file: "tests/recorder/requirements.txt",
    requirements: include_str!("../../../tests/recorder/requirements.txt"),
};

/// Packages that are installed together.
#[derive(Debug)]
pub struct Packages {
    /// Their folder.
    name: &'static str,
    /// What they are called.
    what: &'static str,
    /// What is skipped without them.
    without: &'static str,
    /// What pip installs, with every version: the file, and its text.
    file: &'static str,
    requirements: &'static str,
}

impl Packages {
    /// A program of theirs, where it is there in the version that is pinned.
    #[must_use]
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let file = self.folder().join("bin").join(program);
        (self.is_complete() && file.is_file()).then_some(file)
    }

    /// Installs what is missing. Where that cannot be done a sentence says so: all else works without.
    pub fn ensure(&self) {
        let Self { what, without, .. } = self;
        let step = format!("{what}, with pip (about a minute, below target/tools)");
        if !self.is_complete()
            && let Err(why) = sh::step(&step, || self.install())
        {
            println!("   {what} are missing ({why:#}): {without} will be skipped");
        }
    }

    fn folder(&self) -> PathBuf {
        paths::tools().join(self.name)
    }

    /// Written last: what is in it was installed as a whole.
    fn receipt(&self) -> PathBuf {
        self.folder().join("requirements.txt")
    }

    fn is_complete(&self) -> bool {
        fs::read_to_string(self.receipt()).is_ok_and(|installed| installed == self.requirements)
    }

    fn install(&self) -> Result<()> {
        let mut venv = sh::command("python3");
        sh::quietly(self.name, venv.args(["-m", "venv", "--clear"]).arg(self.folder()))
            .map_err(|why| anyhow!("Python 3 with its venv module is needed: {why:#}"))?;
        let mut pip = Command::new(self.folder().join("bin/pip"));
        // What would have to be compiled is no sure thing.
        pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
        ]);
        sh::quietly(self.name, pip.arg("--requirement").arg(paths::root().join(self.file)))?;
        fs::write(self.receipt(), self.requirements)?;
        Ok(())
    }
}
