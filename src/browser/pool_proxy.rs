//! Pools of a program whose thread is held.
//!
//! A worker that is held hears no message. So its threads belong to the page ([`pool_server`]), which it can
//! still send requests, and what they do waits for it in a queue of the service worker's: a synchronous
//! request fetches it, and is answered as soon as there is something.
//!
//! [`pool_server`]: super::pool_server

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::DedicatedWorkerGlobalScope;

use super::blocking::synchronous_bytes;
use super::network::Routes;
use super::protocol::{PoolAction, PoolRequest, Report};
use super::worker_host::post;
use crate::runtime::thread::{Job, PoolPlan, ThreadEvent, Workers};
use crate::trace::TaskId;

/// The pools of a blocking program, as it sees them.
#[derive(Default)]
pub(super) struct PoolProxies {
    pools: RefCell<Vec<Rc<Proxy>>>,
}

impl PoolProxies {
    pub fn start(
        &self,
        scope: &DedicatedWorkerGlobalScope,
        plan: PoolPlan,
        ready: Box<dyn Fn()>,
    ) -> Rc<dyn Workers> {
        let mut pools = self.pools.borrow_mut();
        let proxy = Rc::new(Proxy {
            scope: scope.clone(),
            number: u32::try_from(pools.len()).unwrap_or(u32::MAX),
            plan,
            queued: RefCell::default(),
            begun: Cell::new(0),
            events: RefCell::default(),
            ready,
        });
        pools.push(Rc::clone(&proxy));
        Rc::new(Pool(proxy))
    }

    /// Holds the thread until something happened on a thread of any pool. False when nothing ever will.
    pub fn wait(&self, routes: &Routes) -> bool {
        if self.pools.borrow().iter().all(|pool| pool.is_idle()) {
            return false;
        }
        let url = format!("{}net/messages?token={}", routes.site, routes.token.as_str());
        let Ok(messages) = synchronous_bytes(&url) else { return false };
        let pools: Vec<_> = self.pools.borrow().clone();
        let mut rest = messages.as_slice();
        while let Ok(((number, event), behind)) = postcard::take_from_bytes::<(u32, ThreadEvent)>(rest) {
            rest = behind;
            if let Some(pool) = pools.iter().find(|pool| pool.number == number) {
                pool.take(event);
            }
        }
        for pool in pools {
            if !pool.events.borrow().is_empty() {
                (pool.ready)();
            }
        }
        true
    }
}

struct Proxy {
    scope: DedicatedWorkerGlobalScope,
    number: u32,
    plan: PoolPlan,
    /// Jobs that have not begun, as far as is known here.
    queued: RefCell<Vec<TaskId>>,
    /// How many jobs have begun and are not over.
    begun: Cell<usize>,
    events: RefCell<Vec<ThreadEvent>>,
    ready: Box<dyn Fn()>,
}

impl Proxy {
    fn is_idle(&self) -> bool {
        self.begun.get() == 0 && self.queued.borrow().is_empty()
    }

    /// Whether a job was still thought to be in line.
    fn unqueue(&self, task: TaskId) -> bool {
        let mut queued = self.queued.borrow_mut();
        let index = queued.iter().position(|known| *known == task);
        index.map(|index| queued.remove(index)).is_some()
    }

    fn take(&self, event: ThreadEvent) {
        if self.unqueue(event.task) {
            self.begun.set(self.begun.get() + 1);
        }
        if event.what.is_last() {
            self.begun.set(self.begun.get().saturating_sub(1));
        }
        self.events.borrow_mut().push(event);
    }

    fn request(&self, what: PoolAction) {
        post(&self.scope, &Report::Pool(PoolRequest { pool: self.number, what }));
    }
}

/// One pool. Dropping it ends its threads.
struct Pool(Rc<Proxy>);

impl Workers for Pool {
    fn submit(&self, task: TaskId, job: Job) {
        self.0.queued.borrow_mut().push(task);
        self.0.request(PoolAction::Submit { plan: self.0.plan, task, call: job.into_call() });
    }

    fn give_up(&self, task: TaskId) {
        // One that has begun goes on, and is still heard of.
        self.0.unqueue(task);
        self.0.request(PoolAction::GiveUp { task });
    }

    fn events(&self) -> Vec<ThreadEvent> {
        self.0.events.take()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.queued.take();
        self.0.begun.set(0);
        self.0.request(PoolAction::End);
    }
}
