//! Requests that hold the thread: really, where the platform can; else by waiting out the plan.

use js_sys::{Error, JsString, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{XmlHttpRequest, XmlHttpRequestResponseType};

use super::clock::Clock;
use super::level::Level;
use super::network::{REPORT, Report, Routes, Token};
use crate::runtime::network::{self, Content};
use crate::runtime::{BlockingAnswer, BlockingHost, Failure, NetworkError, Request};
use crate::trace::Micros;

/// The network of a thread that may be held.
pub(super) struct BlockingNetwork<'a> {
    /// Who waits.
    pub host: &'a dyn BlockingHost,
    pub clock: &'a Clock,
    pub routes: &'a Routes,
    /// How much of it is real on this thread.
    pub level: Level,
    /// How long the answer may take, in scene time. A page's own thread has no limits for requests,
    /// only for waiting plans out.
    pub limit: Option<Micros>,
}

impl BlockingNetwork<'_> {
    pub fn fetch(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        if let Some(url) = self.routes.foreign(request) {
            return self.foreign(&url);
        }
        let deadline = self.limit.map(|limit| self.clock.now() + limit);
        match self.level {
            Level::ServiceWorker => self.local(request),
            Level::Files => self.wait_out(request, |planned| self.file(request, planned, deadline)),
            Level::Timers | Level::Simulated => self.wait_out(request, Ok),
        }
    }

    /// The service worker walks the timeline; this thread is held by the browser meanwhile.
    fn local(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        let started = self.clock.now();
        let (status, body) = network::resource(request);
        let end = request.plan.timeline(status, body.len()).held(self.limit).end;
        let hangs = request.plan.failure == Some(Failure::Hang);
        // Only so that a thread is not held for ever: others may take as long as they like.
        let longest = if hangs { end.at() } else { self.limit };
        let longest = longest.map(|longest| self.clock.real_millis(longest));
        let reply = synchronous(&self.routes.local(request), longest).map_err(|error| {
            // The browser does not say how much had come in. The plan does.
            let planned = NetworkError::at_end(end, request.path.clone());
            let planned = planned.filter(|_| hangs || self.ran_out(&error).is_none());
            planned.unwrap_or_else(|| self.failed(request, &error))
        })?;
        let report = self.routes.report(request, reply.report().as_deref())?;
        let sent = started + self.clock.scene(Micros(report.up));
        let headers = sent + self.clock.scene(Micros(report.think));
        let Reply { status, body, .. } = reply;
        Ok(BlockingAnswer { status, sent: Some(sent), headers: Some(headers), body })
    }

    /// Asks a server that knows nothing of plans.
    fn foreign(&self, url: &str) -> Result<BlockingAnswer, NetworkError> {
        let limit = self.limit.map(|limit| self.clock.real_millis(limit));
        let Reply { status, body, .. } = synchronous(url, limit).map_err(|error| {
            let url = url.to_owned();
            let reason = "there is no connection, or the server does not let other sites read its answers";
            match self.ran_out(&error) {
                Some(limit) => NetworkError::TimedOut { url, limit },
                None => NetworkError::Unsupported { url, reason: reason.to_owned() },
            }
        })?;
        Ok(BlockingAnswer { status, sent: None, headers: None, body })
    }

    /// Walks the request's timeline on this thread.
    fn wait_out(
        &self,
        request: &Request,
        load: impl FnOnce(Content) -> Result<Content, NetworkError>,
    ) -> Result<BlockingAnswer, NetworkError> {
        network::answer_blocking(self.host, request, self.limit, load)
    }

    /// The file that holds the same, where no service worker answers for the local network.
    fn file(
        &self,
        request: &Request,
        planned: Content,
        deadline: Option<Micros>,
    ) -> Result<Content, NetworkError> {
        let Some(url) = self.routes.file(request) else { return Ok(planned) };
        let left = deadline.map(|deadline| self.clock.real_millis(deadline - self.clock.now()));
        let reply = synchronous(&url, left).map_err(|error| self.failed(request, &error))?;
        let status = if reply.status == 200 { planned.0 } else { reply.status };
        Ok((status, reply.body))
    }

    /// The limit, if that is what ended a request.
    fn ran_out(&self, error: &JsValue) -> Option<Micros> {
        let error: &Error = error.dyn_ref()?;
        self.limit.filter(|_| error.name() == "TimeoutError")
    }

    /// Why a request of this page's own network failed that was not planned to.
    fn failed(&self, request: &Request, error: &JsValue) -> NetworkError {
        let url = request.path.clone();
        match self.ran_out(error) {
            Some(limit) => NetworkError::TimedOut { url, limit },
            None => NetworkError::Refused { url },
        }
    }
}

/// Whether synchronous requests of this thread are answered by the service worker. Asks for a file
/// that exists, so that nobody complains if they are not.
pub(super) fn passes_through(site: &str) -> bool {
    let token = Token::random();
    let reply = synchronous(&format!("{site}sw.js?token={}", token.as_str()), None);
    reply.is_ok_and(|reply| reply.report().is_some_and(|report| Report::read(&report, &token).is_some()))
}

/// The bytes that a synchronous request of this page's own network gets.
pub(super) fn synchronous_bytes(url: &str) -> Result<Vec<u8>, JsValue> {
    let reply = synchronous(url, None)?;
    if reply.report().is_none() {
        return Err("somebody else answered".into());
    }
    Ok(reply.body)
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
