//! A real nginx with `xtask/nginx.conf`, and the built site below a path of it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::patience::PATIENCE;
use crate::ports;
use crate::skip::skip;

/// The running server; it ends when dropped.
pub struct Nginx {
    process: Child,
    address: SocketAddr,
    _folder: TempDir,
}

/// What was answered.
#[derive(Debug)]
pub struct Reply {
    /// 200, 304, 404 …
    pub status: u16,
    /// By name in lower case; where a name stands several times, the values with commas between.
    pub headers: BTreeMap<String, String>,
    /// As it was sent: compressed, if it was.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Nginx {
    /// Serves a site below `/deep/path/`; none where there is no nginx, which is said in a sentence.
    ///
    /// # Errors
    /// Where it does not start: its configuration is wrong.
    pub fn start(site: &Path) -> Result<Option<Self>> {
        let Some(program) = xtask::setup::nginx::find() else {
            skip(
                "the site behind nginx",
                "there is no nginx here; `cargo xtask setup` fetches it where it can",
            );
            return Ok(None);
        };
        let folder = TempDir::with_prefix("meanwhile-")?;
        let address = (Ipv4Addr::LOCALHOST, ports::free()?).into();
        fs::create_dir_all(folder.path().join("www/deep"))?;
        std::os::unix::fs::symlink(site, folder.path().join("www/deep/path"))?;
        fs::write(folder.path().join("nginx.conf"), configuration(folder.path(), address))?;
        let process = Command::new(program)
            .arg("-p")
            .arg(folder.path())
            .args(["-e", "stderr", "-c", "nginx.conf"])
            .stdin(Stdio::null())
            .spawn()?;
        let mut nginx = Self { process, address, _folder: folder };
        nginx.until_listening()?;
        Ok(Some(nginx))
    }

    /// The address of something on the site.
    #[must_use]
    pub fn url(&self, rest: &str) -> String {
        format!("http://{}/deep/path/{rest}", self.address)
    }

    /// Asks for a file of the site, with further headers (each with its line end).
    ///
    /// # Errors
    /// Where the server does not answer as HTTP says.
    pub fn get(&self, file: &str, headers: &str) -> Result<Reply> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "GET /deep/path/{file} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.address
        )?;
        read(stream)
    }

    fn until_listening(&mut self) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            ensure!(self.process.try_wait()?.is_none(), "nginx ended: its configuration is wrong");
            ensure!(start.elapsed() < PATIENCE, "nginx does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It fails only where the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What stands around the documented part: one process, all its files in one folder.
fn configuration(folder: &Path, address: SocketAddr) -> String {
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let scratch = kinds.map(|kind| format!("    {kind}_temp_path {kind};\n")).concat();
    let documented = xtask::paths::root().join("xtask/nginx.conf");
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\nhttp {{\n    access_log off;\n\
         {scratch}    server {{\n        listen {address};\n        root {};\n        include {};\n    }}\n}}\n",
        folder.join("www").display(),
        documented.display()
    )
}

fn read(stream: TcpStream) -> Result<Reply> {
    let mut answer = BufReader::new(stream);
    let mut line = String::new();
    answer.read_line(&mut line)?;
    let status = line.split(' ').nth(1).context("no status")?.parse()?;
    let mut headers = BTreeMap::<String, String>::new();
    loop {
        line.clear();
        answer.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        let before = headers.entry(name.to_ascii_lowercase()).or_default();
        before.push_str(if before.is_empty() { "" } else { ", " });
        before.push_str(value);
    }
    let mut body = Vec::new();
    answer.read_to_end(&mut body)?;
    Ok(Reply { status, headers, body })
}
