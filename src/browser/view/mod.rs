//! What the page's components need of the window: frames, sizes, keys, themes, events, addresses.

mod drops;
mod events;
mod frames;
mod keys;
mod theme;

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, Event, HtmlDialogElement, HtmlElement, Storage, Window};

use super::events::Listener;
use crate::timeline::code;
use crate::timeline::label::Fixed;

pub use drops::{Drops, chosen_file};
pub use events::{Detail, dispatch, listen};
pub use frames::{Frames, Resizes};
pub use keys::{Keys, count_kept};
pub use theme::{ThemeChanges, set_theme, store_theme, stored_theme, theme};

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
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

    /// Goes to another page, with an entry in the history. Those who watch are told, if it is another one.
    pub fn open(hash: &str) {
        if let Some(window) = window() {
            let _ = window.location().set_hash(hash);
        }
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

/// Scrolls a pane so far that one of some lines of code is seen, by their numbers, if none is. The page
/// stays where it is.
pub fn keep_in_view(pane: &HtmlElement, lines: &[u32]) {
    let place = |line: &u32| {
        let line = pane.query_selector(&format!("[data-line='{line}']")).ok()??;
        let line: HtmlElement = line.dyn_into().ok()?;
        Some((line.offset_top() - pane.offset_top(), line.offset_height()))
    };
    let places: Vec<_> = lines.iter().filter_map(place).collect();
    if let Some(top) = code::scrolled(pane.scroll_top(), pane.client_height(), &places) {
        pane.set_scroll_top(top);
    }
}

/// The number that an element carries as `data-NAME`, for the nearest element around what an event
/// happened to.
#[must_use]
pub fn number_at(event: &Event, name: &str) -> Option<u32> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let name = format!("data-{name}");
    element.closest(&format!("[{name}]")).ok()??.get_attribute(&name)?.parse().ok()
}

/// Moves the focus from the element that has it to the next one of its kind, or to the one before;
/// from what is around all of them, to the first or the last. Says whether there is one.
#[must_use]
pub fn focus_beside(event: &Event, selector: &str, forward: bool) -> bool {
    let Some(from) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let beside = |element: &Element| {
        if forward { element.next_element_sibling() } else { element.previous_element_sibling() }
    };
    let mut next = if from.matches(selector).unwrap_or(false) {
        beside(&from)
    } else if forward {
        from.first_element_child()
    } else {
        from.last_element_child()
    };
    while let Some(element) = next {
        if element.matches(selector).unwrap_or(false) {
            return element.dyn_into::<HtmlElement>().is_ok_and(|element| element.focus().is_ok());
        }
        next = beside(&element);
    }
    false
}

/// The size of the page's type in pixels: that of the document, to which all others relate.
#[must_use]
pub fn type_size() -> Option<f64> {
    let root = document()?.document_element()?;
    let size = window()?.get_computed_style(&root).ok()??.get_property_value("font-size").ok()?;
    Some(js_sys::parse_float(&size)).filter(|size| *size > 0.0)
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
