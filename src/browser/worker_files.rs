//! The worker's own program: found, compiled once, and handed to each worker.

use std::cell::RefCell;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use js_sys::{Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Worker;

use super::error::BrowserError;
use super::fetch;
use super::page::{self, ObjectUrl};

const LOADING: &str = "loading the blocking worker";

/// The same text that lies beside the page as a file.
const LOADER: &str = include_str!("../../static/worker-loader.js");

type Loading<T> = Shared<LocalBoxFuture<'static, Result<T, BrowserError>>>;

/// A worker that runs the loader, and the program that the loader waits for.
pub(super) struct Loaded {
    pub worker: Worker,
    pub program: JsValue,
    /// Where the worker's text is, while it may still be asked for.
    pub text: Option<ObjectUrl>,
}

pub(super) async fn spawn() -> Result<Loaded, BrowserError> {
    let program = program().await?;
    // A page without an origin of its own may not start a worker from a file, but from a text.
    let text = if page::is_opaque() { Some(text().await?) } else { None };
    let url = text.as_ref().map_or_else(|| format!("{}worker-loader.js", page::site()), |url| url.0.clone());
    let worker = Worker::new(&url).map_err(BrowserError::during(LOADING))?;
    Ok(Loaded { worker, program, text })
}

async fn text() -> Result<ObjectUrl, BrowserError> {
    let mut text = fetch_file("worker.js").await?;
    text.extend_from_slice(b";\n");
    text.extend_from_slice(LOADER.as_bytes());
    ObjectUrl::new("text/javascript", &text)
}

/// The compiled program. Compiled once: a second worker starts without waiting for it.
pub(super) async fn program() -> Result<JsValue, BrowserError> {
    thread_local! {
        static PROGRAM: RefCell<Option<Loading<JsValue>>> = const { RefCell::new(None) };
    }
    let loading = PROGRAM
        .with_borrow_mut(|program| program.get_or_insert_with(|| compile().boxed_local().shared()).clone());
    let result = loading.await;
    if result.is_err() {
        // The next worker tries again.
        PROGRAM.take();
    }
    result
}

async fn compile() -> Result<JsValue, BrowserError> {
    let bytes = fetch_file("worker_bg.wasm").await?;
    let promise = WebAssembly::compile(&Uint8Array::from(bytes.as_slice()));
    let module = JsFuture::from(promise).await.map_err(BrowserError::during(LOADING))?;
    Ok(module.unchecked_into())
}

async fn fetch_file(name: &str) -> Result<Vec<u8>, BrowserError> {
    let reply = fetch::file(&format!("{}{name}", page::site())).await?;
    if reply.status() != 200 {
        let reason = format!("{name} was answered with status {}", reply.status());
        return Err(BrowserError::Failed { what: LOADING, reason });
    }
    reply.bytes().await
}
