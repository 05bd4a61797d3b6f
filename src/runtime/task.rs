//! Tasks: spawning, joining, cancelling.

use std::cell::{Cell, RefCell};
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::task::AtomicWaker;
use thiserror::Error;

use super::cause::wake_because;
use super::executor::Core;
use super::recorder::Recorder;
use super::thread::{JobHandle, Shared};
use crate::trace::{Cause, GroupId, GroupKind, On, Outcome, TaskId, TextId, What};

/// What a task may return, and whether it stands for a failure.
///
/// A `Result` that is an error marks its task as failed; everything else is a success.
pub trait TaskOutput: 'static {
    /// How a task that returned this ended.
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }
}

impl<T: 'static, E: 'static> TaskOutput for Result<T, E> {
    fn outcome(&self) -> Outcome {
        if self.is_ok() { Outcome::Ok } else { Outcome::Failed }
    }
}

macro_rules! successes {
    ($($type:ty),*) => { $(impl TaskOutput for $type {})* };
}

successes!((), bool, u8, u16, u32, u64, u128, usize, i32, i64, f64, String, &'static str);

/// For a main function that has looked at its result already.
impl TaskOutput for Outcome {
    fn outcome(&self) -> Outcome {
        *self
    }
}

impl<T: 'static> TaskOutput for Option<T> {}
impl<T: 'static> TaskOutput for Vec<T> {}
impl<A: 'static, B: 'static> TaskOutput for (A, B) {}

/// Why a task returned nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JoinError {
    /// It was cancelled.
    #[error("the task was cancelled")]
    Cancelled,
    /// It panicked, with this message.
    #[error("the task panicked: {0}")]
    Panicked(String),
    /// It was a job for another thread, and the worker that had it died.
    #[error("the worker died")]
    Died,
}

impl JoinError {
    /// How a task ended that returned nothing for this reason.
    pub(super) const fn outcome(&self) -> Outcome {
        match self {
            Self::Cancelled => Outcome::Cancelled,
            Self::Panicked(_) => Outcome::Panicked,
            Self::Died => Outcome::Failed,
        }
    }
}

/// Starts a task under a name. It is polled when those that are ready before it have been.
///
/// # Panics
///
/// Outside a task.
#[track_caller]
pub fn spawn<F>(name: &str, future: F) -> JoinHandle<F::Output>
where
    F: Future<Output: TaskOutput> + 'static,
{
    Core::expect_current().spawn(name, future, Location::caller())
}

/// A task's end, to be awaited. Dropping it cancels the task.
#[must_use = "dropping a handle cancels its task; `detach` lets it go on"]
pub struct JoinHandle<T> {
    owner: Owner,
    task: TaskId,
    state: Rc<JoinState<T>>,
    detached: Cell<bool>,
}

/// Whom a handle asks to cancel its task.
enum Owner {
    Run(Weak<Core>),
    Pool(Rc<Shared>, TextId),
}

impl<T> JoinHandle<T> {
    pub(super) fn of_job(JobHandle { pool, task, name, state }: JobHandle<T>) -> Self {
        Self { owner: Owner::Pool(pool, name), task, state, detached: Cell::new(false) }
    }
}

impl<T: 'static> JoinHandle<T> {
    pub(super) fn new(core: Weak<Core>, task: TaskId) -> Self {
        Self {
            owner: Owner::Run(core),
            task,
            state: Rc::new(JoinState::new(task)),
            detached: Cell::new(false),
        }
    }

    pub(super) fn sink(&self) -> Rc<JoinState<T>> {
        Rc::clone(&self.state)
    }
}

impl<T> JoinHandle<T> {
    /// The task.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.task
    }

    /// The name that the task was spawned under; empty once the run is gone.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.owner {
            Owner::Run(core) => core.upgrade().map(|core| core.name_of(self.task)).unwrap_or_default(),
            Owner::Pool(pool, name) => pool.recorder().trace().text(*name).to_owned(),
        }
    }

    /// Whether the task is over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.state.is_over()
    }

    /// Asks the task to end. Its clean-up runs on its next turn; awaiting the handle then gives
    /// [`JoinError::Cancelled`]. A job for another thread is given up at once, but goes on there if
    /// it has begun.
    pub fn cancel(&self) {
        match &self.owner {
            _ if self.is_finished() => {}
            Owner::Run(core) => {
                if let Some(core) = core.upgrade() {
                    core.cancel(self.task);
                }
            }
            Owner::Pool(pool, _) => pool.give_up(self.task),
        }
    }

    /// Lets the task go on by itself.
    pub fn detach(self) {
        self.detached.set(true);
    }

    pub(super) fn poll_result(&self, waker: &Waker) -> Poll<Result<T, JoinError>> {
        if let Some(result) = self.state.take() {
            self.state.was_read();
            return Poll::Ready(result);
        }
        assert!(!self.is_finished(), "a task's result was awaited a second time");
        self.state.waker.register(waker);
        Poll::Pending
    }

    fn poll_join(&self, waker: &Waker, location: &'static Location<'static>) -> Poll<Result<T, JoinError>> {
        let result = self.poll_result(waker);
        if result.is_pending() {
            Recorder::expect_current().waiting(On::Task(self.task), location);
        }
        result
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        if !self.detached.get() {
            self.cancel();
        }
    }
}

/// What a task and its handle share.
pub(super) struct JoinState<T> {
    task: TaskId,
    result: RefCell<Option<Result<T, JoinError>>>,
    /// How it ended, once it has.
    outcome: Cell<Option<Outcome>>,
    waker: AtomicWaker,
}

impl<T> JoinState<T> {
    pub fn new(task: TaskId) -> Self {
        Self { task, result: RefCell::default(), outcome: Cell::new(None), waker: AtomicWaker::new() }
    }

    /// The task has returned this, which counts as this outcome.
    pub fn succeed(&self, output: T, outcome: Outcome) {
        self.end(Ok(output), outcome);
    }

    /// Whether the task is over, even if its result was taken.
    pub fn is_over(&self) -> bool {
        self.outcome.get().is_some()
    }

    /// What the task returned, the first time.
    pub fn take(&self) -> Option<Result<T, JoinError>> {
        self.result.take()
    }

    /// Records that the current task has learnt of a failure.
    fn was_read(&self) {
        if self.outcome.get().is_some_and(Outcome::is_failure)
            && let Some(recorder) = Recorder::current()
        {
            recorder.record(What::FailureRead { of: self.task });
        }
    }

    pub fn end(&self, result: Result<T, JoinError>, outcome: Outcome) {
        self.result.replace(Some(result));
        self.outcome.set(Some(outcome));
        if let Some(waker) = self.waker.take() {
            wake_because(Cause::Ended(self.task), &waker);
        }
    }
}

/// Where the executor reports that a task will return nothing.
pub(super) trait JoinSink {
    fn fail(&self, error: JoinError);
}

/// Of nobody.
impl JoinSink for () {
    fn fail(&self, _: JoinError) {}
}

impl<T> JoinSink for JoinState<T> {
    fn fail(&self, error: JoinError) {
        let outcome = error.outcome();
        self.end(Err(error), outcome);
    }
}

/// Awaiting a handle gives what the task returned.
impl<T: 'static> IntoFuture for JoinHandle<T> {
    type Output = Result<T, JoinError>;
    type IntoFuture = Join<T>;

    #[track_caller]
    fn into_future(self) -> Join<T> {
        Join { handle: self, location: Location::caller() }
    }
}

/// The future of one [`JoinHandle`]. Dropping it cancels the task.
#[must_use = "futures do nothing unless awaited"]
pub struct Join<T> {
    handle: JoinHandle<T>,
    location: &'static Location<'static>,
}

impl<T> Future for Join<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.handle.poll_join(context.waker(), self.location)
    }
}

/// Awaiting a handle by reference does not give the task up: whoever stops waiting may go on later.
impl<'a, T: 'static> IntoFuture for &'a mut JoinHandle<T> {
    type Output = Result<T, JoinError>;
    type IntoFuture = JoinMut<'a, T>;

    #[track_caller]
    fn into_future(self) -> JoinMut<'a, T> {
        JoinMut { handle: self, location: Location::caller() }
    }
}

/// The future of one [`JoinHandle`] by reference. Dropping it leaves the task alone.
///
/// # Panics
///
/// When the task's result was taken before.
#[must_use = "futures do nothing unless awaited"]
pub struct JoinMut<'a, T> {
    handle: &'a mut JoinHandle<T>,
    location: &'static Location<'static>,
}

impl<T> Future for JoinMut<'_, T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.handle.poll_join(context.waker(), self.location)
    }
}

/// Waits for all tasks, as `asyncio.gather` does: the results stand in the order of the handles,
/// and the caller is woken once, when the last is there.
#[track_caller]
pub fn join_all<T: 'static>(handles: impl IntoIterator<Item = JoinHandle<T>>) -> JoinAll<T> {
    JoinAll {
        places: handles.into_iter().map(|handle| Place { handle, result: None }).collect(),
        countdown: Arc::default(),
        location: Location::caller(),
        group: None,
    }
}

/// The future of [`join_all`]. Dropping it cancels the tasks that are not over.
#[must_use = "futures do nothing unless awaited"]
pub struct JoinAll<T> {
    places: Vec<Place<T>>,
    countdown: Arc<Countdown>,
    location: &'static Location<'static>,
    group: Option<GroupId>,
}

struct Place<T> {
    handle: JoinHandle<T>,
    result: Option<Result<T, JoinError>>,
}

impl<T> Unpin for JoinAll<T> {}

impl<T> Future for JoinAll<T> {
    type Output = Vec<Result<T, JoinError>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.countdown.waker.register(context.waker());
        let waker = Waker::from(Arc::clone(&this.countdown));
        // Nothing can end between the look at the first and the last: one thread.
        let mut missing = 0;
        for place in &mut this.places {
            if place.result.is_none() {
                match place.handle.poll_result(&waker) {
                    Poll::Ready(result) => place.result = Some(result),
                    Poll::Pending => missing += 1,
                }
            }
        }
        if missing == 0 {
            return Poll::Ready(this.places.drain(..).filter_map(|place| place.result).collect());
        }
        this.countdown.left.store(missing, Ordering::Relaxed);
        let recorder = Recorder::expect_current();
        let mut members = this.places.iter().map(|place| place.handle.task);
        recorder.waiting_for_group(&mut this.group, GroupKind::Gather, &mut members, this.location);
        Poll::Pending
    }
}

/// Wakes when it has been woken as often as there are tasks left, on a turn of its own: that is
/// how `asyncio.gather` does it, and the order of what happens at one moment depends on it.
#[derive(Default)]
struct Countdown {
    left: AtomicUsize,
    waker: AtomicWaker,
}

impl Wake for Countdown {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1
            && let Some(waker) = self.waker.take()
        {
            Core::wake_soon(waker);
        }
    }
}
