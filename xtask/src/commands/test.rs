//! `cargo xtask test`: lint, native tests, tests in a browser, end-to-end tests.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::build::Build;
use super::lint::Lint;
use crate::tally::Tally;
use crate::versions::WASM_TARGET;
use crate::{setup, sh};

/// Set up what is missing, then lint and run all tests, or one part of them
#[derive(Debug, Args)]
pub struct Test {
    /// The part to run; all of them if none is named
    #[arg(value_enum)]
    part: Option<Part>,
    /// Only tests whose names contain this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// A part of the tests, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting and clippy
    Lint,
    /// The tests that need no browser
    Native,
    /// The tests of what wraps the browser, inside a browser
    Browser,
    /// The built site in a real browser
    E2e,
}

impl Test {
    /// Runs the parts, each whatever the others say, and closes with the count of all.
    ///
    /// # Errors
    /// Where a test failed, or something they need could not be installed.
    pub fn run(self) -> Result<()> {
        let start = Instant::now();
        let parts = self.part.map_or_else(|| Part::value_variants().to_vec(), |part| vec![part]);
        setup::for_build()?;
        if parts.iter().any(|part| matches!(part, Part::Browser | Part::E2e)) {
            setup::for_tests()?;
        }
        let total: Tally = parts.into_iter().map(|part| self.tally(part)).sum();
        println!("all of it took {:.0} s", start.elapsed().as_secs_f64());
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed > 0 {
            bail!("not everything passed");
        }
        Ok(())
    }

    fn tally(&self, part: Part) -> Tally {
        match part {
            Part::Lint => Lint {}.tally(),
            Part::Native => self.native(),
            Part::Browser => self.browser(),
            Part::E2e => self.e2e(),
        }
    }

    fn native(&self) -> Tally {
        let packages = ["meanwhile", "xtask"];
        let tally = |package| {
            let name = format!("native tests of {package}");
            Tally::of_tests(&name, self.cargo_test(&["-p", package]))
        };
        packages.into_iter().map(tally).sum()
    }

    /// `webdriver.json` in the root says how the browser is started.
    fn browser(&self) -> Tally {
        let command = || -> Result<Command> {
            let found = setup::browser::find().context("no browser was found")?;
            // Tests beside the code are native ones; what needs a browser is in `tests/`.
            let mut test = self.cargo_test(&["-p", "meanwhile", "--target", WASM_TARGET, "--test", "*"]);
            test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
            test.env("CHROMEDRIVER", found.driver);
            Ok(test)
        };
        match command() {
            Ok(command) => Tally::of_tests("tests in the browser", command),
            Err(error) => Tally::of_step("tests in the browser", || Err(error)),
        }
    }

    fn e2e(&self) -> Tally {
        let built = Tally::of_step("build of the site", || Build::default().run());
        if built.failed > 0 {
            return built;
        }
        // One browser at a time, in the tests' own order: two would spoil each other's times.
        let mut command = self.cargo_test(&["-p", "e2e"]);
        command.args(["--", "--test-threads=1"]);
        [built, Tally::of_tests("end-to-end tests", command)].into_iter().sum()
    }

    /// `cargo test` that goes on after the first test program that fails.
    fn cargo_test(&self, arguments: &[&str]) -> Command {
        let mut cargo = sh::cargo();
        cargo.args(["test", "--no-fail-fast"]).args(arguments).args(self.only.as_deref());
        // A failed expectation says enough in a line.
        cargo.env("RUST_BACKTRACE", "0");
        cargo
    }
}
