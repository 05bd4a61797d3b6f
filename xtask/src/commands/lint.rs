//! `cargo xtask lint`: formatting and clippy, on the host and for the browser.

use anyhow::{Result, bail};
use clap::Args;

use crate::setup;
use crate::tally::Tally;

/// Check formatting and clippy, on the host and for the browser
#[derive(Debug, Args)]
pub struct Lint {}

/// What is checked: a name, then cargo's arguments. Clippy once a target: cargo itself knows what has changed.
const CHECKS: [(&str, &str); 3] = [
    ("format", "fmt --all --check"),
    ("clippy on the host", "clippy --workspace --all-targets -- -D warnings"),
    (
        "clippy for the browser",
        "clippy -p meanwhile -p bare -p awaits --lib --bins --test browser --target wasm32-unknown-unknown -- -D warnings",
    ),
];

impl Lint {
    /// Runs every check, whatever the others say.
    ///
    /// # Errors
    /// Says how many checks failed.
    pub fn run(self) -> Result<()> {
        setup::target::ensure()?;
        match self.tally().failed {
            0 => Ok(()),
            failed => bail!("{failed} of {} checks failed", CHECKS.len()),
        }
    }

    /// The checks as a tally: one result each.
    #[must_use]
    pub fn tally(self) -> Tally {
        CHECKS.iter().map(|(name, arguments)| Tally::of_check(name, arguments)).sum()
    }
}
