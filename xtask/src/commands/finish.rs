//! `cargo xtask finish`: what trunk's hook calls, so that trunk by itself makes the same site.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::build;
use crate::programs::Profile;
use crate::site::{self, Parts, drawing};
use crate::{paths, setup, sh};

/// Make the site of what trunk built; trunk calls this itself
#[derive(Debug, Args)]
pub struct Finish {}

impl Finish {
    /// Finishes the folder that trunk names in `TRUNK_STAGING_DIR`.
    ///
    /// # Errors
    /// Where trunk did not call this; those of the build.
    pub fn run(self) -> Result<()> {
        let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
        let staging = staging.context("trunk calls this command: type `trunk serve` or `trunk build`")?;
        // Another trunk's hook may be at work on the same folders.
        let _alone = sh::alone()?;
        let is_release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
        let (bundle, site) = (paths::target().join("trunk/bundle"), paths::target().join("trunk/site"));
        move_folder(&staging, &bundle)?;
        if is_release {
            setup::tools::ensure()?;
            build::complete(&bundle, &site, None)?;
        } else {
            sh::run(&mut drawing::command())?;
            let (files, drawn) = (paths::root().join("static"), paths::scenes());
            let drawn = Some(drawn.as_path());
            let parts = Parts { profile: Profile::Quick, bundle: &bundle, files: &files, drawn, head: "" };
            site::finish(&parts, &site)?;
        }
        move_folder(&site, &staging)
    }
}

fn move_folder(from: &PathBuf, to: &PathBuf) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::rename(from, to).with_context(|| format!("{} cannot be moved", from.display()))
}
