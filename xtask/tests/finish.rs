//! What becomes of the programs: names that change with what they name, and a list that is whole.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::programs::Profile;
use xtask::site::{Parts, finish};

const PAGE: &str = "<head><link rel=\"stylesheet\" href=\"style.css\">\n\
                    <link data-trunk rel=\"rust\" data-bin=\"page\">\n</head>";

/// A bundle and a folder of static files, small enough to be read here.
fn files(glue: &str) -> Result<TempDir> {
    let dir = TempDir::new()?;
    for (name, text) in [
        ("bundle/page.js", glue),
        ("bundle/page_bg.wasm", "wasm"),
        ("bundle/runner.js", "runner"),
        ("bundle/runner_bg.wasm", "more wasm"),
        ("drawn/posters/one-light.svg", "<svg/>"),
        ("drawn/code/one.txt", "1 1 0"),
        ("static/index.html", PAGE),
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
    let [bundle, files, drawn] = ["bundle", "static", "drawn"].map(|name| dir.path().join(name));
    let (profile, drawn) = (Profile::Quick, Some(drawn.as_path()));
    let parts = Parts { profile, bundle: &bundle, files: &files, drawn, head: "" };
    finish(&parts, &dir.path().join("dist"))?;
    Ok(dir)
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
    let files = list["files"].as_object().context("a list")?;
    for (file, hash) in files {
        text(&one, if file == "./" { "index.html" } else { file })?;
        assert!(hash.as_str().is_some_and(|hash| hash.starts_with("sha256-") && hash.len() == 51), "{hash}");
    }
    assert!(files.contains_key("./") && files.contains_key("data/posts.json"));
    assert!(!files.contains_key("sw.js") && !files.contains_key("data/posts/1.json"));
    Ok(())
}

#[test]
fn what_was_drawn_is_there() -> Result<()> {
    let dir = files("glue")?;
    assert_eq!(text(&dir, "posters/one-light.svg")?, "<svg/>");
    assert_eq!(text(&dir, "code/one.txt")?, "1 1 0");
    Ok(())
}
