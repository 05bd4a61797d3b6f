//! A host that counts what a run holds of it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::StreamExt as _;
use futures::future::LocalBoxFuture;
use meanwhile::runtime::thread::{Job, PoolPlan, ThreadEvent, Workers};
use meanwhile::runtime::{
    Answer, BlockingAnswer, BlockingHost, Host, NetworkError, Request, Runtime, VirtualHost,
};
use meanwhile::trace::{Micros, TaskId};

use super::guard::Census;

/// A [`VirtualHost`] that knows how many requests are under way and which alarm is set.
#[derive(Default)]
pub struct CountingHost {
    virtual_host: Rc<VirtualHost>,
    requests: Census,
    pools: Census,
    functions: Rc<RefCell<BTreeSet<&'static str>>>,
    alarm: Cell<Option<Micros>>,
}

impl CountingHost {
    pub fn new() -> Rc<Self> {
        Rc::default()
    }

    /// Requests that were neither finished nor dropped, bodies included.
    pub fn requests(&self) -> usize {
        self.requests.alive()
    }

    /// Pools whose threads were not ended.
    pub fn pools(&self) -> usize {
        self.pools.alive()
    }

    /// The functions that jobs were to call.
    pub fn functions(&self) -> BTreeSet<&'static str> {
        self.functions.borrow().clone()
    }

    /// The time at which the run wants to go on.
    pub fn alarm(&self) -> Option<Micros> {
        self.alarm.get()
    }

    /// Runs up to a time.
    pub fn run(&self, runtime: &Runtime, limit: Micros) -> bool {
        self.virtual_host.run(runtime, limit)
    }
}

impl BlockingHost for CountingHost {
    fn now(&self) -> Micros {
        self.virtual_host.now()
    }

    fn block(&self, length: Micros) {
        self.virtual_host.block(length);
    }

    fn work(&self, length: Micros) {
        self.virtual_host.work(length);
    }

    fn squares(&self, range: Range<u64>) -> u128 {
        self.virtual_host.squares(range)
    }

    fn wait_for_workers(&self) -> bool {
        self.virtual_host.wait_for_workers()
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        self.virtual_host.fetch_blocking(request, limit)
    }

    fn start_workers(&self, plan: PoolPlan, ready: Box<dyn Fn()>) -> Result<Rc<dyn Workers>, String> {
        let workers = self.virtual_host.start_workers(plan, ready)?;
        let functions = Rc::clone(&self.functions);
        Ok(Rc::new(CountedWorkers { workers, functions, _guard: self.pools.guard() }))
    }
}

struct CountedWorkers<G> {
    workers: Rc<dyn Workers>,
    functions: Rc<RefCell<BTreeSet<&'static str>>>,
    _guard: G,
}

impl<G> Workers for CountedWorkers<G> {
    fn submit(&self, task: TaskId, job: Job) {
        self.functions.borrow_mut().insert(job.function.name());
        self.workers.submit(task, job);
    }

    fn give_up(&self, task: TaskId) {
        self.workers.give_up(task);
    }

    fn events(&self) -> Vec<ThreadEvent> {
        self.workers.events()
    }
}

impl Host for CountingHost {
    fn wake_at(&self, deadline: Option<Micros>) {
        self.alarm.set(deadline);
        self.virtual_host.wake_at(deadline);
    }

    fn wake_soon(&self) {
        self.virtual_host.wake_soon();
    }

    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>> {
        let guard = self.requests.guard();
        let fetching = self.virtual_host.fetch(request);
        async move {
            let Answer { status, sent, body } = fetching.await?;
            let body = body.map(move |part| {
                let _ = &guard;
                part
            });
            Ok(Answer { status, sent, body: body.boxed_local() })
        }
        .boxed_local()
    }
}
