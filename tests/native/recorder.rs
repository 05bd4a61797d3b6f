//! The recorder for Python programs, under every `CPython` of this machine that it is made for. What is tested is
//! in `tests/recorder`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::skip::skip;
use crate::support::cpython;

/// The interpreter of version 3.`minor`: pyenv's, or that of the path.
fn interpreter(minor: u32) -> Option<PathBuf> {
    let prefix = format!("3.{minor}.");
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let installed = versions.into_iter().flatten().flatten();
    let of_pyenv = installed.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix));
    let of_the_path = [format!("python3.{minor}"), "python3".to_owned()].map(PathBuf::from);
    let mut candidates = of_pyenv.map(|entry| entry.path().join("bin/python3")).chain(of_the_path);
    candidates.find(|python| is(python, minor))
}

fn is(python: &Path, minor: u32) -> bool {
    let asked = Command::new(python).args(["-c", "import sys; print(sys.version_info[1])"]).output();
    asked.is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).trim() == minor.to_string())
}

/// Runs a script of `tests/recorder`, which says itself what is wrong.
#[track_caller]
fn passes(python: &Path, script: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorder");
    // -B: no compiled files beside the sources.
    let output = Command::new(python).current_dir(folder).args(["-B", script]).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{} {script}:\n{}", python.display(), String::from_utf8_lossy(&said));
}

/// One version. Only a machine without any `CPython` skips the test; of another version it is enough to say
/// that it is missing.
#[track_caller]
fn under(minor: u32) {
    let what = format!("the recorder under CPython 3.{minor}");
    match interpreter(minor) {
        Some(python) => {
            for script in ["same.py", "facts.py", "server.py"] {
                passes(&python, script);
            }
        }
        None if cpython::version(&what).is_some() => eprintln!("{what}: not on this machine"),
        None => {}
    }
}

#[test]
fn programs_run_the_same_and_facts_are_right_under_3_10() {
    under(10);
}

#[test]
fn programs_run_the_same_and_facts_are_right_under_3_11() {
    under(11);
}

#[test]
fn programs_run_the_same_and_facts_are_right_under_3_12() {
    under(12);
}

#[test]
fn programs_run_the_same_and_facts_are_right_under_3_13() {
    under(13);
}

#[test]
fn programs_run_the_same_and_facts_are_right_under_3_14() {
    under(14);
}

/// Where `cargo xtask setup` has installed httpx, aiohttp, requests and uvloop.
#[test]
fn real_libraries_are_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |named| root.join(named));
    let python = target.join("tools/clients/bin/python");
    if python.exists() {
        passes(&python, "clients.py");
    } else {
        skip("recording httpx, aiohttp, requests and uvloop", "they are not installed: cargo xtask setup");
    }
}
