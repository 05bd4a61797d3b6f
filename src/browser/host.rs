//! [`PageHost`]: the page's own thread as a run sees it.

use std::cell::OnceCell;
use std::rc::Rc;

use futures::future::LocalBoxFuture;

use super::blocking::{BlockingNetwork, passes_through};
use super::clock::Epoch;
use super::event_loop::EventLoop;
use super::level::Level;
use super::page;
use super::pool::Threads;
use super::protocol::Job;
use super::run::RunConfig;
use crate::runtime::thread::{PoolPlan, Workers};
use crate::runtime::{Answer, BlockingAnswer, BlockingHost, Host, NetworkError, Request};
use crate::trace::Micros;

/// The page's event loop and its thread.
pub struct PageHost {
    events: Rc<EventLoop>,
    /// The run, for the threads of its pools.
    run: Job,
}

impl PageHost {
    /// The host of a run. Its program is in the page, and has no name here.
    #[must_use]
    pub fn new(config: &RunConfig, epoch: Epoch) -> Rc<Self> {
        let events = EventLoop::new(config, epoch, page::site());
        let run = Job { program: String::new(), config: config.clone(), epoch };
        Rc::new(Self { events, run })
    }

    /// The event loop.
    pub(super) fn events(&self) -> Rc<EventLoop> {
        Rc::clone(&self.events)
    }
}

impl BlockingHost for PageHost {
    fn now(&self) -> Micros {
        self.events.clock().now()
    }

    /// The page freezes meanwhile: that is what this is for.
    fn block(&self, length: Micros) {
        self.events.clock().spin_until(self.now() + length);
    }

    fn work(&self, length: Micros) {
        let clock = self.events.clock();
        clock.spin_until(clock.now() + clock.scene(length));
    }

    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        Ok(Threads::new(plan, self.run.clone(), self.events.routes().site.clone(), ready))
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
        let (clock, routes) = (self.events.clock(), self.events.routes());
        let passes = || PASSES.with(|passes| *passes.get_or_init(|| passes_through(&routes.site)));
        let level = match self.events.level() {
            // Nor may a page give them a limit.
            Level::ServiceWorker if routes.network.base().is_none() && (limit.is_some() || !passes()) => {
                Level::Timers
            }
            other => other,
        };
        BlockingNetwork { host: self, clock, routes, level, limit }.fetch(request)
    }
}

impl Host for PageHost {
    fn wake_at(&self, deadline: Option<Micros>) {
        self.events.wake_at(deadline);
    }

    fn wake_soon(&self) {
        self.events.wake_soon();
    }

    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>> {
        self.events.fetch(request)
    }
}
