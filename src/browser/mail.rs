//! Pools of a program whose thread is held.
//!
//! A worker that is held hears no message. So its threads belong to the page, which it can still
//! tell what it wants, and what they do is left for it with the service worker: a synchronous
//! request fetches it, and is answered as soon as there is something.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use super::blocking::synchronous_text;
use super::network::Routes;
use super::protocol::{Report, Wish};
use super::worker_host::post;
use crate::runtime::thread::{Job, JobEvent, PoolPlan, ThreadEvent, Workers};
use crate::trace::TaskId;

/// The pools of a blocking program.
#[derive(Default)]
pub(super) struct Mailbox {
    pools: RefCell<Vec<Rc<Remote>>>,
}

impl Mailbox {
    pub fn start(
        &self,
        scope: &DedicatedWorkerGlobalScope,
        plan: PoolPlan,
        ready: Box<dyn Fn()>,
    ) -> Rc<dyn Workers> {
        let mut pools = self.pools.borrow_mut();
        let number = u32::try_from(pools.len()).unwrap_or(u32::MAX);
        let remote = Rc::new(Remote {
            scope: scope.clone(),
            number,
            plan,
            queued: RefCell::default(),
            begun: Cell::new(0),
            events: RefCell::default(),
            ready,
        });
        pools.push(Rc::clone(&remote));
        Rc::new(Pool(remote))
    }

    /// Holds the thread until there is mail, and hands it out. False when none will ever come.
    pub fn wait(&self, routes: &Routes) -> bool {
        if self.pools.borrow().iter().all(|pool| pool.is_idle()) {
            return false;
        }
        let url = format!("{}net/mail?token={}", routes.site, routes.token.as_str());
        let letters = synchronous_text(&url).ok().and_then(|text| JSON::parse(&text).ok());
        let Some(letters) = letters.and_then(|letters| letters.dyn_into::<Array>().ok()) else {
            return false;
        };
        let pools: Vec<_> = self.pools.borrow().clone();
        for letter in letters.iter() {
            let Ok(letter) = letter.dyn_into::<Array>() else { continue };
            let pool = letter
                .get(0)
                .as_f64()
                .and_then(|number| pools.iter().find(|pool| (f64::from(pool.number) - number).abs() < 0.5));
            if let (Some(pool), Some(Report::Did(event))) = (pool, Report::read(&letter.get(1))) {
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

struct Remote {
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

impl Remote {
    fn is_idle(&self) -> bool {
        self.begun.get() == 0 && self.queued.borrow().is_empty()
    }

    /// Whether a job was still thought to be in line.
    fn unqueue(&self, task: TaskId) -> bool {
        let mut queued = self.queued.borrow_mut();
        let place = queued.iter().position(|known| *known == task);
        place.map(|place| queued.remove(place)).is_some()
    }

    fn take(&self, event: ThreadEvent) {
        if self.unqueue(event.task) {
            self.begun.set(self.begun.get() + 1);
        }
        if matches!(event.what, JobEvent::Done(_) | JobEvent::Died) {
            self.begun.set(self.begun.get().saturating_sub(1));
        }
        self.events.borrow_mut().push(event);
    }
}

/// One pool. Dropping it ends its threads.
struct Pool(Rc<Remote>);

impl Workers for Pool {
    fn submit(&self, task: TaskId, job: Job) {
        self.0.queued.borrow_mut().push(task);
        let wish = Wish::Submit { pool: self.0.number, plan: self.0.plan, task, steps: job.to_bytes() };
        post(&self.0.scope, &Report::Pool(wish));
    }

    fn give_up(&self, task: TaskId) {
        // One that has begun goes on, and its mail still comes.
        self.0.unqueue(task);
        post(&self.0.scope, &Report::Pool(Wish::GiveUp { pool: self.0.number, task }));
    }

    fn events(&self) -> Vec<ThreadEvent> {
        self.0.events.take()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.queued.take();
        self.0.begun.set(0);
        post(&self.0.scope, &Report::Pool(Wish::Drop { pool: self.0.number }));
    }
}

/// A letter as the service worker keeps it: which pool, and what happened.
pub(super) fn letter(pool: u32, event: ThreadEvent) -> JsValue {
    Array::of2(&pool.into(), &Report::Did(event).write().0).into()
}
