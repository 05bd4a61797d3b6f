//! The worker's own program: found, compiled once, and handed to each worker.

use std::cell::RefCell;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use js_sys::{Array, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url, Worker};

use super::error::BrowserError;
use super::fetch;
use super::page;

const LOADING: &str = "loading the blocking worker";

/// The same text that lies beside the page as a file.
const LOADER: &str = include_str!("../../static/worker-loader.js");

type Loading<T> = Shared<LocalBoxFuture<'static, Result<T, BrowserError>>>;

/// A worker that runs the loader, and the program that the loader waits for.
pub(super) async fn spawn() -> Result<(Worker, JsValue), BrowserError> {
    let program = program().await?;
    let worker = if page::is_opaque() { from_blob().await? } else { from_file()? };
    Ok((worker, program))
}

fn from_file() -> Result<Worker, BrowserError> {
    Worker::new(&format!("{}worker-loader.js", page::site())).map_err(BrowserError::during(LOADING))
}

/// A page without an origin of its own may not start a worker from a file, but from a text.
async fn from_blob() -> Result<Worker, BrowserError> {
    let glue = fetch_file("worker.js").await?;
    let parts: Array =
        [JsValue::from(Uint8Array::from(glue.as_slice())), ";\n".into(), LOADER.into()].into_iter().collect();
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let during = BrowserError::during(LOADING);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(&during)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(&during)?;
    let worker = Worker::new(&url).map_err(&during);
    // The worker has begun to fetch it; the address itself is needed no more.
    let _ = Url::revoke_object_url(&url);
    worker
}

/// The compiled program. Compiled once: a second worker starts without waiting for it.
async fn program() -> Result<JsValue, BrowserError> {
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
    let reply = fetch::get(&format!("{}{name}", page::site())).await?;
    if reply.status() != 200 {
        let reason = format!("{name} was answered with status {}", reply.status());
        return Err(BrowserError::Failed { what: LOADING, reason });
    }
    reply.bytes().await
}
