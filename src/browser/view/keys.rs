//! Keys and presses.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use super::{document, window};
use crate::browser::clock::Epoch;
use crate::browser::events::Listener;

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
