//! Pages of somebody else, on another origin, that embed scenes.

use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::page::Page;
use crate::patience::until;
use crate::site::Site;

/// What is counted and kept on the page: the element's events.
const WATCH: &str = "<script>
    window.heard = [];
    for (const name of ['ready', 'statechange', 'finish', 'error', 'resize']) {
        addEventListener(`meanwhile:${name}`, ({ target, detail }) =>
            heard.push({ name, id: target.id, detail }));
    }
    window.all = (name, id) => heard.filter((event) => event.name === name && (!id || event.id === id));
    window.shadow = (selector, id) => (id ? document.getElementById(id) : document.querySelector('meanwhile-scene'))
        .shadowRoot.querySelector(selector);
</script>";

/// Somebody's page, and the built site that it embeds scenes of.
pub struct Host {
    /// The playground.
    pub site: Site,
    /// Who embeds it.
    pub host: Site,
    _folder: TempDir,
}

impl Host {
    /// A page with this body and the element's script. Every `SITE` in it is the address of the site.
    ///
    /// # Errors
    /// Where nothing was built.
    pub fn of(body: &str) -> Result<Self> {
        Self::with_head("", body)
    }

    /// A page with something in its head, too.
    ///
    /// # Errors
    /// As [`Host::of`].
    pub fn with_head(head: &str, body: &str) -> Result<Self> {
        let site = Site::built()?;
        site.allow_every_origin();
        let folder = TempDir::with_prefix("meanwhile-")?;
        let page = format!(
            "<!doctype html><html lang=en><head><title>Somebody's page</title><meta charset=utf-8>
            <link rel=icon href='data:,'>{head}{WATCH}</head><body><main><h1>Somebody's page</h1>{body}</main>
            <script type=module src='SITEembed.js'></script></body></html>"
        );
        std::fs::write(folder.path().join("index.html"), page.replace("SITE", &site.url("")))?;
        let host = Site::of(folder.path(), "/")?;
        Ok(Self { site, host, _folder: folder })
    }

    /// A page with one element that has these attributes, whose id is `one`.
    ///
    /// # Errors
    /// As [`Host::of`].
    pub fn of_one(attributes: &str) -> Result<Self> {
        Self::of(&one(attributes))
    }

    /// Opens the page in a new browser.
    ///
    /// # Errors
    /// Where there is no browser.
    pub async fn open(&self) -> Result<Page> {
        self.open_in(Browser::start().await?).await
    }

    /// Opens the page in a browser.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn open_in(&self, browser: Browser) -> Result<Page> {
        browser.befriend(&self.site.origin());
        browser.go(&self.host, "").await
    }

    /// The files that the site was asked for, without its script and its pictures.
    #[must_use]
    pub fn asked_of_playground(&self) -> Vec<String> {
        let asked = self.site.requests();
        asked.into_iter().filter(|path| path != "embed.js" && !path.starts_with("posters/")).collect()
    }
}

/// An element in the form that authors copy.
#[must_use]
pub fn one(attributes: &str) -> String {
    format!(
        "<div><meanwhile-scene id=one {attributes}>
        <a href='SITE#/scene/three-requests'>Three requests, async and blocking</a></meanwhile-scene></div>"
    )
}

impl Page {
    /// Goes into the frame of the element with the id `one`.
    ///
    /// # Errors
    /// Where it has none.
    pub async fn enter_element(&self) -> Result<()> {
        let frame = self.browser().driver().execute("return shadow('iframe', 'one')", vec![]).await?;
        Ok(frame.element()?.enter_frame().await?)
    }

    /// Goes into the playground in the element with the id `one`, and waits until it has started.
    ///
    /// # Errors
    /// Where there is none, or it does not start.
    pub async fn enter_scene(&self) -> Result<()> {
        self.enter_element().await?;
        self.prepare_frame().await
    }

    /// Waits until the frame of the element with the id `one` has its height: twice in a row the page
    /// around and the frame have drawn themselves, and nothing was changed. Returns the height, and how
    /// often it was set.
    ///
    /// # Errors
    /// Where it changes again and again.
    pub async fn until_height_rests(&self) -> Result<[u64; 2]> {
        let mut last = [0, 0];
        until("the frame's height rests", async || {
            self.settle().await?;
            self.enter_element().await?;
            self.settle().await?;
            self.leave_frame().await?;
            self.settle().await?;
            let now = self.host("[shadow('iframe').offsetHeight, all('resize').length]").await?;
            let now = serde_json::from_value(now)?;
            Ok(std::mem::replace(&mut last, now) == now)
        })
        .await?;
        Ok(last)
    }

    /// The value of an expression in the host's page; it may `await`. `one` is the element.
    ///
    /// # Errors
    /// What it throws.
    pub async fn host(&self, expression: &str) -> Result<Value> {
        let script = format!("return (async () => ({expression}))()");
        self.eval(&script).await
    }
}
