//! Child processes and steps: what is said, what is captured, what a failure shows.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::paths;

/// Lines of a failed step's log that are shown.
const TAIL: usize = 25;

/// A command with the tools of set-up first on its `PATH`, run in the repository's root.
#[must_use]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    if let Some(path) = crate::setup::tools::search_path() {
        command.env("PATH", path);
    }
    command
}

/// Has cargo compile for the browser without naming folders of this machine: panics name the files of crates.
pub fn without_local_paths(command: &mut Command) {
    if let Some(home) = paths::cargo_home() {
        let flags = format!("--remap-path-prefix={}=cargo", home.display());
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    }
}

/// `cargo`, the one that runs this program.
#[must_use]
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command with its output on the screen.
///
/// # Errors
/// Says which program could not be started, or with what it ended.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} could not be started"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// What a command printed, if it could be started and ended well.
#[must_use]
pub fn read(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// Runs a command with its output in a log; a failure shows the log's end.
///
/// # Errors
/// Says which program could not be started, or with what it ended.
pub fn quietly(log: &str, command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let path = paths::tools().join("logs").join(format!("{log}.log"));
    fs::create_dir_all(path.parent().unwrap_or(&path))?;
    let file = File::create(&path)?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| format!("{name} could not be started"))?;
    if !status.success() {
        show_tail(&path);
        bail!("{name} ended with {status}");
    }
    Ok(())
}

fn show_tail(log: &Path) {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    for line in &lines[lines.len().saturating_sub(TAIL)..] {
        eprintln!("    {line}");
    }
}

/// Does one step, saying what it is before and how long it took after.
///
/// # Errors
/// Those of the step.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("== {what}");
    let start = Instant::now();
    let done = work()?;
    eprintln!("   done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// Waits until no other of these commands builds or installs, and keeps others waiting.
///
/// # Errors
/// A lock file that cannot be made.
pub fn alone() -> Result<File> {
    fs::create_dir_all(paths::tools())?;
    let lock = File::create(paths::tools().join("lock"))?;
    if lock.try_lock().is_err() {
        eprintln!("   waiting for another build");
        lock.lock()?;
    }
    Ok(lock)
}

/// Where a program is found on the `PATH` that this process was started with.
#[must_use]
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [program.to_owned(), format!("{program}{}", std::env::consts::EXE_SUFFIX)];
    std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)).collect::<Vec<_>>())
        .find(|file| file.is_file())
}
