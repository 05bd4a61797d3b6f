//! Waiting for several tasks: in the order of their ends, for the first, for the first failure.
//!
//! The caller is woken on a turn of its own, behind what is ready: asyncio does it so, and the
//! order of what happens at one moment depends on it.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::Location;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures::task::AtomicWaker;

use super::executor::Core;
use super::recorder::Recorder;
use super::task::{JoinError, JoinHandle, TaskOutput};
use crate::trace::{GroupId, GroupKind, Outcome};

/// What a task returned, or why it returned nothing.
pub type Joined<T> = Result<T, JoinError>;

/// Waits for all tasks, or until one fails, as `asyncio.gather` does without
/// `return_exceptions`: the results stand in the order of the handles.
///
/// # Errors
///
/// The first failure. The tasks that are still at work go on.
#[track_caller]
pub fn try_join_all<T, E>(
    handles: impl IntoIterator<Item = JoinHandle<Result<T, E>>>,
) -> impl Future<Output = Result<Vec<T>, E>>
where
    T: 'static,
    E: From<JoinError> + 'static,
{
    let mut watch = Watch::new(handles, Location::caller());
    async move {
        let watched = std::future::poll_fn(|context| {
            watch.poll(context, GroupKind::Gather, |places| {
                places.iter().all(Place::is_done) || places.iter().any(Place::has_failed)
            })
        });
        watched.await;
        let mut results = Vec::new();
        for place in watch.places.drain(..) {
            match place.result {
                Some(Ok(Ok(value))) => results.push(Ok(value)),
                Some(Ok(Err(error))) => results.push(Err(error)),
                Some(Err(error)) => results.push(Err(error.into())),
                None => place.handle.detach(),
            }
        }
        results.into_iter().collect()
    }
}

/// How long [`wait`] waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Until {
    /// Until one is over.
    First,
    /// Until one has failed, or all are over.
    FirstFailure,
    /// Until all are over.
    All,
}

/// Which tasks were over when [`wait`] returned, and which were not, each in the order of the
/// handles.
#[must_use = "dropping the pending handles cancels their tasks"]
pub struct Waited<T> {
    /// What the finished ones returned.
    pub done: Vec<Joined<T>>,
    /// The others, still at work.
    pub pending: Vec<JoinHandle<T>>,
}

/// Waits for some of the tasks, as `asyncio.wait` does.
#[track_caller]
pub fn wait<T: TaskOutput>(
    handles: impl IntoIterator<Item = JoinHandle<T>>,
    until: Until,
) -> impl Future<Output = Waited<T>> {
    let mut watch = Watch::new(handles, Location::caller());
    async move {
        let enough = |places: &[Place<T>]| {
            let all = places.iter().all(Place::is_done);
            all || match until {
                Until::First => places.iter().any(Place::is_done),
                Until::FirstFailure => places.iter().any(Place::has_failed),
                Until::All => false,
            }
        };
        std::future::poll_fn(|context| watch.poll(context, GroupKind::Wait, enough)).await;
        let mut waited = Waited { done: Vec::new(), pending: Vec::new() };
        for place in watch.places.drain(..) {
            match place.result {
                Some(result) => waited.done.push(result),
                None => waited.pending.push(place.handle),
            }
        }
        waited
    }
}

/// Gives the results of tasks in the order in which they end, as `asyncio.as_completed` does.
/// Dropping it cancels those that are not over.
pub fn as_completed<T: TaskOutput>(handles: impl IntoIterator<Item = JoinHandle<T>>) -> AsCompleted<T> {
    let handles: Vec<_> = handles.into_iter().map(Some).collect();
    AsCompleted { left: handles.len(), handles, bell: Arc::default(), begun: false, group: None }
}

/// The tasks of [`as_completed`].
pub struct AsCompleted<T> {
    handles: Vec<Option<JoinHandle<T>>>,
    left: usize,
    bell: Arc<Bell>,
    begun: bool,
    group: Option<GroupId>,
}

impl<T: TaskOutput> AsCompleted<T> {
    /// The next result; none when there are no more.
    #[track_caller]
    pub fn next_result(&mut self) -> impl Future<Output = Option<Joined<T>>> + '_ {
        let location = Location::caller();
        std::future::poll_fn(move |context| self.poll_next(context, location))
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        location: &'static Location<'static>,
    ) -> Poll<Option<Joined<T>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.bell.waker.register(context.waker());
        if !std::mem::replace(&mut self.begun, true) {
            for place in 0..self.handles.len() {
                if let Poll::Ready(result) = self.poll_place(place) {
                    return Poll::Ready(Some(result));
                }
            }
        }
        while let Some(place) = self.bell.next() {
            if let Poll::Ready(result) = self.poll_place(place) {
                return Poll::Ready(Some(result));
            }
        }
        let recorder = Recorder::expect_current();
        let mut members = self.handles.iter().flatten().map(JoinHandle::id);
        recorder.waiting_for_group(&mut self.group, GroupKind::AsCompleted, &mut members, location);
        Poll::Pending
    }

    fn poll_place(&mut self, place: usize) -> Poll<Joined<T>> {
        let Some(handle) = &self.handles[place] else {
            return Poll::Pending;
        };
        let waker = Waker::from(Arc::new(Ring { bell: Arc::clone(&self.bell), place }));
        let result = handle.poll_result(&waker);
        if result.is_ready() {
            self.handles[place] = None;
            self.left -= 1;
        }
        result
    }
}

/// Several handles with the results that are there.
struct Watch<T> {
    places: Vec<Place<T>>,
    bell: Arc<Bell>,
    location: &'static Location<'static>,
    group: Option<GroupId>,
}

struct Place<T> {
    handle: JoinHandle<T>,
    result: Option<Joined<T>>,
}

impl<T> Place<T> {
    fn is_done(&self) -> bool {
        self.result.is_some()
    }
}

impl<T: TaskOutput> Place<T> {
    fn has_failed(&self) -> bool {
        match &self.result {
            Some(Ok(output)) => output.outcome() != Outcome::Ok,
            Some(Err(_)) => true,
            None => false,
        }
    }
}

impl<T> Watch<T> {
    fn new(handles: impl IntoIterator<Item = JoinHandle<T>>, location: &'static Location<'static>) -> Self {
        let places = handles.into_iter().map(|handle| Place { handle, result: None }).collect();
        Self { places, bell: Arc::default(), location, group: None }
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
        kind: GroupKind,
        enough: impl Fn(&[Place<T>]) -> bool,
    ) -> Poll<()> {
        self.bell.waker.register(context.waker());
        for (number, place) in self.places.iter_mut().enumerate() {
            if place.result.is_none() {
                let waker = Waker::from(Arc::new(Ring { bell: Arc::clone(&self.bell), place: number }));
                if let Poll::Ready(result) = place.handle.poll_result(&waker) {
                    place.result = Some(result);
                }
            }
        }
        if enough(&self.places) {
            return Poll::Ready(());
        }
        let recorder = Recorder::expect_current();
        let mut members = self.places.iter().map(|place| place.handle.id());
        recorder.waiting_for_group(&mut self.group, kind, &mut members, self.location);
        Poll::Pending
    }
}

/// Who has ended, in order, and whom to tell.
#[derive(Default)]
struct Bell {
    ended: Mutex<VecDeque<usize>>,
    waker: AtomicWaker,
}

impl Bell {
    fn next(&self) -> Option<usize> {
        self.ended.lock().ok()?.pop_front()
    }
}

/// One task's string at the bell.
struct Ring {
    bell: Arc<Bell>,
    place: usize,
}

impl Wake for Ring {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Ok(mut ended) = self.bell.ended.lock() {
            ended.push_back(self.place);
        }
        if let Some(waker) = self.bell.waker.take() {
            Core::wake_soon(waker);
        }
    }
}
