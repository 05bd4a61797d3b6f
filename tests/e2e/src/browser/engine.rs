//! A Chromium with its driver, which serves one test after the other.
//!
//! To start one costs five times what a new window costs. A test has a window of its own, and origins
//! of its own ([`crate::ports`]), so that storage, caches and service workers are its own, too.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{Capabilities, WebDriver};

use super::session::Session;
use crate::outside::Outside;
use crate::patience::PATIENCE;

/// Those that no test has at the moment. They end with the process: see [`UNTIL_THE_TEST_ENDS`].
static IDLE: Mutex<Vec<Engine>> = Mutex::new(Vec::new());

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

/// Runs the driver until standard input ends, as it does when the process that holds it ends, however
/// that comes about. Then the driver, the browser and the profile go.
const UNTIL_THE_TEST_ENDS: &str = r#"
    "$0" --port=0 &
    cat > /dev/null
    trap '' TERM
    kill 0
    wait
    rm -rf "$1"
"#;

/// The running browser.
pub(super) struct Engine {
    pub driver: WebDriver,
    pub outside: Outside,
    port: u16,
    /// The window that no test has: a browser without a window would end.
    home: String,
    /// Whether it is as every test may have it.
    plain: bool,
    process: Child,
}

impl Engine {
    /// One that is idle, or a new one.
    pub async fn take() -> Result<Self> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(engine) => Ok(engine),
            None => Ok(Self { plain: true, ..Self::launch(&[], json!({})).await? }),
        }
    }

    /// A new one, with further switches of the command line and with preferences.
    pub async fn launch(switches: &[&str], preferences: Value) -> Result<Self> {
        let found = xtask::setup::browser::find()
            .context("Chromium or chromedriver is missing: run `cargo xtask setup`")?;
        let outside = Outside::watch()?;
        let scratch = TempDir::with_prefix("meanwhile-")?.keep();
        let (process, port) = start_driver(&found.driver, &scratch)?;
        let mut arguments: Vec<String> = SWITCHES.iter().chain(switches).map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", scratch.join("profile").display()));
        arguments.push(format!("--proxy-server={}", outside.proxy()));
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": found.browser, "args": arguments, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        // Each test has a runtime of its own, and a connection cannot change from one to another.
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).timeout(PATIENCE).build()?;
        let url = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(&url, Capabilities::from(capabilities)).client(client).await?;
        driver.set_script_timeout(Duration::from_mins(2)).await?;
        let home = driver.window().await?.to_string();
        Ok(Self { driver, outside, port, home, plain: false, process })
    }

    /// The driver's session, for requests that cannot wait for a runtime.
    pub fn session(&self) -> Session {
        Session { port: self.port, id: self.driver.handle().session_id().to_string() }
    }

    /// Gives it back: to the next test, if this one left it as it was.
    pub fn give_back(self, reusable: bool) {
        if reusable && self.plain && self.session().close_windows(&self.home).is_ok() {
            self.outside.forget();
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        } else {
            self.end();
        }
    }

    fn end(mut self) {
        // The driver's client would end the session on the runtime of the test, which waits for this.
        // It fails only where the session has ended already.
        let _ = self.driver.clone().leak();
        if let Err(error) = self.session().end() {
            eprintln!("the browser did not end by itself: {error:#}");
        }
        drop(self.process.stdin.take());
        // All that can fail is that it has ended already.
        let _ = self.process.wait();
    }
}

/// Starts chromedriver on a free port. It looks for one that is free for IPv4 and takes the same for
/// IPv6, where another program may be quicker: then it ends, and the next one has better luck.
fn start_driver(program: &Path, scratch: &Path) -> Result<(Child, u16)> {
    let mut tries = 4;
    loop {
        tries -= 1;
        match try_driver(program, scratch) {
            Err(error) if tries > 0 => eprintln!("{error:#}; once more"),
            outcome => return outcome,
        }
    }
}

/// Starts chromedriver on a port of its choice, which it prints.
fn try_driver(program: &Path, scratch: &Path) -> Result<(Child, u16)> {
    std::fs::create_dir_all(scratch)?;
    let mut command = Command::new("sh");
    command.args(["-c", UNTIL_THE_TEST_ENDS]).arg(program).arg(scratch);
    // What the browser leaves behind goes with the profile.
    command.env("TMPDIR", scratch).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = std::os::unix::process::CommandExt::process_group(&mut command, 0).spawn()?;
    let output = process.stdout.take().context("chromedriver has no output")?;
    for line in BufReader::new(output).lines() {
        if let Some((_, port)) = line?.split_once("started successfully on port ") {
            return Ok((process, port.trim_end_matches('.').parse()?));
        }
    }
    bail!("{} ended without saying its port", program.display())
}
