//! The last look at a test's window: is its console quiet, and was nothing asked of other hosts?
//!
//! Plain requests to the driver, without the runtime of the test: a drop cannot wait for that.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::patience::PATIENCE;

/// What the page in front fetched from elsewhere. It leaves no trace at the proxy if elsewhere is
/// on this machine.
pub const STRANGERS: &str = "return (window.performance?.getEntriesByType('resource') ?? [])
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith(location.origin + '/') && !/^(data|blob):/.test(name))";

/// A `WebDriver` session, from outside the test's runtime.
pub struct Session {
    /// The driver's port.
    pub port: u16,
    /// The session's name.
    pub id: String,
}

impl Session {
    /// The errors on the console since they were last asked for: thrown, logged, refused by policy, not
    /// loaded.
    ///
    /// # Errors
    /// Where the browser does not answer.
    pub fn errors(&self) -> Result<Vec<String>> {
        let log = self.ask("POST", "/se/log", &json!({ "type": "browser" }))?;
        let entries = log.as_array().context("a log is a list")?;
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// The addresses on other origins that the page in front has fetched.
    ///
    /// # Errors
    /// Where the browser does not answer.
    pub fn strangers(&self) -> Result<Vec<String>> {
        let names = self.ask("POST", "/execute/sync", &json!({ "script": STRANGERS, "args": [] }))?;
        Ok(serde_json::from_value(names)?)
    }

    /// Closes all windows but one, and goes there. What they have still said is forgotten.
    ///
    /// # Errors
    /// Where the browser does not answer.
    pub fn close_windows(&self, but: &str) -> Result<()> {
        let windows: Vec<String> =
            serde_json::from_value(self.ask("GET", "/window/handles", &Value::Null)?)?;
        for window in windows.iter().filter(|window| *window != but) {
            self.ask("POST", "/window", &json!({ "handle": window }))?;
            self.ask("DELETE", "/window", &Value::Null)?;
        }
        self.ask("POST", "/window", &json!({ "handle": but }))?;
        self.errors().map(drop)
    }

    /// Ends the session, and with it the browser.
    ///
    /// # Errors
    /// Where the driver does not answer.
    pub fn end(&self) -> Result<()> {
        self.ask("DELETE", "", &Value::Null).map(drop)
    }

    fn ask(&self, method: &str, command: &str, body: &Value) -> Result<Value> {
        let Self { port, id } = self;
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, *port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "{method} /session/{id}{command} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        read(stream)
    }
}

/// The value that the driver answers. It may leave the connection open behind it.
fn read(stream: TcpStream) -> Result<Value> {
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line)?;
        match line.trim().to_ascii_lowercase().split_once(':') {
            Some(("content-length", value)) => length = value.trim().parse()?,
            Some(_) => {}
            None if line.trim().is_empty() => break,
            None => ensure!(line.starts_with("HTTP/1.1 200"), "the driver says {line}"),
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body)?;
    Ok(serde_json::from_slice::<Value>(&body)?["value"].take())
}
