//! [`WorkerHost`]: a thread that can really be held, with synchronous requests.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Atomics, Int32Array, Object, Reflect, WebAssembly};
use wasm_bindgen::JsValue;
use web_sys::DedicatedWorkerGlobalScope;

use super::blocking::BlockingNetwork;
use super::clock::Clock;
use super::level::Level;
use super::network::Routes;
use super::pool_proxy::PoolProxies;
use super::protocol::Report;
use crate::runtime::thread::{PoolPlan, Workers};
use crate::runtime::{BlockingAnswer, BlockingHost, NetworkError, Request};
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
    pools: PoolProxies,
}

impl WorkerHost {
    pub(super) fn new(
        scope: DedicatedWorkerGlobalScope,
        clock: Clock,
        routes: Routes,
        level: Level,
    ) -> Rc<Self> {
        Rc::new(Self {
            scope,
            clock,
            routes,
            level,
            still: shared_cell(),
            posted: Cell::default(),
            pools: PoolProxies::default(),
        })
    }

    /// Tells the page something.
    pub(super) fn tell(&self, report: &Report) {
        post(&self.scope, report);
    }
}

impl BlockingHost for WorkerHost {
    fn now(&self) -> Micros {
        self.clock.now()
    }

    fn block(&self, length: Micros) {
        let until = self.clock.now() + length;
        if let Some(still) = &self.still {
            // Throws where waiting is not allowed; then the whole of it is spun.
            let _ = Atomics::wait_with_timeout(still, 0, 0, self.clock.real_millis(length));
        }
        self.clock.spin_until(until);
    }

    fn work(&self, length: Micros) {
        self.clock.spin_until(self.clock.now() + self.clock.scene(length));
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        let Self { clock, routes, level, .. } = self;
        BlockingNetwork { host: self, clock, routes, level: *level, limit }.fetch(request)
    }

    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        if self.level == Level::ServiceWorker {
            Ok(self.pools.start(&self.scope, plan, ready))
        } else {
            Err("without a service worker a thread that is held cannot hear of others".to_owned())
        }
    }

    fn wait_for_workers(&self) -> bool {
        self.pools.wait(&self.routes)
    }

    fn recorded(&self, trace: &Trace) {
        let batch = trace.batch(self.posted.replace(trace.end()));
        if !batch.is_empty() {
            post(&self.scope, &Report::Batch(batch.to_vec()));
        }
    }
}

pub(super) fn post(scope: &DedicatedWorkerGlobalScope, report: &Report) {
    let (message, moved) = report.write();
    // Fails only for what cannot be copied.
    let _ = scope.post_message_with_transfer(&message, &moved);
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
