//! Chromium and its driver, for the tests that need a real browser.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::missing;
use crate::{
    sh,
    versions::{BROWSER_PACKAGES, FIREFOX_PACKAGE},
};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A browser and the driver that speaks for it.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium or Chrome.
    pub browser: PathBuf,
    /// The chromedriver of the same version.
    pub driver: PathBuf,
}

/// The browser on the `PATH`, or what `CHROME` and `CHROMEDRIVER` name.
#[must_use]
pub fn find() -> Option<Browser> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let browser = named("CHROME").map(PathBuf::from);
    let driver = named("CHROMEDRIVER").map(PathBuf::from);
    Some(Browser {
        browser: browser.or_else(|| BROWSERS.iter().find_map(|name| sh::which(name)))?,
        driver: driver.or_else(|| sh::which("chromedriver"))?,
    })
}

/// Firefox, where it is installed: on the `PATH`, or what `FIREFOX` names.
#[must_use]
pub fn firefox() -> Option<PathBuf> {
    let named = std::env::var_os("FIREFOX").filter(|value| !value.is_empty()).map(PathBuf::from);
    named.or_else(|| ["firefox-esr", "firefox"].iter().find_map(|name| sh::which(name)))
}

/// Installs Firefox where that is easy. What is tried in it is left out otherwise.
pub fn try_firefox() {
    if firefox().is_none()
        && let Err(why) = sh::step("Firefox, from the system's packages", || install(&[FIREFOX_PACKAGE]))
    {
        println!("   Firefox could not be installed ({why:#}): what is tried in it is left out");
    }
}

/// Makes sure that there is a browser with its driver.
///
/// # Errors
/// One sentence where there is none and none could be installed.
pub fn ensure() -> Result<()> {
    if find().is_some() {
        return Ok(());
    }
    sh::step("Chromium and its driver, from the system's packages", chromium).map_err(|why| {
        let how = "install Chromium and its chromedriver, and have both on the PATH \
                   or name them with CHROME and CHROMEDRIVER";
        missing("a Chromium with its driver (which the browser tests need)", why, how)
    })
}

fn chromium() -> Result<()> {
    install(BROWSER_PACKAGES)?;
    if find().is_none() {
        bail!("the packages were installed, but no chromium and chromedriver are on the PATH");
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    if sh::which("apt-get").is_none() {
        bail!("only Debian's apt is known here");
    }
    sh::quietly("apt", as_root()?.args(["apt-get", "update"]))?;
    let mut apt = as_root()?;
    apt.args(["apt-get", "install", "-y", "--no-install-recommends"]).args(packages);
    sh::quietly("apt", apt.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// `env` as root: directly, or through sudo where that asks for no password.
fn as_root() -> Result<Command> {
    let root = sh::read(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if root {
        return Ok(Command::new("env"));
    }
    if sh::read(Command::new("sudo").args(["-n", "true"])).is_none() {
        bail!("installing packages needs root, and sudo is not there or asks for a password");
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "env"]);
    Ok(sudo)
}
