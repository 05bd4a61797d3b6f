//! The site in a folder: what is hashed, copied and listed, and the server that shows it.
//!
//! What takes longer to make is the crate `site`: pictures, coloured code, static pages, compressed copies.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::programs::Profile;
use crate::sh;

pub mod drawing;
pub mod server;

/// The script for pages elsewhere, under a name that stays. It is made of several files.
pub const EMBED: &str = "embed.js";

/// What a site is made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Whether scripts and styles stay as they are written.
    pub profile: Profile,
    /// The programs with their glue.
    pub bundle: &'a Path,
    /// The folder `static`.
    pub files: &'a Path,
    /// The folder with `posters` and `code`, where these are made already.
    pub drawn: Option<&'a Path>,
    /// HTML for the head of the page.
    pub head: &'a str,
}

/// Makes the site in `dist` of its parts: puts content hashes into names, writes `precache.json` and
/// one file a post.
///
/// # Errors
/// Files that are missing or that cannot be read or written.
pub fn finish(parts: &Parts<'_>, dist: &Path) -> Result<()> {
    let Parts { profile, bundle, files: from, drawn, head } = *parts;
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::create_dir_all(dist)?;
    copy(from, dist, &|path| !is_css(path))?;
    copy(bundle, dist, &|path| path.extension().is_some_and(|end| end == "js" || end == "wasm"))?;
    for part in drawing::PARTS {
        drawn.map_or(Ok(()), |drawn| copy(&drawn.join(part), &dist.join(part), &|_| true))?;
    }
    fs::write(dist.join("style.css"), stylesheet(from)?)?;
    add_loader(dist)?;
    if profile == Profile::Small {
        for file in ["style.css", "boot.js", "sw.js", "page.js", "runner.js", EMBED] {
            let file = dist.join(file);
            fs::write(&file, minified(&file)?)?;
        }
        // The parts of `embed.js` are in it now.
        fs::remove_dir_all(dist.join("embed"))?;
    }
    let page = Page {
        style: hashed(dist, "style", "css", &[&read(&dist.join("style.css"))?])?,
        boot: hashed(dist, "boot", "js", &[&read(&dist.join("boot.js"))?])?,
        program: program(dist, "page")?,
        runner: program(dist, "runner")?,
    };
    fs::remove_file(dist.join("boot.js"))?;
    fs::remove_file(dist.join("style.css"))?;
    let html = fs::read_to_string(from.join("index.html"))?;
    fs::write(dist.join("index.html"), page.link(&html, head)?)?;
    split_posts(dist)?;
    precache(dist)
}

/// The hashed names that the page refers to.
struct Page {
    style: String,
    boot: String,
    /// Stem of the glue and of its wasm: one hash over both, so that they never mix.
    program: String,
    /// The same of the program that runs scenes.
    runner: String,
}

impl Page {
    /// Puts the links, and what else is for the head, where the programs are named for trunk.
    fn link(&self, html: &str, more: &str) -> Result<String> {
        let Self { style, boot, program, runner } = self;
        let links = format!(
            r#"{more}<link rel="modulepreload" id="glue" href="./{program}.js">
<link rel="preload" id="wasm" as="fetch" type="application/wasm" crossorigin href="./{program}_bg.wasm">
<meta name="runner" content="./{runner}">
<script type="module" src="./{boot}"></script>
"#
        );
        let is_for_trunk = |line: &&str| line.contains("data-trunk");
        let (before, rest) = html.split_once("<link data-trunk").context("index.html names no program")?;
        let after: String = rest.split_inclusive('\n').skip(1).skip_while(is_for_trunk).collect();
        ensure!(before.contains(r#"href="style.css""#), "index.html does not refer to style.css");
        Ok(format!(
            "{}{links}{after}",
            before.replace(r#"href="style.css""#, &format!(r#"href="./{style}""#))
        ))
    }
}

/// A script or a stylesheet without comments and blanks; the one that is made of several files with all of
/// them.
///
/// # Errors
/// Where esbuild is missing or finds a mistake.
pub fn minified(file: &Path) -> Result<String> {
    let mut esbuild = sh::command("esbuild");
    esbuild.args(["--minify", "--legal-comments=none"]);
    if file.ends_with(EMBED) {
        esbuild.args(["--bundle", "--format=esm"]);
    }
    sh::read(esbuild.arg(file)).with_context(|| format!("esbuild did not read {}", file.display()))
}

/// Copies the files whose names are wanted, and all that is in folders.
fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target, &|_| true)?;
        } else if wanted(&entry.path()) {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn is_css(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "css")
}

/// One stylesheet of all: the tokens first, what the others build on; then by name.
fn stylesheet(from: &Path) -> Result<Vec<u8>> {
    let files = fs::read_dir(from)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = files.into_iter().filter(|path| is_css(path)).collect();
    files.sort_by_key(|path| (path.file_stem().is_none_or(|stem| stem != "tokens"), path.clone()));
    let mut whole = Vec::new();
    for file in files {
        whole.extend(read(&file)?);
        whole.push(b'\n');
    }
    Ok(whole)
}

/// Glue and wasm of the page get one hash over both.
fn program(dist: &Path, name: &str) -> Result<String> {
    let (glue, wasm) = (dist.join(format!("{name}.js")), dist.join(format!("{name}_bg.wasm")));
    let stem = format!("{name}-{}", digest(&[&read(&glue)?, &read(&wasm)?]));
    fs::rename(glue, dist.join(format!("{stem}.js")))?;
    fs::rename(wasm, dist.join(format!("{stem}_bg.wasm")))?;
    Ok(stem)
}

/// The glue of the program that runs scenes and its loader are one file.
fn add_loader(dist: &Path) -> Result<()> {
    let (glue, loader) = (dist.join("runner.js"), dist.join("runner-loader.js"));
    fs::write(&glue, [read(&glue)?, b"\n".to_vec(), read(&loader)?].concat())?;
    fs::remove_file(loader)?;
    Ok(())
}

/// Writes a file under a name with its content's hash; returns the name.
///
/// # Errors
/// A file that cannot be written.
pub fn hashed(dist: &Path, stem: &str, end: &str, parts: &[&[u8]]) -> Result<String> {
    let name = format!("{stem}-{}.{end}", digest(parts));
    fs::write(dist.join(&name), parts.concat())?;
    Ok(name)
}

/// A short hash of the parts' bytes, as hexadecimal digits.
#[must_use]
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The bytes of a file.
///
/// # Errors
/// Names the file that cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// One small file a post, for the level that has no service worker to make answers.
fn split_posts(dist: &Path) -> Result<()> {
    let all = dist.join("data/posts.json");
    if !all.exists() {
        return Ok(());
    }
    let posts: Vec<serde_json::Value> =
        serde_json::from_slice(&read(&all)?).context("data/posts.json is no array")?;
    fs::create_dir_all(dist.join("data/posts"))?;
    for post in posts {
        let id = &post["id"];
        fs::write(dist.join(format!("data/posts/{id}.json")), post.to_string())?;
    }
    Ok(())
}

/// The list that the service worker keeps for offline use: a version of the whole, and the hash of each file.
fn precache(dist: &Path) -> Result<()> {
    let mut files = BTreeMap::new();
    collect(dist, dist, &mut files)?;
    let version = digest(&files.values().map(Vec::as_slice).collect::<Vec<_>>());
    // Posts of their own are for pages without a service worker, pictures for those who link here, and
    // the script and its declarations for pages elsewhere.
    let keep = |name: &str| {
        !["sw.js", EMBED, "embed.d.ts"].contains(&name)
            && !name.starts_with("data/posts/")
            && Path::new(name).extension().is_none_or(|end| end != "png")
    };
    // Hosts may redirect index.html to the folder, and a redirected answer cannot be kept.
    let address = |name: String| if name == "index.html" { "./".to_owned() } else { name };
    let kept = files.into_iter().filter(|(name, _)| keep(name));
    let hashes: BTreeMap<String, String> =
        kept.map(|(name, bytes)| (address(name), integrity(&bytes))).collect();
    let list = serde_json::json!({ "version": version, "files": hashes });
    fs::write(dist.join("precache.json"), list.to_string())?;
    Ok(())
}

/// The hash of a file, as `fetch` takes it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

fn collect(top: &Path, dir: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(top, &path, files)?;
        } else {
            let name = path.strip_prefix(top)?.to_string_lossy().replace('\\', "/");
            files.insert(name, read(&path)?);
        }
    }
    Ok(())
}
