//! Saying in the trace what a future waits for.

use std::future::Future;
use std::panic::Location;
use std::pin::pin;

use super::recorder::Recorder;
use crate::trace::On;

/// Awaits a future, and records what it waits for whenever it must.
///
/// # Panics
///
/// Outside a run.
pub(super) async fn waiting_on<F: Future>(
    future: F,
    on: impl Fn(&Recorder) -> On,
    location: &'static Location<'static>,
) -> F::Output {
    let mut future = pin!(future);
    std::future::poll_fn(|context| {
        let poll = future.as_mut().poll(context);
        if poll.is_pending() {
            let recorder = Recorder::expect_current();
            let on = on(&recorder);
            recorder.waiting(on, location);
        }
        poll
    })
    .await
}
