//! A single-threaded async runtime that writes down what it does, and its blocking twin.
//!
//! It should read like the ones that everybody knows. A scene calls [`spawn`], [`sleep`],
//! [`timeout`], [`join_all`], [`http::get`] and so on; the current runtime is a thread-local that
//! is entered around each poll. The ready queue is first in, first out, as asyncio's is.
//!
//! Read in this order:
//!
//! 1. [`host`]: the only way out of here: the clock, the alarm, the network.
//! 2. [`recorder`]: how a fact gets into the trace.
//! 3. [`executor`]: the ready queue, timers, and the one place that polls; `cause`: why a waker is called.
//! 4. [`task`], [`tasks`], [`gather`], [`time`], [`sync`], [`http`]: what scenes call.
//! 5. [`blocking`]: the same, blocking.
//! 6. [`thread`]: jobs for other threads, and pools of them.
//! 7. [`plan`]: what happens to a request, and when; [`network`]: the simulated network, which
//!    walks it.
//! 8. [`virtual_host`]: both runtimes without a browser, jumping from deadline to deadline.
//!
//! **Nothing here knows a real clock or a browser.** Wakers, semantics of cancellation and FIFO
//! order are tested natively, in virtual time.

pub mod blocking;
mod cause;
pub mod coroutine;
pub mod executor;
pub mod gather;
pub mod host;
pub mod http;
pub mod network;
pub mod plan;
pub mod random;
pub mod recorder;
mod resource;
mod stage;
pub mod sync;
pub mod task;
pub mod tasks;
pub mod thread;
pub mod time;
mod timers;
pub mod virtual_host;
mod wait;

pub use coroutine::coroutine;
pub use executor::Runtime;
pub use gather::{AsCompleted, Joined, Until, Waited, as_completed, try_join_all, wait};
pub use host::{Answer, BlockingAnswer, BlockingHost, Host, NetworkError};
pub use plan::{Failure, Plan, Request};
pub use random::Random;
pub use recorder::{Recorder, gauge, now, print, work};
pub use task::{JoinError, JoinHandle, TaskOutput, join_all, spawn};
pub use tasks::{Task, all_tasks, current_task};
pub use thread::{Pool, spawn_blocking, squares};
pub use time::{Elapsed, Interval, interval, sleep, timeout, yield_now};
pub use virtual_host::{VirtualHost, simulate, simulate_blocking};

/// Prints a line to the scene's console. The standard macro's syntax, so that a scene reads as a
/// program.
#[macro_export]
macro_rules! scene_println {
    ($($arg:tt)*) => { $crate::runtime::print(format_args!($($arg)*)) };
}

pub use scene_println as println;
