//! Both runtimes in virtual time: no browser, no waiting, the same result each time.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::ops::Range;
use std::rc::{Rc, Weak};

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use super::blocking;
use super::executor::Runtime;
use super::host::{Answer, BlockingAnswer, BlockingHost, Host, NetworkError};
use super::network;
use super::plan::Request;
use super::task::TaskOutput;
use super::thread::simulation::VirtualWorkers;
use super::thread::{PoolPlan, Workers, squares};
use crate::trace::{Micros, Trace};

/// A clock that jumps from deadline to deadline, a network that follows its plans exactly, and
/// threads that run at the same time, as if there were a processor for each.
#[derive(Default)]
pub struct VirtualHost {
    now: Rc<Cell<Micros>>,
    deadline: Cell<Option<Micros>>,
    pools: RefCell<Vec<Weak<VirtualWorkers>>>,
}

impl VirtualHost {
    /// A clock at zero.
    #[must_use]
    pub fn new() -> Rc<Self> {
        Rc::default()
    }

    /// Runs until all tasks are over or none can ever go on; false in the latter case, and when
    /// `limit` was reached.
    pub fn run(&self, runtime: &Runtime, limit: Micros) -> bool {
        loop {
            self.tell_pools();
            // What threads have done is known after the turn in which it happened.
            while runtime.run(|_| self.pools().iter().any(|pool| pool.has_news())) {
                self.tell_pools();
            }
            if runtime.is_finished() {
                return true;
            }
            match self.deadline.get().into_iter().chain(self.next_of_pools()).min() {
                Some(deadline) if deadline <= limit => self.now.set(self.now.get().max(deadline)),
                _ => return false,
            }
        }
    }

    /// The pools that there still are.
    fn pools(&self) -> Vec<Rc<VirtualWorkers>> {
        self.pools.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    fn next_of_pools(&self) -> Option<Micros> {
        self.pools().iter().filter_map(|pool| pool.next()).min()
    }

    /// Tells each pool what its threads have done, if anything.
    fn tell_pools(&self) -> bool {
        let news: Vec<_> = self.pools().into_iter().filter(|pool| pool.has_news()).collect();
        for pool in &news {
            pool.tell();
        }
        !news.is_empty()
    }

    fn pass(&self, length: Micros) {
        self.now.set(self.now.get() + length);
    }
}

impl BlockingHost for VirtualHost {
    fn now(&self) -> Micros {
        self.now.get()
    }

    fn block(&self, length: Micros) {
        self.pass(length);
    }

    fn work(&self, length: Micros) {
        self.pass(length);
    }

    fn squares(&self, range: Range<u64>) -> u128 {
        self.pass(squares::cost(&range));
        squares::by_formula(&range)
    }

    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        let workers = VirtualWorkers::new(Rc::clone(&self.now), plan, ready);
        let mut pools = self.pools.borrow_mut();
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Rc::downgrade(&workers));
        Ok(workers)
    }

    fn wait_for_workers(&self) -> bool {
        loop {
            if self.tell_pools() {
                return true;
            }
            let Some(next) = self.next_of_pools() else { return false };
            self.now.set(self.now.get().max(next));
        }
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        network::answer_blocking(self, request, limit, Ok)
    }
}

impl Host for VirtualHost {
    fn wake_at(&self, deadline: Option<Micros>) {
        self.deadline.set(deadline);
    }

    fn wake_soon(&self) {}

    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>> {
        network::simulate(request).boxed_local()
    }
}

/// The longest that a simulation lasts, in scene time: twenty days. A scene that is not over by
/// then never will be.
pub const LIMIT: Micros = Micros(20 * 24 * 3600 * 1_000_000);

/// Runs an async program in virtual time and gives its trace.
#[track_caller]
pub fn simulate<F: Future<Output: TaskOutput> + 'static>(main: F) -> Trace {
    let host = VirtualHost::new();
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, main);
    host.run(&runtime, LIMIT);
    Trace::from(&runtime)
}

/// Runs a blocking program in virtual time and gives its trace.
#[track_caller]
pub fn simulate_blocking<T: TaskOutput>(main: impl FnOnce() -> T) -> Trace {
    blocking::run(VirtualHost::new(), main).trace().clone()
}
