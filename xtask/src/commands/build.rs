//! `cargo xtask build`: the static site in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use crate::site::public::PublicUrl;
use crate::site::{Parts, compress, pages};
use crate::versions::{BINARYEN, TRUNK, WASM_BINDGEN, WASM_TARGET};
use crate::{paths, setup, sh, site};

/// Build the static site in dist/, for any host and any path
#[derive(Debug, Default, Args)]
pub struct Build {
    /// Where the site will be, such as `https://example.org/async/`: for those who only take whole
    /// addresses, which are link previews, oEmbed and the site map. All else is relative anyway
    #[arg(long, value_name = "URL")]
    pub public_url: Option<PublicUrl>,
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
        let (bundle, stamp) = (paths::bundle(), stamp()?);
        if fs::read_to_string(bundle.join(STAMP)).ok().as_ref() != Some(&stamp) {
            sh::step("bundle, with trunk", || trunk(&bundle))?;
            fs::write(bundle.join(STAMP), &stamp)?;
        }
        sh::step("pictures of the scenes", || draw(&paths::scenes()))?;
        let site = paths::staging();
        let (files, posters) = (paths::root().join("static"), paths::scenes().join("posters"));
        let public = self.public_url.as_ref();
        let parts = Parts { bundle: &bundle, files: &files, posters: &posters, public };
        site::finish(&parts, &site, &minified)?;
        sh::step("static pages", || pages::write(&paths::scenes(), &files, &site, public, &minified))?;
        sh::step("compressed files", || compress::write(&site))?;
        publish(&site, &paths::dist())?;
        site::weight::Weight::of(&paths::dist())?.print();
        Ok(())
    }
}

/// All that trunk's work depends on, as one hash: an equal one needs no second bundle.
fn stamp() -> Result<String> {
    let programs = paths::target().join(WASM_TARGET).join("release");
    let mut parts = vec![format!("{TRUNK} {WASM_BINDGEN} {BINARYEN}").into_bytes()];
    for file in [programs.join("page.wasm"), programs.join("runner.wasm")] {
        parts.push(fs::read(file)?);
    }
    for file in ["static/index.html", "Trunk.toml"] {
        parts.push(fs::read(paths::root().join(file))?);
    }
    Ok(site::digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn trunk(bundle: &Path) -> Result<()> {
    let mut trunk = sh::command("trunk");
    trunk.args(["build", "--release", "--offline", "--skip-version-check", "--log", "warn", "--dist"]);
    // Trunk takes any value but true and false here for an error.
    sh::run(trunk.arg(bundle).env_remove("NO_COLOR"))
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

/// Has the scenes drawn and described: natively, in virtual time.
fn draw(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let render = ["run", "--quiet", "-p", "meanwhile", "--bin", "render", "--", "--site"];
    sh::run(sh::cargo().args(render).arg(folder))
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
