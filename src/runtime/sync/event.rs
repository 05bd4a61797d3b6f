//! A flag that tasks wait for.

use std::cell::Cell;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio::sync::Notify;

use crate::runtime::recorder::gauge;
use crate::runtime::wait::waiting_on;
use crate::trace::On;

/// A flag under a name, as `asyncio.Event`. Clones are the same flag.
#[derive(Clone, Debug)]
pub struct Event {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: Box<str>,
    set: Cell<bool>,
    notify: Notify,
}

impl Event {
    /// A flag that is not set.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { inner: Rc::new(Inner { name: name.into(), set: Cell::new(false), notify: Notify::new() }) }
    }

    /// Sets the flag, and wakes all who wait, in the order in which they came.
    pub fn set(&self) {
        self.inner.set.set(true);
        gauge(&self.inner.name, 1);
        self.inner.notify.notify_waiters();
    }

    /// Takes the flag back.
    pub fn clear(&self) {
        self.inner.set.set(false);
        gauge(&self.inner.name, 0);
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
                let on = |recorder: &crate::runtime::Recorder| On::Event(recorder.intern(&inner.name));
                waiting_on(inner.notify.notified(), on, location).await;
            }
        }
    }
}
