//! The server that `xtask/nginx.conf` is for, so that the tests can try it: Debian's package, unpacked
//! below `target/tools`. Nothing of the system is changed, and no service is started.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::versions::NGINX_PACKAGE;
use crate::{paths, sh};

/// The server, where there is one: on the `PATH`, where Debian has it, or unpacked.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let places = [PathBuf::from("/usr/sbin/nginx"), folder().join("usr/sbin/nginx")];
    sh::which("nginx").or_else(|| places.into_iter().find(|place| place.is_file()))
}

/// Fetches the server if there is none. Where that cannot be done a sentence says so: all else works
/// without.
pub fn ensure() {
    if find().is_none()
        && let Err(why) = sh::step("nginx, from the system's packages (seconds below target/tools)", fetch)
    {
        println!("   nginx is missing ({why:#}): the test of xtask/nginx.conf will be skipped");
    }
}

fn folder() -> PathBuf {
    paths::tools().join("nginx")
}

fn fetch() -> Result<()> {
    if sh::which("apt-get").is_none() || sh::which("dpkg-deb").is_none() {
        bail!("only Debian's apt is known here");
    }
    let folder = folder();
    fs::create_dir_all(&folder)?;
    let mut apt = Command::new("apt-get");
    sh::quietly("nginx", apt.current_dir(&folder).args(["download", NGINX_PACKAGE]))?;
    let files = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut packages = files.filter(|file| file.extension().is_some_and(|end| end == "deb"));
    let package = packages.next().context("apt-get downloaded nothing")?;
    sh::quietly("nginx", Command::new("dpkg-deb").arg("-x").arg(package).arg(&folder))?;
    // A library that the system does not have shows here.
    let program = find().context("the package has no server")?;
    sh::read(Command::new(program).arg("-v")).map(drop).context("it does not start here")
}
