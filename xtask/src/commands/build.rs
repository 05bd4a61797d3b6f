//! `cargo xtask build`: the static site in `dist/`.

use anyhow::Result;
use clap::Args;

use crate::{paths, setup, sh, site};

/// Build the static site in dist/, for any host and any path
#[derive(Debug, Args)]
pub struct Build {
    /// Where the site will be served, if its addresses must not be relative
    #[arg(long, default_value = "./", value_name = "URL")]
    pub public_url: String,
}

impl Default for Build {
    fn default() -> Self {
        Self { public_url: "./".to_owned() }
    }
}

impl Build {
    /// Sets up what is missing, builds, and prints what a visitor downloads.
    ///
    /// # Errors
    /// Those of set-up, of the compiler and of trunk; files that do not fit together.
    pub fn run(self) -> Result<()> {
        setup::for_build()?;
        let dist = paths::dist();
        sh::step("site, with trunk", || self.trunk())?;
        site::finish(&paths::root().join("static"), &dist, &self.base())?;
        site::weight::Weight::of(&dist)?.print();
        Ok(())
    }

    /// The public URL with the slash that makes it a folder.
    fn base(&self) -> String {
        format!("{}/", self.public_url.trim_end_matches('/'))
    }

    fn trunk(&self) -> Result<()> {
        let mut trunk = sh::command("trunk");
        trunk.args(["build", "--release", "--offline", "--skip-version-check", "--log", "warn"]);
        trunk.args(["--public-url", &self.base()]);
        // Trunk takes any value but true and false here for an error.
        sh::run(trunk.env_remove("NO_COLOR"))
    }
}
