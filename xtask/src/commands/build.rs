//! `cargo xtask build`: the static site in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use crate::versions::{BINARYEN, TRUNK, WASM_BINDGEN, WASM_TARGET};
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
        sh::step("programs, with cargo", compile)?;
        let (bundle, stamp) = (paths::bundle(), self.stamp()?);
        if fs::read_to_string(bundle.join(STAMP)).ok().as_ref() != Some(&stamp) {
            sh::step("bundle, with trunk", || self.trunk(&bundle))?;
            fs::write(bundle.join(STAMP), &stamp)?;
        }
        sh::step("pictures of the scenes", || posters(&bundle))?;
        let site = paths::staging();
        site::finish(&bundle, &paths::root().join("static"), &site, &self.base(), &minified)?;
        publish(&site, &paths::dist())?;
        site::weight::Weight::of(&paths::dist())?.print();
        Ok(())
    }

    /// All that trunk's work depends on, as one hash: an equal one needs no second bundle.
    fn stamp(&self) -> Result<String> {
        let programs = paths::target().join(WASM_TARGET).join("release");
        let mut parts = vec![format!("{} {TRUNK} {WASM_BINDGEN} {BINARYEN}", self.base()).into_bytes()];
        for file in [programs.join("page.wasm"), programs.join("runner.wasm")] {
            parts.push(fs::read(file)?);
        }
        for file in ["static/index.html", "Trunk.toml"] {
            parts.push(fs::read(paths::root().join(file))?);
        }
        Ok(site::digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
    }

    /// The public URL with the slash that makes it a folder.
    fn base(&self) -> String {
        format!("{}/", self.public_url.trim_end_matches('/'))
    }

    fn trunk(&self, bundle: &Path) -> Result<()> {
        let mut trunk = sh::command("trunk");
        trunk.args(["build", "--release", "--offline", "--skip-version-check", "--log", "warn"]);
        trunk.args(["--public-url", &self.base(), "--dist"]).arg(bundle);
        // Trunk takes any value but true and false here for an error.
        sh::run(trunk.env_remove("NO_COLOR"))
    }
}

/// The file in trunk's bundle that says what it was made of.
const STAMP: &str = ".stamp";

/// The two programs as `index.html` asks trunk for them, in cargo's words.
const PROGRAMS: [&[&str]; 2] = [&["--bin", "page"], &["--bin", "runner", "--no-default-features"]];

/// Compiles both programs; trunk finds them done.
fn compile() -> Result<()> {
    let build = ["build", "-p", "meanwhile", "--release", "--target", WASM_TARGET];
    PROGRAMS.iter().try_for_each(|program| sh::run(sh::cargo().args(build).args(*program)))
}

/// A script or a stylesheet without comments and blanks; the one that is made of several files with all of
/// them.
fn minified(file: &Path) -> Result<String> {
    let mut esbuild = sh::command("esbuild");
    if file.ends_with(site::EMBED) {
        esbuild.args(["--bundle", "--format=esm"]);
    }
    let text = sh::read(esbuild.args(["--minify", "--legal-comments=none"]).arg(file));
    text.context("esbuild did not read it")
}

/// Draws the scenes for the catalogue: natively, in virtual time.
fn posters(bundle: &Path) -> Result<()> {
    let folder = bundle.join("posters");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    sh::run(
        sh::cargo()
            .args(["run", "--quiet", "-p", "meanwhile", "--bin", "render", "--", "--posters"])
            .arg(folder),
    )
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
