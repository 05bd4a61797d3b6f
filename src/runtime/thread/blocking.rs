//! Pools of threads for blocking programs.

use std::cell::OnceCell;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::time::Duration;

use super::job::Portable;
use super::shared::{JobHandle, Shared};
use super::workers::PoolPlan;
use crate::runtime::task::{JoinError, TaskOutput};
use crate::trace::{On, TaskId, What};

/// The twin of [`Pool`](crate::runtime::Pool): threads that take jobs in the order of their
/// submission. The program's own thread is held only while it waits for a result.
#[must_use = "a pool does nothing until jobs are submitted"]
pub struct Pool {
    plan: PoolPlan,
    shared: OnceCell<Rc<Shared>>,
}

impl Pool {
    /// A pool of at most so many threads. One is started when there is a job and none is free.
    ///
    /// # Panics
    ///
    /// When there are to be none, or more than 255.
    pub fn new(workers: usize) -> Self {
        Self { plan: PoolPlan::new(workers), shared: OnceCell::new() }
    }

    /// Has all threads compute under one lock, passed on after this length of time: see
    /// [`Pool::global_lock`](crate::runtime::Pool::global_lock).
    pub fn global_lock(mut self, interval: Duration) -> Self {
        self.plan = self.plan.with_global_lock(Some(interval.into()));
        self
    }

    /// Hands in a job, and goes on at once: see [`Pool::submit`](crate::runtime::Pool::submit).
    ///
    /// # Panics
    ///
    /// Outside a run.
    #[track_caller]
    pub fn submit<F, A, R>(&self, name: &str, function: F, argument: A) -> JoinHandle<R>
    where
        F: Fn(A) -> R + 'static,
        A: Portable,
        R: Portable + TaskOutput,
    {
        let shared = self.shared.get_or_init(|| Shared::start(self.plan, Weak::new()));
        let handle = JoinHandle { job: shared.submit(name, function, argument, Location::caller()) };
        shared.take_events();
        handle
    }
}

/// A job's end, to be waited for. Dropping it gives the job up: it is taken back if it has not
/// begun, and its result is dropped if it has.
#[must_use = "dropping a handle gives its job up"]
pub struct JoinHandle<T> {
    job: JobHandle<T>,
}

impl<T> JoinHandle<T> {
    /// The task.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.job.task
    }

    /// The name of the job.
    #[must_use]
    pub fn name(&self) -> String {
        self.job.pool.recorder().trace().text(self.job.name).to_owned()
    }

    /// Whether the job is known to be over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.job.state.is_over()
    }

    /// Holds the thread until the job is over, and gives its result.
    ///
    /// # Errors
    ///
    /// [`JoinError::Died`] when the worker died; [`JoinError::Panicked`] when the function panicked,
    /// or the host has no threads.
    #[track_caller]
    pub fn join(self) -> Result<T, JoinError> {
        self.wait_until(|| self.is_finished(), Location::caller());
        self.job.state.take().unwrap_or(Err(JoinError::Died))
    }

    /// Holds the thread until something is so, which becomes so when jobs end.
    fn wait_until(&self, enough: impl Fn() -> bool, location: &'static Location<'static>) {
        if enough() {
            return;
        }
        let recorder = self.job.pool.recorder();
        recorder.blocked(On::Task(self.id()), location);
        while recorder.host().wait_for_workers() && !enough() {
            recorder.host().recorded(&recorder.trace());
        }
        recorder.record(What::Unblocked);
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.job.pool.give_up(self.job.task);
    }
}

/// Takes the handle of the job that ended first out of those that are waited for, and holds the
/// thread until there is one: the results come in the order in which they are there, as with
/// Python's `concurrent.futures.as_completed`, and jobs can be added meanwhile. None when there are
/// no handles.
#[track_caller]
pub fn next_finished<T>(handles: &mut Vec<JoinHandle<T>>) -> Option<JoinHandle<T>> {
    let location = Location::caller();
    let first = handles.first()?;
    let numbers = first.job.pool.recorder().threads();
    let ended = || numbers.first_ended(|task| handles.iter().any(|handle| handle.id() == task));
    first.wait_until(|| ended().is_some(), location);
    let place = ended().and_then(|task| handles.iter().position(|handle| handle.id() == task));
    Some(handles.remove(place.unwrap_or(0)))
}
