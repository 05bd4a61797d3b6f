//! `cargo xtask setup`: installs what is missing, and nothing else.

use anyhow::Result;
use clap::Args;

use crate::setup;

/// Install what is missing: the wasm target, wasm-opt, esbuild, a browser; the other commands do so themselves
#[derive(Debug, Args)]
pub struct Setup {
    /// Leave out what only the tests need
    #[arg(long)]
    pub without_browser: bool,
    /// Also install trunk, which one test needs and no command does
    #[arg(long)]
    pub trunk: bool,
}

impl Setup {
    /// Installs what is missing.
    ///
    /// # Errors
    /// One sentence for the first thing that could not be installed.
    pub fn run(self) -> Result<()> {
        setup::for_build()?;
        if !self.without_browser {
            setup::for_end_to_end()?;
            setup::python::CLIENTS.ensure();
        }
        if self.trunk {
            setup::tools::ensure_trunk()?;
        }
        println!("set-up: everything is there");
        Ok(())
    }
}
