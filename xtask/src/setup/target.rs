//! The wasm32 target: from rustup, or else its standard library built from Debian's sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::{debian, missing};
use crate::{paths, sh, versions::WASM_TARGET};

const MANIFEST: &str = "[package]\nname = \"std-for-wasm\"\nedition = \"2024\"\n[workspace]\n";

/// Makes sure that the compiler can compile for [`WASM_TARGET`].
///
/// # Errors
/// One sentence where both ways fail.
pub fn ensure() -> Result<()> {
    let lib = lib_dir().context("rustc could not be started: install Rust with rustup first")?;
    if has_std(&lib) {
        return Ok(());
    }
    let by_rustup = sh::step(&format!("target {WASM_TARGET}, from rustup"), || add_with_rustup(&lib));
    let Err(rustup) = by_rustup else { return Ok(()) };
    println!("   not to be had that way ({rustup:#})");
    let what = format!("target {WASM_TARGET}, its std built from Debian's rust-src");
    sh::step(&what, || build_std(&lib)).map_err(|why| {
        let how = format!("run `rustup target add {WASM_TARGET}` on an open network");
        missing(&format!("the compile target {WASM_TARGET}"), why, &how)
    })
}

fn lib_dir() -> Option<PathBuf> {
    let mut rustc = sh::command("rustc");
    let text = sh::read(rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]))?;
    Some(PathBuf::from(text.trim()))
}

fn has_std(lib: &Path) -> bool {
    rlibs(lib).is_ok_and(|files| files.iter().any(|file| is_crate(file, "std")))
}

fn is_crate(file: &Path, name: &str) -> bool {
    let file = file.file_name().unwrap_or_default().to_string_lossy();
    file.starts_with(&format!("lib{name}-"))
}

fn rlibs(dir: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "rlib")).collect())
}

fn add_with_rustup(lib: &Path) -> Result<()> {
    sh::quietly("rustup", Command::new("rustup").args(["target", "add", WASM_TARGET]))?;
    ensure!(has_std(lib), "rustup added it to another compiler than the rustc on the PATH");
    Ok(())
}

/// Builds std for the target with the compiler at hand, and puts it where rustup would.
fn build_std(lib: &Path) -> Result<()> {
    let work = paths::tools().join("std");
    let library = debian::rust_src(&compiler_version()?, &work)?;
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("Cargo.toml"), MANIFEST)?;
    fs::write(work.join("src/lib.rs"), "")?;
    let mut cargo = sh::cargo();
    cargo
        .current_dir(&work)
        .args(["build", "--release", "--target", WASM_TARGET, "--target-dir", "target"])
        .arg("-Zbuild-std=std,panic_abort,test,proc_macro")
        // A stable compiler builds its own std: nothing of the project is built this way.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_TESTS_ONLY_SRC_ROOT", &library)
        // Without bitcode in the rlibs the project could not be linked with LTO.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    sh::quietly("std", &mut cargo)?;
    install(&work.join("target").join(WASM_TARGET).join("release/deps"), lib)?;
    fs::remove_dir_all(&work)?;
    Ok(())
}

/// Copies the rlibs, `std` last, so that an interrupted copy is not taken for a whole one.
fn install(from: &Path, lib: &Path) -> Result<()> {
    let mut files = rlibs(from)?;
    files.retain(|file| !is_crate(file, "std_for_wasm"));
    files.sort_by_key(|file| is_crate(file, "std"));
    fs::create_dir_all(lib).with_context(|| format!("{} cannot be written", lib.display()))?;
    for file in files {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, lib.join(name)).with_context(|| format!("{} cannot be written", lib.display()))?;
    }
    Ok(())
}

fn compiler_version() -> Result<String> {
    let text = sh::read(sh::command("rustc").arg("-vV")).context("rustc could not be started")?;
    match text.lines().find_map(|line| line.strip_prefix("release: ")) {
        Some(version) => Ok(version.to_owned()),
        None => bail!("rustc does not say which release it is"),
    }
}
