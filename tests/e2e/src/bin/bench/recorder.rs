//! What the recorder for Python programs costs: measured by `tests/recorder/bench.py`, which this calls.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use xtask::{paths, setup::python::CLIENTS};

use crate::figure::Figure;

/// What the script prints.
#[derive(Debug, Deserialize)]
struct Costs {
    step: f64,
    hundred: f64,
    start: f64,
}

pub fn measure() -> Result<Vec<Figure>> {
    let python = CLIENTS.find("python").context("httpx is not installed: cargo xtask setup")?;
    let output = Command::new(python)
        .current_dir(paths::root().join("tests/recorder"))
        .args(["-B", "bench.py"])
        .output()?;
    ensure!(output.status.success(), "bench.py failed:\n{}", String::from_utf8_lossy(&output.stderr));
    let Costs { step, hundred, start } = serde_json::from_slice(&output.stdout)?;
    let against = "the same Python program without it, in turns";
    Ok(vec![
        Figure::new("recorder, overhead a step", step, "µs", against).at_most(3.0),
        Figure::ratio("recorder, wall of hundred_urls.py", hundred, against).at_most(1.10),
        Figure::new("recorder, until the program begins", start, "ms", against),
    ])
}
