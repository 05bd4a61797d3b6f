//! Waiting for what happens, instead of for some time.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

/// In milliseconds. Nothing here takes nearly as long: what did not happen by then never will.
const PATIENCE: u32 = 60_000;

/// Counts what happens. A test can ask how often it did, and wait until it did so often.
#[derive(Clone, Default)]
pub struct Count(Rc<Inner>);

#[derive(Default)]
struct Inner {
    count: Cell<u32>,
    waiting: RefCell<Option<Waker>>,
}

impl Count {
    /// It happened.
    pub fn one_more(&self) {
        self.0.count.set(self.get() + 1);
        if let Some(waker) = self.0.waiting.take() {
            waker.wake();
        }
    }

    /// How often it happened.
    pub fn get(&self) -> u32 {
        self.0.count.get()
    }

    /// Waits until it happened so often.
    pub async fn reaches(&self, count: u32) {
        let reached = poll_fn(|context| {
            if self.get() >= count {
                return Poll::Ready(());
            }
            self.0.waiting.replace(Some(context.waker().clone()));
            Poll::Pending
        });
        if let Either::Right(_) = select(reached, TimeoutFuture::new(PATIENCE)).await {
            panic!("it happened {} times in a minute, and should {count} times", self.get());
        }
    }
}
