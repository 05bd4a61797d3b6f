//! Listening to events, for as long as a handle lives.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

use super::held::Hold;

/// A listener. Dropping it stops the listening.
#[must_use = "dropping a listener stops it"]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
    _hold: Hold,
}

impl Listener {
    /// Calls `function` for each `event` at `target`.
    pub fn new(target: &EventTarget, event: &'static str, function: impl Fn(Event) + 'static) -> Self {
        let closure = Closure::<dyn Fn(Event)>::own_aborting(function);
        // Fails for no event name and no function.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), event, closure, _hold: Hold::listener() }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, callback);
    }
}
