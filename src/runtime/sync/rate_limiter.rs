//! So many a second.

use std::cell::Cell;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use crate::runtime::executor::Core;
use crate::runtime::resource::Resource;
use crate::runtime::time::Timer;
use crate::runtime::wait::waiting_on;
use crate::trace::{Micros, On, ResourceKind};

/// Lets tasks through one by one, evenly spaced. Clones are the same limiter.
///
/// There is no saving up: who comes after a pause starts a new row. Turns are given in the order
/// of coming.
#[derive(Clone, Debug)]
pub struct RateLimiter {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    resource: Resource,
    per_second: u32,
    begun: Cell<Micros>,
    /// How many turns were given since then.
    given: Cell<u64>,
}

impl RateLimiter {
    /// A limit of this many a second.
    ///
    /// # Panics
    ///
    /// For none a second: nobody would ever be let through.
    #[must_use]
    pub fn new(name: &str, per_second: u32) -> Self {
        assert!(per_second > 0, "a rate limit of none a second lets nobody through");
        let resource = Resource::new(ResourceKind::Semaphore, name, None);
        let (begun, given) = (Cell::default(), Cell::default());
        Self { inner: Rc::new(Inner { resource, per_second, begun, given }) }
    }

    /// Waits for a turn.
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = ()> + use<> {
        let location = Location::caller();
        let inner = Rc::clone(&self.inner);
        async move {
            let now = Core::expect_current().host().now();
            let turn = inner.next_turn(now);
            if turn > now {
                let on = |recorder: &crate::runtime::Recorder| On::Permit(inner.resource.id(recorder));
                waiting_on(Timer::after(turn - now), on, location).await;
            }
        }
    }
}

impl Inner {
    /// Turns are counted from the beginning of a row, so that rounding does not add up.
    fn next_turn(&self, now: Micros) -> Micros {
        let turn = |number: u64| {
            self.begun.get() + Micros((number * 1_000_000).div_ceil(u64::from(self.per_second)))
        };
        if now >= turn(self.given.get()) {
            self.begun.set(now);
            self.given.set(0);
        }
        let number = self.given.get();
        self.given.set(number + 1);
        turn(number)
    }
}
