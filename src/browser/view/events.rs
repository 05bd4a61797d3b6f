//! Events for the page's host, and for its own parts.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Event};

use super::window;
use crate::browser::events::Listener;

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

/// Calls a function with the details of such events at the window, until the listener is dropped.
pub fn listen(name: &'static str, function: impl Fn(JsValue) + 'static) -> Option<Listener> {
    let heard = move |event: Event| {
        if let Some(event) = event.dyn_ref::<CustomEvent>() {
            function(event.detail());
        }
    };
    window().map(|window| Listener::new(&window, name, heard))
}

/// Sends the window an event.
pub fn dispatch(name: &str, detail: Detail) {
    let init = CustomEventInit::new();
    init.set_detail(&detail.into());
    if let (Some(window), Ok(event)) = (window(), CustomEvent::new_with_event_init_dict(name, &init)) {
        let _ = window.dispatch_event(&event);
    }
}
