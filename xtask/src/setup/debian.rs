//! Debian's archive, used without touching the system's configuration: a private list of
//! sources, private state, the mirror that this machine uses anyway, signatures checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{sh, versions::RUST_SRC_SUITES};

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Fetches the standard library's sources of exactly this compiler `version` below `work`;
/// returns the folder `library`.
///
/// # Errors
/// Where there is no apt, no Debian mirror, or no package of that version.
pub fn rust_src(version: &str, work: &Path) -> Result<PathBuf> {
    if sh::which("apt-get").is_none() || sh::which("dpkg-deb").is_none() {
        bail!("this system has no apt to fetch the sources with");
    }
    let mirror = mirror()?;
    for suite in RUST_SRC_SUITES {
        let apt = Apt::new(work.join("apt"), &mirror, suite)?;
        let Some(package) = apt.find("rust-src", version) else { continue };
        println!("   rust-src {package} from {suite}");
        return unpack(&apt.download("rust-src", &package)?, work);
    }
    bail!("no Debian suite of {RUST_SRC_SUITES:?} has rust-src {version}")
}

/// The mirror of the main archive: the first one that is not for security updates.
fn mirror() -> Result<String> {
    let mut command = Command::new("apt-get");
    let text = sh::read(command.args(["indextargets", "--format", "$(REPO_URI)"]));
    let text = text.context("apt-get does not tell its mirror")?;
    let found = text.lines().find(|uri| !uri.is_empty() && !uri.contains("security"));
    found.map(str::to_owned).context("no Debian mirror is set up, or apt-get update never ran")
}

fn unpack(package: &Path, work: &Path) -> Result<PathBuf> {
    let mut dpkg = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdout(Stdio::piped())
        .spawn()
        .context("dpkg-deb could not be started")?;
    let archive = dpkg.stdout.take().context("dpkg-deb has no output")?;
    let tar = Command::new("tar")
        .arg("-C")
        .arg(work)
        .args(["-x", "--strip-components=4", "--wildcards", "./usr/src/rustc-*/library"])
        .stdin(archive)
        .status();
    if !dpkg.wait()?.success() || !tar?.success() {
        bail!("the package {} could not be unpacked", package.display());
    }
    Ok(work.join("library"))
}

/// An apt of our own: its lists and its cache are below `dir`.
struct Apt {
    dir: PathBuf,
}

impl Apt {
    fn new(dir: PathBuf, mirror: &str, suite: &str) -> Result<Self> {
        fs::create_dir_all(dir.join("lists/partial"))?;
        fs::create_dir_all(dir.join("cache/archives/partial"))?;
        let signed =
            if Path::new(KEYRING).exists() { format!("[signed-by={KEYRING}] ") } else { String::new() };
        fs::write(dir.join("sources.list"), format!("deb {signed}{mirror} {suite} main\n"))?;
        let apt = Self { dir };
        sh::quietly("apt", apt.command("apt-get").arg("update"))?;
        Ok(apt)
    }

    fn command(&self, program: &str) -> Command {
        let at = |name: &str| self.dir.join(name).display().to_string();
        let mut command = Command::new(program);
        command.current_dir(&self.dir);
        for option in [
            format!("Dir::Etc::SourceList={}", at("sources.list")),
            "Dir::Etc::SourceParts=/dev/null".to_owned(),
            format!("Dir::State::Lists={}", at("lists")),
            format!("Dir::Cache={}", at("cache")),
            // The folder is ours alone: apt's own user could not write to it.
            "APT::Sandbox::User=".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        command
    }

    /// The package's full version whose upstream part is exactly `version`.
    fn find(&self, package: &str, version: &str) -> Option<String> {
        let text = sh::read(self.command("apt-cache").args(["madison", package]))?;
        let mut versions = text.lines().filter_map(|line| line.split('|').nth(1));
        versions.find_map(|full| is_release(full.trim(), version).then(|| full.trim().to_owned()))
    }

    fn download(&self, package: &str, version: &str) -> Result<PathBuf> {
        let wanted = format!("{package}={version}");
        sh::quietly("apt", self.command("apt-get").args(["download", &wanted]))?;
        let files = fs::read_dir(&self.dir)?.filter_map(|entry| Some(entry.ok()?.path()));
        let mut packages = files.filter(|file| file.extension().is_some_and(|end| end == "deb"));
        packages.next().context("apt-get downloaded nothing")
    }
}

fn is_release(full: &str, version: &str) -> bool {
    full.strip_prefix(version).is_some_and(|rest| rest.starts_with(['+', '-', '~']))
}

#[cfg(test)]
mod tests {
    use super::is_release;

    #[test]
    fn a_release_is_matched_whole() {
        assert!(is_release("1.95.0+dfsg1-2~bpo13+1", "1.95.0"));
        assert!(is_release("1.95.0-1", "1.95.0"));
        assert!(!is_release("1.95.01-1", "1.95.0"));
        assert!(!is_release("1.96.1+dfsg1-2", "1.95.0"));
    }
}
