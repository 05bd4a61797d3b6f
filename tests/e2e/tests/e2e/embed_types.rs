//! The declarations of the element's script, as TypeScript reads them.

use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

#[test]
fn everything_is_declared_and_nothing_more_is_taken() -> Result<()> {
    let folder = TempDir::with_prefix("meanwhile-")?;
    let root = xtask::paths::root();
    for file in ["static/embed.d.ts", "tests/e2e/tests/e2e/embed_types.ts"] {
        let from = root.join(file);
        std::fs::copy(&from, folder.path().join(from.file_name().context("it is a file")?))?;
    }
    let mut tsc = Command::new("tsc");
    if let Some(path) = xtask::setup::tools::search_path() {
        tsc.env("PATH", path);
    }
    let options = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--lib", "es2022,dom"];
    let output = tsc
        .args(options)
        .args(["--moduleResolution", "bundler", "embed_types.ts"])
        .current_dir(folder.path())
        .output()
        .context("tsc is missing: run `cargo xtask setup`")?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    Ok(())
}
