//! `cargo xtask bench`: the performance table.

use std::fs;
use std::io::stderr;
use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::programs::{self, Profile, Program};
use crate::{paths, setup, sh};

/// Measure the page: its weight, its start, its runs
#[derive(Debug, Args)]
pub struct Bench {
    /// Print a line of JSON a figure instead of the table
    #[arg(long)]
    json: bool,
    /// Measure only these: weight, starts, walls, records, frames, hands, pool, lighthouse,
    /// awaits, recorder
    parts: Vec<String>,
}

impl Bench {
    /// Builds the site and the pages to compare it with, then measures all. Only the figures go to
    /// the standard output, where programs may read them.
    ///
    /// # Errors
    /// Those of the builds and of the browser.
    pub fn run(self) -> Result<()> {
        for command in ["setup", "build"] {
            sh::run(sh::command(std::env::current_exe()?).arg(command).stdout(stderr()))?;
        }
        let wanted = |name| self.parts.is_empty() || self.parts.iter().any(|part| part == name);
        if wanted("lighthouse") {
            setup::tools::ensure_for_bench()?;
        }
        if wanted("recorder") {
            setup::python::CLIENTS.ensure();
        }
        page("bare", &paths::bare())?;
        page("awaits", &paths::awaits())?;
        let mut bench = sh::cargo();
        bench.args(["run", "--quiet", "--release", "-p", "e2e", "--bin", "bench", "--"]);
        // What is measured runs in the browser: the release profile's long link is for that.
        bench.env("CARGO_PROFILE_RELEASE_LTO", "false").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        sh::run(bench.args(self.json.then_some("--json")).args(self.parts))
    }
}

/// A small page of the tests, with the same optimizations as the site.
fn page(name: &'static str, dist: &Path) -> Result<()> {
    let program = Program { package: name, name, is_module: true };
    programs::build(&[program], Profile::Small, dist)?;
    let html = paths::root().join("tests/e2e").join(name).join("index.html");
    Ok(fs::copy(html, dist.join("index.html")).map(drop)?)
}
