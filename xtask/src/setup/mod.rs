//! Installs what a command needs and the machine does not have.
//!
//! Every part looks first and is silent when there is nothing to do. Programs go below
//! `target/tools`; only the wasm target (into the toolchain) and the browser (a package of the
//! system) have their places elsewhere.

use anyhow::{Error, Result, anyhow};

pub mod browser;
pub mod debian;
pub mod nginx;
pub mod python;
pub mod target;
pub mod tools;

/// Whatever `build` needs.
///
/// # Errors
/// One sentence for the first thing that could not be installed.
pub fn for_build() -> Result<()> {
    target::ensure()?;
    tools::ensure()
}

/// What the end-to-end tests need.
///
/// # Errors
/// One sentence for the first thing that could not be installed.
pub fn for_end_to_end() -> Result<()> {
    for_build()?;
    browser::ensure()?;
    nginx::ensure();
    browser::try_firefox();
    python::BUILDERS.ensure();
    tools::ensure_for_tests()
}

/// The one sentence for what cannot be installed.
fn missing(what: &str, why: impl std::fmt::Display, how: &str) -> Error {
    anyhow!("{what} is missing and could not be installed ({why:#}): {how}")
}
