//! `cargo xtask test`: lint, native tests, tests in a browser, end-to-end tests.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::build::Build;
use super::lint::Lint;
use crate::tally::Tally;
use crate::versions::WASM_TARGET;
use crate::{paths, setup, sh};

/// Set up what is missing, then lint and run all tests, or some parts of them
#[derive(Debug, Args)]
pub struct Test {
    /// The parts to run; all of them if none is named
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Only tests whose names contain this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// A part of the tests, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Lint and the native tests, in three minutes
    Quick,
    /// Formatting and clippy
    Lint,
    /// The tests that need no browser
    Native,
    /// The tests of what wraps the browser, inside a browser
    Browser,
    /// The built site in a real browser
    E2e,
}

/// How many end-to-end tests run side by side: each mostly waits.
const SIDE_BY_SIDE: &str = "--test-threads=4";

/// The end-to-end tests that measure: what runs beside them would spoil it.
const ALONE: &str = "alone::";

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Browser => "browser",
            Self::E2e => "e2e",
        }
    }

    /// What it does, for those who wait for it.
    fn plan(self) -> &'static str {
        match self {
            Self::Quick | Self::Lint => "formatting; clippy on the host and for wasm32",
            Self::Native => "unit, property, golden and scene tests in virtual time; CPython as a judge",
            Self::Browser => "timers, requests and workers, inside Chromium",
            Self::E2e => "builds the site as it is published, and uses it in Chromium and Firefox",
        }
    }
}

impl Test {
    /// Runs the parts, each whatever the others say, and closes with the count of all.
    ///
    /// # Errors
    /// Where a test failed, or something they need could not be installed.
    pub fn run(self) -> Result<()> {
        let start = Instant::now();
        let parts = self.parts();
        println!("== what is going to be done");
        println!("   set-up: whatever of this is missing");
        for part in &parts {
            println!("   {}: {}", part.name(), part.plan());
        }
        let set_up = Instant::now();
        Self::set_up(&parts)?;
        let mut times = vec![("set-up", set_up.elapsed(), Tally::default())];
        for part in parts {
            let start = Instant::now();
            let tally = self.tally(part);
            times.push((part.name(), start.elapsed(), tally));
        }
        println!("== how long it took");
        for (name, time, tally) in &times {
            println!("   {name:<8} {:>5.0} s   {tally}", time.as_secs_f64());
        }
        println!("   all of it {:.0} s", start.elapsed().as_secs_f64());
        let total: Tally = times.into_iter().map(|(_, _, tally)| tally).sum();
        // Once more, where whoever looks at the end of a long output sees it.
        for line in &total.failures {
            println!("{line}");
        }
        println!("{total}");
        if total.failed > 0 {
            bail!("not everything passed");
        }
        Ok(())
    }

    fn parts(&self) -> Vec<Part> {
        match self.parts.as_slice() {
            [] => vec![Part::Lint, Part::Native, Part::Browser, Part::E2e],
            [Part::Quick] => vec![Part::Lint, Part::Native],
            parts => parts.to_vec(),
        }
    }

    /// Installs what these parts need, and nothing else.
    fn set_up(parts: &[Part]) -> Result<()> {
        setup::target::ensure()?;
        if parts.contains(&Part::Native) {
            setup::python::CLIENTS.ensure();
        }
        if parts.contains(&Part::Browser) {
            setup::browser::ensure()?;
        }
        if parts.contains(&Part::E2e) {
            setup::for_end_to_end()?;
        }
        Ok(())
    }

    fn tally(&self, part: Part) -> Tally {
        match part {
            Part::Quick => [Lint {}.tally(), self.native()].into_iter().sum(),
            Part::Lint => Lint {}.tally(),
            Part::Native => self.native(),
            Part::Browser => self.browser(),
            Part::E2e => self.e2e(),
        }
    }

    fn native(&self) -> Tally {
        let packages = ["-p", "meanwhile", "-p", "xtask", "-p", "site"];
        Tally::of_tests("native tests", self.cargo_test(&packages))
    }

    /// `webdriver.json` in the root says how the browser is started.
    fn browser(&self) -> Tally {
        let command = || -> Result<Command> {
            let found = setup::browser::find().context("no browser was found")?;
            let runner = "wasm-bindgen-test-runner";
            sh::run(sh::cargo().args(["build", "-p", "wasm-bindgen-programs", "--bin", runner]))?;
            // Tests beside the code are native ones; what needs a browser is in `tests/browser`.
            let mut test =
                self.cargo_test(&["-p", "meanwhile", "--target", WASM_TARGET, "--test", "browser"]);
            test.env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                paths::target().join("debug").join(runner),
            );
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
        let tests = |arguments: [&str; 3]| {
            let mut command = self.cargo_test(&["-p", "e2e"]);
            command.arg("--").args(arguments);
            command
        };
        let together = tests(["--skip", ALONE, SIDE_BY_SIDE]);
        let alone = tests([ALONE, "--test-threads=1", "--nocapture"]);
        let together = Tally::of_tests("end-to-end tests", together);
        [built, together, Tally::of_tests("end-to-end tests that measure", alone)].into_iter().sum()
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
