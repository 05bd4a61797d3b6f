//! `CPython` as a judge: the same program there, in virtual time.

use std::future::Future;
use std::io::Write as _;
use std::process::Command;

use meanwhile::runtime::{TaskOutput, simulate};
use meanwhile::trace::{Trace, What};

/// The oldest `CPython` that has what the programs use (`asyncio.Runner`, `asyncio.timeout`).
const OLDEST: (u32, u32) = (3, 11);

/// This machine's `CPython`, or why it cannot be asked.
pub fn version() -> Result<(u32, u32), String> {
    let asked = Command::new("python3").args(["-c", "import sys; print(*sys.version_info[:2])"]).output();
    let answer = asked.map_err(|error| format!("python3 does not start: {error}"))?;
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    let mut parts = text.split_whitespace().map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= OLDEST => Ok((major, minor)),
        _ => Err(format!("python3 is {:?}, and {}.{} is needed", text.trim(), OLDEST.0, OLDEST.1)),
    }
}

/// What a program of `tests/asyncio` prints; none, and a line on stderr, where `CPython` is missing.
///
/// Each line begins with its time in microseconds.
#[track_caller]
pub fn prints(program: &str) -> Option<Vec<String>> {
    if let Err(reason) = version() {
        // Written past the test harness, which would keep it to itself.
        let line = format!("skipped: {program} was not compared with CPython: {reason}\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
        return None;
    }
    let path = format!("{}/tests/asyncio/{program}.py", env!("CARGO_MANIFEST_DIR"));
    // -B: no compiled files beside the sources. -I would hide the module beside the program.
    let output = Command::new("python3").args(["-B", "-W", "error", &path]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{program}.py failed:\n{errors}");
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

/// What a trace's program printed, in the same form.
pub fn lines(trace: &Trace) -> Vec<String> {
    let printed = trace.records().filter_map(|record| match record.what {
        What::Printed { text } => Some(format!("{} {}", record.at.0, trace.text(text))),
        _ => None,
    });
    printed.collect()
}

/// A program prints the same lines at the same times in the same order here and there.
#[track_caller]
pub fn agrees<F: Future<Output: TaskOutput> + 'static>(program: &str, main: F) {
    let ours = lines(&simulate(main));
    assert!(!ours.is_empty(), "{program} prints nothing");
    if let Some(theirs) = prints(program) {
        assert_eq!(ours, theirs, "{program}: this runtime on the left, CPython on the right");
    }
}
