//! A queue between tasks, with a limit.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio::sync::Semaphore;

use crate::runtime::resource::Resource;
use crate::runtime::wait::waiting_on;
use crate::trace::{On, ResourceKind};

/// A first-in, first-out queue under a name, with any number of producers and consumers, as
/// `asyncio.Queue`. Clones are the same queue.
#[derive(Debug)]
pub struct Queue<T> {
    inner: Rc<Inner<T>>,
}

#[derive(Debug)]
struct Inner<T> {
    resource: Resource,
    items: RefCell<VecDeque<T>>,
    /// Room for as many more: who puts waits for it.
    slots: Semaphore,
    /// As many are there: who gets waits for it.
    filled: Semaphore,
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Self { inner: Rc::clone(&self.inner) }
    }
}

impl<T> Queue<T> {
    /// An empty queue that holds at most this many.
    #[must_use]
    pub fn new(name: &str, capacity: usize) -> Self {
        Self {
            inner: Rc::new(Inner {
                resource: Resource::new(ResourceKind::Queue, name, Some(capacity)),
                items: RefCell::default(),
                slots: Semaphore::new(capacity),
                filled: Semaphore::new(0),
            }),
        }
    }

    /// How many items are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.items.borrow().len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts an item in, waiting for room: that is backpressure.
    #[track_caller]
    pub fn put(&self, item: T) -> impl Future<Output = ()> + use<T> {
        let location = Location::caller();
        let queue = self.clone();
        async move {
            let inner = &queue.inner;
            let on = |recorder: &crate::runtime::Recorder| On::QueueSlot(inner.resource.id(recorder));
            // Nobody closes the semaphore; the slot comes back when the item is taken.
            if let Ok(slot) = waiting_on(inner.slots.acquire(), on, location).await {
                slot.forget();
            }
            inner.items.borrow_mut().push_back(item);
            queue.report();
            inner.filled.add_permits(1);
        }
    }

    /// Takes the oldest item out, waiting for one.
    ///
    /// # Panics
    ///
    /// Never: an item has been put in for every permit to take one.
    #[track_caller]
    pub fn get(&self) -> impl Future<Output = T> + use<T> {
        let location = Location::caller();
        let queue = self.clone();
        async move {
            let inner = &queue.inner;
            let on = |recorder: &crate::runtime::Recorder| On::QueueItem(inner.resource.id(recorder));
            if let Ok(filled) = waiting_on(inner.filled.acquire(), on, location).await {
                filled.forget();
            }
            let item = inner.items.borrow_mut().pop_front().expect("an item for every permit");
            queue.report();
            inner.slots.add_permits(1);
            item
        }
    }

    fn report(&self) {
        self.inner.resource.changed(self.len());
    }
}
