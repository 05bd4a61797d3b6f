//! Meanwhile: a browser playground that shows what asynchronous programming does.
//!
//! Every scene compares small programs, most often one of Rust futures and one of blocking calls.
//! All really run, and a run leaves a trace of each. One sentence to hold on to: **everything on the
//! screen is a pure function of a trace and a moment.**
//!
//! ```text
//!  scene (future) ───► runtime ──► Host ──► the browser's event loop (fetch, timers)
//!                         │                        ▲
//!  scene (blocking) ──► blocking twin ──► a dedicated worker (synchronous requests)
//!                         │
//!                         ▼
//!                       Trace ──► lanes ──► layout ──► canvas, SVG, table, text
//!                                              ▲
//!                                           a moment
//! ```
//!
//! # The layers, lowest first
//!
//! Read them in this order. A module names only those above it in this list, and
//! `tests/native/layers` holds them to it.
//!
//! | module | is | **never contains** |
//! | --- | --- | --- |
//! | [`trace`] | the recorded facts, and the folds that derive lanes and totals | a clock, a browser, a colour |
//! | [`runtime`] | the async runtime, its blocking twin, the simulated network | a real clock, the browser |
//! | [`scenes`] | the catalogue: a Rust file and a Python file a scene | anything of the screen |
//! | [`timeline`] | from a trace to shapes, and to SVG and text | components, the browser |
//! | [`states`] | state machines of what runs in the browser | effects |
//! | `browser` | the edge: event loop, requests, workers, storage, typed errors | components, scenes' names |
//! | `ui` | the page's components and hooks | scheduling, timing, layout arithmetic |
//!
//! `browser` and `ui` exist in builds for wasm32 only; everything else is tested natively, in
//! virtual time. The programs under `src/bin` are a few lines each: the page, the runner of the scenes,
//! and the `render` command, which runs a scene without a browser.

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
pub mod runtime;
pub mod scenes;
pub mod states;
pub mod timeline;
pub mod trace;
#[cfg(target_arch = "wasm32")]
pub mod ui;
