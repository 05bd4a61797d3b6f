//! What the page's components need of the window: frames, sizes, keys, themes, events.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    CustomEvent, CustomEventInit, Document, Element, HtmlDialogElement, HtmlElement, KeyboardEvent,
    MediaQueryList, ResizeObserver, Storage, Window,
};

use super::clock::Epoch;
use super::events::Listener;
use super::held::Hold;
use crate::timeline::Theme;
use crate::timeline::label::Fixed;

const THEME_KEY: &str = "meanwhile:theme";

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Calls a function once a frame. Dropping it stops the calls.
#[must_use = "dropping it stops the calls"]
pub struct Frames {
    inner: Rc<FrameLoop>,
}

type FrameClosure = Closure<dyn FnMut(f64)>;

struct FrameLoop {
    request: Cell<Option<i32>>,
    closure: RefCell<Option<FrameClosure>>,
    _hold: Hold,
}

impl Frames {
    /// Calls `function` with the frame's time in milliseconds.
    pub fn start(function: impl Fn(f64) + 'static) -> Self {
        let inner = Rc::new(FrameLoop {
            request: Cell::new(None),
            closure: RefCell::new(None),
            _hold: Hold::listener(),
        });
        let weak = Rc::downgrade(&inner);
        let closure = Closure::<dyn FnMut(f64)>::new(move |time| {
            let Some(inner) = weak.upgrade() else { return };
            inner.ask();
            function(time);
        });
        inner.closure.replace(Some(closure));
        inner.ask();
        Self { inner }
    }
}

impl FrameLoop {
    fn ask(&self) {
        if let (Some(window), Some(closure)) = (window(), &*self.closure.borrow()) {
            self.request.set(window.request_animation_frame(closure.as_ref().unchecked_ref()).ok());
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let (Some(window), Some(request)) = (window(), self.inner.request.take()) {
            let _ = window.cancel_animation_frame(request);
        }
        // The loop may be dropped by its own function: the closure goes when that returns.
        if let Some(closure) = self.inner.closure.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(closure) });
        }
    }
}

/// Calls a function when an element's size changes. Dropping it stops the calls.
#[must_use = "dropping it stops the calls"]
pub struct Resizes {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn Fn()>,
    _hold: Hold,
}

impl Resizes {
    /// Watches an element.
    pub fn of(element: &Element, function: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(function);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure, _hold: Hold::listener() }
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls a function when the colours change, by the system or by the reader.
#[must_use = "dropping it stops the calls"]
pub struct ThemeChanges {
    _listeners: Vec<Listener>,
}

impl ThemeChanges {
    /// Watches the system's scheme and the page's own.
    pub fn watch(function: impl Fn() + Clone + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(query) = dark_query() {
            let function = function.clone();
            listeners.push(Listener::new(&query, "change", move |_| function()));
        }
        if let Some(window) = window() {
            listeners.push(Listener::new(&window, "meanwhile:theme", move |_| function()));
        }
        Self { _listeners: listeners }
    }
}

fn dark_query() -> Option<MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok()?
}

/// The colours in force.
#[must_use]
pub fn theme() -> Theme {
    let chosen = document()
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("data-theme"));
    let dark = match chosen.as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => dark_query().is_some_and(|query| query.matches()),
    };
    if dark { Theme::Dark } else { Theme::Light }
}

/// Puts a scheme in force; none for the system's.
pub fn set_theme(theme: Option<&'static str>) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    dispatch("meanwhile:theme", Detail::default());
}

/// The scheme that the reader chose on an earlier visit.
#[must_use]
pub fn stored_theme() -> Option<&'static str> {
    let stored = storage()?.get_item(THEME_KEY).ok()??;
    ["light", "dark"].into_iter().find(|theme| *theme == stored)
}

/// Remembers a scheme, where the browser lets the page remember anything.
pub fn store_theme(theme: Option<&'static str>) {
    if let Some(storage) = storage() {
        let _ = match theme {
            Some(theme) => storage.set_item(THEME_KEY, theme),
            None => storage.remove_item(THEME_KEY),
        };
    }
}

const RUNS_KEY: &str = "meanwhile:runs";

/// The ids of the scenes that the reader has run, on this visit or an earlier one.
#[must_use]
pub fn stored_runs() -> Vec<String> {
    let stored = storage().and_then(|storage| storage.get_item(RUNS_KEY).ok().flatten()).unwrap_or_default();
    stored.split_whitespace().map(str::to_owned).collect()
}

/// Remembers that a scene was run, where the browser lets the page remember anything.
pub fn store_run(id: &str) {
    let mut runs = stored_runs();
    if let Some(storage) = storage().filter(|_| !runs.iter().any(|known| known == id)) {
        runs.push(id.to_owned());
        let _ = storage.set_item(RUNS_KEY, &runs.join(" "));
    }
}

/// Where storage is forbidden, even asking for it throws.
fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Keys pressed anywhere in the page, except where something else needs them.
#[must_use = "dropping it stops the calls"]
pub struct Keys {
    _listener: Option<Listener>,
}

impl Keys {
    /// Calls `function` with each key; it says whether it took it.
    pub fn watch(function: impl Fn(&str) -> bool + 'static) -> Self {
        let listener = document().map(|document| {
            Listener::new(&document, "keydown", move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let free = !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !event.repeat();
                if free && !event.default_prevented() && !wants_keys(event) && function(&event.key()) {
                    event.prevent_default();
                }
            })
        });
        Self { _listener: listener }
    }
}

/// Counts the presses and keys of the reader that came while the page was frozen: browsers keep
/// them, and hand them out afterwards. To be called when the freeze has just ended.
pub fn count_kept(frozen: (Epoch, Epoch), done: impl FnOnce(u32) + 'static) {
    let Some(window) = window() else { return };
    let count = Rc::new(Cell::new(0));
    let origin = window.performance().map_or(0.0, |performance| performance.time_origin());
    let listeners = ["pointerdown", "keydown"].map(|name| {
        let count = Rc::clone(&count);
        Listener::new(&window, name, move |event| {
            let at = origin + event.time_stamp();
            if (frozen.0.millis()..=frozen.1.millis()).contains(&at) {
                count.set(count.get() + 1);
            }
        })
    });
    wasm_bindgen_futures::spawn_local(async move {
        TimeoutFuture::new(300).await;
        drop(listeners);
        done(count.get());
    });
}

/// Whether something else has a use for a key: a dialog that is open, a field in focus, or what is
/// pressed by it.
fn wants_keys(event: &KeyboardEvent) -> bool {
    let dialog = document().and_then(|document| document.query_selector("dialog[open]").ok().flatten());
    let pressed = matches!(event.key().as_str(), " " | "Enter");
    let users =
        if pressed { "a, button, input, select, textarea, summary" } else { "input, select, textarea" };
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    dialog.is_some() || element.is_some_and(|element| element.closest(users).ok().flatten().is_some())
}

/// The detail of an event: names with numbers, words, or further details.
#[derive(Debug)]
pub struct Detail(Object);

impl Default for Detail {
    fn default() -> Self {
        Self(Object::new())
    }
}

impl Detail {
    /// With a value under a name.
    #[must_use]
    pub fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // Fails only for objects that are frozen.
        let _ = Reflect::set(&self.0, &name.into(), &value.into());
        self
    }
}

impl From<Detail> for JsValue {
    fn from(detail: Detail) -> Self {
        detail.0.into()
    }
}

/// Sends the window an event.
pub fn dispatch(name: &str, detail: Detail) {
    let init = CustomEventInit::new();
    init.set_detail(&detail.into());
    if let (Some(window), Ok(event)) = (window(), CustomEvent::new_with_event_init_dict(name, &init)) {
        let _ = window.dispatch_event(&event);
    }
}

/// What stands behind `#` in the address, with changes heard until it is dropped.
#[must_use = "dropping it stops the hearing"]
pub struct Hash {
    _listener: Option<Listener>,
}

impl Hash {
    /// Calls a function with what stands there now, whenever it changes.
    pub fn watch(function: impl Fn(String) + 'static) -> Self {
        let listener =
            window().map(|window| Listener::new(&window, "hashchange", move |_| function(Self::now())));
        Self { _listener: listener }
    }

    /// What stands there now, without `#`.
    #[must_use]
    pub fn now() -> String {
        let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
        hash.trim_start_matches('#').to_owned()
    }

    /// Replaces what stands there, without an entry in the history. Those who watch are told.
    pub fn replace(hash: &str) {
        if let Some(window) = window() {
            let _ = window.location().replace(&format!("#{hash}"));
        }
    }
}

/// A part of an address without its percent signs; as it is, where they make no sense.
#[must_use]
pub fn decoded(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), Into::into)
}

/// The element that the document keeps for the page.
#[must_use]
pub fn root() -> Option<Element> {
    document()?.get_element_by_id("app")
}

/// The title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Device pixels per pixel.
#[must_use]
pub fn pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Moves the focus to the element with this id.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls a box so far that the first part of it that fits a selector is at its top.
pub fn scroll_to(outer: &HtmlElement, selector: &str) {
    let inner = outer.query_selector(selector).ok().flatten();
    if let Some(inner) = inner.and_then(|inner| inner.dyn_into::<HtmlElement>().ok()) {
        outer.set_scroll_top(inner.offset_top() - outer.offset_top());
    }
}

/// Opens the document's dialog with this id, in front of everything else. Closed, it gives the focus
/// back to where it was.
pub fn open_dialog(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(dialog) = element.and_then(|element| element.dyn_into::<HtmlDialogElement>().ok()) {
        // Fails only for one that is open already.
        let _ = dialog.show_modal();
    }
}

/// Puts a positioned element beside a place of the element that it is positioned in, inside its
/// width. Through the object model, as a strict content security policy forbids style attributes.
pub fn place(element: &HtmlElement, x: f64, y: f64) {
    let room = element.offset_parent().map_or(0.0, |parent| f64::from(parent.client_width()));
    let left = (x + 12.0).min(room - f64::from(element.offset_width())).max(0.0);
    let style = element.style();
    let pixels = |value| format!("{}px", Fixed { value, digits: 0 });
    let _ = style.set_property("left", &pixels(left));
    let _ = style.set_property("top", &pixels(y + 16.0));
}
