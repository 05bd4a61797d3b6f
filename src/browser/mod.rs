//! The edge: everything of the browser that the program touches, behind small safe handles.
//!
//! Read in this order:
//!
//! 1. [`level`]: how much of a run is real on this page; [`service_worker`]: finding out.
//! 2. [`session`]: the programs of a scene together, on one axis; [`platform`]: what the page
//!    keeps ready for them. Scenes run in a wasm program of their own, the runner, which the page
//!    loads into workers ([`worker`]) and beside itself ([`runner`]); [`protocol`] is what they say
//!    to each other.
//! 3. In the runner, [`runner_entry`] is where orders come in. [`run`]: [`AsyncRun`], a program on
//!    an [`event_loop`]; [`turns`] is when it gets to run, [`guard`] what keeps a panic in its task,
//!    `outbox` how the page hears of it. [`worker_host`] is a worker's thread, which a program
//!    can hold; [`host`] is the page's own, which [`freeze`] holds.
//!    A pool's threads are workers too: `pool` has them, `thread` is what they do, `pool_proxy` and
//!    `pool_server` how a program whose own thread is held has some.
//!    `run_files` makes files of runs and reads them; [`run_message`] is a run on its way there and back.
//! 4. [`network`], [`fetch`], [`clock`]: what all of these share.
//! 5. [`page`], [`view`], [`files`]: the page's surroundings: frames, sizes, media, files;
//!    [`offline`]: what is kept for use without a network;
//!    [`travel`]: parts of it that move to where they are drawn next; [`embed`]: the page around it, where it is in a frame.
//!
//! # One run by itself
//!
//! ```ignore
//! let config = RunConfig { pace, network, level: found.level, token: Token::random() };
//! let run = AsyncRun::start(&config, Epoch::now(), main, on_event);
//! // In each frame: `run.trace()`, `run.now()`. The reader presses Stop: drop it.
//! ```
//!
//! Handles cancel on drop; [`held`](fn@held) counts what is held, and tests hold it to zero.
//!
//! **No yew, no scene's name, no layout.** This is the only place where the clock, timers, `fetch`
//! and `spawn_local` may be used (`clippy.toml` says so), so that no task escapes the trace.
#![expect(clippy::disallowed_methods, reason = "this is where they belong")]

pub mod clock;
pub mod embed;
pub mod error;
pub mod event_loop;
pub mod events;
pub mod fetch;
pub mod files;
pub mod guard;
pub mod host;
pub mod level;
pub mod network;
pub mod offline;
pub mod page;
pub mod platform;
pub mod protocol;
pub mod run;
pub mod run_message;
pub mod runner;
pub mod runner_entry;
pub mod service_worker;
pub mod session;
pub mod travel;
pub mod turns;
pub mod view;
pub mod worker;
pub mod worker_host;

mod blocking;
mod held;
mod outbox;
mod pool;
mod pool_proxy;
mod pool_server;
mod run_files;
mod thread;

pub use clock::{Alignment, Clock, Epoch};
pub use error::BrowserError;
pub use held::{Held, held};
pub use level::Level;
pub use network::{NetworkChoice, NetworkChoiceError, Token};
pub use protocol::Job;
pub use run::{AsyncRun, RunConfig, freeze};
pub use runner::Runner;
pub use worker::{WorkerError, WorkerRun, WorkerState};
