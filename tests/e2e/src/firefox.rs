//! A Firefox with a fresh profile, for the few things that have to be tried in another browser. It is driven
//! by `WebDriver BiDi`, which it speaks without a driver of its own.

use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::patience::{PATIENCE, until};
use crate::skip::skip;

/// A running Firefox; it ends when it is dropped.
pub struct Firefox {
    connection: Mutex<Connection>,
    /// The tab that is used.
    context: String,
    _process: Child,
    _profile: TempDir,
}

impl Firefox {
    /// Starts one; none, which is said in a line, where it is not installed.
    ///
    /// # Errors
    /// Where it is installed and does not start.
    pub async fn start() -> Result<Option<Self>> {
        let Some(binary) = xtask::setup::browser::firefox() else {
            skip("the element in Firefox", "Firefox is not installed");
            return Ok(None);
        };
        let profile = tempfile::tempdir()?;
        let mut command = Command::new(binary);
        command.args(["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile"]);
        command.arg(profile.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn()?;
        let output = process.stderr.take().context("Firefox has no output")?;
        let address = timeout(PATIENCE, listening(output)).await.context("Firefox says no address")??;
        let (socket, _) = connect_async(format!("{address}/session")).await?;
        let mut connection = Connection { socket, asked: 0 };
        connection.ask("session.new", json!({ "capabilities": {} })).await?;
        let tabs = connection.ask("browsingContext.getTree", json!({})).await?;
        let context = tabs["contexts"][0]["context"].as_str().context("there is a tab")?.to_owned();
        Ok(Some(Self { connection: Mutex::new(connection), context, _process: process, _profile: profile }))
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn go(&self, address: &str) -> Result<()> {
        let whole = json!({ "context": self.context, "url": address, "wait": "complete" });
        self.ask("browsingContext.navigate", whole).await.map(drop)
    }

    /// The value of an expression; it may `await`.
    ///
    /// # Errors
    /// What it throws.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        let script = json!({
            // As text: the protocol has a notation of its own for values.
            "expression": format!("(async () => JSON.stringify(await ({expression})) ?? 'null')()"),
            "target": { "context": self.context },
            "awaitPromise": true,
        });
        let answer = self.ask("script.evaluate", script).await.with_context(|| expression.to_owned())?;
        let Some(text) = answer["result"]["value"].as_str() else {
            bail!("{expression}: {}", answer["exceptionDetails"]["text"]);
        };
        Ok(serde_json::from_str(text)?)
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// Names the expression where it never is.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let script = format!("!!({expression})");
        until(expression, async || Ok(self.eval(&script).await? == Value::Bool(true))).await
    }

    async fn ask(&self, method: &str, params: Value) -> Result<Value> {
        self.connection.lock().await.ask(method, params).await
    }
}

/// A WebSocket that carries commands and answers in JSON.
struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    asked: u32,
}

impl Connection {
    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.asked += 1;
        let id = self.asked;
        let question = json!({ "id": id, "method": method, "params": params }).to_string();
        self.socket.send(Message::text(question)).await?;
        let mut answer = timeout(PATIENCE, self.answer(id)).await.context(method.to_owned())??;
        ensure!(answer["type"] == "success", "{method}: {answer}");
        Ok(answer["result"].take())
    }

    /// The answer to a question, past whatever else is said.
    async fn answer(&mut self, id: u32) -> Result<Value> {
        while let Some(message) = self.socket.next().await {
            if let Message::Text(text) = message? {
                let said: Value = serde_json::from_str(&text)?;
                if said["id"] == id {
                    return Ok(said);
                }
            }
        }
        bail!("Firefox hung up")
    }
}

/// Reads where Firefox listens: `WebDriver BiDi listening on ws://127.0.0.1:4444`.
async fn listening(output: ChildStderr) -> Result<String> {
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, address)) = line.split_once("BiDi listening on ") {
            let address = address.trim().to_owned();
            // It ends when nobody reads what it prints.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    bail!("Firefox ended without saying where it listens")
}
