//! Files that the reader drops on the page.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, File};

use super::window;
use crate::browser::events::Listener;

/// Files dropped anywhere on the page.
#[must_use = "dropping it stops the calls"]
pub struct Drops {
    _listeners: Vec<Listener>,
}

impl Drops {
    /// Calls a function with the first file of each drop. What else is dragged about is let be.
    pub fn watch(function: impl Fn(File) + 'static) -> Self {
        let Some(window) = window() else { return Self { _listeners: Vec::new() } };
        // Only what refuses the browser's own way may be dropped upon.
        let over = Listener::new(&window, "dragover", |event| {
            let types = part(&event, "types").and_then(|types| types.dyn_into::<Array>().ok());
            if types.is_some_and(|types| types.includes(&"Files".into(), 0)) {
                event.prevent_default();
            }
        });
        let drop = Listener::new(&window, "drop", move |event| {
            if let Some(file) = part(&event, "files").and_then(|files| first(&files)) {
                event.prevent_default();
                function(file);
            }
        });
        Self { _listeners: vec![over, drop] }
    }
}

/// A part of what is dragged.
fn part(event: &Event, name: &str) -> Option<wasm_bindgen::JsValue> {
    let dragged = Reflect::get(event, &"dataTransfer".into()).ok()?;
    Reflect::get(&dragged, &name.into()).ok()
}

/// The first file of a list of files.
fn first(files: &wasm_bindgen::JsValue) -> Option<File> {
    Reflect::get_u32(files, 0).ok()?.dyn_into().ok()
}

/// The file that the reader chose in a field for files, which then is as if nothing had been chosen: the
/// same one can be chosen again.
#[must_use]
pub fn chosen_file(field: &web_sys::HtmlInputElement) -> Option<File> {
    let file = Reflect::get(field, &"files".into()).ok().and_then(|files| first(&files));
    field.set_value("");
    file
}
