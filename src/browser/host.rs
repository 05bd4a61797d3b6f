//! [`PageThread`]: the page's own thread, which a program can hold; [`event_loop`]: with its event loop.

use std::cell::OnceCell;
use std::rc::Rc;

use super::blocking::{BlockingNetwork, passes_through};
use super::clock::{Clock, Epoch};
use super::event_loop::EventLoop;
use super::level::Level;
use super::network::Routes;
use super::page;
use super::protocol::Job;
use super::run::RunConfig;
use crate::runtime::{BlockingAnswer, BlockingHost, NetworkError, Request};
use crate::trace::Micros;

/// The page's event loop for a run. Its program is in the page, and has no name here.
#[must_use]
pub fn event_loop(config: &RunConfig, epoch: Epoch) -> Rc<EventLoop> {
    let run = Job { scene: String::new(), config: config.clone(), epoch };
    EventLoop::new(Rc::new(PageThread::new(config, epoch)), run, page::site())
}

/// The page's thread, with the clock and the network of one run.
pub struct PageThread {
    clock: Clock,
    routes: Routes,
    level: Level,
}

impl PageThread {
    /// The thread for a run.
    #[must_use]
    pub fn new(config: &RunConfig, epoch: Epoch) -> Self {
        let (clock, routes) = (Clock::new(epoch, config.pace), config.routes(page::site()));
        Self { clock, routes, level: config.level }
    }
}

impl BlockingHost for PageThread {
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
        let Self { clock, routes, level } = self;
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
