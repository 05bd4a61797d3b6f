//! Those who have trunk type what they always type, and get the same site.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::skip::skip;
use e2e::{Browser, Page, Site, dist, ports};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;
use xtask::setup::tools;
use xtask::{paths, sh};

const SCENE: &str = "#/scene/three-requests?a=60&b=90&c=30";

/// Trunk with all that it would otherwise download.
fn trunk(command: &str) -> Result<Option<Command>> {
    let Some(trunk) = tools::trunk() else {
        skip("trunk by itself", "trunk is missing; `cargo xtask setup --trunk` installs it");
        return Ok(None);
    };
    let programs = ["build", "-p", "wasm-bindgen-programs", "--bin", "wasm-bindgen"];
    sh::run(sh::cargo().args(programs))?;
    let mut cargo = sh::command(trunk);
    cargo.args([command, "--offline", "--skip-version-check", "--log", "warn"]);
    // Trunk takes any value but true and false here for an error.
    cargo.env_remove("NO_COLOR").env("PATH", path()?);
    Ok(Some(cargo.into()))
}

fn path() -> Result<OsString> {
    let ours = tools::search_path().context("there is a PATH")?;
    let bindgen = paths::target().join("debug");
    Ok(std::env::join_paths(std::iter::once(bindgen).chain(std::env::split_paths(&ours)))?)
}

async fn expect_a_run(page: &Page) -> Result<()> {
    let finish = page.run_scene().await?;
    assert_eq!((finish.level, finish.run().tasks, finish.run().failed), (1, 3, 0), "{finish:#?}");
    Ok(())
}

/// The files of a site; those with a content hash by their names without it.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    fn collect(folder: &Path, prefix: &str, names: &mut BTreeSet<String>) -> Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                collect(&path, &format!("{name}/"), names)?;
            } else {
                names.insert(without_hash(&name));
            }
        }
        Ok(())
    }
    let mut names = BTreeSet::new();
    collect(folder, "", &mut names)?;
    Ok(names)
}

fn without_hash(name: &str) -> String {
    const DIGITS: usize = 16;
    let is_hash = |part: &str| part.len() == DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = name.split(['-', '.', '_', '/']).find(|part| is_hash(part));
    hash.map_or_else(|| name.to_owned(), |hash| name.replacen(hash, "*", 1))
}

#[tokio::test]
async fn a_build_of_it_is_the_whole_site() -> Result<()> {
    let Some(mut trunk) = trunk("build")? else { return Ok(()) };
    let folder = TempDir::new()?;
    let site = folder.path().join("site");
    // What is compiled as `cargo xtask build` does it is compiled already.
    let mut flags = std::process::Command::new("none");
    sh::without_local_paths(&mut flags);
    trunk.envs(flags.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let status = trunk.arg("--release").arg("--dist").arg(&site).status().await?;
    ensure!(status.success(), "trunk build ended with {status}");
    assert_eq!(names(&site)?, names(&dist())?);
    let site = Site::of(&site, "/")?;
    expect_a_run(&Browser::start().await?.open(&site, SCENE).await?).await
}

/// How often it is tried whether trunk serves.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Ends with the test.
struct Serving {
    child: Child,
    _folder: TempDir,
}

impl Serving {
    async fn start(mut trunk: Command, port: u16) -> Result<Self> {
        let folder = TempDir::new()?;
        let dist: PathBuf = folder.path().join("site");
        trunk.args(["--port", &port.to_string(), "--dist"]).arg(dist).kill_on_drop(true);
        let child = trunk.stdin(Stdio::null()).spawn()?;
        let mut serving = Self { child, _folder: folder };
        // It compiles first, which takes as long as it takes: only its own end is a failure.
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let ended = serving.child.try_wait()?;
            ensure!(ended.is_none(), "trunk serve ended with {ended:?}");
            sleep(LOOK_EVERY).await;
        }
        Ok(serving)
    }
}

#[tokio::test]
async fn what_it_serves_runs_scenes() -> Result<()> {
    let Some(trunk) = trunk("serve")? else { return Ok(()) };
    let port = ports::free()?;
    let _serving = Serving::start(trunk, port).await?;
    let browser = Browser::start().await?;
    expect_a_run(&browser.visit(&format!("http://127.0.0.1:{port}/{SCENE}")).await?).await
}
