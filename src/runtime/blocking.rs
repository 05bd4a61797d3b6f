//! The blocking twin: the same functions, each holding the thread until it is done.
//!
//! Used by the blocking variant of a scene, which has a thread of its own, and by scenes that show
//! what happens when an async program blocks.

use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::host::{BlockingAnswer, BlockingHost, NetworkError};
use super::http::{Exchange, HttpError, parse};
use super::plan::{Plan, Request};
use super::recorder::Recorder;
use super::task::TaskOutput;
use crate::trace::{Cause, Micros, On, Outcome, RequestOutcome, TaskId, Trace, What};

pub use super::thread::blocking::{JoinHandle, Pool, next_finished};

/// Runs a blocking program to its end on this thread. Its trace is in the recorder.
#[track_caller]
pub fn run<T: TaskOutput>(host: Rc<dyn BlockingHost>, main: impl FnOnce() -> T) -> Rc<Recorder> {
    let recorder = Recorder::new(host);
    let task = recorder.spawned("main", Location::caller());
    drop(call(&recorder, task, main));
    recorder.host().recorded(&recorder.trace());
    recorder
}

/// Makes good for a program that trapped: on a platform that cannot unwind, a panic leaves
/// [`run`] in its middle. Records what unwinding would have: every call that was open panicked, the
/// innermost first. Without such a program nothing happens.
pub fn recover() {
    let Some(recorder) = Recorder::current() else { return };
    let at = recorder.host().now();
    let mut open = open_calls(&recorder.trace());
    let mut ended = None;
    while let Some(task) = open.pop() {
        if let Some(inner) = ended.replace(task) {
            recorder.record_at(at, task, What::Woken { by: Cause::Ended(inner) });
            recorder.record_at(at, task, What::PollStarted);
        }
        recorder.record_at(at, task, What::PollEnded);
        recorder.record_at(at, task, What::Finished { outcome: Outcome::Panicked });
    }
    recorder.leave_trapped();
    recorder.host().recorded(&recorder.trace());
}

/// The tasks that are not over, the innermost last.
fn open_calls(trace: &Trace) -> Vec<TaskId> {
    let mut open = Vec::new();
    for record in trace.records() {
        match record.what {
            What::Spawned { .. } => open.push(record.task),
            What::Finished { .. } => open.retain(|task| *task != record.task),
            _ => {}
        }
    }
    open
}

/// Calls a function under a name: it gets a lane of its own. The caller waits, as callers do.
///
/// # Panics
///
/// Outside a run; and where the function panics.
#[track_caller]
pub fn task<T: TaskOutput>(name: &str, function: impl FnOnce() -> T) -> T {
    let location = Location::caller();
    let recorder = Recorder::expect_current();
    let caller = recorder.task();
    let task = recorder.spawned(name, location);
    recorder.waiting(On::Task(task), location);
    recorder.record(What::PollEnded);
    let result = call(&recorder, task, function);
    let now = recorder.trace().last();
    recorder.record_at(now, caller, What::Woken { by: Cause::Ended(task) });
    recorder.record_at(now, caller, What::PollStarted);
    match result {
        Ok(output) => output,
        Err(payload) => std::panic::resume_unwind(payload),
    }
}

fn call<T: TaskOutput>(
    recorder: &Rc<Recorder>,
    task: TaskId,
    function: impl FnOnce() -> T,
) -> std::thread::Result<T> {
    let entered = recorder.enter(task);
    let now = recorder.trace().last();
    recorder.record_at(now, task, What::PollStarted);
    let result = catch_unwind(AssertUnwindSafe(function));
    let outcome = result.as_ref().map_or(Outcome::Panicked, TaskOutput::outcome);
    recorder.record(What::PollEnded);
    let now = recorder.trace().last();
    recorder.record_at(now, task, What::Finished { outcome });
    drop(entered);
    result
}

/// Holds the thread for a length of scene time.
///
/// # Panics
///
/// Outside a run.
#[track_caller]
pub fn sleep(length: Duration) {
    let recorder = Recorder::expect_current();
    let until = recorder.host().now() + length.into();
    recorder.blocked(On::Timer { until }, Location::caller());
    recorder.host().block(length.into());
    recorder.record(What::Unblocked);
}

/// A GET request for a path below the network's base, such as `posts/7`.
pub fn get(path: impl Into<String>) -> Get {
    Get { request: Request { path: path.into(), plan: Plan::default() }, limit: None }
}

/// A request that was not sent yet.
#[must_use = "a request goes out with `send`"]
pub struct Get {
    request: Request,
    limit: Option<Micros>,
}

impl Get {
    /// Tells the local network how to treat this request.
    pub fn plan(mut self, plan: Plan) -> Self {
        self.request.plan = plan;
        self
    }

    /// Gives up when the whole response is not there by then: [`NetworkError::TimedOut`]. Nobody
    /// else can end a call that holds the thread.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// Sends it, and holds the thread until the whole response is there.
    ///
    /// # Errors
    ///
    /// When the network fails, or takes longer than it may.
    ///
    /// # Panics
    ///
    /// Outside a run.
    #[track_caller]
    pub fn send(self) -> Result<Response, HttpError> {
        let path = self.request.path.clone();
        let location = Location::caller();
        let recorder = Recorder::expect_current();
        let exchange = Exchange::start(&path, Some(&self.request.plan), location);
        recorder.blocked(On::Request(exchange.request()), location);
        let answer = recorder.host().fetch_blocking(&self.request, self.limit);
        let outcome = match &answer {
            Ok(answer) => {
                record_answer(&recorder, exchange.request(), answer);
                RequestOutcome::Ok
            }
            Err(NetworkError::TimedOut { .. }) => RequestOutcome::Aborted,
            Err(_) => RequestOutcome::Failed,
        };
        recorder.record(What::Unblocked);
        exchange.finish(outcome);
        let BlockingAnswer { status, body, .. } = answer?;
        Ok(Response { path, status, body })
    }
}

/// The thread was held, so nothing else was recorded meanwhile: the steps can take their places.
fn record_answer(recorder: &Recorder, request: crate::trace::RequestId, answer: &BlockingAnswer) {
    let task = recorder.task();
    let now = recorder.host().now();
    let within = |time: Option<Micros>| time.unwrap_or(now).min(now);
    if let Some(sent) = answer.sent {
        recorder.record_at(sent.min(now), task, What::RequestSent { request, ago: Micros::ZERO });
    }
    let status = answer.status;
    recorder.record_at(within(answer.headers), task, What::HeadersArrived { request, status });
    let bytes = u32::try_from(answer.body.len()).unwrap_or(u32::MAX);
    recorder.record_at(now, task, What::Chunk { request, bytes });
}

/// A whole response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    path: String,
    status: u16,
    body: Vec<u8>,
}

impl Response {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// This response, if its status is a success.
    ///
    /// # Errors
    ///
    /// [`HttpError::Status`] if it is not.
    pub fn error_for_status(self) -> Result<Self, HttpError> {
        if (200..300).contains(&self.status) {
            Ok(self)
        } else {
            Err(HttpError::Status { path: self.path, status: self.status })
        }
    }

    /// The body.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.body
    }

    /// The body, as JSON. The status is not looked at.
    ///
    /// # Errors
    ///
    /// When it is not the JSON that was expected.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, HttpError> {
        parse(self.path, &self.body)
    }
}
