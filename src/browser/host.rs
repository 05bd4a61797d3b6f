//! [`BrowserHost`]: the page's event loop as a run sees it.

use std::cell::OnceCell;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use futures::{FutureExt as _, StreamExt as _};

use super::blocking::{BlockingNetwork, passes_through};
use super::clock::{Clock, Epoch};
use super::fetch;
use super::level::Level;
use super::network::{REPORT, Routes};
use super::page;
use super::pool::Threads;
use super::protocol::Job;
use super::run::RunConfig;
use super::turns::Turns;
use crate::runtime::thread::{PoolPlan, Workers};
use crate::runtime::{Answer, BlockingAnswer, BlockingHost, Host, NetworkError, Request, network};
use crate::trace::Micros;

/// A run's clock, network and turns in the browser.
///
/// Scene time is real time since the epoch, times the pace. The host holds at most one timer and
/// one message channel at a time, and nothing once it is closed.
pub struct BrowserHost {
    clock: Clock,
    routes: Rc<Routes>,
    level: Level,
    turns: Turns,
    /// The run, for the threads of its pools.
    run: Job,
}

impl BrowserHost {
    /// A host that gives no turns until [`turns`](Self::turns) are connected.
    #[must_use]
    pub fn new(config: &RunConfig, epoch: Epoch) -> Rc<Self> {
        Rc::new(Self {
            clock: Clock::new(epoch, config.pace),
            routes: Rc::new(config.routes(page::site())),
            level: config.level,
            turns: Turns::new(),
            run: Job { program: String::new(), config: config.clone(), epoch },
        })
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

impl BlockingHost for BrowserHost {
    fn now(&self) -> Micros {
        self.clock.now()
    }

    /// The page freezes meanwhile: that is what this is for.
    fn block(&self, length: Micros) {
        self.clock.spin_until(self.clock.now() + length);
    }

    fn work(&self, length: Micros) {
        self.clock.spin_until(self.clock.now() + self.clock.scene(length));
    }

    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        Ok(Threads::new(plan, self.run.clone(), ready))
    }

    /// Synchronous requests of a page reach the service worker in Firefox only. Elsewhere the plan
    /// is waited out.
    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        thread_local! {
            static PASSES: OnceCell<bool> = const { OnceCell::new() };
        }
        let Self { clock, routes, level, .. } = self;
        let passes = || PASSES.with(|passes| *passes.get_or_init(|| passes_through(&routes.site)));
        let level = match level {
            // Nor may a page give them a limit.
            Level::ServiceWorker if routes.network.base().is_none() && (limit.is_some() || !passes()) => {
                Level::Timers
            }
            other => *other,
        };
        BlockingNetwork { host: self, clock, routes, level, limit }.fetch(request)
    }
}

impl Host for BrowserHost {
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
        match self.level {
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
    Ok(answer(reply, Some(sent), routes.shown(&request)))
}

/// Asks a server that knows nothing of plans.
async fn foreign(routes: Rc<Routes>, request: Request) -> Result<Answer, NetworkError> {
    let url = routes.shown(&request);
    match fetch::get(&url).await {
        Ok(reply) => Ok(answer(reply, None, url)),
        // The browser does not say why. Who answers a request that needs no leave was not away.
        Err(_) if fetch::answers(&url).await => Err(NetworkError::Unsupported {
            url,
            reason: "the server answers, but does not let other sites read its answers (CORS)".to_owned(),
        }),
        Err(_) => Err(NetworkError::Refused { url }),
    }
}

fn answer(reply: fetch::Reply, sent: Option<Micros>, url: String) -> Answer {
    let status = reply.status();
    let mut received = 0;
    let body = reply.body().map(move |part| match part {
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
