//! `CPython` as a judge: the same program there, in virtual time.

use std::future::Future;
use std::process::Command;
use std::sync::LazyLock;

use meanwhile::runtime::{TaskOutput, simulate};
use meanwhile::trace::{Trace, What};

use crate::skip::skip;

/// The oldest `CPython` that has what the programs use (`asyncio.Runner`, `asyncio.timeout`).
const OLDEST: (u32, u32) = (3, 11);

/// This machine's `CPython`; where it cannot be asked, `what` is skipped.
#[track_caller]
pub fn version(what: &str) -> Option<(u32, u32)> {
    static VERSION: LazyLock<Result<(u32, u32), String>> = LazyLock::new(ask_version);
    VERSION.as_ref().map_err(|why| skip(what, why)).ok().copied()
}

fn ask_version() -> Result<(u32, u32), String> {
    let asked = Command::new("python3").args(["-c", "import sys; print(*sys.version_info[:2])"]).output();
    let answer = asked.map_err(|error| format!("python3 does not start: {error}"))?;
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    let mut parts = text.split_whitespace().map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= OLDEST => Ok((major, minor)),
        _ => Err(format!("python3 is {:?}, and {}.{} is needed", text.trim(), OLDEST.0, OLDEST.1)),
    }
}

/// What a program of `tests/asyncio` prints; none where `CPython` is missing.
///
/// Each line begins with its time in microseconds.
#[track_caller]
pub fn prints(program: &str) -> Option<Vec<String>> {
    version(&format!("comparing {program} with CPython"))?;
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
