//! Time: sleeping, giving way, and limits.

use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::{Either, select};
use thiserror::Error;

use super::executor::Core;
use super::timers::TimerKey;
use super::wait::waiting_on;
use crate::trace::{Micros, On};

/// Waits for a length of scene time, counted from the first poll. No length at all still gives
/// way once, as in asyncio: a loop around it stays a good neighbour.
#[track_caller]
pub fn sleep(length: Duration) -> Sleep {
    Sleep { timer: Timer::after(length.into()), gives_way: yield_now(), location: Location::caller() }
}

/// The future of [`sleep`].
#[must_use = "futures do nothing unless awaited"]
pub struct Sleep {
    timer: Timer,
    gives_way: YieldNow,
    location: &'static Location<'static>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.timer.length == Micros::ZERO {
            return Pin::new(&mut self.gives_way).poll(context);
        }
        let poll = Pin::new(&mut self.timer).poll(context);
        if poll.is_pending()
            && let Some(until) = self.timer.deadline
        {
            Core::expect_current().recorder().waiting(On::Timer { until }, self.location);
        }
        poll
    }
}

/// A timer that leaves no record of its own: for what waits on behalf of something else, such as
/// the simulated network.
pub(crate) struct Timer {
    length: Micros,
    deadline: Option<Micros>,
    set: Option<(Rc<Core>, TimerKey)>,
}

impl Timer {
    /// Is due when this length has passed after the first poll.
    pub const fn after(length: Micros) -> Self {
        Self { length, deadline: None, set: None }
    }

    /// Is due at this time.
    pub const fn at(deadline: Micros) -> Self {
        Self { length: Micros::ZERO, deadline: Some(deadline), set: None }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let core = Core::expect_current();
        let now = core.host().now();
        let deadline = self.deadline.unwrap_or(now + self.length);
        self.deadline = Some(deadline);
        if now >= deadline {
            self.clear();
            return Poll::Ready(());
        }
        if let Some((_, key)) = &self.set {
            core.renew_timer(*key, context.waker());
        } else {
            let key = core.set_timer(deadline, context.waker().clone());
            self.get_mut().set = Some((core, key));
        }
        Poll::Pending
    }
}

impl Timer {
    fn clear(&mut self) {
        if let Some((core, key)) = self.set.take() {
            core.clear_timer(key);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A clock that ticks at a fixed rate, the first time at once. Each tick is due one period after
/// the one before was due, however late that one was taken: lateness does not add up.
pub fn interval(period: Duration) -> Interval {
    Interval { period: period.into(), due: None }
}

/// The ticks of [`interval`].
#[derive(Debug)]
#[must_use = "an interval ticks only when it is asked to"]
pub struct Interval {
    period: Micros,
    /// When the next tick is due; none before the first.
    due: Option<Micros>,
}

impl Interval {
    /// Waits for the next tick. One that is overdue gives way once, as a sleep of no length does.
    /// Dropping the future leaves the tick to the next who asks.
    #[track_caller]
    pub fn tick(&mut self) -> impl Future<Output = ()> + '_ {
        let location = Location::caller();
        async move {
            let now = Core::expect_current().host().now();
            let due = self.due.unwrap_or(now);
            if now < due {
                waiting_on(Timer::at(due), |_| On::Timer { until: due }, location).await;
            } else if self.due.is_some() {
                yield_now().await;
            }
            self.due = Some(due + self.period);
        }
    }
}

/// Lets every other ready task have its turn first.
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future of [`yield_now`].
#[must_use = "futures do nothing unless awaited"]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A [`timeout`] ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("timed out after {} ms", .0.as_millis())]
pub struct Elapsed(pub Duration);

/// Gives a future a limit of scene time. When it runs out the future is dropped, and with it
/// whatever it had begun. `&mut` of a task's handle lets the task go on.
///
/// # Errors
///
/// [`Elapsed`] when the limit came first. A future that is ready at the same moment wins.
#[track_caller]
pub fn timeout<F: IntoFuture>(
    limit: Duration,
    future: F,
) -> impl Future<Output = Result<F::Output, Elapsed>> {
    // Not inside the async block: requests and handles note the line that turns them into futures.
    let future = future.into_future();
    async move {
        match select(pin!(future), pin!(Timer::after(limit.into()))).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(((), _)) => Err(Elapsed(limit)),
        }
    }
}
