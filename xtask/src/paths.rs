//! Where things are. Nothing here touches the disk.

use std::path::{Path, PathBuf};

use crate::programs::Profile;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's target folder: `CARGO_TARGET_DIR` where it is set, as cargo itself does it.
#[must_use]
pub fn target() -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
    named.map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The programs that set-up installed.
#[must_use]
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// The bare page that the bench compares the site with.
#[must_use]
pub fn bare() -> PathBuf {
    target().join("bare")
}

/// The page that the bench compares with promises.
#[must_use]
pub fn awaits() -> PathBuf {
    target().join("awaits")
}

/// The programs of the site with their glue.
#[must_use]
pub fn bundle(profile: Profile) -> PathBuf {
    target().join(match profile {
        Profile::Quick => "bundle-quick",
        Profile::Small => "bundle",
    })
}

/// The site that `cargo xtask serve` makes.
#[must_use]
pub fn quick_site() -> PathBuf {
    target().join("site-quick")
}

/// What is drawn and said of the scenes, of which some becomes part of the site.
#[must_use]
pub fn scenes() -> PathBuf {
    target().join("scenes")
}

/// Where a site is put together before it becomes `dist/`.
#[must_use]
pub fn staging() -> PathBuf {
    target().join("site")
}

/// The static site that `cargo xtask build` makes.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo keeps the sources of crates.
#[must_use]
pub fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").filter(|value| !value.is_empty());
    named.map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}
