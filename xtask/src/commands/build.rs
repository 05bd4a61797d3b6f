//! `cargo xtask build`: the static site in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use clap::Args;

use crate::programs::{self, Profile};
use crate::{paths, setup, sh};

/// Build the static site in dist/, for any host and any path
#[derive(Debug, Default, Args)]
pub struct Build {
    /// Where the site will be, such as `https://example.org/async/`: for those who only take whole
    /// addresses, which are link previews, oEmbed and the site map. All else is relative anyway
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

impl Build {
    /// Sets up what is missing, builds, and prints what a visitor downloads.
    ///
    /// # Errors
    /// Those of set-up and of the compiler; files that do not fit together; a visit that is too heavy.
    pub fn run(self) -> Result<()> {
        setup::for_build()?;
        let _alone = sh::alone()?;
        let (bundle, site) = (paths::bundle(Profile::Small), paths::staging());
        programs::build(&programs::SITE, Profile::Small, &bundle)?;
        complete(&bundle, &site, self.public_url.as_deref())?;
        publish(&site, &paths::dist())
    }
}

/// Makes a whole site of the programs in `bundle`: with pictures, static pages and compressed copies.
///
/// # Errors
/// Those of the crate `site`.
pub fn complete(bundle: &Path, site: &Path, public_url: Option<&str>) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "-p", "site", "--", "complete"]).arg(bundle).arg(site);
    sh::run(cargo.args(public_url.map(|url| format!("--public-url={url}"))))
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
