//! The edge: everything of the browser that the program touches, behind small safe handles.
//!
//! Read in this order:
//!
//! 1. [`level`]: how much of a run is real on this page; [`service_worker`]: finding out.
//! 2. [`run`]: [`AsyncRun`], a program on the page's event loop. [`host`] is its world, [`turns`]
//!    when it gets to run, [`guard`] what keeps a panic in its task.
//! 3. [`worker`]: [`BlockingRun`], a program in a thread that it can block. [`worker_host`] is its
//!    world, [`worker_entry`] the worker's own program, [`protocol`] what the two say.
//! 4. [`network`], [`fetch`], [`clock`]: what both share.
//! 5. [`page`]: the page's surroundings: storage, frames, media, files.
//!
//! # Both runs of a scene, on one axis
//!
//! ```ignore
//! let found = service_worker::detect().await;          // once a page
//! let blocking = BlockingRun::prepare(on_event);       // ahead of time; `state()` becomes `Ready`
//! // The reader presses Run:
//! let config = RunConfig { pace, network, level: found.level, token: Token::random() };
//! let epoch = Epoch::now();
//! blocking.start(Job { program: "hundred-urls?n=20".into(), config: config.clone(), epoch });
//! let run = AsyncRun::start(&config, epoch, main, on_event);
//! // In each frame: `run.trace()`, `run.now()`, `blocking.trace()`, `blocking.state()`.
//! // The reader presses Stop: drop both.
//! ```
//!
//! Handles cancel on drop; [`held`](fn@held) counts what is held, and tests hold it to zero.
//!
//! **No yew, no scene's name, no layout.** This is the only place where the clock, timers, `fetch`
//! and `spawn_local` may be used (`clippy.toml` says so), so that no task escapes the trace.
#![expect(clippy::disallowed_methods, reason = "this is where they belong")]

pub mod clock;
pub mod error;
pub mod events;
pub mod fetch;
pub mod files;
pub mod guard;
pub mod host;
pub mod level;
pub mod network;
pub mod page;
pub mod platform;
pub mod protocol;
pub mod run;
pub mod service_worker;
pub mod session;
pub mod turns;
pub mod view;
pub mod worker;
pub mod worker_entry;
pub mod worker_host;

mod blocking;
mod held;
mod worker_files;

pub use clock::{Alignment, Clock, Epoch};
pub use error::BrowserError;
pub use held::{Held, held};
pub use level::Level;
pub use network::{NetworkChoice, NetworkChoiceError, Token};
pub use protocol::Job;
pub use run::{AsyncRun, RunConfig};
pub use worker::{BlockingRun, WorkerError, WorkerState};
