//! A server of posts that nobody here wrote: npm's `json-server`, with the site's own posts.

use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::patience::until;
use crate::ports;

/// A running `json-server`; it ends when dropped.
pub struct Peer {
    port: u16,
    process: Child,
    _files: TempDir,
}

impl Peer {
    /// Starts one that answers after `delay`, with or without the headers that let other origins read.
    ///
    /// # Errors
    /// Where it is not installed, or does not listen.
    pub async fn start(delay: Duration, cors: bool) -> Result<Self> {
        let posts = std::fs::read(crate::site::dist().join("data/posts.json"))
            .context("there is no dist/data/posts.json: run `cargo xtask build`")?;
        let files = TempDir::with_prefix("meanwhile-")?;
        let database = files.path().join("db.json");
        let posts: Value = serde_json::from_slice(&posts)?;
        std::fs::write(&database, json!({ "posts": posts }).to_string())?;
        let port = ports::free()?;
        let mut command = Command::new("json-server");
        if let Some(path) = xtask::setup::tools::search_path() {
            command.env("PATH", path);
        }
        command.args(["--quiet", "--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--delay", &delay.as_millis().to_string()]);
        if !cors {
            // Its documented name, --no-cors, is taken for "cors: no" by its own parser and ignored.
            command.arg("--nc");
        }
        let process = command
            .arg(database)
            .current_dir(files.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("json-server is missing: run `cargo xtask setup`")?;
        let listens = async || Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok());
        until("json-server listens", listens).await?;
        Ok(Self { port, process, _files: files })
    }

    /// The base address for the page's *network*.
    #[must_use]
    pub fn base(&self) -> String {
        crate::network::base(self.port)
    }

    /// Ends it at once: whoever waits for an answer is cut off.
    ///
    /// # Errors
    /// Where it has ended already.
    pub async fn stop(&mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}
