//! Other threads: jobs for them, and pools of workers that take the jobs.
//!
//! A thread of a browser has a memory of its own. So what it is to do crosses as data, as with
//! Python's process pools: a [`Job`] is a list of steps, and its result a number.
//!
//! Read in this order:
//!
//! 1. [`squares`]: the computation that programs are given to do.
//! 2. [`job`]: what crosses to another thread.
//! 3. [`workers`]: what a pool needs of its host.
//! 4. [`pool`]: what both twins share; [`Pool`] and [`offload`] are for async programs,
//!    [`blocking`](crate::runtime::blocking) has their twins.
//! 5. `simulation`: workers in virtual time.

pub(super) mod blocking;
pub mod job;
pub mod pool;
mod shared;
pub(super) mod simulation;
pub mod squares;
pub mod workers;

pub use job::{Job, NotAJob, Step};
pub use pool::{Pool, offload};
pub(super) use shared::{JobHandle, Numbers, Shared};
pub use squares::squares;
pub use workers::{JobEvent, PoolPlan, ThreadEvent, Workers};
