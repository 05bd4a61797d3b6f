//! Small books with scenes, under `tests/e2e/books`, built by the real builders of documentation and
//! served on an origin of their own.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use mdbook_driver::MDBook;
use serde_json::json;
use tempfile::TempDir;
use xtask::setup::python;

use crate::browser::Browser;
use crate::page::Page;
use crate::site::Site;
use crate::skip::skip;

/// What stands in the books for the address of the playground.
const PLAYGROUND: &str = "https://playground.example/";

/// What stands in the books for their own address, which is known when they are served.
const BOOK: &str = "https://book.example/";

/// To run before a page's own scripts: keeps the elements' events, finds what is inside of them, and
/// presses what can be seen, if need be after what it opens with.
const WATCH: &str = "
    window.heard = [];
    for (const name of ['ready', 'statechange', 'finish', 'error', 'resize']) {
        addEventListener(`meanwhile:${name}`, ({ target, detail }) =>
            heard.push({ name, scene: target.scene, detail }));
    }
    window.all = (name, scene) => heard.filter((event) => event.name === name && event.scene === scene);
    window.scenes = () => [...document.querySelectorAll('meanwhile-scene')];
    window.inside = (scene, selector) =>
        document.querySelector(`meanwhile-scene[scene=${scene}]`).shadowRoot.querySelector(selector);
    window.press = (selector, opener) => {
        const find = () => [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
        if (opener && !find()) document.querySelector(opener)?.click();
        const found = find();
        found?.click();
        return Boolean(found);
    };
";

/// How a book becomes a site.
#[derive(Clone, Copy, Debug)]
pub struct Builder {
    /// The book's folder.
    pub folder: &'static str,
    /// What makes a site of it.
    pub by: BuiltBy,
    /// Where it writes the site.
    pub site: &'static str,
}

/// What builds a book.
#[derive(Clone, Copy, Debug)]
pub enum BuiltBy {
    /// It is a site as it is.
    Nothing,
    /// mdBook, the library.
    MdBook,
    /// A program, with its arguments.
    Program(&'static str, &'static [&'static str]),
}

/// A book that was built, and the playground that its scenes come from.
pub struct Book {
    /// The playground.
    pub playground: Site,
    /// The book.
    pub pages: Site,
    _folder: TempDir,
}

impl Book {
    /// Builds a book; none where its builder is not there, which is said in a sentence.
    ///
    /// # Errors
    /// Where the builder complains, or the playground was not built.
    pub fn built_by(builder: Builder) -> Result<Option<Self>> {
        let playground = Site::built()?;
        playground.allow_every_origin();
        let folder = TempDir::with_prefix("meanwhile-")?;
        let books = xtask::paths::root().join("tests/e2e/books");
        copy(&books.join(builder.folder), folder.path(), &playground.url(""))?;
        match builder.by {
            BuiltBy::Nothing => {}
            BuiltBy::MdBook => MDBook::load(folder.path())?.build()?,
            BuiltBy::Program(program, arguments) => {
                let Some(program) = python::BUILDERS.find(program) else {
                    let why =
                        format!("there is no {program} here; `cargo xtask setup` installs it where it can");
                    skip(&format!("the book of {}", builder.folder), &why);
                    return Ok(None);
                };
                build(Command::new(program).args(arguments).current_dir(folder.path()))?;
            }
        }
        let pages = Site::of(&folder.path().join(builder.site), "/")?;
        // Material tells its own pages by their map.
        for map in pages.names("sitemap", ".xml") {
            pages.replace(&map, String::from_utf8(pages.bytes(&map))?.replace(BOOK, &pages.url("")));
        }
        Ok(Some(Self { playground, pages, _folder: folder }))
    }

    /// Opens the first page in a new browser, for a reader whose system is light.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn open(&self) -> Result<Page> {
        let browser = Browser::start().await?;
        browser.prefer("light", false).await?;
        browser.before_load(WATCH).await?;
        // Not every builder gives its books an icon.
        browser.expect_error("favicon.ico");
        browser.befriend(&self.playground.origin());
        browser.go(&self.pages, "").await
    }

    /// The files that the playground was asked for, without the element's script and pictures.
    #[must_use]
    pub fn asked_of_playground(&self) -> Vec<String> {
        let asked = self.playground.requests();
        asked.into_iter().filter(|path| path != "embed.js" && !path.starts_with("posters/")).collect()
    }

    /// What scenes hold, in order: the listeners on the window and the document that are of the kinds
    /// that elements have, and the playground's workers. Books have other ones of their own.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn held_by_scenes(&self, page: &Page) -> Result<Vec<String>> {
        let browser = page.browser();
        let mut held = Vec::new();
        for target in ["window", "document"] {
            let object = browser.devtools("Runtime.evaluate", json!({ "expression": target })).await?;
            let object = json!({ "objectId": object["result"]["objectId"] });
            let all = browser.devtools("DOMDebugger.getEventListeners", object).await?;
            let all = all["listeners"].as_array().context("listeners")?;
            let kinds = all.iter().filter_map(|listener| listener["type"].as_str());
            let ours = kinds.filter(|kind| ["message", "transitionend"].contains(kind));
            held.extend(ours.map(|kind| format!("{target}: {kind}")));
        }
        let workers = json!({ "filter": [{ "type": "worker" }] });
        let workers = browser.devtools("Target.getTargets", workers).await?;
        let workers = workers["targetInfos"].as_array().context("targets")?.iter();
        let ours = workers.filter_map(|worker| worker["url"].as_str());
        let ours = ours.filter(|url| url.starts_with(&self.playground.origin()));
        held.extend(ours.map(|_| "worker".to_owned()));
        held.sort();
        Ok(held)
    }
}

/// Copies a book, with the address of the playground in it.
fn copy(from: &Path, to: &Path, playground: &str) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} is not there", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, playground)?;
        } else {
            fs::write(target, fs::read_to_string(entry.path())?.replace(PLAYGROUND, playground))?;
        }
    }
    Ok(())
}

fn build(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
    Ok(())
}
