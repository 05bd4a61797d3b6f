//! A Chromium with a fresh profile, driven by `WebDriver`. Everything ends when it is dropped.
//!
//! No test can forget it: when the browser ends, a console that is not quiet and a request that
//! left the site fail the test, unless they were announced by [`Browser::expect_error`] and
//! [`Browser::befriend`].

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::network::Network;
use crate::outside::Outside;
use crate::page::{BEFORE_LOAD, Page, SETTLED};
use crate::patience::PATIENCE;
use crate::quiet::Session;
use crate::site::Site;

/// Makes every timer of a page shorter.
const HURRY: &str = "{
    const realTimer = setTimeout;
    window.setTimeout = (call, delay, ...rest) => realTimer(call, delay / 20, ...rest);
}";

/// Switches that make Chromium quiet, alone and repeatable.
const SWITCHES: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

/// A running browser.
pub struct Browser {
    driver: WebDriver,
    outside: Outside,
    port: u16,
    process: Child,
    announced: Announced,
    _profile: TempDir,
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
    /// Starts a browser.
    ///
    /// # Errors
    /// Where no Chromium with its driver is installed, or they do not start.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts a browser with further switches of the command line.
    ///
    /// # Errors
    /// As [`Browser::start`].
    pub async fn start_with(switches: &[&str]) -> Result<Self> {
        Self::launch(switches, json!({})).await
    }

    /// Starts a browser in whose pages timers are over twenty times as soon: for what waits long for an
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
        Self::launch(&[], json!({ "profile.default_content_setting_values.cookies": BLOCKED })).await
    }

    async fn launch(switches: &[&str], preferences: Value) -> Result<Self> {
        let found = xtask::setup::browser::find()
            .context("Chromium or chromedriver is missing: run `cargo xtask setup`")?;
        let outside = Outside::watch()?;
        let profile = TempDir::with_prefix("meanwhile-")?;
        let (process, port) = start_driver(&found.driver, profile.path()).await?;
        let mut arguments: Vec<String> = SWITCHES.iter().chain(switches).map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().join("profile").display()));
        arguments.push(format!("--proxy-server={}", outside.proxy()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": found.browser, "args": arguments, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let url = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::new(&url, Capabilities::from(capabilities)).await?;
        driver.set_script_timeout(Duration::from_mins(2)).await?;
        let announced = Announced::default();
        let browser = Self { driver, outside, port, process, announced, _profile: profile };
        browser.before_load(BEFORE_LOAD).await?;
        browser.size(1280, 900).await?;
        Ok(browser)
    }

    /// The driver, for what has no word of its own here.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// A command of the `DevTools` protocol.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
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
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.before_load(BEFORE_LOAD).await
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
            let height = self.driver.execute(script, vec![]).await?.json().as_u64().unwrap_or(900);
            let width = self
                .driver
                .execute("return document.documentElement.clientWidth", vec![])
                .await?
                .json()
                .as_u64();
            self.size(u32::try_from(width.unwrap_or(1280))?, u32::try_from(height)?).await?;
            self.driver.execute(SETTLED, vec![]).await?;
        }
        self.driver.screenshot(&file).await?;
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
        self.driver.goto(address).await?;
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
        self.outside.asked()
    }

    /// Has a server of the test's stand in for a host of the world (`example.org:443`); the page
    /// may ask for it.
    pub fn stand_in(&self, host: &str, server: &Network) {
        self.outside.lead(host, server.address());
        self.befriend(&format!("CONNECT {host} "));
    }

    /// Announces that the test fails, with a message that no surprise may hide.
    pub(crate) fn expect_failure(&self) {
        self.announced.failure.store(true, Ordering::Relaxed);
    }

    /// What nobody announced: errors on the console, and requests that left the site of the page.
    fn surprises(&self, session: &Session) -> Result<Vec<String>> {
        let errors = session.errors()?.into_iter().filter(|error| !self.announced.is_error(error));
        let strangers = self.without_friends(session.strangers()?);
        Ok(errors.chain(strangers.into_iter().map(|name| format!("a request to {name}"))).collect())
    }

    /// Requests to other origins, with those that the proxy saw, without those that were announced.
    pub(crate) fn without_friends(&self, mut names: Vec<String>) -> Vec<String> {
        names.extend(self.outside.asked());
        names.retain(|name| !self.announced.is_friend(name));
        names
    }
}

impl Drop for Browser {
    /// Has a last look, ends the session, which ends Chromium, and then the driver. The driver's
    /// client would do so on the runtime of the test, which waits for this very drop.
    fn drop(&mut self) {
        let id = self.driver.handle().session_id().to_string();
        // It fails only where the session has ended already.
        let _ = self.driver.clone().leak();
        let session = Session { port: self.port, id: &id };
        let surprises = self.surprises(&session);
        if let Err(error) = session.end() {
            eprintln!("the browser did not end by itself: {error:#}");
        }
        // It has ended meanwhile, or else it ends now.
        let _ = self.process.start_kill();
        let surprises = surprises.unwrap_or_else(|error| vec![format!("the browser has gone: {error:#}")]);
        if std::thread::panicking() || self.announced.failure.load(Ordering::Relaxed) {
            eprintln!("surprises in the browser: {surprises:#?}");
        } else {
            assert!(surprises.is_empty(), "surprises in the browser: {surprises:#?}");
        }
    }
}

/// Starts chromedriver on a free port. It looks for one that is free for IPv4 and takes the same for
/// IPv6, where somebody else may be quicker: then it ends, and the next one has better luck.
async fn start_driver(program: &Path, scratch: &Path) -> Result<(Child, u16)> {
    let mut tries = 4;
    loop {
        tries -= 1;
        match try_driver(program, scratch).await {
            Err(error) if tries > 0 => eprintln!("{error:#}; once more"),
            outcome => return outcome,
        }
    }
}

/// Starts chromedriver on a port of its choice, which it prints.
async fn try_driver(program: &Path, scratch: &Path) -> Result<(Child, u16)> {
    let mut process = Command::new(program)
        .arg("--port=0")
        // What the browser leaves behind goes with the profile.
        .env("TMPDIR", scratch)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{} does not start", program.display()))?;
    let output = process.stdout.take().context("chromedriver has no output")?;
    let mut lines = BufReader::new(output).lines();
    let port = async {
        while let Some(line) = lines.next_line().await? {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Ok(port.trim_end_matches('.').parse()?);
            }
        }
        bail!("chromedriver ended without saying its port")
    };
    let port = tokio::time::timeout(PATIENCE, port).await.context("chromedriver says no port")??;
    Ok((process, port))
}
