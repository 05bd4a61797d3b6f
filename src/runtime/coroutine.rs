//! Futures that notice that nobody awaits them.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::recorder::Recorder;
use crate::trace::What;

/// Makes of a future what calling an `async def` gives in Python: an object that does nothing until
/// it is awaited, and that leaves a record of the mistake, with the line of the call, when it is
/// dropped before anybody did.
#[track_caller]
pub fn coroutine<F: Future>(name: &'static str, future: F) -> Coroutine<F> {
    Coroutine { future: Box::pin(future), name, location: Location::caller(), awaited: false }
}

/// The future of [`coroutine`].
#[must_use = "a coroutine does nothing unless awaited"]
pub struct Coroutine<F> {
    future: Pin<Box<F>>,
    name: &'static str,
    location: &'static Location<'static>,
    awaited: bool,
}

impl<F: Future> Future for Coroutine<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.awaited = true;
        self.future.as_mut().poll(context)
    }
}

impl<F> Drop for Coroutine<F> {
    fn drop(&mut self) {
        if let Some(recorder) = Recorder::current().filter(|_| !self.awaited) {
            let (name, site) = (recorder.intern(self.name), recorder.locate(self.location));
            recorder.record(What::NeverAwaited { name, site });
        }
    }
}
