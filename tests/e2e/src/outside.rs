//! What the browser asked of other hosts, which must be nothing.
//!
//! A proxy for everything but this machine: it writes down whom it was asked for, and refuses. What
//! a test needs to be answered, it leads to a server of the test's.

use std::io::{BufRead, BufReader, Write, copy};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

use crate::ports;

/// Hosts that Chromium itself asks, whatever page it shows and whatever switches it is given.
const ITS_OWN: [&str; 5] = ["google.com", "googleapis.com", "gstatic.com", "gvt1.com", "duckduckgo.com"];

/// The proxy. It ends with the process.
pub struct Outside {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    /// The first lines of all requests.
    asked: Vec<String>,
    /// Who stands in for a host and port.
    standing_in: Vec<(String, SocketAddr)>,
}

impl Outside {
    /// Starts to listen.
    ///
    /// # Errors
    /// Where there is no free port.
    pub fn watch() -> Result<Self> {
        let listener = ports::listen()?;
        let address = listener.local_addr()?;
        let log = Arc::<Mutex<Log>>::default();
        let shared = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&shared);
                // A connection that is lost asked for nothing.
                thread::spawn(move || serve(stream, &log));
            }
        });
        Ok(Self { address, log })
    }

    /// Leads whoever asks for this host and port to a server of the test's.
    pub fn lead(&self, host: &str, server: SocketAddr) {
        lock(&self.log).standing_in.push((host.to_owned(), server));
    }

    /// Knows nothing any more of what was asked for, nor where it led.
    pub fn forget(&self) {
        *lock(&self.log) = Log::default();
    }

    /// The value of Chromium's `--proxy-server`.
    #[must_use]
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first lines of the requests that came, but for Chromium's own.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.log).asked.iter().filter(|line| !is_its_own(line)).cloned().collect()
    }
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut stream: TcpStream, log: &Mutex<Log>) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    if line.trim().is_empty() {
        // Opened ahead of a need that did not come.
        return Ok(());
    }
    let server = {
        let mut log = lock(log);
        log.asked.push(line.trim().to_owned());
        let known = log.standing_in.iter().find(|(host, _)| line.starts_with(&format!("CONNECT {host} ")));
        known.map(|(_, server)| *server)
    };
    let Some(server) = server else {
        let refusal = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return Ok(stream.write_all(refusal.as_bytes())?);
    };
    while line.trim() != "" {
        line.clear();
        reader.read_line(&mut line)?;
    }
    let mut server = TcpStream::connect(server)?;
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let mut back = server.try_clone()?;
    let answers = thread::spawn(move || {
        // When either side has gone, so has the other.
        let _ = copy(&mut back, &mut stream);
        let _ = stream.shutdown(Shutdown::Both);
    });
    let _ = copy(&mut reader, &mut server);
    let _ = server.shutdown(Shutdown::Both);
    let _ = answers.join();
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
