//! What the local network does with a request, and when.
//!
//! **Pure: nothing but numbers.** Every player of a plan walks the same [`Timeline`]: the network
//! in virtual time, the timers and the held threads of a browser, and the service worker, whose
//! JavaScript the tests hold to this.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::trace::Micros;

/// How long a thread waits for an answer that never comes, as a client's own limit would have it:
/// to hold a thread for ever would mean nothing.
const UNANSWERED: Micros = Micros(60_000_000);

/// A GET request, as a scene makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The path below the network's base, without a leading slash, such as `posts/7`.
    pub path: String,
    /// How the local network is to treat it. Other networks do as they please.
    pub plan: Plan,
}

/// What the local network does with a request. Times are scene time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How long the request takes to go out.
    pub uplink: Micros,
    /// How long the server thinks.
    pub think: Micros,
    /// How long the body takes to come in.
    pub downlink: Micros,
    /// The size of the body in bytes, if it is not to be what the path names.
    pub size: Option<u32>,
    /// In how many parts the body comes, from 1.
    pub chunks: u32,
    /// The HTTP status; 404 for a path that does not exist, whatever this says.
    pub status: u16,
    /// How the request fails, if it does.
    pub failure: Option<Failure>,
}

/// How the local network lets a request fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Failure {
    /// No connection comes about.
    Refused,
    /// The connection breaks in the middle of the body.
    Reset,
    /// There is never an answer.
    Hang,
}

impl Failure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Refused, Self::Reset, Self::Hang];

    /// The word for it in a plan.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Reset => "reset",
            Self::Hang => "hang",
        }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            uplink: Micros::ZERO,
            think: Micros::ZERO,
            downlink: Micros::ZERO,
            size: None,
            chunks: 1,
            status: 200,
            failure: None,
        }
    }
}

impl Plan {
    /// A plan that takes this long in all: 8 % uplink, 84 % thinking, 8 % downlink.
    #[must_use]
    pub fn taking(latency: Micros) -> Self {
        let way = Micros(latency.0 * 8 / 100);
        Self { uplink: way, think: latency - way - way, downlink: way, ..Self::default() }
    }

    /// The plan as the query of a URL, without `?`. Times are divided by the pace.
    ///
    /// `up`, `think` and `down` are whole microseconds of real time; `size` and `chunks` are
    /// numbers, `status` is an HTTP status, `fail` one of `refused`, `reset` and `hang`. What is
    /// at its default is left out.
    #[must_use]
    pub fn query(&self, pace: f64) -> String {
        let real = |time: Micros| Micros::from_secs(time.secs() / pace).0;
        let mut query =
            format!("up={}&think={}&down={}", real(self.uplink), real(self.think), real(self.downlink));
        if let Some(size) = self.size {
            let _ = write!(query, "&size={size}");
        }
        if self.chunks != 1 {
            let _ = write!(query, "&chunks={}", self.chunks);
        }
        if self.status != 200 {
            let _ = write!(query, "&status={}", self.status);
        }
        if let Some(failure) = self.failure {
            let _ = write!(query, "&fail={}", failure.word());
        }
        query
    }

    /// What happens to a request that is answered with this status and a body of `size` bytes.
    /// Until the headers it is the same for every answer.
    #[must_use]
    pub fn timeline(&self, status: u16, size: usize) -> Timeline {
        let sent = self.uplink;
        let unanswered = |end| Timeline { sent, headers: None, parts: Vec::new(), end };
        match self.failure {
            Some(Failure::Refused) => return unanswered(End::Refused { at: sent }),
            Some(Failure::Hang) => return unanswered(End::Hang),
            Some(Failure::Reset) | None => {}
        }
        let headers = sent + self.think;
        let answered = |parts, end| Timeline { sent, headers: Some(headers), parts, end };
        // In HTTP these are over with their headers, so there is nothing that could break off.
        if matches!(status, 204 | 205 | 304) {
            return answered(Vec::new(), End::Complete { at: headers });
        }
        let length = size.div_ceil(self.chunks.max(1) as usize).max(1);
        let count = size.div_ceil(length);
        // The last part is there after all of `downlink`, and so is the end of an empty body.
        let arrival = |index: usize| {
            headers + Micros(self.downlink.0.saturating_mul(index as u64 + 1) / count.max(1) as u64)
        };
        let part = |index| Part { at: arrival(index), bytes: index * length..size.min((index + 1) * length) };
        if self.failure == Some(Failure::Reset) {
            let half = count / 2;
            let end = End::Reset { at: arrival(half), received: half * length };
            return answered((0..half).map(part).collect(), end);
        }
        let end = End::Complete { at: arrival(count.saturating_sub(1)) };
        answered((0..count).map(part).collect(), end)
    }
}

/// What happens to a request. Times count from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// When the request has gone out.
    pub sent: Micros,
    /// When the headers are there, if they ever are.
    pub headers: Option<Micros>,
    /// The parts of the body that come in, none of them empty.
    pub parts: Vec<Part>,
    /// How it ends, and when.
    pub end: End,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// When it is there.
    pub at: Micros,
    /// Which bytes of the body.
    pub bytes: Range<usize>,
}

/// The end of a request, and when it comes, counted from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say what they are")]
pub enum End {
    /// The whole body is there.
    Complete { at: Micros },
    /// No connection came about.
    Refused { at: Micros },
    /// The connection broke after so many bytes of the body.
    Reset { at: Micros, received: usize },
    /// Never: the request goes on until the caller gives it up.
    Hang,
    /// The caller gave it up: `at` is its limit.
    TimedOut { at: Micros },
}

impl End {
    /// When, if ever.
    #[must_use]
    pub const fn at(self) -> Option<Micros> {
        match self {
            Self::Complete { at } | Self::Refused { at } | Self::Reset { at, .. } | Self::TimedOut { at } => {
                Some(at)
            }
            Self::Hang => None,
        }
    }
}

impl Timeline {
    /// The same for a caller that holds its thread meanwhile, and so can be ended by nothing but
    /// its own limit: [`End::Hang`] becomes a refusal a minute after the request went out, and all
    /// that would come later than `limit` becomes [`End::TimedOut`].
    #[must_use]
    pub fn held(mut self, limit: Option<Micros>) -> Self {
        let over = self.end.at().unwrap_or(self.sent + UNANSWERED);
        if self.end == End::Hang {
            self.end = End::Refused { at: over };
        }
        if let Some(limit) = limit.filter(|limit| *limit < over) {
            self.sent = self.sent.min(limit);
            self.headers = self.headers.filter(|at| *at <= limit);
            self.parts.retain(|part| part.at <= limit);
            self.end = End::TimedOut { at: limit };
        }
        self
    }

    /// How many bytes of the body come in.
    #[must_use]
    pub fn received(&self) -> usize {
        self.parts.last().map_or(0, |part| part.bytes.end)
    }
}
