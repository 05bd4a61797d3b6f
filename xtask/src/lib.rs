//! The project's commands. In reading order:
//!
//! - [`commands`]: one module a command: its options, then what it does.
//! - [`programs`]: the two wasm programs, from cargo to what a browser loads.
//! - [`site`](mod@site): the site in a folder, and the server that shows it. What it has besides the page, which
//!   takes longer to make, is the crate `site`.
//! - [`setup`]: installs what a command needs and the machine does not have.
//! - [`sh`], [`tally`]: child processes, the steps that are printed, the tests that are counted.
//! - [`paths`], [`versions`]: where things are, and which programs are pinned.

use anyhow::Result;
use clap::{Parser, Subcommand};

pub mod commands;
pub mod paths;
pub mod programs;
pub mod setup;
pub mod sh;
pub mod site;
pub mod tally;
pub mod versions;

use commands::{
    bench::Bench, build::Build, finish::Finish, lint::Lint, serve::Serve, setup::Setup, test::Test,
};

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
    Test(Test),
    Lint(Lint),
    Bench(Bench),
    Setup(Setup),
    #[command(hide = true)]
    Finish(Finish),
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
            Task::Test(test) => test.run(),
            Task::Lint(lint) => lint.run(),
            Task::Bench(bench) => bench.run(),
            Task::Setup(setup) => setup.run(),
            Task::Finish(finish) => finish.run(),
        }
    }
}
