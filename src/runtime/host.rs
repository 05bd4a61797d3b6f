//! What a runtime needs from the world around it.

use std::ops::Range;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use futures::stream::LocalBoxStream;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::plan::{End, Request};
use super::thread::{PoolPlan, Workers, squares};
use crate::trace::{Micros, Trace};

/// The head of a response, and its body to come.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// When the request had been wholly sent, where that is known; never later than now.
    pub sent: Option<Micros>,
    /// The body. Dropping it gives up the rest.
    pub body: LocalBoxStream<'static, Result<Vec<u8>, NetworkError>>,
}

/// A whole response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockingAnswer {
    /// The HTTP status.
    pub status: u16,
    /// When the request had been wholly sent, where that is known.
    pub sent: Option<Micros>,
    /// When the headers arrived, where that is known.
    pub headers: Option<Micros>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Why there is no response, or not all of it. Each text is a sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum NetworkError {
    /// No connection came about.
    #[error("the connection to {url} was refused")]
    Refused {
        /// The address, without the plan.
        url: String,
    },
    /// The connection broke while the body came in.
    #[error("the connection to {url} was cut off after {received} bytes")]
    Reset {
        /// The address, without the plan.
        url: String,
        /// How many bytes had arrived.
        received: usize,
    },
    /// The answer was not there in time.
    #[error("{url} was not answered within {} ms", .limit.0 / 1000)]
    TimedOut {
        /// The address, without the plan.
        url: String,
        /// How long it could have taken.
        limit: Micros,
    },
    /// Somebody else answered in the local network's place.
    #[error("{url} was not answered by this page's own network")]
    Stranger {
        /// The address, without the plan.
        url: String,
    },
    /// The platform cannot make this request at all.
    #[error("{url} cannot be requested: {reason}")]
    Unsupported {
        /// The address, without the plan.
        url: String,
        /// What the platform said.
        reason: String,
    },
}

impl NetworkError {
    /// What a request to `url` fails with that ends like this.
    pub(crate) fn at_end(end: End, url: String) -> Option<Self> {
        match end {
            End::Complete { .. } | End::Hang => None,
            End::Refused { .. } => Some(Self::Refused { url }),
            End::Reset { received, .. } => Some(Self::Reset { url, received }),
            End::TimedOut { at: limit } => Some(Self::TimedOut { url, limit }),
        }
    }
}

/// A thread that can be held, with a clock. Enough for the blocking twin.
pub trait BlockingHost {
    /// Scene time since the run began. Never runs backwards.
    fn now(&self) -> Micros;

    /// Holds the thread for a length of scene time.
    fn block(&self, length: Micros);

    /// Keeps the thread busy for a length of real time: work is never scaled by a pace.
    fn work(&self, length: Micros) {
        self.block(length);
    }

    /// Makes a request, and holds the thread until the whole response is there, at most as long as
    /// `limit` says.
    ///
    /// # Errors
    ///
    /// When there is no response, or not all of it, or not in time.
    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError>;

    /// Adds up the squares of a range of numbers, whose end is at most 2^42. The thread computes.
    fn squares(&self, range: Range<u64>) -> u128 {
        squares::computed(range)
    }

    /// Gets threads ready for a pool. `ready` is to be called when there are events, on this
    /// thread and not from within a call of the pool's.
    ///
    /// # Errors
    ///
    /// A sentence for the reader, when there are no threads to be had.
    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        let _ = (plan, ready);
        Err("there are no other threads here".to_owned())
    }

    /// Holds the thread until a worker of any pool has an event, and calls the `ready` of that
    /// pool. False when none will ever have one.
    fn wait_for_workers(&self) -> bool {
        false
    }

    /// The trace has grown, and the thread is about to be held: a good moment to pass it on.
    fn recorded(&self, trace: &Trace) {
        let _ = trace;
    }
}

/// An event loop. All that a [`Runtime`](super::Runtime) can do to the outside, it does through
/// this.
pub trait Host: BlockingHost {
    /// Call [`Runtime::run`](super::Runtime::run) at this scene time, or never. Replaces the
    /// time that was asked for before.
    fn wake_at(&self, deadline: Option<Micros>);

    /// Call [`Runtime::run`](super::Runtime::run) soon: a task has become ready.
    fn wake_soon(&self);

    /// Makes a request. The future resolves when the headers are there; dropping it gives the
    /// request up. It is polled inside a task of the runtime.
    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>>;
}
