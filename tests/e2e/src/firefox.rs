//! A Firefox with a fresh profile, for the few things that have to be tried in another browser.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::patience::{PATIENCE, until};
use crate::skip::skip;

/// A running Firefox; it ends with [`Firefox::quit`] or, at the latest, when it is dropped.
pub struct Firefox {
    driver: WebDriver,
    _process: Child,
}

impl Firefox {
    /// Starts one; none, which is said in a line, where it or its driver is not installed.
    ///
    /// # Errors
    /// Where it is installed and does not start.
    pub async fn start() -> Result<Option<Self>> {
        let Some(binary) = xtask::setup::browser::firefox() else {
            skip("the element in Firefox", "Firefox is not installed");
            return Ok(None);
        };
        let mut command = Command::new("geckodriver");
        if let Some(path) = xtask::setup::tools::search_path() {
            command.env("PATH", path);
        }
        command.args(["--port", "0"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(mut process) = command.kill_on_drop(true).spawn() else {
            skip("the element in Firefox", "geckodriver is not installed");
            return Ok(None);
        };
        let output = process.stdout.take().context("geckodriver has no output")?;
        let port =
            tokio::time::timeout(PATIENCE, listening(output)).await.context("geckodriver says no port")??;
        let capabilities = json!({
            "browserName": "firefox",
            "moz:firefoxOptions": { "binary": binary, "args": ["-headless"] },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let driver =
            WebDriver::new(&format!("http://127.0.0.1:{port}"), Capabilities::from(capabilities)).await?;
        Ok(Some(Self { driver, _process: process }))
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn go(&self, address: &str) -> Result<()> {
        Ok(self.driver.goto(address).await?)
    }

    /// The value of an expression; it may `await`.
    ///
    /// # Errors
    /// What it throws.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        let script = format!("return (async () => ({expression}))()");
        Ok(self.driver.execute(script, vec![]).await.with_context(|| expression.to_owned())?.json().clone())
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// Names the expression where it never is.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let script = format!("!!({expression})");
        until(expression, async || Ok(self.eval(&script).await? == Value::Bool(true))).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// Those of the driver.
    pub async fn quit(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// Reads on which port geckodriver listens: `Listening on 127.0.0.1:4444`.
async fn listening(output: tokio::process::ChildStdout) -> Result<u16> {
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, address)) = line.split_once("Listening on ") {
            let port = address.rsplit(':').next().unwrap_or_default().trim().parse();
            // It ends when nobody reads what it prints.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return port.with_context(|| line.clone());
        }
    }
    bail!("geckodriver ended without saying its port")
}
