//! A small HTTP client in the manner of reqwest: GET, status, JSON, the body whole or in chunks.
//!
//! Every step leaves a record, so that sending, waiting and receiving can be told apart.

use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::cause::waker_because;
use super::executor::Core;
use super::host::{Answer, NetworkError};
use super::plan::{Plan, Request};
use super::recorder::Recorder;
use crate::trace::{Cause, On, RequestId, RequestOutcome, What};

/// Why a request gave no usable result.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum HttpError {
    /// The network failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The server answered with a status that is no success.
    #[error("{path} was answered with status {status}")]
    Status {
        /// The path that was asked for.
        path: String,
        /// The status.
        status: u16,
    },
    /// The body is not the JSON that was expected.
    #[error("the answer to {path} is not the JSON that was expected: {reason}")]
    Json {
        /// The path that was asked for.
        path: String,
        /// What the parser said.
        reason: String,
    },
}

/// A GET request for a path below the network's base, such as `posts/7`. Sent when awaited.
pub fn get(path: impl Into<String>) -> Get {
    Get { request: Request { path: path.into(), plan: Plan::default() } }
}

/// A request that was not sent yet.
#[must_use = "a request is sent when it is awaited"]
pub struct Get {
    request: Request,
}

impl Get {
    /// Tells the local network how to treat this request.
    pub fn plan(mut self, plan: Plan) -> Self {
        self.request.plan = plan;
        self
    }
}

impl IntoFuture for Get {
    type Output = Result<Response, HttpError>;
    type IntoFuture = LocalBoxFuture<'static, Self::Output>;

    #[track_caller]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(send(self.request, Location::caller()))
    }
}

async fn send(request: Request, location: &'static Location<'static>) -> Result<Response, HttpError> {
    let core = Core::expect_current();
    let path = request.path.clone();
    let exchange = Exchange::start(&path, Some(&request.plan), location);
    match exchange.wait(core.host().fetch(request)).await {
        Ok(Answer { status, sent, body }) => {
            exchange.headers(status, sent);
            Ok(Response { path, status, body, exchange })
        }
        Err(error) => {
            exchange.finish(RequestOutcome::Failed);
            Err(error.into())
        }
    }
}

/// A response whose headers are there. Dropping it gives up the rest of the body.
pub struct Response {
    path: String,
    status: u16,
    body: futures::stream::LocalBoxStream<'static, Result<Vec<u8>, NetworkError>>,
    exchange: Exchange,
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
            Err(HttpError::Status { path: self.path.clone(), status: self.status })
        }
    }

    /// The next part of the body; none at its end.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    #[track_caller]
    pub fn chunk(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, HttpError>> + '_ {
        let location = Location::caller();
        async move { self.next_chunk(location).await }
    }

    async fn next_chunk(
        &mut self,
        location: &'static Location<'static>,
    ) -> Result<Option<Vec<u8>>, HttpError> {
        self.exchange.location = location;
        let body = &mut self.body;
        let next = std::future::poll_fn(|context| body.as_mut().poll_next(context));
        match self.exchange.wait(next).await {
            Some(Ok(chunk)) => {
                self.exchange.chunk(chunk.len());
                Ok(Some(chunk))
            }
            Some(Err(error)) => {
                self.exchange.finish(RequestOutcome::Failed);
                Err(error.into())
            }
            None => {
                self.exchange.finish(RequestOutcome::Ok);
                Ok(None)
            }
        }
    }

    /// The whole body.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    #[track_caller]
    pub fn bytes(self) -> impl Future<Output = Result<Vec<u8>, HttpError>> {
        self.collect(Location::caller())
    }

    async fn collect(mut self, location: &'static Location<'static>) -> Result<Vec<u8>, HttpError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.next_chunk(location).await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The whole body, as JSON. The status is not looked at.
    ///
    /// # Errors
    ///
    /// When the connection breaks, or the body is not the JSON that was expected.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(self) -> impl Future<Output = Result<T, HttpError>> {
        let location = Location::caller();
        async move {
            let path = self.path.clone();
            let body = self.collect(location).await?;
            parse(path, &body)
        }
    }
}

/// Reads JSON, for both variants of the client.
pub(super) fn parse<T: DeserializeOwned>(path: String, body: &[u8]) -> Result<T, HttpError> {
    // No string is longer than the body that it comes in.
    let mut unescaped = vec![0; body.len()];
    serde_json_core::from_slice_escaped(body, &mut unescaped)
        .map(|(value, _)| value)
        .map_err(|error| HttpError::Json { path, reason: error.to_string() })
}

/// A request under way, as the trace sees it. Dropped before its end, it was given up.
pub(super) struct Exchange {
    recorder: Rc<Recorder>,
    request: RequestId,
    location: &'static Location<'static>,
    over: std::cell::Cell<bool>,
}

impl Exchange {
    pub fn start(path: &str, plan: Option<&Plan>, location: &'static Location<'static>) -> Self {
        let recorder = Recorder::expect_current();
        let request = recorder.request_started(path, plan.map(|plan| plan.uplink));
        Self { recorder, request, location, over: std::cell::Cell::new(false) }
    }

    /// Waits for a step of this request, and says so in the trace.
    async fn wait<T>(&self, step: impl Future<Output = T>) -> T {
        let mut step = std::pin::pin!(step);
        std::future::poll_fn(|context: &mut Context<'_>| {
            let waker = waker_because(Cause::Request(self.request), context.waker());
            let poll: Poll<T> = Pin::as_mut(&mut step).poll(&mut Context::from_waker(&waker));
            if poll.is_pending() {
                self.recorder.waiting(On::Request(self.request), self.location);
            }
            poll
        })
        .await
    }

    fn headers(&self, status: u16, sent: Option<crate::trace::Micros>) {
        let request = self.request;
        let now = self.recorder.host().now();
        let task = self.recorder.task();
        if let Some(sent) = sent {
            self.recorder.record_at(now, task, What::RequestSent { request, ago: now - sent });
        }
        self.recorder.record_at(now, task, What::HeadersArrived { request, status });
    }

    fn chunk(&self, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.recorder.record(What::Chunk { request: self.request, bytes });
    }

    pub fn request(&self) -> RequestId {
        self.request
    }

    pub fn finish(&self, outcome: RequestOutcome) {
        if !self.over.replace(true) {
            self.recorder.record(What::RequestFinished { request: self.request, outcome });
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.finish(RequestOutcome::Aborted);
    }
}
