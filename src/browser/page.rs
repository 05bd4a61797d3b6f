//! The page's surroundings: where it is, whether it is seen, what it hands to the reader.

use std::cell::Cell;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Clipboard, Element, HtmlAnchorElement, IntersectionObserver,
    IntersectionObserverEntry, MediaQueryList, Url,
};

use super::error::BrowserError;
use super::events::Listener;
use super::held::Hold;
use super::view;

/// The page's folder, with a slash at its end. Empty where there is no page.
#[must_use]
pub fn site() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    Url::new_with_base(".", &base).map(|url| url.href()).unwrap_or_default()
}

/// Whether the page has no origin of its own, as in a sandbox: then it has no service worker, no
/// storage, and its requests come from nowhere.
#[must_use]
pub fn is_opaque() -> bool {
    Reflect::get(&js_sys::global(), &JsValue::from_str("origin"))
        .is_ok_and(|origin| origin.as_string().as_deref() == Some("null"))
}

/// Puts a text on the clipboard.
///
/// # Errors
///
/// When the browser has no clipboard for this page, or does not allow it now: only right after
/// the reader's own click, as a rule.
pub async fn copy(text: &str) -> Result<(), BrowserError> {
    const WHAT: &str = "copying";
    let window = web_sys::window().ok_or(BrowserError::Missing("window"))?;
    // Only secure pages have one, whatever the types say.
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into()).unwrap_or_default();
    if clipboard.is_undefined() {
        return Err(BrowserError::Missing("clipboard"));
    }
    let promise = clipboard.unchecked_into::<Clipboard>().write_text(text);
    JsFuture::from(promise).await.map(drop).map_err(BrowserError::during(WHAT))
}

/// Puts a text on the clipboard, and tells whether the browser allowed that.
pub fn copy_then(text: String, done: impl FnOnce(bool) + 'static) {
    spawn_local(async move { done(copy(&text).await.is_ok()) });
}

/// The whole address of the page with this behind its `#`.
#[must_use]
pub fn address(hash: &str) -> String {
    let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    Url::new_with_base(&format!("#{hash}"), &here).map(|url| url.href()).unwrap_or_default()
}

/// A file in memory.
///
/// # Errors
///
/// When the browser does not make one.
pub fn blob(media_type: &str, bytes: &[u8]) -> Result<Blob, BrowserError> {
    let parts: Array = [Uint8Array::from(bytes)].into_iter().collect();
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .map_err(BrowserError::during("making a file"))
}

/// Hands the reader a file.
///
/// # Errors
///
/// When the browser has no address for it.
pub fn download(name: &str, file: &Blob) -> Result<(), BrowserError> {
    let during = BrowserError::during("saving a file");
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(BrowserError::Missing("document"))?;
    let url = ObjectUrl(Url::create_object_url_with_blob(file).map_err(&during)?);
    let link: HtmlAnchorElement = document.create_element("a").map_err(&during)?.unchecked_into();
    link.set_href(&url.0);
    link.set_download(name);
    link.click();
    // Some browsers fetch it only when they have asked where to put it.
    spawn_local(async move {
        TimeoutFuture::new(60_000).await;
        drop(url);
    });
    Ok(())
}

/// Whether this page is in a frame of another page.
#[must_use]
pub fn is_framed() -> bool {
    let window = web_sys::window();
    window.is_some_and(|window| window.parent().ok().flatten().is_some_and(|parent| parent != window))
}

/// The element that this page is framed by. A page of another site does not show its own.
fn frame() -> Option<Element> {
    web_sys::window()?.frame_element().ok()?
}

/// Whether the reader can be handed files. A frame may be forbidden to, and cannot always know.
///
/// # Errors
///
/// A sentence, when it is known to be in vain.
pub fn may_download() -> Result<(), String> {
    let sandbox = frame().and_then(|frame| frame.get_attribute("sandbox"));
    match sandbox {
        Some(allowed) if !allowed.split_whitespace().any(|word| word == "allow-downloads") => {
            Err("The page around this one allows no downloads: open the scene by itself, and save it there."
                .to_owned())
        }
        _ => Ok(()),
    }
}

/// A sentence, if a file that was just handed over may not have reached the reader.
#[must_use]
pub fn download_doubt() -> Option<&'static str> {
    (is_framed() && frame().is_none()).then_some(
        "If no file has appeared, the page around this one allows no downloads: open the scene by itself, and save \
         it there.",
    )
}

/// An address of a file in memory, until this is dropped.
#[derive(Debug)]
struct ObjectUrl(String);

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

thread_local! {
    /// Whether the page is in a frame that is scrolled out of sight.
    static OUT_OF_SIGHT: Cell<bool> = const { Cell::new(false) };
}

/// Whether nobody can see the page: then browsers give it one timer a second and no frames.
#[must_use]
pub fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    OUT_OF_SIGHT.get() || document.is_some_and(|document| document.hidden())
}

const SIGHT: &str = "meanwhile:sight";

/// Listens for the page being hidden and shown again.
#[must_use = "dropping it stops the listening"]
pub fn watch_hidden(function: impl Fn(bool) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let sight = {
        let function = function.clone();
        Listener::new(&window, SIGHT, move |_| function(is_hidden()))
    };
    let document = window.document();
    let tab =
        document.map(|document| Listener::new(&document, "visibilitychange", move |_| function(is_hidden())));
    [sight].into_iter().chain(tab).collect()
}

/// How high an element is, in whole CSS pixels that leave nothing out.
#[must_use]
pub fn height(element: &Element) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "heights are small")]
    let height = element.get_bounding_client_rect().height().ceil() as u32;
    height
}

/// Finds out whether the page, in a frame, is scrolled out of sight. Browsers do not count that as hidden.
#[must_use = "dropping it ends the looking"]
pub struct Sight {
    observer: Option<IntersectionObserver>,
    _closure: Closure<dyn Fn(Array)>,
    _hold: Hold,
}

impl Sight {
    /// Begins to look after an element that fills the page.
    pub fn of(element: &Element) -> Self {
        let closure = Closure::<dyn Fn(Array)>::new(|entries: Array| {
            let last = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            OUT_OF_SIGHT.set(!last.is_intersecting());
            view::dispatch(SIGHT, view::Detail::default());
        });
        let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure, _hold: Hold::listener() }
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        OUT_OF_SIGHT.set(false);
    }
}

/// Whether the reader wants things to hold still.
#[must_use]
pub fn prefers_reduced_motion() -> bool {
    media(REDUCED_MOTION).is_some_and(|query| query.matches())
}

/// Listens for the reader changing that.
#[must_use = "dropping it stops the listening"]
pub fn watch_reduced_motion(function: impl Fn(bool) + 'static) -> Option<Listener> {
    let query = media(REDUCED_MOTION)?;
    let watched = query.clone();
    Some(Listener::new(&query, "change", move |_| function(watched.matches())))
}

/// Whether a media query holds now: `(width >= 36rem)`.
#[must_use]
pub fn matches(query: &str) -> bool {
    media(query).is_some_and(|query| query.matches())
}

const REDUCED_MOTION: &str = "(prefers-reduced-motion: reduce)";

fn media(query: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}
