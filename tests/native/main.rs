//! The tests that need no browser: one program, so that it is compiled and linked once.
#![cfg(not(target_arch = "wasm32"))]

mod chrome_trace;
mod layers;
mod playback;
mod recorder;
mod runtime;
mod scenes;
mod skipping;
mod support;
mod trace;

// What the end-to-end tests use too.
#[path = "../common/chrome.rs"]
mod chrome;
#[path = "../common/skip.rs"]
mod skip;
