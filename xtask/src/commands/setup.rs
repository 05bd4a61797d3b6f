//! `cargo xtask setup`: installs what is missing, and nothing else.

use anyhow::Result;
use clap::Args;

use crate::setup;

/// Install what is missing: the wasm target, trunk, wasm-bindgen, wasm-opt, a browser
#[derive(Debug, Args)]
pub struct Setup {
    /// Leave out what only the tests need
    #[arg(long)]
    pub without_browser: bool,
}

impl Setup {
    /// Installs what is missing.
    ///
    /// # Errors
    /// One sentence for the first thing that could not be installed.
    pub fn run(self) -> Result<()> {
        setup::for_build()?;
        if !self.without_browser {
            setup::for_tests()?;
        }
        println!("set-up: everything is there");
        Ok(())
    }
}
