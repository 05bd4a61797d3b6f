//! Calls that survive a panic.
//!
//! On wasm32 a panic cannot unwind: it traps, and the trap ends every wasm frame up to the nearest
//! JavaScript one. So the call goes through JavaScript: the trap becomes an exception there, and
//! comes back as an error to the frame below. Nothing of the ended frames is dropped.
//!
//! The shadow stack heals by itself: the frame below sets the stack pointer to its own value when
//! it returns. A test measures that nothing is left over.

use std::cell::{Cell, RefCell};
use std::sync::Once;

use js_sys::Function;
use wasm_bindgen::prelude::ScopedClosure;
use wasm_bindgen::{JsCast as _, JsValue};

use super::error::describe;

thread_local! {
    /// How many guarded calls are on the stack.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls a function. When it panics, or lets an exception of JavaScript's through, the error is
/// what it said.
///
/// # Errors
///
/// The panic's message.
pub fn call(function: &dyn Fn()) -> Result<(), String> {
    install();
    let entry = || function();
    let closure = ScopedClosure::<dyn Fn()>::borrow_aborting(&entry);
    let depth = DEPTH.get();
    DEPTH.set(depth + 1);
    let result = closure.as_ref().unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
    // Not one less: calls that were on the stack above this one may have been ended by the trap.
    DEPTH.set(depth);
    result.map(|_: JsValue| ()).map_err(|exception| MESSAGE.take().unwrap_or_else(|| describe(&exception)))
}

/// Has panics say what happened: to [`call`] where there is one; to the browser's console, and to
/// whoever wanted to know before, where there is none.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if DEPTH.get() > 0 {
                let message = info.payload_as_str().unwrap_or("a panic without a message");
                MESSAGE.replace(Some(message.to_owned()));
            } else {
                web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
                before(info);
            }
        }));
    });
}
