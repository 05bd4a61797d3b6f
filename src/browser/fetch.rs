//! Requests that end when they are dropped.

use futures::stream::{self, LocalBoxStream, StreamExt as _};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCache, RequestInit,
    RequestMode, Response, WorkerGlobalScope,
};

use super::error::BrowserError;
use super::held::Hold;

const REQUEST: &str = "a request";

/// A response whose headers are there. Dropping it gives up the body.
#[must_use = "dropping a reply gives up the body"]
pub struct Reply {
    response: Response,
    pending: Pending,
}

/// A request that is not over. Dropping it aborts the request.
struct Pending {
    controller: AbortController,
    over: bool,
    _hold: Hold,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.over {
            self.controller.abort();
        }
    }
}

/// Asks a network: past the browser's cache. Dropping the future aborts the request.
///
/// # Errors
///
/// When there is no response, or the page may not see it; the browser does not say which.
pub async fn get(url: &str) -> Result<Reply, BrowserError> {
    fetch(url, RequestCache::NoStore, RequestMode::Cors).await
}

/// Fetches a file of this site, from the browser's cache where it is fresh.
///
/// # Errors
///
/// As [`get`].
pub async fn file(url: &str) -> Result<Reply, BrowserError> {
    fetch(url, RequestCache::Default, RequestMode::Cors).await
}

/// Whether there is somebody at an address who answers, even if the page may not see what.
pub async fn answers(url: &str) -> bool {
    fetch(url, RequestCache::NoStore, RequestMode::NoCors).await.is_ok()
}

async fn fetch(url: &str, cache: RequestCache, mode: RequestMode) -> Result<Reply, BrowserError> {
    let controller = AbortController::new().map_err(BrowserError::during(REQUEST))?;
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    init.set_cache(cache);
    init.set_mode(mode);
    let promise = start(url, &init)?;
    let mut pending = Pending { controller, over: false, _hold: Hold::request() };
    match JsFuture::from(promise).await {
        Ok(response) => Ok(Reply { response: response.unchecked_into(), pending }),
        Err(error) => {
            pending.over = true;
            Err(BrowserError::from_js(REQUEST, &error))
        }
    }
}

/// Pages and workers have the same function in different places.
fn start(url: &str, init: &RequestInit) -> Result<Promise, BrowserError> {
    if let Some(window) = web_sys::window() {
        return Ok(window.fetch_with_str_and_init(url, init));
    }
    let worker = js_sys::global().dyn_into::<WorkerGlobalScope>();
    let worker = worker.map_err(|_| BrowserError::Missing("fetch"))?;
    Ok(worker.fetch_with_str_and_init(url, init))
}

impl Reply {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status()
    }

    /// A header, if it is there and the page may see it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub async fn bytes(mut self) -> Result<Vec<u8>, BrowserError> {
        let promise = self.response.array_buffer().map_err(BrowserError::during(REQUEST))?;
        let buffer = JsFuture::from(promise).await.map_err(BrowserError::during(REQUEST))?;
        self.pending.over = true;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// The body as it comes in. Ends after an error, and after so many bytes, where the sender is known to
    /// tell the truth about them: what the browser says after the last part costs as much as a part.
    pub fn body(self, length: Option<usize>) -> LocalBoxStream<'static, Result<Vec<u8>, BrowserError>> {
        let Some(stream) = self.response.body() else {
            return stream::empty().boxed_local();
        };
        match ReadableStreamDefaultReader::new(&stream) {
            Ok(reader) => {
                let left = length.unwrap_or(usize::MAX);
                stream::unfold(Some((reader, self.pending, left)), next_part).boxed_local()
            }
            Err(error) => stream::iter([Err(BrowserError::from_js(REQUEST, &error))]).boxed_local(),
        }
    }
}

type Reading = Option<(ReadableStreamDefaultReader, Pending, usize)>;

async fn next_part(reading: Reading) -> Option<(Result<Vec<u8>, BrowserError>, Reading)> {
    let (reader, mut pending, left) = reading?;
    if left == 0 {
        pending.over = true;
        return None;
    }
    match JsFuture::from(reader.read()).await {
        Ok(result) => {
            let result: ReadableStreamReadResult = result.unchecked_into();
            if result.get_done().unwrap_or(true) {
                pending.over = true;
                return None;
            }
            let part = result.get_value().unchecked_into::<Uint8Array>().to_vec();
            let left = left.saturating_sub(part.len());
            Some((Ok(part), Some((reader, pending, left))))
        }
        Err(error) => {
            pending.over = true;
            Some((Err(BrowserError::from_js(REQUEST, &error)), None))
        }
    }
}
