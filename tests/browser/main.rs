//! The tests of what wraps the browser, inside a browser.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::disallowed_methods, reason = "these tests watch the browser from outside of a run")]

mod count;
mod guard;
mod network;
mod page;
mod plan;
mod run;
mod view;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
