//! A flag that tasks wait for.

use std::cell::Cell;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio::sync::Notify;

use crate::runtime::resource::Resource;
use crate::runtime::wait::waiting_on;
use crate::trace::{On, ResourceKind};

/// A flag under a name, as `asyncio.Event`. Clones are the same flag.
#[derive(Clone, Debug)]
pub struct Event {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    resource: Resource,
    set: Cell<bool>,
    notify: Notify,
}

impl Event {
    /// A flag that is not set.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let resource = Resource::new(ResourceKind::Event, name, None);
        Self { inner: Rc::new(Inner { resource, set: Cell::new(false), notify: Notify::new() }) }
    }

    /// Sets the flag, and wakes all who wait, in the order in which they came.
    pub fn set(&self) {
        self.inner.set.set(true);
        self.inner.resource.changed(1);
        self.inner.notify.notify_waiters();
    }

    /// Takes the flag back.
    pub fn clear(&self) {
        self.inner.set.set(false);
        self.inner.resource.changed(0);
    }

    /// Whether it is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.inner.set.get()
    }

    /// Waits until it is set; not at all, where it is.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = ()> + use<> {
        let location = Location::caller();
        let inner = Rc::clone(&self.inner);
        async move {
            if !inner.set.get() {
                let on = |recorder: &crate::runtime::Recorder| On::Event(inner.resource.id(recorder));
                waiting_on(inner.notify.notified(), on, location).await;
            }
        }
    }
}
