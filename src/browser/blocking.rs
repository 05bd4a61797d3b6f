//! Blocking requests where the platform has none: the plan's times are waited out.

use crate::runtime::network::parts;
use crate::runtime::{BlockingAnswer, BlockingHost, Failure, NetworkError, Request};
use crate::trace::Micros;

/// A client's limit for an answer that never comes, in scene time, as in virtual time.
pub(super) const LIMIT: Micros = Micros(60_000_000);

/// Answers a request as its plan says. What `load` gives is the body; the time that it takes is
/// part of the time for thinking.
pub(super) fn wait_out(
    host: &dyn BlockingHost,
    request: &Request,
    load: impl FnOnce(&Request) -> Result<(u16, Vec<u8>), NetworkError>,
    url: &str,
) -> Result<BlockingAnswer, NetworkError> {
    let plan = &request.plan;
    let refused = || NetworkError::Refused { url: url.to_owned() };
    host.block(plan.uplink);
    let sent = host.now();
    match plan.failure {
        Some(Failure::Refused) => return Err(refused()),
        Some(Failure::Hang) => {
            host.block(LIMIT);
            return Err(refused());
        }
        Some(Failure::Reset) | None => {}
    }
    let (status, body) = load(request)?;
    host.block((sent + plan.think) - host.now());
    let headers = host.now();
    host.block(plan.downlink);
    if plan.failure == Some(Failure::Reset) {
        return Err(reset(request, &body, url));
    }
    Ok(BlockingAnswer { status, sent: Some(sent), headers: Some(headers), body })
}

/// The connection broke in the middle: after the first half of the parts.
pub(super) fn reset(request: &Request, body: &[u8], url: &str) -> NetworkError {
    let parts = parts(body, request.plan.chunks);
    let received = parts.iter().take(parts.len() / 2).map(Vec::len).sum();
    NetworkError::Reset { url: url.to_owned(), received }
}
