//! Plans for requests, and the simulated network that follows them.
//!
//! The local network is told by the caller what to do with each request. The service worker and
//! the simulation here obey the same plan, and the same seed gives the same plans, so that a run
//! in the browser and one in virtual time can be laid over each other.

use std::fmt::Write as _;

use futures::stream::{self, StreamExt as _};

use super::host::{Answer, NetworkError, Request};
use super::time::Timer;
use crate::trace::Micros;

/// The posts of the local network: id, userId, title and body, as public example APIs have them.
const POSTS: &str = include_str!("../../static/data/posts.json");

/// What the local network does with a request. Times are scene time.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No connection comes about.
    Refused,
    /// The connection breaks in the middle of the body.
    Reset,
    /// There is never an answer.
    Hang,
}

impl Failure {
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
}

/// Where latencies come from: a base, spread evenly by a share to both sides, from a seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    /// The mean.
    pub base: Micros,
    /// How far it spreads, as a share of the base, from 0 to 1.
    pub jitter: f64,
    /// What it is drawn from.
    pub seed: u64,
}

impl Latency {
    /// The latency of one of the requests. Depends on the number alone, not on the order of
    /// drawing, so that both variants of a scene meet the same network.
    #[must_use]
    pub fn of(&self, number: u64) -> Micros {
        if self.jitter <= 0.0 {
            return self.base;
        }
        // The seed is scattered first: the generator's sequences for seeds and increments that are
        // close to each other are one sequence, moved along.
        let scattered = oorandom::Rand64::new(self.seed.into()).rand_u64();
        let share = oorandom::Rand64::new_inc(scattered.into(), number.into()).rand_float();
        Micros::from_secs(self.base.secs() * (1.0 + self.jitter * (2.0 * share - 1.0)))
    }

    /// The plan of one of the requests.
    #[must_use]
    pub fn plan(&self, number: u64) -> Plan {
        Plan::taking(self.of(number))
    }
}

/// What the local network serves under a path, and with which status: `posts/N` is a post of 1 to
/// 100 as JSON, `users/N` an account of 1 to 1,000 as JSON, `bytes/N` is N bytes of text.
#[must_use]
pub fn resource(request: &Request) -> (u16, Vec<u8>) {
    if let Some(size) = request.plan.size {
        return (request.plan.status, filler(size));
    }
    let mut parts = request.path.splitn(2, '/');
    let body = match (parts.next(), parts.next().and_then(|number| number.parse::<u32>().ok())) {
        (Some("posts"), Some(number)) => post(number),
        (Some("users"), Some(number)) => user(number),
        (Some("bytes"), Some(size)) => Some(filler(size)),
        _ => None,
    };
    body.map_or_else(|| (404, b"{}".to_vec()), |body| (request.plan.status, body))
}

fn filler(size: u32) -> Vec<u8> {
    let size = size as usize;
    let words = b"meanwhile ";
    let mut body = words.repeat(size.div_ceil(words.len()));
    body.truncate(size);
    body
}

/// The file has a post a line, between a line that opens the list and one that closes it.
fn post(number: u32) -> Option<Vec<u8>> {
    let line = POSTS.lines().nth(number as usize).filter(|line| line.starts_with('{'))?;
    Some(line.trim_end_matches(',').as_bytes().to_vec())
}

/// An account of nobody, with as many followers as a multiple of a prime leaves over.
fn user(number: u32) -> Option<Vec<u8>> {
    let followers = (1..=1_000).contains(&number).then(|| number * 7_919 % 10_007)?;
    let account = format!(r#"{{"id":{number},"name":"user {number}","followers":{followers}}}"#);
    Some(account.into_bytes())
}

/// A body cut into the plan's parts, none of them empty: an empty body has none.
#[must_use]
pub fn parts(body: &[u8], chunks: u32) -> Vec<Vec<u8>> {
    let size = body.len().div_ceil(chunks.max(1) as usize).max(1);
    body.chunks(size).map(<[u8]>::to_vec).collect()
}

/// How long after the headers a part of the body is there: the last one after all of `downlink`,
/// and so is the end of an empty body.
fn arrival(downlink: Micros, place: usize, count: usize) -> Micros {
    Micros(downlink.0.saturating_mul(place as u64 + 1) / count.max(1) as u64)
}

/// Where [`Failure::Reset`] cuts a body off: how many bytes have come in, half of the parts, and
/// how long after the headers that is.
#[must_use]
pub fn cut_off(plan: &Plan, body: &[u8]) -> (usize, Micros) {
    let parts = parts(body, plan.chunks);
    let whole = parts.len() / 2;
    (parts[..whole].iter().map(Vec::len).sum(), arrival(plan.downlink, whole, parts.len()))
}

/// Answers a request as its plan says, with timers alone. Must be polled inside a task. All times
/// count from the first poll: a network goes on while the thread is held.
///
/// # Errors
///
/// As the plan says.
pub async fn simulate(request: Request) -> Result<Answer, NetworkError> {
    let plan = request.plan.clone();
    let sent = super::recorder::Recorder::expect_current().host().now() + plan.uplink;
    Timer::at(sent).await;
    match plan.failure {
        Some(Failure::Refused) => return Err(NetworkError::Refused { url: request.path }),
        Some(Failure::Hang) => std::future::pending::<()>().await,
        Some(Failure::Reset) | None => {}
    }
    let headers = sent + plan.think;
    Timer::at(headers).await;
    let (status, body) = resource(&request);
    Ok(Answer { status, sent: Some(sent), body: incoming(headers, request, &body).boxed_local() })
}

/// The body's parts as the plan times them from the headers on, however late they are asked for.
pub(crate) fn incoming(
    headers: Micros,
    request: Request,
    body: &[u8],
) -> impl futures::Stream<Item = Result<Vec<u8>, NetworkError>> + 'static {
    let plan = request.plan;
    let mut parts: Vec<_> = parts(body, plan.chunks).into_iter().map(|part| Some(Ok(part))).collect();
    let count = parts.len();
    if plan.failure == Some(Failure::Reset) {
        let (received, _) = cut_off(&plan, body);
        parts.truncate(count / 2);
        parts.push(Some(Err(NetworkError::Reset { url: request.path, received })));
    } else if parts.is_empty() {
        parts.push(None);
    }
    let items = stream::iter(parts.into_iter().enumerate()).then(move |(place, item)| async move {
        Timer::at(headers + arrival(plan.downlink, place, count)).await;
        item
    });
    items.filter_map(std::future::ready)
}
