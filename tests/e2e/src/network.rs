//! A server on loopback that answers every request in one way, good or bad.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Result;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::ports;

/// How every request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With a post.
    Post,
    /// With a post that other origins may not read.
    PostWithoutCors,
    /// With a status, and no post.
    Status(u16),
    /// With a post that ends in the middle of its JSON.
    BrokenJson,
    /// With a post whose connection ends before it does.
    CutBody,
    /// With nothing, as long as whoever asked stays on the line.
    Never,
}

const POST: &str = r#"{"userId": 1, "id": 1, "title": "a post of another server", "body": "and its text"}"#;

/// The server. Its threads end with their connections, or with the process.
pub struct Network {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    asked: AtomicUsize,
    waiting: AtomicUsize,
}

impl Network {
    /// Starts one.
    ///
    /// # Errors
    /// Where there is no free port.
    pub fn start(answer: Answer) -> Result<Self> {
        Self::listen(answer, None)
    }

    /// Starts one that speaks HTTPS, with a certificate for this host that nobody has signed.
    ///
    /// # Errors
    /// Where there is no free port.
    pub fn start_as(host: &str, answer: Answer) -> Result<Self> {
        let own = rcgen::generate_simple_self_signed([host.to_owned()])?;
        let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
        let tls = ServerConfig::builder().with_no_client_auth();
        let tls = tls.with_single_cert(vec![own.cert.der().clone()], key.into())?;
        Self::listen(answer, Some(Arc::new(tls)))
    }

    fn listen(answer: Answer, tls: Option<Arc<ServerConfig>>) -> Result<Self> {
        let listener = ports::listen()?;
        let address = listener.local_addr()?;
        let seen = Arc::<Seen>::default();
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, tls) = (Arc::clone(&log), tls.clone());
                // A connection that breaks is the browser's affair.
                thread::spawn(move || match tls {
                    Some(tls) => serve(StreamOwned::new(ServerConnection::new(tls)?, stream), answer, &log),
                    None => serve(stream, answer, &log),
                });
            }
        });
        Ok(Self { address, seen })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An address at which nobody listens.
    ///
    /// # Errors
    /// Where there is no free port.
    pub fn nobody() -> Result<String> {
        Ok(base(ports::free()?))
    }

    /// The base address for the page's *network*.
    #[must_use]
    pub fn base(&self) -> String {
        base(self.address.port())
    }

    /// How many requests came in so far.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.seen.asked.load(Ordering::Relaxed)
    }

    /// How many of those who were never answered are still on the line.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.seen.waiting.load(Ordering::Relaxed)
    }
}

/// The base address of a port of this machine.
#[must_use]
pub fn base(port: u16) -> String {
    format!("http://127.0.0.1:{port}/")
}

fn serve(stream: impl Read + Write, answer: Answer, seen: &Seen) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        // Opened ahead of a need that did not come.
        return Ok(());
    }
    seen.asked.fetch_add(1, Ordering::Relaxed);
    while line.trim() != "" {
        line.clear();
        stream.read_line(&mut line)?;
    }
    let length = POST.len();
    let (status, body, length) = match answer {
        Answer::Post | Answer::PostWithoutCors => (200, POST, length),
        Answer::Status(status) => (status, "{}", 2),
        Answer::BrokenJson => (200, &POST[..length / 2], length / 2),
        Answer::CutBody => (200, &POST[..length / 2], length),
        Answer::Never => {
            seen.waiting.fetch_add(1, Ordering::Relaxed);
            // Ends when the other side has gone.
            let left = stream.read_to_end(&mut Vec::new());
            seen.waiting.fetch_sub(1, Ordering::Relaxed);
            return left.map(drop).map_err(Into::into);
        }
    };
    let cors = if answer == Answer::PostWithoutCors { "" } else { "Access-Control-Allow-Origin: *\r\n" };
    let head = format!(
        "HTTP/1.1 {status} As told\r\nContent-Type: application/json\r\n{cors}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    let stream = stream.get_mut();
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    Ok(stream.flush()?)
}
