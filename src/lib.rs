//! Meanwhile: a browser playground that shows what asynchronous programming does.
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
pub mod runtime;
pub mod scenes;
pub mod timeline;
pub mod trace;
#[cfg(target_arch = "wasm32")]
pub mod ui;
