//! A lock around a value.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;

use crate::runtime::resource::Resource;
use crate::runtime::wait::waiting_on;
use crate::trace::{On, ResourceKind};

/// A value that one task at a time may touch, under a name. Clones are the same lock.
#[derive(Debug)]
pub struct Mutex<T> {
    inner: Arc<tokio::sync::Mutex<T>>,
    resource: Rc<Resource>,
}

impl<T> Clone for Mutex<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), resource: Rc::clone(&self.resource) }
    }
}

impl<T> Mutex<T> {
    /// A lock around a value.
    #[must_use]
    pub fn new(name: &str, value: T) -> Self {
        let resource = Rc::new(Resource::new(ResourceKind::Lock, name, None));
        Self { inner: Arc::new(tokio::sync::Mutex::new(value)), resource }
    }

    /// Waits for the lock, first come, first served. Dropping the guard unlocks.
    #[track_caller]
    pub fn lock(&self) -> impl Future<Output = MutexGuard<T>> + use<T> {
        self.lock_at(Location::caller())
    }

    pub(super) fn lock_at(
        &self,
        location: &'static Location<'static>,
    ) -> impl Future<Output = MutexGuard<T>> + use<T> {
        let (inner, resource) = (Arc::clone(&self.inner), Rc::clone(&self.resource));
        async move {
            let on = |recorder: &crate::runtime::Recorder| On::Lock(resource.id(recorder));
            let guard = waiting_on(inner.lock_owned(), on, location).await;
            resource.acquired(1);
            MutexGuard { guard: Some(guard), resource }
        }
    }
}

/// The lock, held. Dropping it unlocks.
#[must_use = "a guard that is dropped unlocks"]
#[derive(Debug)]
pub struct MutexGuard<T> {
    /// None only while it is dropped.
    guard: Option<OwnedMutexGuard<T>>,
    resource: Rc<Resource>,
}

impl<T> Deref for MutexGuard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.guard.as_ref().expect("the lock is held")
    }
}

impl<T> DerefMut for MutexGuard<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.as_mut().expect("the lock is held")
    }
}

impl<T> Drop for MutexGuard<T> {
    fn drop(&mut self) {
        self.resource.released(0);
        drop(self.guard.take());
    }
}
