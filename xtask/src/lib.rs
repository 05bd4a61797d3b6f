//! The project's commands. In reading order:
//!
//! - [`commands`]: one module a command: its options, then what it does.
//! - [`site`]: what is done to the site after trunk, and the server that shows it.
//! - [`setup`]: installs what a command needs and the machine does not have.
//! - [`sh`]: child processes and the steps that are printed.
//! - [`paths`], [`versions`]: where things are, and which programs are pinned.

use anyhow::Result;
use clap::{Parser, Subcommand};

pub mod commands;
pub mod paths;
pub mod setup;
pub mod sh;
pub mod site;
pub mod versions;

use commands::{build::Build, serve::Serve, setup::Setup};

/// The command line of `cargo xtask`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about, version)]
pub struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Serve(Serve),
    Build(Build),
    Setup(Setup),
}

impl Cli {
    /// Does what the command line asks for.
    ///
    /// # Errors
    /// One sentence: what is wrong, why, and what helps.
    pub fn run(self) -> Result<()> {
        match self.command {
            Task::Serve(serve) => serve.run(),
            Task::Build(build) => build.run(),
            Task::Setup(setup) => setup.run(),
        }
    }
}
