//! Meanwhile: a browser playground that shows what asynchronous programming does.
#![cfg_attr(
    not(feature = "page"),
    allow(dead_code, unused_imports, reason = "the worker is built without the async variants")
)]

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
pub mod runtime;
pub mod scenes;
pub mod timeline;
pub mod trace;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod ui;
