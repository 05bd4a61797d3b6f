//! The built site on a port of its own, with faults to switch on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use tokio::runtime::{Builder, Runtime};

use crate::ports;

/// A static site, read into memory when it starts: a build that goes on meanwhile changes nothing.
/// It stops when dropped.
pub struct Site {
    address: SocketAddr,
    base: String,
    shared: Arc<Mutex<Shared>>,
    runtime: Option<Runtime>,
}

/// The folder of the built site: `dist/`, or another that `E2E_DIST` names.
#[must_use]
pub fn dist() -> PathBuf {
    std::env::var_os("E2E_DIST").map_or_else(xtask::paths::dist, |dir| xtask::paths::root().join(dir))
}

/// What the answers are made of; the methods of [`Site`] change it while it serves.
#[derive(Default)]
struct Shared {
    /// By path below the origin, without the leading slash.
    files: BTreeMap<String, Arc<Vec<u8>>>,
    lost: BTreeSet<String>,
    headers: Vec<(String, String)>,
    requests: Vec<String>,
}

impl Site {
    /// The site in [`dist`], at the root of its origin.
    ///
    /// # Errors
    /// Where nothing was built.
    pub fn built() -> Result<Self> {
        Self::below("/")
    }

    /// The site in [`dist`], below a path such as `/some/where/`.
    ///
    /// # Errors
    /// Where nothing was built.
    pub fn below(base: &str) -> Result<Self> {
        Self::of(&dist(), base)
    }

    /// Any folder with an `index.html`, below a path.
    ///
    /// # Errors
    /// Where there is no such folder, or it cannot be read.
    pub fn of(dir: &Path, base: &str) -> Result<Self> {
        let base = format!("/{}/", base.trim_matches('/')).replace("//", "/");
        let mut shared = Shared::default();
        read(dir, &base[1..], &mut shared.files)
            .with_context(|| format!("{} is not there: run `cargo xtask build`", dir.display()))?;
        let index = format!("{}index.html", &base[1..]);
        ensure!(shared.files.contains_key(&index), "{} has no index.html", dir.display());
        let mut site = Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            base,
            shared: Arc::new(Mutex::new(shared)),
            runtime: None,
        };
        site.start()?;
        Ok(site)
    }

    /// The address of something on the site: a file, a route (`#/scene/…`), or all of it (an empty string).
    #[must_use]
    pub fn url(&self, rest: &str) -> String {
        format!("{}{}{rest}", self.origin(), self.base)
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers 404 for a file from now on.
    pub fn lose(&self, file: &str) {
        let path = self.path(file);
        self.shared().lost.insert(path);
    }

    /// Undoes [`Site::lose`].
    pub fn restore(&self, file: &str) {
        let path = self.path(file);
        self.shared().lost.remove(&path);
    }

    /// Answers with other bytes for a file from now on: a stale or a broken one.
    pub fn replace(&self, file: &str, bytes: impl Into<Vec<u8>>) {
        let path = self.path(file);
        self.shared().files.insert(path, Arc::new(bytes.into()));
    }

    /// Has other files, by name, and none of those before, from now on: another version of the site.
    pub fn deploy(&self, files: BTreeMap<String, Vec<u8>>) {
        let files = files.into_iter().map(|(name, bytes)| (self.path(&name), Arc::new(bytes)));
        self.shared().files = files.collect();
    }

    /// The bytes of a file, to put them back after [`Site::replace`].
    #[must_use]
    pub fn bytes(&self, file: &str) -> Vec<u8> {
        self.shared().files.get(&self.path(file)).map(|bytes| bytes.to_vec()).unwrap_or_default()
    }

    /// The files of the site whose names start and end so: `names("page-", ".wasm")`.
    #[must_use]
    pub fn names(&self, start: &str, end: &str) -> Vec<String> {
        let base = &self.base[1..];
        let shared = self.shared();
        let names = shared.files.keys().filter_map(|path| path.strip_prefix(base));
        names.filter(|name| name.starts_with(start) && name.ends_with(end)).map(str::to_owned).collect()
    }

    /// Sends a header with every answer from now on.
    pub fn header(&self, name: &str, value: &str) {
        self.shared().headers.push((name.to_owned(), value.to_owned()));
    }

    /// Allows every origin to read the answers from now on.
    pub fn allow_every_origin(&self) {
        self.header("access-control-allow-origin", "*");
    }

    /// The paths that were asked for so far, in order, without the leading slash.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.shared().requests.clone()
    }

    /// Ends: whoever is connected is cut off, whoever comes is refused.
    pub fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    fn start(&mut self) -> Result<()> {
        let listener = ports::listen()?;
        listener.set_nonblocking(true)?;
        self.address = listener.local_addr()?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let router = Router::new().fallback(answer).with_state(Arc::clone(&self.shared));
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        });
        self.runtime = Some(runtime);
        Ok(())
    }

    fn path(&self, file: &str) -> String {
        format!("{}{file}", &self.base[1..])
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

fn read(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Arc<Vec<u8>>>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, Arc::new(fs::read(&path)?));
        }
    }
    Ok(())
}

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response<Body> {
    let asked = request.uri().path().trim_start_matches('/').to_owned();
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    shared.requests.push(asked.clone());
    let name = if asked.is_empty() || asked.ends_with('/') { format!("{asked}index.html") } else { asked };
    let found = shared.files.get(&name).filter(|_| !shared.lost.contains(&name));
    let mut answer = Response::builder().header(header::CACHE_CONTROL, "no-cache");
    for (name, value) in &shared.headers {
        answer = answer.header(name, value);
    }
    let answer = if let Some(bytes) = found {
        let mime = mime_guess::from_path(&name).first_or_octet_stream();
        answer.header(header::CONTENT_TYPE, mime.as_ref()).body(Body::from(bytes.to_vec()))
    } else {
        answer.status(StatusCode::NOT_FOUND).body(Body::from("there is no such file\n"))
    };
    answer.unwrap_or_default()
}
