//! Requests that hold the thread: really, where the platform can; else by waiting out the plan.

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{XmlHttpRequest, XmlHttpRequestResponseType};

use super::clock::Clock;
use super::level::Level;
use super::network::{REPORT, Report, Routes, Token};
use crate::runtime::network::{parts, resource};
use crate::runtime::{BlockingAnswer, BlockingHost, Failure, NetworkError, Request};
use crate::trace::Micros;

/// A client's limit for an answer that never comes, in scene time, as in virtual time.
const LIMIT: Micros = Micros(60_000_000);

/// The network of a thread that may be held.
pub(super) struct BlockingNetwork<'a> {
    /// Who waits.
    pub host: &'a dyn BlockingHost,
    pub clock: &'a Clock,
    pub routes: &'a Routes,
    /// How much of it is real on this thread.
    pub level: Level,
}

impl BlockingNetwork<'_> {
    pub fn fetch(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        if let Some(url) = self.routes.foreign(request) {
            return foreign(&url);
        }
        match self.level {
            Level::ServiceWorker => self.local(request),
            Level::Files => self.wait_out(request, |request| self.file(request)),
            Level::Timers | Level::Simulated => self.wait_out(request, |request| Ok(resource(request))),
        }
    }

    fn local(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        let started = self.clock.now();
        // Only so that a thread is not held for ever: others may take as long as they like.
        let limit = (request.plan.failure == Some(Failure::Hang)).then(|| self.clock.real_millis(LIMIT));
        let reply = synchronous(&self.routes.local(request), limit).map_err(|_| {
            if request.plan.failure == Some(Failure::Reset) {
                // The browser does not say how much had come in. The plan does.
                self.reset(request, &resource(request).1)
            } else {
                self.refused(request)
            }
        })?;
        let report = self.routes.report(request, reply.report().as_deref())?;
        let sent = started + self.clock.scene(Micros(report.up));
        let headers = sent + self.clock.scene(Micros(report.think));
        let Reply { status, body, .. } = reply;
        Ok(BlockingAnswer { status, sent: Some(sent), headers: Some(headers), body })
    }

    /// The file that holds the same, where nobody answers for the local network.
    fn file(&self, request: &Request) -> Result<(u16, Vec<u8>), NetworkError> {
        let Some(url) = self.routes.file(request) else { return Ok(resource(request)) };
        let reply = synchronous(&url, None).map_err(|_| self.refused(request))?;
        let status = if reply.status == 200 { request.plan.status } else { reply.status };
        Ok((status, reply.body))
    }

    /// Answers as the plan says. What `load` gives is the body; the time that it takes is part of
    /// the time for thinking.
    fn wait_out(
        &self,
        request: &Request,
        load: impl FnOnce(&Request) -> Result<(u16, Vec<u8>), NetworkError>,
    ) -> Result<BlockingAnswer, NetworkError> {
        let (plan, host) = (&request.plan, self.host);
        host.block(plan.uplink);
        let sent = host.now();
        match plan.failure {
            Some(Failure::Refused) => return Err(self.refused(request)),
            Some(Failure::Hang) => {
                host.block(LIMIT);
                return Err(self.refused(request));
            }
            Some(Failure::Reset) | None => {}
        }
        let (status, body) = load(request)?;
        host.block((sent + plan.think) - host.now());
        let headers = host.now();
        host.block(plan.downlink);
        if plan.failure == Some(Failure::Reset) {
            return Err(self.reset(request, &body));
        }
        Ok(BlockingAnswer { status, sent: Some(sent), headers: Some(headers), body })
    }

    fn refused(&self, request: &Request) -> NetworkError {
        NetworkError::Refused { url: self.routes.shown(request) }
    }

    /// The connection broke in the middle: after the first half of the parts.
    fn reset(&self, request: &Request, body: &[u8]) -> NetworkError {
        let parts = parts(body, request.plan.chunks);
        let received = parts.iter().take(parts.len() / 2).map(Vec::len).sum();
        NetworkError::Reset { url: self.routes.shown(request), received }
    }
}

/// A server that knows nothing of plans.
fn foreign(url: &str) -> Result<BlockingAnswer, NetworkError> {
    let Reply { status, body, .. } = synchronous(url, None).map_err(|_| NetworkError::Unsupported {
        url: url.to_owned(),
        reason: "there is no connection, or the server does not let other sites read its answers".to_owned(),
    })?;
    Ok(BlockingAnswer { status, sent: None, headers: None, body })
}

/// Whether synchronous requests of this thread are answered by the service worker. Asks for a file
/// that exists, so that nobody complains if they are not.
pub(super) fn passes_through(site: &str) -> bool {
    let token = Token::random();
    let reply = synchronous(&format!("{site}sw.js?token={}", token.as_str()), None);
    reply.is_ok_and(|reply| reply.report().is_some_and(|report| Report::read(&report, &token).is_some()))
}

struct Reply {
    status: u16,
    body: Vec<u8>,
    request: XmlHttpRequest,
}

impl Reply {
    /// What the local network reports. Not to be asked of others: browsers complain on the console
    /// where a server of another origin does not allow the header to be read.
    fn report(&self) -> Option<String> {
        self.request.get_response_header(REPORT).unwrap_or_default()
    }
}

/// A request that holds this thread until it is over. `limit` is in milliseconds.
fn synchronous(url: &str, limit: Option<f64>) -> Result<Reply, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", url, false)?;
    if web_sys::window().is_some() {
        // The page's thread may not ask for bytes, nor set a limit; but for characters that are
        // bytes it may ask.
        request.override_mime_type("text/plain; charset=x-user-defined")?;
    } else {
        request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        if let Some(limit) = limit {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cast from f64 saturates"
            )]
            request.set_timeout(limit.max(1.0) as u32);
        }
    }
    request.send()?;
    let body = request.response()?;
    let body = match body.dyn_ref::<JsString>() {
        Some(characters) => characters.iter().map(|unit| unit.to_le_bytes()[0]).collect(),
        None => Uint8Array::new(&body).to_vec(),
    };
    Ok(Reply { status: request.status()?, body, request })
}
