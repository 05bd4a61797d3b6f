//! A Chromium with a window of the test's own, driven by `WebDriver`. What the test did in it ends when
//! it is dropped.
//!
//! No test can forget it: then a console that is not quiet and a request that left the site fail the
//! test, unless they were announced by [`Browser::expect_error`] and [`Browser::befriend`].

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::{WebDriver, WindowHandle};

use crate::network::Network;
use crate::page::{BEFORE_LOAD, Page, SETTLED};
use crate::site::Site;

mod engine;
pub(crate) mod session;

use engine::Engine;
use session::Session;

/// Makes every timer of a page shorter.
const HURRY: &str = "{
    const realTimer = setTimeout;
    window.setTimeout = (call, delay, ...rest) => realTimer(call, delay / 20, ...rest);
}";

/// A browser with a window of the test's own.
pub struct Browser {
    /// There until the test gives it back.
    engine: Option<Engine>,
    announced: Announced,
}

/// What a test provokes, so that it is no surprise in the end.
#[derive(Default)]
struct Announced {
    errors: std::sync::Mutex<Vec<String>>,
    friends: std::sync::Mutex<Vec<String>>,
    failure: AtomicBool,
}

impl Announced {
    fn is_error(&self, message: &str) -> bool {
        let known = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().any(|part| message.contains(part))
    }

    fn is_friend(&self, address: &str) -> bool {
        let known = self.friends.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().any(|base| address.starts_with(base))
    }
}

impl Browser {
    /// A window of a browser that other tests may have had before, or of a new one.
    ///
    /// # Errors
    /// Where no Chromium with its driver is installed, or they do not start.
    pub async fn start() -> Result<Self> {
        Self::with(Engine::take().await?).await
    }

    /// Starts a browser with further switches of the command line, for this test alone.
    ///
    /// # Errors
    /// As [`Browser::start`].
    pub async fn start_with(switches: &[&str]) -> Result<Self> {
        Self::with(Engine::launch(switches, json!({})).await?).await
    }

    /// A window in whose pages timers are over twenty times as soon: for what waits long for an
    /// answer that does not come.
    ///
    /// # Errors
    /// As [`Browser::start`].
    pub async fn start_hurried() -> Result<Self> {
        let browser = Self::start().await?;
        browser.before_load(HURRY).await?;
        Ok(browser)
    }

    /// Starts a browser whose reader has chosen that no site keeps anything.
    ///
    /// # Errors
    /// As [`Browser::start`].
    pub async fn start_without_storage() -> Result<Self> {
        const BLOCKED: u32 = 2;
        let preferences = json!({ "profile.default_content_setting_values.cookies": BLOCKED });
        Self::with(Engine::launch(&[], preferences).await?).await
    }

    /// Opens the test's window.
    async fn with(engine: Engine) -> Result<Self> {
        let browser = Self { engine: Some(engine), announced: Announced::default() };
        let window = browser.driver().new_window().await?;
        browser.enter(window).await?;
        browser.size(1280, 900).await?;
        Ok(browser)
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("a browser has its engine until it is dropped")
    }

    /// Goes to a new window or tab, as to one that the reader has in front.
    async fn enter(&self, window: WindowHandle) -> Result<()> {
        self.driver().switch_to_window(window).await?;
        self.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        self.before_load(BEFORE_LOAD).await
    }

    /// The driver, for what has no word of its own here.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.engine().driver
    }

    /// A command of the `DevTools` protocol.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver().cdp().send_raw(method, parameters).await?)
    }

    /// Runs a script in every page before the page's own.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn before_load(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    /// Opens an empty tab and goes to it. [`Page::eval`] and all that builds on it follow.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn new_tab(&self) -> Result<()> {
        let tab = self.driver().new_tab().await?;
        self.enter(tab).await
    }

    /// The size of the page's view in CSS pixels; below 600 it is a phone with a touch screen.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn size(&self, width: u32, height: u32) -> Result<()> {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// What the reader's system asks for: `light` or `dark`, and less motion or not.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn prefer(&self, scheme: &str, reduced_motion: bool) -> Result<()> {
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        Ok(())
    }

    /// Cuts the page's own requests off, or not. The service worker's go on: [`Site::stop`] ends all.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Saves what pages offer in a folder.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn save_downloads(&self, folder: &Path) -> Result<()> {
        let to = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", to).await?;
        Ok(())
    }

    /// What is on the screen, as a PNG; with `whole` the page beyond the screen too.
    ///
    /// # Errors
    /// Those of the browser, or of the file.
    pub async fn screenshot(&self, file: &Path, whole: bool) -> Result<PathBuf> {
        let file = xtask::paths::root().join(file);
        if let Some(dir) = file.parent() {
            std::fs::create_dir_all(dir)?;
        }
        if whole {
            let script = "return document.documentElement.scrollHeight";
            let height = self.driver().execute(script, vec![]).await?.json().as_u64().unwrap_or(900);
            let width = self
                .driver()
                .execute("return document.documentElement.clientWidth", vec![])
                .await?
                .json()
                .as_u64();
            self.size(u32::try_from(width.unwrap_or(1280))?, u32::try_from(height)?).await?;
            self.driver().execute(SETTLED, vec![]).await?;
        }
        self.driver().screenshot(&file).await?;
        Ok(file)
    }

    /// Opens a route of the site and waits until the program has put itself on the page.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn open(self, site: &Site, route: &str) -> Result<Page> {
        let page = self.go(site, route).await?;
        page.until_started().await?;
        Ok(page)
    }

    /// Opens a route of the site, whatever comes of it.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn go(self, site: &Site, route: &str) -> Result<Page> {
        self.visit(&site.url(route)).await
    }

    /// Opens any address, whatever comes of it.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn visit(self, address: &str) -> Result<Page> {
        self.driver().goto(address).await?;
        Ok(Page::new(self))
    }

    /// Announces that the console may have errors that contain this text: the browser's own reports
    /// of what the test provokes.
    pub fn expect_error(&self, part: &str) {
        self.announced.errors.lock().unwrap_or_else(PoisonError::into_inner).push(part.to_owned());
    }

    /// Announces that the page may ask for addresses that begin so: another server of the test's.
    pub fn befriend(&self, base: &str) {
        self.announced.friends.lock().unwrap_or_else(PoisonError::into_inner).push(base.to_owned());
    }

    /// What was asked of other machines so far, announced or not.
    #[must_use]
    pub fn asked_outside(&self) -> Vec<String> {
        self.engine().outside.asked()
    }

    /// Has a server of the test's stand in for a host of the world (`example.org:443`); the page
    /// may ask for it.
    pub fn stand_in(&self, host: &str, server: &Network) {
        self.engine().outside.lead(host, server.address());
        self.befriend(&format!("CONNECT {host} "));
    }

    /// Announces that the test fails, with a message that no surprise may hide.
    pub(crate) fn expect_failure(&self) {
        self.announced.failure.store(true, Ordering::Relaxed);
    }

    /// What was not announced: errors on the console, and requests that left the site of the page or,
    /// as `asked` has them, this machine.
    fn surprises(&self, session: &Session, asked: Vec<String>) -> Result<Vec<String>> {
        let errors = session.errors()?.into_iter().filter(|error| !self.announced.is_error(error));
        let strangers = session.strangers()?.into_iter().chain(asked);
        let strangers = strangers.filter(|name| !self.announced.is_friend(name));
        Ok(errors.chain(strangers.map(|name| format!("a request to {name}"))).collect())
    }

    /// Requests to other origins, with those that the proxy saw, without those that were announced.
    pub(crate) fn without_friends(&self, mut names: Vec<String>) -> Vec<String> {
        names.extend(self.engine().outside.asked());
        names.retain(|name| !self.announced.is_friend(name));
        names
    }
}

impl Drop for Browser {
    /// Has a last look, and gives the browser back. None of it can wait for the runtime of the test,
    /// which waits for this very drop.
    fn drop(&mut self) {
        let Some(engine) = self.engine.take() else { return };
        let asked = engine.outside.asked();
        let surprises = self.surprises(&engine.session(), asked);
        let failed = std::thread::panicking() || self.announced.failure.load(Ordering::Relaxed);
        engine.give_back(surprises.is_ok() && !failed);
        let surprises = surprises.unwrap_or_else(|error| vec![format!("the browser has gone: {error:#}")]);
        if failed {
            eprintln!("surprises in the browser: {surprises:#?}");
        } else {
            assert!(surprises.is_empty(), "surprises in the browser: {surprises:#?}");
        }
    }
}
