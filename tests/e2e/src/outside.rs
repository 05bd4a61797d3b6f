//! What the browser asked of other hosts, which must be nothing.
//!
//! A proxy for everything but this machine: it writes down whom it was asked for, and refuses.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Result;

/// Hosts that Chromium itself asks, whatever page it shows and whatever switches it is given.
const ITS_OWN: [&str; 5] = ["google.com", "googleapis.com", "gstatic.com", "gvt1.com", "duckduckgo.com"];

/// The proxy. It ends with the process.
pub struct Outside {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    /// Starts to listen.
    ///
    /// # Errors
    /// Where there is no free port.
    pub fn watch() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::default();
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A connection that is lost asked for nothing.
                let _ = refuse(stream, &log);
            }
        });
        Ok(Self { address, asked })
    }

    /// The value of Chromium's `--proxy-server`.
    #[must_use]
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first lines of the requests that were refused, but for Chromium's own.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().filter(|line| !is_its_own(line)).cloned().collect()
    }
}

fn refuse(mut stream: TcpStream, log: &Mutex<Vec<String>>) -> Result<()> {
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    if line.trim().is_empty() {
        // Opened ahead of a need that did not come.
        return Ok(());
    }
    log.lock().unwrap_or_else(PoisonError::into_inner).push(line.trim().to_owned());
    stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    Ok(())
}

/// Whether a request line (`CONNECT host:443 …`, `GET http://host/… …`) is one of Chromium itself.
fn is_its_own(line: &str) -> bool {
    let target = line.split_whitespace().nth(1).unwrap_or_default();
    let target = target.split_once("://").map_or(target, |(_, rest)| rest);
    let host = target.split([':', '/']).next().unwrap_or_default();
    ITS_OWN.iter().any(|own| host == *own || host.ends_with(&format!(".{own}")))
}

#[cfg(test)]
mod tests {
    use super::is_its_own;

    #[test]
    fn chromium_is_told_from_the_page() {
        assert!(is_its_own("CONNECT update.googleapis.com:443 HTTP/1.1"));
        assert!(is_its_own("GET http://clients2.google.com/time/1/current?x=y HTTP/1.1"));
        assert!(!is_its_own("CONNECT api.example.org:443 HTTP/1.1"));
        assert!(!is_its_own("GET http://notgoogle.com/ HTTP/1.1"));
    }
}
