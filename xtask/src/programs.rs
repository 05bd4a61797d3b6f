//! Wasm programs: compiled by cargo, with glue by wasm-bindgen, for releases made small by wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::versions::{BINARYEN, WASM_BINDGEN, WASM_TARGET};
use crate::{paths, sh, site};

/// How much time a build takes for how good a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For those who wait for the page: cargo's profile `dev`.
    Quick,
    /// For visitors, who download it: cargo's profile `release`, then wasm-opt.
    Small,
}

/// A program as a browser gets it: `NAME.js` and `NAME_bg.wasm`.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its cargo package.
    pub package: &'static str,
    /// The name of its binary.
    pub name: &'static str,
    /// Whether its glue is a module. A worker of a page without an origin can only be a script.
    pub is_module: bool,
}

/// The programs of the site.
pub const SITE: [Program; 2] = [
    Program { package: "meanwhile", name: "page", is_module: true },
    Program { package: "meanwhile", name: "runner", is_module: false },
];

/// The file in the bundle that says what it was made of.
const STAMP: &str = ".stamp";

/// Compiles programs and puts them, with their glue, into the folder `bundle`.
///
/// # Errors
/// Those of the compiler, of wasm-bindgen and of wasm-opt.
pub fn build(programs: &[Program], profile: Profile, bundle: &Path) -> Result<()> {
    sh::step("programs, with cargo", || compile(programs, profile))?;
    let stamp = stamp(programs, profile)?;
    if fs::read_to_string(bundle.join(STAMP)).is_ok_and(|made| made == stamp) {
        return Ok(());
    }
    sh::step("their glue, with wasm-bindgen", || bind(programs, profile, bundle))?;
    if profile == Profile::Small {
        sh::step("their size, with wasm-opt", || shrink(programs, bundle))?;
    }
    Ok(fs::write(bundle.join(STAMP), stamp)?)
}

/// All in one call of cargo: what they share is compiled once, and they are linked side by side.
fn compile(programs: &[Program], profile: Profile) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["build", "--target", WASM_TARGET]);
    cargo.args(programs.iter().flat_map(|program| ["-p", program.package, "--bin", program.name]));
    if profile == Profile::Small {
        sh::without_local_paths(cargo.arg("--release"));
    }
    sh::run(&mut cargo)
}

/// All that glue and size depend on, as one hash: an equal one needs no second bundle.
fn stamp(programs: &[Program], profile: Profile) -> Result<String> {
    let mut parts = vec![format!("{WASM_BINDGEN} {BINARYEN}").into_bytes()];
    for program in programs {
        parts.push(site::read(&compiled(program, profile))?);
    }
    Ok(site::digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn compiled(program: &Program, profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Quick => "debug",
        Profile::Small => "release",
    };
    paths::target().join(WASM_TARGET).join(folder).join(program.name).with_extension("wasm")
}

fn bind(programs: &[Program], profile: Profile, bundle: &Path) -> Result<()> {
    if bundle.exists() {
        fs::remove_dir_all(bundle)?;
    }
    for program in programs {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(compiled(program, profile)).typescript(false);
        let bindgen = if program.is_module { bindgen.web(true)? } else { bindgen.no_modules(true)? };
        bindgen.generate(bundle).with_context(|| format!("the glue of {}", program.name))?;
    }
    Ok(())
}

/// Makes programs as small as possible, side by side.
fn shrink(programs: &[Program], bundle: &Path) -> Result<()> {
    let started = programs.iter().map(|program| {
        let wasm = bundle.join(format!("{}_bg.wasm", program.name));
        let mut command = sh::command("wasm-opt");
        command.arg("-Oz").arg(&wasm).arg("--output").arg(&wasm);
        command.spawn().context("wasm-opt could not be started")
    });
    for mut child in started.collect::<Result<Vec<_>>>()? {
        ensure!(child.wait()?.success(), "wasm-opt failed");
    }
    Ok(())
}
