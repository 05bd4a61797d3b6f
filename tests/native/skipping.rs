//! A test that cannot be made says so, and fails where everything must be tested.

use std::env;
use std::process::Command;

/// A test that needs `CPython`.
const TEST: &str =
    "runtime::asyncio::judge::its_clock_jumps_and_equal_deadlines_fire_in_the_order_of_setting";

const LINE: &str = "skipped: comparing virtual_clock with CPython: python3 does not start: ";

/// Runs that test where there is no `CPython`: whether it passes, and all that it says.
fn without_python(ci: &str) -> (bool, String) {
    let mut test = Command::new(env::current_exe().unwrap());
    let output = test.args(["--exact", TEST]).env("PATH", "").env("CI", ci).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn a_test_without_python_says_so() {
    let (passes, said) = without_python("false");
    assert!(passes && said.contains("1 passed") && said.contains(LINE), "{said}");
}

#[test]
fn a_test_without_python_fails_under_ci() {
    let (passes, said) = without_python("true");
    assert!(!passes && said.contains("1 failed") && said.contains(LINE), "{said}");
}
