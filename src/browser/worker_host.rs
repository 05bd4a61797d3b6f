//! [`WorkerHost`]: a thread that can really be held, with synchronous requests.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Atomics, Int32Array, Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::JsValue;
use web_sys::{DedicatedWorkerGlobalScope, XmlHttpRequest, XmlHttpRequestResponseType};

use super::blocking::{LIMIT, reset, wait_out};
use super::clock::Clock;
use super::level::Level;
use super::network::{REPORT, Routes};
use super::protocol::Report;
use crate::runtime::network::resource;
use crate::runtime::{BlockingAnswer, BlockingHost, Failure, NetworkError, Request};
use crate::trace::{Cursor, Micros, Trace};

/// The worker's thread, with the clock and the network of one job.
pub struct WorkerHost {
    scope: DedicatedWorkerGlobalScope,
    clock: Clock,
    routes: Routes,
    level: Level,
    /// Nobody ever changes what is in here, so waiting for it to change lasts as long as asked.
    still: Option<Int32Array>,
    posted: Cell<Cursor>,
}

impl WorkerHost {
    pub(super) fn new(
        scope: DedicatedWorkerGlobalScope,
        clock: Clock,
        routes: Routes,
        level: Level,
    ) -> Rc<Self> {
        Rc::new(Self { scope, clock, routes, level, still: shared_cell(), posted: Cell::default() })
    }

    fn post(&self, report: &Report) {
        post(&self.scope, report);
    }

    fn foreign_or_local(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        if let Some(url) = self.routes.foreign(request) {
            let reply = self.send(&url, request, None)?;
            let BlockingReply { status, body, .. } = reply;
            return Ok(BlockingAnswer { status, sent: None, headers: None, body });
        }
        let started = self.clock.now();
        // A client gives up at some time; a scene that wants to be patient says so in its plan.
        let limit = (request.plan.failure == Some(Failure::Hang)).then_some(LIMIT);
        let reply = self.send(&self.routes.local(request), request, limit)?;
        let report = self.routes.report(request, reply.report.as_deref())?;
        let sent = started + self.clock.scene(Micros(report.up));
        let headers = sent + self.clock.scene(Micros(report.think));
        let BlockingReply { status, body, .. } = reply;
        Ok(BlockingAnswer { status, sent: Some(sent), headers: Some(headers), body })
    }

    /// A file of this site, with whatever status it comes.
    fn file(&self, request: &Request) -> Result<(u16, Vec<u8>), NetworkError> {
        let Some(url) = self.routes.file(request) else { return Ok(resource(request)) };
        let reply = self.send(&url, request, None)?;
        let status = if reply.status == 200 { request.plan.status } else { reply.status };
        Ok((status, reply.body))
    }

    fn send(
        &self,
        url: &str,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingReply, NetworkError> {
        let shown = self.routes.shown(request);
        let limit = limit.map(|limit| self.clock.real_millis(limit));
        match synchronous(url, limit) {
            Ok(reply) => Ok(reply),
            // The browser does not say how much had come in. The plan does.
            Err(_)
                if request.plan.failure == Some(Failure::Reset) && self.routes.network.base().is_none() =>
            {
                Err(reset(request, &resource(request).1, &shown))
            }
            Err(_) => Err(NetworkError::Refused { url: shown }),
        }
    }
}

impl BlockingHost for WorkerHost {
    fn now(&self) -> Micros {
        self.clock.now()
    }

    fn block(&self, length: Micros) {
        let until = self.clock.now() + length;
        if let Some(still) = &self.still {
            let millis = self.clock.real_millis(length);
            // Throws where waiting is not allowed; then the rest is spun.
            let _ = Atomics::wait_with_timeout(still, 0, 0, millis);
        }
        self.clock.spin_until(until);
    }

    fn fetch_blocking(&self, request: &Request) -> Result<BlockingAnswer, NetworkError> {
        let real = self.routes.network.base().is_some() || self.level == Level::ServiceWorker;
        if real {
            return self.foreign_or_local(request);
        }
        let shown = self.routes.shown(request);
        match self.level {
            Level::Files => wait_out(self, request, |request| self.file(request), &shown),
            _ => wait_out(self, request, |request| Ok(resource(request)), &shown),
        }
    }

    fn recorded(&self, trace: &Trace) {
        let batch = trace.batch(self.posted.replace(trace.end()));
        if !batch.is_empty() {
            self.post(&Report::Batch(batch.to_vec()));
        }
    }
}

pub(super) fn post(scope: &DedicatedWorkerGlobalScope, report: &Report) {
    let (message, moved) = report.write();
    // Fails only for what cannot be copied.
    let _ = scope.post_message_with_transfer(&message, &moved);
}

struct BlockingReply {
    status: u16,
    report: Option<String>,
    body: Vec<u8>,
}

/// A request that holds this thread until it is over. `limit` is in milliseconds.
fn synchronous(url: &str, limit: Option<f64>) -> Result<BlockingReply, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", url, false)?;
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    if let Some(limit) = limit {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from f64 saturates"
        )]
        request.set_timeout(limit.max(1.0) as u32);
    }
    request.send()?;
    let status = request.status()?;
    let report = request.get_response_header(REPORT).unwrap_or_default();
    let body = Uint8Array::new(&request.response()?).to_vec();
    Ok(BlockingReply { status, report, body })
}

/// A cell of shared memory. Where pages are not isolated there is no `SharedArrayBuffer` to be
/// had by name, but WebAssembly still gives one; a thread may wait on it, and that is all this is
/// for.
fn shared_cell() -> Option<Int32Array> {
    let descriptor = Object::new();
    for (name, value) in [("initial", 1.into()), ("maximum", 1.into()), ("shared", JsValue::TRUE)] {
        Reflect::set(&descriptor, &name.into(), &value).ok()?;
    }
    let memory = WebAssembly::Memory::new(&descriptor).ok()?;
    Some(Int32Array::new(&memory.buffer()))
}
