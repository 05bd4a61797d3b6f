//! `cargo xtask serve`: builds the site and serves it on this machine.

use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use super::build::Build;
use crate::{paths, sh, site::server::Server};

/// Set up what is missing, build the site and serve it on this machine
#[derive(Debug, Args)]
pub struct Serve {
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// The port to listen on; a free one if none is given
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
}

impl Serve {
    /// Builds, prints the address and serves until the process is ended.
    ///
    /// # Errors
    /// Those of the build; a port that is taken.
    pub fn run(self) -> Result<()> {
        Build::default().run()?;
        let runtime = tokio::runtime::Runtime::new().context("the server cannot start")?;
        runtime.block_on(async {
            let server = Server::bind(&paths::dist(), self.port).await?;
            let url = server.url()?;
            println!("Meanwhile is at {url} (Ctrl+C ends it)");
            if self.open {
                open(&url);
            }
            server.serve().await
        })
    }
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
