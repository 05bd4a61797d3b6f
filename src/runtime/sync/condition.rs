//! A lock with a condition that tasks wait for.

use std::cell::Cell;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::pin::pin;
use std::rc::Rc;

use tokio::sync::Notify;

use super::mutex::{Mutex, MutexGuard};
use crate::runtime::resource::Resource;
use crate::runtime::wait::waiting_on;
use crate::trace::{On, ResourceKind};

/// A value behind a lock, and a queue of those who wait for it to change, as
/// `asyncio.Condition`. Clones are the same condition.
#[derive(Debug)]
pub struct Condition<T> {
    lock: Mutex<T>,
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    resource: Resource,
    notify: Notify,
    waiting: Cell<usize>,
}

impl<T> Clone for Condition<T> {
    fn clone(&self) -> Self {
        Self { lock: self.lock.clone(), inner: Rc::clone(&self.inner) }
    }
}

impl<T> Condition<T> {
    /// A condition on a value.
    #[must_use]
    pub fn new(name: &str, value: T) -> Self {
        let resource = Resource::new(ResourceKind::Condition, name, None);
        let inner = Inner { resource, notify: Notify::new(), waiting: Cell::new(0) };
        Self { lock: Mutex::new(name, value), inner: Rc::new(inner) }
    }

    /// Waits for the lock.
    #[track_caller]
    pub fn lock(&self) -> impl Future<Output = ConditionGuard<T>> + use<T> {
        let location = Location::caller();
        let condition = self.clone();
        async move {
            let guard = condition.lock.lock_at(location).await;
            ConditionGuard { guard, condition }
        }
    }
}

/// The lock of a [`Condition`], held. Dropping it unlocks.
#[must_use = "a guard that is dropped unlocks"]
#[derive(Debug)]
pub struct ConditionGuard<T> {
    guard: MutexGuard<T>,
    condition: Condition<T>,
}

impl<T> ConditionGuard<T> {
    /// Unlocks, waits until notified and until `predicate` holds, and locks again.
    #[track_caller]
    pub fn wait_for(self, mut predicate: impl FnMut(&mut T) -> bool) -> impl Future<Output = Self> {
        let location = Location::caller();
        async move {
            let mut held = self;
            while !predicate(&mut held) {
                held = held.wait_at(location).await;
            }
            held
        }
    }

    async fn wait_at(self, location: &'static Location<'static>) -> Self {
        let Self { guard, condition } = self;
        let inner = Rc::clone(&condition.inner);
        let waiting = Waiting::enter(&inner);
        {
            // In the queue before the lock is free, so that no notification is missed.
            let mut notified = pin!(inner.notify.notified());
            notified.as_mut().enable();
            drop(guard);
            let on = |recorder: &crate::runtime::Recorder| On::Event(inner.resource.id(recorder));
            waiting_on(notified, on, location).await;
        }
        drop(waiting);
        let guard = condition.lock.lock_at(location).await;
        Self { guard, condition }
    }

    /// Wakes at most this many of those who wait, longest first. They go on when they have the
    /// lock.
    pub fn notify(&self, count: usize) {
        let inner = &self.condition.inner;
        // A notification to nobody would be kept for the next who comes; asyncio forgets it.
        for _ in 0..count.min(inner.waiting.get()) {
            inner.notify.notify_one();
        }
    }

    /// Wakes all who wait.
    pub fn notify_all(&self) {
        self.condition.inner.notify.notify_waiters();
    }
}

impl<T> Deref for ConditionGuard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for ConditionGuard<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

/// Counts a task that waits, for as long as it does.
struct Waiting(Rc<Inner>);

impl Waiting {
    fn enter(inner: &Rc<Inner>) -> Self {
        inner.waiting.set(inner.waiting.get() + 1);
        Self(Rc::clone(inner))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.set(self.0.waiting.get() - 1);
    }
}
