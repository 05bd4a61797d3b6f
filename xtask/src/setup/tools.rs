//! The programs that build the site (wasm-opt and esbuild) with the fonts of its pictures, and what tests
//! need: a server, and what judges pages.
//!
//! Each is installed into a folder that carries its version, so that the folder's being there
//! is the whole check. One of the right version on the `PATH` is used as it is.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;

use super::missing;
use crate::versions::{
    AXE, BINARYEN, ESBUILD, HTML_VALIDATE, INTER, JSON_SERVER, LIGHTHOUSE, TRACE_ENGINE, TRUNK, TYPESCRIPT,
};
use crate::{paths, sh};

/// One program: how it is called, packaged and installed.
struct Tool {
    /// The program, as it is called.
    program: &'static str,
    /// The package that carries it.
    package: &'static str,
    version: &'static str,
    /// How long an install takes, for the reader's patience.
    patience: &'static str,
    from: Registry,
}

#[derive(Clone, Copy, PartialEq)]
enum Registry {
    Cargo,
    Npm,
    /// From npm too, but no program: a file of the package.
    NpmFile(&'static str),
}

/// What builds the site.
const TOOLS: [Tool; 3] = [
    Tool {
        program: "wasm-opt",
        package: "binaryen",
        version: BINARYEN,
        patience: "seconds",
        from: Registry::Npm,
    },
    Tool {
        program: "esbuild",
        package: "esbuild",
        version: ESBUILD,
        patience: "seconds",
        from: Registry::Npm,
    },
    FONTS,
];

/// What many build pages of wasm with by habit; only a test of that needs it here.
const BUNDLER: Tool = Tool {
    program: "trunk",
    package: "trunk",
    version: TRUNK,
    patience: "about two minutes",
    from: Registry::Cargo,
};

/// What texts in pictures are set in.
const FONTS: Tool = Tool {
    program: "the typeface Inter",
    package: "@expo-google-fonts/inter",
    version: INTER,
    patience: "seconds",
    from: Registry::NpmFile(REGULAR),
};

const REGULAR: &str = "400Regular/Inter_400Regular.ttf";
const WEIGHTS: [&str; 4] = [
    REGULAR,
    "500Medium/Inter_500Medium.ttf",
    "600SemiBold/Inter_600SemiBold.ttf",
    "700Bold/Inter_700Bold.ttf",
];

/// What the tests talk to.
const PEER: Tool = Tool {
    program: "json-server",
    package: "json-server",
    version: JSON_SERVER,
    patience: "seconds",
    from: Registry::Npm,
};

/// What the tests ask whether the static pages are good HTML.
const HTML_JUDGE: Tool = Tool {
    program: "html-validate",
    package: "html-validate",
    version: HTML_VALIDATE,
    patience: "seconds",
    from: Registry::Npm,
};

/// What the tests ask whether everybody can use the page.
const JUDGE: Tool = Tool {
    program: "axe-core",
    package: "axe-core",
    version: AXE,
    patience: "seconds",
    from: Registry::NpmFile("axe.min.js"),
};

/// What the tests ask whether other viewers can read a trace.
const READER: Tool = Tool {
    program: "trace_engine",
    package: "@paulirish/trace_engine",
    version: TRACE_ENGINE,
    patience: "seconds",
    from: Registry::NpmFile("analyze-trace.mjs"),
};

/// What the tests check the declarations of the site's script with.
const TYPES: Tool = Tool {
    program: "tsc",
    package: "typescript",
    version: TYPESCRIPT,
    patience: "seconds",
    from: Registry::Npm,
};

/// What the bench asks for an opinion of whole pages.
const AUDITOR: Tool = Tool {
    program: "lighthouse",
    package: "lighthouse",
    version: LIGHTHOUSE,
    patience: "seconds",
    from: Registry::Npm,
};

/// Makes sure that what builds the site is there.
///
/// # Errors
/// One sentence for the first that could not be installed.
pub fn ensure() -> Result<()> {
    TOOLS.iter().try_for_each(Tool::ensure)
}

/// Makes sure that what the tests need is there.
///
/// # Errors
/// One sentence for the first that could not be installed.
pub fn ensure_for_tests() -> Result<()> {
    [PEER, HTML_JUDGE, JUDGE, READER, TYPES].iter().try_for_each(Tool::ensure)
}

/// Makes sure that trunk is there.
///
/// # Errors
/// One sentence where it could not be installed.
pub fn ensure_trunk() -> Result<()> {
    BUNDLER.ensure()
}

/// trunk, where it is there in the version that is pinned.
#[must_use]
pub fn trunk() -> Option<PathBuf> {
    BUNDLER.find()
}

/// Makes sure that Lighthouse is there.
///
/// # Errors
/// One sentence where it could not be installed.
pub fn ensure_for_bench() -> Result<()> {
    AUDITOR.ensure()
}

/// The script that judges pages.
#[must_use]
pub fn judge() -> PathBuf {
    JUDGE.installed()
}

/// The module that reads traces as Chrome's `DevTools` do.
#[must_use]
pub fn trace_engine() -> PathBuf {
    READER.installed()
}

/// The font files for pictures, the regular weight first.
#[must_use]
pub fn fonts() -> [PathBuf; 4] {
    WEIGHTS.map(|weight| Tool { from: Registry::NpmFile(weight), ..FONTS }.installed())
}

/// The `PATH` for children: what set-up installed, then what was there.
#[must_use]
pub fn search_path() -> Option<OsString> {
    let ours = TOOLS.iter().chain([&PEER, &HTML_JUDGE, &TYPES, &AUDITOR]).map(Tool::bin);
    let ours = ours.filter(|dir| dir.is_dir());
    let theirs = std::env::var_os("PATH")?;
    std::env::join_paths(ours.chain(std::env::split_paths(&theirs))).ok()
}

impl Tool {
    fn ensure(&self) -> Result<()> {
        if self.installed().is_file() || self.on_path() {
            return Ok(());
        }
        let (registry, how) = match self.from {
            Registry::Cargo => ("cargo install", self.with_cargo()),
            Registry::Npm | Registry::NpmFile(_) => ("npm install", self.with_npm()),
        };
        let what = format!(
            "{} {}, with {registry} ({} below target/tools)",
            self.program, self.version, self.patience
        );
        sh::step(&what, || sh::quietly(self.program, &mut { how })).map_err(|why| {
            let spec = format!("{}@{}", self.package, self.version);
            let by_hand = match self.from {
                Registry::Cargo => format!("run `cargo install --locked {spec}`"),
                Registry::Npm | Registry::NpmFile(_) => {
                    format!("install Node.js with its npm, which brings {spec}")
                }
            };
            missing(self.program, why, &by_hand)
        })
    }

    fn find(&self) -> Option<PathBuf> {
        let installed = Some(self.installed()).filter(|file| file.is_file());
        installed.or_else(|| sh::which(self.program).filter(|_| self.on_path()))
    }

    fn dir(&self) -> PathBuf {
        paths::tools().join(format!("{}-{}", self.package, self.version))
    }

    fn bin(&self) -> PathBuf {
        match self.from {
            Registry::Cargo => self.dir().join("bin"),
            Registry::Npm | Registry::NpmFile(_) => self.dir().join("node_modules/.bin"),
        }
    }

    fn installed(&self) -> PathBuf {
        if let Registry::NpmFile(file) = self.from {
            return self.dir().join("node_modules").join(self.package).join(file);
        }
        self.bin().join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX))
    }

    /// Whether the `PATH` has this program in this version ("trunk 0.21.14", "wasm-opt version 130").
    fn on_path(&self) -> bool {
        if sh::which(self.program).is_none() {
            return false;
        }
        let text = sh::read(sh::command(self.program).arg("--version")).unwrap_or_default();
        let wanted = match self.from {
            Registry::Cargo => self.version,
            Registry::Npm | Registry::NpmFile(_) => self.version.split('.').next().unwrap_or(self.version),
        };
        text.split_whitespace().any(|word| word == wanted)
    }

    fn with_cargo(&self) -> std::process::Command {
        let mut cargo = sh::cargo();
        cargo
            // Unoptimized: installs in a fifth of the time, and is fast enough for what it does.
            .args(["install", "--locked", "--debug", "--version", self.version, "--root"])
            .arg(self.dir())
            .arg(self.package)
            .env("CARGO_TARGET_DIR", paths::tools().join("build"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0");
        cargo
    }

    fn with_npm(&self) -> std::process::Command {
        let mut npm = sh::command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-update-notifier", "--prefix"])
            .arg(self.dir())
            .arg(format!("{}@{}", self.package, self.version));
        npm
    }
}
