//! The simulated network: what there is under its paths, and the walk along a request's timeline.
//!
//! The local network is told by the caller what to do with each request. The service worker and
//! the simulation here obey the same [`Plan`], and the same seed gives the same plans, so that a
//! run in the browser and one in virtual time can be laid over each other.

use std::future::{pending, ready};

use futures::stream::{self, StreamExt as _};

use super::host::{Answer, BlockingAnswer, BlockingHost, NetworkError};
use super::plan::{Plan, Request, Timeline};
use super::recorder::Recorder;
use super::time::Timer;
use crate::trace::Micros;

/// The posts of the local network: id, userId, title and body, as public example APIs have them.
const POSTS: &str = include_str!("../../static/data/posts.json");

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

/// The status and the body of an answer.
pub(crate) type Content = (u16, Vec<u8>);

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
    b"meanwhile ".iter().copied().cycle().take(size as usize).collect()
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

/// Answers a request as its plan says, with timers alone. Must be polled inside a task. All times
/// count from the first poll: a network goes on while the thread is held.
///
/// # Errors
///
/// As the plan says.
pub async fn simulate(request: Request) -> Result<Answer, NetworkError> {
    answer(&request, async |content| Ok(content)).await
}

/// Walks a request's timeline. What `load` makes of the planned answer takes its place; the time
/// for that is part of the time for thinking.
pub(crate) async fn answer(
    request: &Request,
    load: impl AsyncFnOnce(Content) -> Result<Content, NetworkError>,
) -> Result<Answer, NetworkError> {
    let plan = &request.plan;
    let start = Recorder::expect_current().host().now();
    let planned = resource(request);
    let Timeline { sent, headers, end, .. } = plan.timeline(planned.0, planned.1.len());
    Timer::at(start + sent).await;
    let Some(headers) = headers else {
        return match NetworkError::at_end(end, request.path.clone()) {
            Some(error) => Err(error),
            None => pending().await,
        };
    };
    let (status, body) = load(planned).await?;
    Timer::at(start + headers).await;
    let Timeline { parts, end, .. } = plan.timeline(status, body.len());
    let last = (end.at().unwrap_or_default(), NetworkError::at_end(end, request.path.clone()).map(Err));
    let parts = parts.into_iter().map(move |part| (part.at, Some(Ok(body[part.bytes].to_vec()))));
    let items = stream::iter(parts.chain([last])).then(move |(at, item)| async move {
        Timer::at(start + at).await;
        item
    });
    Ok(Answer { status, sent: Some(start + sent), body: items.filter_map(ready).boxed_local() })
}

/// The same for a caller that holds its thread, and gives up after `limit`.
pub(crate) fn answer_blocking(
    host: &dyn BlockingHost,
    request: &Request,
    limit: Option<Micros>,
    load: impl FnOnce(Content) -> Result<Content, NetworkError>,
) -> Result<BlockingAnswer, NetworkError> {
    let start = host.now();
    let wait = |until: Option<Micros>| {
        host.block((start + until.unwrap_or_default()) - host.now());
        host.now()
    };
    let timeline = |(status, body): &Content| request.plan.timeline(*status, body.len()).held(limit);
    let failed = |end| NetworkError::at_end(end, request.path.clone());
    let planned = resource(request);
    let Timeline { sent, headers, end, .. } = timeline(&planned);
    if let (None, Some(error)) = (headers, failed(end)) {
        wait(end.at());
        return Err(error);
    }
    let sent = Some(wait(Some(sent)));
    let content = load(planned)?;
    let headers = Some(wait(headers));
    let timeline = timeline(&content);
    wait(timeline.end.at());
    let (status, mut body) = content;
    body.truncate(timeline.received());
    failed(timeline.end).map_or(Ok(BlockingAnswer { status, sent, headers, body }), Err)
}
