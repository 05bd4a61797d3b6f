//! Counting what passed and what failed, over many runners.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::iter::Sum;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::sh;

/// How many results there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that passed.
    pub passed: u32,
    /// Those that failed; a runner that ended badly without a failed test counts as one.
    pub failed: u32,
}

impl Tally {
    /// Runs cargo as one check: it passes or it fails.
    #[must_use]
    pub fn of_check(name: &str, arguments: &str) -> Self {
        Self::of_step(name, || sh::run(sh::cargo().args(arguments.split_whitespace())))
    }

    /// Does a step as one check: it passes or it fails.
    pub fn of_step(name: &str, work: impl FnOnce() -> Result<()>) -> Self {
        match sh::step(name, work) {
            Ok(()) => Self { passed: 1, failed: 0 },
            Err(error) => {
                println!("{name}: FAILED: {error:#}");
                Self { passed: 0, failed: 1 }
            }
        }
    }

    /// Runs a command that prints libtest's result lines, and counts them.
    #[must_use]
    pub fn of_tests(name: &str, mut command: Command) -> Self {
        println!("== {name}");
        let start = Instant::now();
        match counted(&mut command) {
            Ok(tally) => {
                println!("   done in {:.1} s", start.elapsed().as_secs_f64());
                tally
            }
            Err(error) => {
                println!("{name}: FAILED: {error:#}");
                Self { passed: 0, failed: 1 }
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
        })
    }
}

/// Passes the output on line by line, and reads it on the way.
fn counted(command: &mut Command) -> Result<Tally> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("a child without output")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        tally = [tally, read(&line)].into_iter().sum();
    }
    if !child.wait()?.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Reads `test result: ok. 3 passed; 0 failed; …`; any other line counts nothing.
fn read(line: &str) -> Tally {
    let Some((_, counts)) = line.split_once("test result: ") else { return Tally::default() };
    let count = |what: &str| {
        let words: Vec<&str> = counts.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        let pair = words.windows(2).find(|pair| pair[1] == what);
        pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("passed"), failed: count("failed") }
}

#[cfg(test)]
mod tests {
    use super::{Tally, read};

    #[test]
    fn result_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(line), Tally { passed: 12, failed: 3 });
        assert_eq!(read("test a_test_of_7 passed ... ok"), Tally::default());
    }

    #[test]
    fn a_check_that_cannot_run_has_failed() {
        assert_eq!(Tally::of_check("none", "no-such-command").failed, 1);
    }
}
