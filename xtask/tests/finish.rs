//! What becomes of trunk's bundle: names that change with what they name, and a list that is whole.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::site::{Parts, finish};

const PAGE: &str = "<head><link rel=\"stylesheet\" href=\"style.css\">\n\
                    <link data-trunk rel=\"rust\" data-bin=\"page\"></head>";

/// A bundle and a folder of static files, small enough to be read here.
fn files(glue: &str) -> Result<TempDir> {
    let dir = TempDir::new()?;
    for (name, text) in [
        ("bundle/index.html", PAGE),
        ("bundle/page.js", glue),
        ("bundle/page_bg.wasm", "wasm"),
        ("bundle/runner.js", "runner"),
        ("bundle/runner_bg.wasm", "more wasm"),
        ("posters/one-light.svg", "<svg/>"),
        ("src/scenes/one.rs", "fn one() {}"),
        ("src/scenes/one.py", "def one(): ..."),
        ("src/scenes/lines.txt", "one 1 1\n"),
        ("static/index.html", "not this one"),
        ("static/boot.js", "boot"),
        ("static/runner-loader.js", "loader"),
        ("static/sw.js", "service worker"),
        ("static/embed.js", "element"),
        ("static/embed/part.js", "part"),
        ("static/app.css", "second"),
        ("static/tokens.css", "first"),
        ("static/data/posts.json", r#"[{"id":1,"title":"a"},{"id":2,"title":"b"}]"#),
    ] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
        fs::write(path, text)?;
    }
    let [bundle, files, posters] = ["bundle", "static", "posters"].map(|name| dir.path().join(name));
    let parts = Parts { bundle: &bundle, files: &files, posters: &posters, public: None };
    finish(&parts, &dir.path().join("dist"), &as_it_is)?;
    Ok(dir)
}

fn as_it_is(file: &Path) -> Result<String> {
    Ok(fs::read_to_string(file)?)
}

fn text(dir: &TempDir, name: &str) -> Result<String> {
    fs::read_to_string(dir.path().join("dist").join(name)).with_context(|| name.to_owned())
}

/// The one file of the site whose name starts and ends so.
fn name(dir: &Path, start: &str, end: &str) -> Result<String> {
    let names =
        fs::read_dir(dir.join("dist"))?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found = names.filter(|name| name.starts_with(start) && name.ends_with(end));
    found.next().with_context(|| format!("there is no {start}…{end}"))
}

#[test]
fn a_change_of_the_glue_alone_renames_the_wasm_too() -> Result<()> {
    let (one, other) = (files("glue")?, files("changed glue")?);
    let [one, other] = [one, other].map(|dir| name(dir.path(), "page-", "_bg.wasm"));
    assert_ne!(one?, other?);
    Ok(())
}

#[test]
fn the_runner_is_one_script_with_its_program_beside_it() -> Result<()> {
    let dir = files("glue")?;
    assert_eq!(text(&dir, &name(dir.path(), "runner-", ".js")?)?, "runner\nloader");
    let stem = name(dir.path(), "runner-", ".js")?.replace(".js", "");
    assert_eq!(text(&dir, &format!("{stem}_bg.wasm"))?, "more wasm");
    assert!(text(&dir, "index.html")?.contains(&format!("content=\"./{stem}\"")));
    Ok(())
}

#[test]
fn the_page_names_what_is_there() -> Result<()> {
    let dir = files("glue")?;
    let page = text(&dir, "index.html")?;
    assert!(!page.contains("data-trunk"), "{page}");
    let referred: Vec<&str> = page.split("=\"./").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(referred.len(), 5, "{page}");
    // The runner is named by the stem of its files, which the first test above looks at.
    for name in referred.iter().filter(|name| !name.starts_with("runner-")) {
        text(&dir, name)?;
    }
    Ok(())
}

#[test]
fn the_tokens_come_first_in_the_stylesheet() -> Result<()> {
    let dir = files("glue")?;
    assert_eq!(text(&dir, &name(dir.path(), "style-", ".css")?)?, "first\nsecond\n");
    Ok(())
}

#[test]
fn every_post_has_a_file() -> Result<()> {
    let dir = files("glue")?;
    assert_eq!(text(&dir, "data/posts/2.json")?, r#"{"id":2,"title":"b"}"#);
    Ok(())
}

#[test]
fn the_list_for_offline_use_is_whole_and_has_a_version() -> Result<()> {
    let (one, other) = (files("glue")?, files("changed glue")?);
    let list = |dir: &TempDir| -> Result<serde_json::Value> {
        Ok(serde_json::from_str(&text(dir, "precache.json")?)?)
    };
    let (list, changed) = (list(&one)?, list(&other)?);
    assert_ne!(list["version"], changed["version"]);
    let files: Vec<&str> =
        list["files"].as_array().context("a list")?.iter().filter_map(|name| name.as_str()).collect();
    for file in files.iter().filter(|file| **file != "./") {
        text(&one, file)?;
    }
    assert!(files.contains(&"./") && files.contains(&"data/posts.json"));
    assert!(!files.contains(&"sw.js") && !files.contains(&"data/posts/1.json"));
    Ok(())
}

#[test]
fn a_scene_is_there_in_both_languages() -> Result<()> {
    let dir = files("glue")?;
    assert_eq!(text(&dir, "code/one.rs")?, "fn one() {}");
    assert_eq!(text(&dir, "code/one.py")?, "def one(): ...");
    Ok(())
}
