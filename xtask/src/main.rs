//! The project's commands: `cargo xtask serve|build|test|lint|bench|setup`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match xtask::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
