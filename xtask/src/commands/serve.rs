//! `cargo xtask serve`: builds the site as quickly as it can be done, and serves it on this machine.

use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::programs::{self, Profile};
use crate::site::{self, Parts, drawing, server::Server};
use crate::{paths, setup, sh};

/// Set up what is missing, build the site quickly and serve it on this machine
#[derive(Debug, Args)]
pub struct Serve {
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// The port to listen on; a free one if none is given
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Serve what `cargo xtask build` made in dist/ instead, as visitors get it
    #[arg(long)]
    built: bool,
}

impl Serve {
    /// Builds, prints the address and serves until the process is ended.
    ///
    /// # Errors
    /// Those of the build; a port that is taken.
    pub fn run(self) -> Result<()> {
        let site = if self.built { paths::dist() } else { quick()? };
        let more = if self.built { axum::Router::new() } else { drawing::when_asked_for() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.context("the server cannot start")?.block_on(async {
            let server = Server::bind(&site, more, self.port).await?;
            let url = server.url()?;
            println!("Meanwhile is at {url} (Ctrl+C ends it)");
            if self.open {
                open(&url);
            }
            server.serve().await
        })
    }
}

/// Makes the page and nothing else; pictures and coloured code follow when they are asked for.
fn quick() -> Result<std::path::PathBuf> {
    setup::target::ensure()?;
    let _alone = sh::alone()?;
    let (bundle, site) = (paths::bundle(Profile::Quick), paths::quick_site());
    programs::build(&programs::SITE, Profile::Quick, &bundle)?;
    let files = paths::root().join("static");
    let parts = Parts { profile: Profile::Quick, bundle: &bundle, files: &files, drawn: None, head: "" };
    site::finish(&parts, &site)?;
    Ok(site)
}

/// Opens the address with what the system has for that; the address is printed anyway.
fn open(url: &str) {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    if sh::read(Command::new(opener).arg(url)).is_none() {
        println!("{opener} could not open a browser: open the address yourself");
    }
}
