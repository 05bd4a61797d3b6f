//! Other threads: jobs for them, and pools of workers that take the jobs.
//!
//! A thread of a browser has a memory of its own. So what it is to do crosses as data, as with
//! Python's process pools: a job is the call of a plain function by its name, with an argument and a
//! result that are serialised. The function is an ordinary blocking program.
//!
//! Read in this order:
//!
//! 1. [`squares`]: the computation that programs are given to do.
//! 2. [`job`]: what crosses to another thread; [`call`]: how a thread runs it.
//! 3. [`workers`]: what a pool needs of its host.
//! 4. [`pool`]: what both twins share; [`Pool`] and [`spawn_blocking`] are for async programs,
//!    [`blocking`](crate::runtime::blocking) has their twins.
//! 5. `simulation`: workers in virtual time.

pub(super) mod blocking;
pub mod call;
pub mod job;
pub mod pool;
mod shared;
pub(super) mod simulation;
pub mod squares;
pub mod workers;

pub use call::die;
pub use job::{Call, Job, JobFunction, Portable};
pub use pool::{Pool, spawn_blocking};
pub(super) use shared::{JobHandle, JobResult, Numbers, Shared};
pub use squares::squares;
pub use workers::{JobEvent, PoolPlan, ThreadEvent, Workers};
