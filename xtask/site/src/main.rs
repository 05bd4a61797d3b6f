//! Makes what the site has besides the page; `cargo xtask` calls it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use site::public::PublicUrl;
use site::{compress, drawing, pages, weight};
use xtask::programs::Profile;
use xtask::site::{Parts, finish};
use xtask::{paths, sh};

/// What `cargo xtask` asks for.
#[derive(Debug, Parser)]
enum Command {
    /// Draw the scenes
    Draw {
        /// Where
        folder: PathBuf,
    },
    /// Make the whole site of the programs
    Complete {
        /// The programs with their glue
        bundle: PathBuf,
        /// Where the site will be
        site: PathBuf,
        /// Where it will be published
        #[arg(long)]
        public_url: Option<PublicUrl>,
    },
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Draw { folder } => drawing::draw(&folder),
        Command::Complete { bundle, site, public_url } => complete(&bundle, &site, public_url.as_ref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn complete(bundle: &Path, site: &Path, public: Option<&PublicUrl>) -> Result<()> {
    let (files, drawn) = (paths::root().join("static"), paths::scenes());
    sh::step("pictures and coloured code of the scenes", || drawing::draw(&drawn))?;
    let head = pages::of_the_site(public);
    let parts = Parts { profile: Profile::Small, bundle, files: &files, drawn: Some(&drawn), head: &head };
    finish(&parts, site)?;
    sh::step("static pages", || pages::write(&drawn, &files, site, public))?;
    sh::step("compressed copies", || compress::write(site))?;
    let visits = weight::weigh(site)?;
    weight::print(&visits);
    weight::check(&visits)
}
