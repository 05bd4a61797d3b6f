//! Semaphores, locks, events, conditions, queues and rate limits.
//!
//! What they mean comes from `tokio`'s `sync` module, which works on any runtime and is strictly
//! first in, first out; the wrappers here add names and records, so that the page can show who
//! waits for what and how full a thing is.

mod condition;
mod event;
mod mutex;
mod queue;
mod rate_limiter;
mod semaphore;

pub use condition::{Condition, ConditionGuard};
pub use event::Event;
pub use mutex::{Mutex, MutexGuard};
pub use queue::Queue;
pub use rate_limiter::RateLimiter;
pub use semaphore::{Permit, Semaphore};
