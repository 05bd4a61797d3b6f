//! `cargo xtask bench`: the performance table.

use anyhow::Result;
use clap::Args;

use super::build::Build;
use crate::{paths, setup, sh};

/// Measure the page: its weight, its start, its runs
#[derive(Debug, Args)]
pub struct Bench {
    /// Print a line of JSON a figure instead of the table
    #[arg(long)]
    json: bool,
}

impl Bench {
    /// Builds the site and a bare page to compare it with, then measures both.
    ///
    /// # Errors
    /// Those of the builds and of the browser.
    pub fn run(self) -> Result<()> {
        setup::for_build()?;
        setup::for_tests()?;
        Build::default().run()?;
        sh::step("bare page, with trunk", bare_page)?;
        let mut bench = sh::cargo();
        bench.args(["run", "--quiet", "--release", "-p", "e2e", "--bin", "bench", "--"]);
        // What is measured runs in the browser: the release profile's long link is for that.
        bench.env("CARGO_PROFILE_RELEASE_LTO", "false").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        sh::run(bench.args(self.json.then_some("--json")))
    }
}

/// The smallest yew page there is, by the same trunk with the same optimizations.
fn bare_page() -> Result<()> {
    let mut trunk = sh::command("trunk");
    trunk.current_dir(paths::root().join("tests/e2e/bare"));
    trunk.args(["build", "--release", "--offline", "--skip-version-check", "--log", "warn", "--dist"]);
    sh::run(trunk.arg(paths::bare()).env_remove("NO_COLOR"))
}
