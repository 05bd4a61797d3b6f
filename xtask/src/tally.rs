//! Counting what passed and what failed, over many runners.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::iter::Sum;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::sh;

/// How many results there were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that passed.
    pub passed: u32,
    /// Those that failed; a runner that ended badly without a failed test counts as one.
    pub failed: u32,
    /// What was said about those that failed, line by line.
    pub failures: Vec<String>,
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
            Ok(()) => Self { passed: 1, ..Self::default() },
            Err(error) => Self::of_failure(format!("{name}: FAILED: {error:#}")),
        }
    }

    fn of_failure(sentence: String) -> Self {
        println!("{sentence}");
        Self { failed: 1, failures: vec![sentence], ..Self::default() }
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
            Err(error) => Self::of_failure(format!("{name}: FAILED: {error:#}")),
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
            failures: [sum.failures, tally.failures].concat(),
        })
    }
}

/// Passes the output on line by line, and reads it on the way.
fn counted(command: &mut Command) -> Result<Tally> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().context("a child without output")?;
    let mut tally = Tally::default();
    let mut explains = false;
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        let (passed, failed) = read(&line);
        tally.passed += passed;
        tally.failed += failed;
        // What libtest says about each test that failed stands between these lines.
        explains = (explains || line == "failures:") && !line.contains("test result: ");
        if explains {
            tally.failures.push(line);
        }
    }
    if !child.wait()?.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Reads `test result: ok. 3 passed; 0 failed; …`; any other line counts nothing.
fn read(line: &str) -> (u32, u32) {
    let Some((_, counts)) = line.split_once("test result: ") else { return (0, 0) };
    let count = |what: &str| {
        let words: Vec<&str> = counts.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        let pair = words.windows(2).find(|pair| pair[1] == what);
        pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    (count("passed"), count("failed"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{Tally, counted, read};

    #[test]
    fn result_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(line), (12, 3));
        assert_eq!(read("test a_test_of_7 passed ... ok"), (0, 0));
    }

    #[test]
    fn what_is_said_about_a_failure_is_kept() {
        let mut command = Command::new("printf");
        command.arg("test a ... FAILED\n\nfailures:\n\nfour is not five\n\ntest result: FAILED. 2 passed; 1 failed\nbye\n");
        let tally = counted(&mut command).expect("it runs");
        assert_eq!((tally.passed, tally.failed), (2, 1));
        assert_eq!(tally.failures, ["failures:", "", "four is not five", ""]);
    }

    #[test]
    fn a_check_that_cannot_run_has_failed() {
        assert_eq!(Tally::of_check("none", "no-such-command").failed, 1);
    }
}
