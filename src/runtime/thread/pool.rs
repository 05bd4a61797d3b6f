//! Pools of threads for async programs.

use std::cell::OnceCell;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use super::job::Portable;
use super::shared::Shared;
use super::workers::PoolPlan;
use crate::runtime::executor::Core;
use crate::runtime::task::{JoinHandle, TaskOutput};

/// How many threads [`spawn_blocking`] uses at most: the most that asyncio's default executor has.
const DEFAULT_WORKERS: usize = 32;

/// Threads that take jobs in the order of their submission: Python's `ProcessPoolExecutor`. A
/// thread is started when there is a job and none is free, so it takes as many jobs as the pool
/// has workers until all of them are there. Dropping the pool ends its threads as soon as there
/// is no handle of a job.
#[must_use = "a pool does nothing until jobs are submitted"]
pub struct Pool {
    plan: PoolPlan,
    shared: OnceCell<Rc<Shared>>,
}

impl Pool {
    /// A pool of at most so many threads.
    ///
    /// # Panics
    ///
    /// When there are to be none, or more than 255.
    pub fn new(workers: usize) -> Self {
        Self { plan: PoolPlan::new(workers), shared: OnceCell::new() }
    }

    /// Has all threads compute under one lock: a thread that computes keeps it for this length of time at
    /// most (a millisecond at least), as long as others want it. Sleeping and reading need no lock.
    /// This is what the global interpreter lock of `CPython` does; the jobs know nothing of it.
    pub fn global_lock(mut self, interval: Duration) -> Self {
        self.plan = self.plan.with_global_lock(Some(interval.into()));
        self
    }

    /// Hands in a job: the call of a plain function, which is a blocking program of its own. Argument and
    /// result cross to another thread and back, so they are serialised. It has a lane from now on, and begins when a thread is free. Cancelling it,
    /// or dropping its handle, takes it back if it has not begun; one that has runs on to its end,
    /// for nothing stops a thread from outside, and its result is dropped.
    ///
    /// Awaiting the handle gives [`JoinError::Died`](crate::runtime::JoinError::Died) when the
    /// worker died, and [`JoinError::Panicked`](crate::runtime::JoinError::Panicked) when the function
    /// panicked or the host has no threads.
    ///
    /// # Panics
    ///
    /// Outside an async run.
    #[track_caller]
    pub fn submit<F, A, R>(&self, name: &str, function: F, argument: A) -> JoinHandle<R>
    where
        F: Fn(A) -> R + 'static,
        A: Portable,
        R: Portable + TaskOutput,
    {
        let location = Location::caller();
        let start = || Shared::start(self.plan, Rc::downgrade(&Core::expect_current()));
        JoinHandle::of_job(self.shared.get_or_init(start).submit(name, function, argument, location))
    }
}

/// Has another thread call a function, and leaves the event loop to the others: `asyncio.to_thread`. The
/// threads are those of one pool that all of a run's calls share, 32 at most. All else is as with
/// [`Pool::submit`].
///
/// # Panics
///
/// Outside an async run.
#[track_caller]
pub fn spawn_blocking<F, A, R>(name: &str, function: F, argument: A) -> JoinHandle<R>
where
    F: Fn(A) -> R + 'static,
    A: Portable,
    R: Portable + TaskOutput,
{
    let core = Core::expect_current();
    let start = || Shared::start(PoolPlan::new(DEFAULT_WORKERS), Rc::downgrade(&core));
    JoinHandle::of_job(core.default_pool(start).submit(name, function, argument, Location::caller()))
}
