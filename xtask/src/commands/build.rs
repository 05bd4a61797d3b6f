//! `cargo xtask build`: the static site in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::versions::WASM_TARGET;
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
        let _alone = sh::alone()?;
        let site = paths::staging();
        sh::step("programs, with cargo", compile)?;
        sh::step("site, with trunk", || self.trunk(&site))?;
        site::finish(&paths::root().join("static"), &site, &self.base())?;
        publish(&site, &paths::dist())?;
        site::weight::Weight::of(&paths::dist())?.print();
        Ok(())
    }

    /// The public URL with the slash that makes it a folder.
    fn base(&self) -> String {
        format!("{}/", self.public_url.trim_end_matches('/'))
    }

    fn trunk(&self, site: &Path) -> Result<()> {
        let mut trunk = sh::command("trunk");
        trunk.args(["build", "--release", "--offline", "--skip-version-check", "--log", "warn"]);
        trunk.args(["--public-url", &self.base(), "--dist"]).arg(site);
        // Trunk takes any value but true and false here for an error.
        sh::run(trunk.env_remove("NO_COLOR"))
    }
}

/// Compiles both programs side by side; trunk, which takes one after the other, finds them done.
fn compile() -> Result<()> {
    let arguments = ["build", "-p", "meanwhile", "--release", "--bin", "page", "--bin", "worker"];
    sh::run(sh::cargo().args(arguments).args(["--target", WASM_TARGET]))
}

/// Puts the new site in the old one's place at once: whoever serves it never sees half of one.
fn publish(site: &Path, dist: &Path) -> Result<()> {
    let old = site.with_extension("old");
    if dist.exists() {
        fs::rename(dist, &old)?;
    }
    fs::rename(site, dist)?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}
