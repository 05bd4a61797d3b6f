//! [`EventLoop`]: the clock, the turns and the requests of an async program, on whichever thread it runs.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use futures::{FutureExt as _, StreamExt as _};

use super::clock::Clock;
use super::fetch;
use super::level::Level;
use super::network::{REPORT, Routes};
use super::pool::Threads;
use super::protocol::Job;
use super::turns::Turns;
use crate::runtime::thread::{PoolPlan, Workers};
use crate::runtime::{Answer, BlockingAnswer, BlockingHost, Host, NetworkError, Request, network};
use crate::trace::{Micros, Trace};

/// A thread with what a run has of its event loop: at most one timer and one message channel at a time, and
/// nothing once its turns are closed.
///
/// Scene time is real time since the epoch, times the pace.
pub struct EventLoop {
    thread: Rc<dyn BlockingHost>,
    run: Job,
    clock: Clock,
    routes: Rc<Routes>,
    turns: Turns,
}

impl EventLoop {
    /// That of the thread that this is called on, which is held as `thread` does it. It gives no turns until
    /// [`turns`](Self::turns) are connected. `site` is the page's folder.
    #[must_use]
    pub fn new(thread: Rc<dyn BlockingHost>, run: Job, site: String) -> Rc<Self> {
        let (clock, routes) = (Clock::new(run.epoch, run.config.pace), Rc::new(run.config.routes(site)));
        Rc::new(Self { thread, run, clock, routes, turns: Turns::new() })
    }

    /// When the run has its turns.
    pub(super) const fn turns(&self) -> &Turns {
        &self.turns
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl BlockingHost for EventLoop {
    fn now(&self) -> Micros {
        self.clock.now()
    }

    fn block(&self, length: Micros) {
        self.thread.block(length);
    }

    fn work(&self, length: Micros) {
        self.thread.work(length);
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        self.thread.fetch_blocking(request, limit)
    }

    /// The threads belong to the page, also where the program runs in a worker: see `keepThreads` in
    /// `static/boot.js`.
    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        if plan.global_lock().is_some() && self.run.config.level != Level::ServiceWorker {
            return Err("without a service worker threads have nothing to share a lock by".to_owned());
        }
        Ok(Threads::new(plan, self.run.clone(), self.routes.site.clone(), ready))
    }

    fn recorded(&self, trace: &Trace) {
        self.thread.recorded(trace);
    }
}

impl Host for EventLoop {
    fn wake_at(&self, deadline: Option<Micros>) {
        let due = deadline.map(|deadline| self.clock.millis_at(deadline));
        self.turns.at(self.clock.millis(), due);
    }

    fn wake_soon(&self) {
        self.turns.soon();
    }

    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>> {
        let routes = Rc::clone(&self.routes);
        if routes.network.base().is_some() {
            return foreign(routes, request).boxed_local();
        }
        match self.run.config.level {
            Level::ServiceWorker => local(self.clock.clone(), routes, request).boxed_local(),
            Level::Files => files(routes, request).boxed_local(),
            Level::Timers | Level::Simulated => network::simulate(request).boxed_local(),
        }
    }
}

/// Asks the service worker, and believes only an answer that proves to be its own.
async fn local(clock: Clock, routes: Rc<Routes>, request: Request) -> Result<Answer, NetworkError> {
    let started = clock.now();
    let refused = |_| NetworkError::Refused { url: routes.shown(&request) };
    let reply = fetch::get(&routes.local(&request)).await.map_err(refused)?;
    let report = routes.report(&request, reply.header(REPORT).as_deref())?;
    let sent = started.max(clock.now() - clock.scene(Micros(report.think)));
    let length = reply.header("content-length").and_then(|length| length.parse().ok());
    Ok(answer(reply, length, Some(sent), routes.shown(&request)))
}

/// Asks a server that knows nothing of plans.
async fn foreign(routes: Rc<Routes>, request: Request) -> Result<Answer, NetworkError> {
    let url = routes.shown(&request);
    match fetch::get(&url).await {
        Ok(reply) => Ok(answer(reply, None, None, url)),
        // The browser does not say why. Who answers a request that needs no leave was not away.
        Err(_) if fetch::answers(&url).await => Err(NetworkError::Unsupported {
            url,
            reason: "the server answers, but does not let other sites read its answers (CORS)".to_owned(),
        }),
        Err(_) => Err(NetworkError::Refused { url }),
    }
}

fn answer(reply: fetch::Reply, length: Option<usize>, sent: Option<Micros>, url: String) -> Answer {
    let status = reply.status();
    let mut received = 0;
    let body = reply.body(length).map(move |part| match part {
        Ok(part) => {
            received += part.len();
            Ok(part)
        }
        Err(_) => Err(NetworkError::Reset { url: url.clone(), received }),
    });
    Answer { status, sent, body: body.boxed_local() }
}

/// Fetches the file that holds the same; timers take what is left of the plan's times.
async fn files(routes: Rc<Routes>, request: Request) -> Result<Answer, NetworkError> {
    let refused = |_| NetworkError::Refused { url: request.path.clone() };
    let load = async |(status, body)| {
        let Some(file) = routes.file(&request) else { return Ok((status, body)) };
        let reply = fetch::get(&file).await.map_err(refused)?;
        let status = if reply.status() == 200 { status } else { reply.status() };
        Ok((status, reply.bytes().await.map_err(refused)?))
    };
    network::answer(&request, load).await
}
