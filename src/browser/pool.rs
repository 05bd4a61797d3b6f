//! The threads of a pool: dedicated workers of this page that do its jobs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

use super::clock::Clock;
use super::error::BrowserError;
use super::held::Hold;
use super::network::Token;
use super::protocol::{GlobalLock, Job as Run, Order, Report};
use super::runner::ask_boot;
use crate::runtime::thread::{Call, Job, JobEvent, PoolPlan, ThreadEvent, Workers};
use crate::trace::TaskId;

thread_local! {
    /// Threads that are there, and have nothing to do yet.
    static SPARE: RefCell<Vec<Thread>> = const { RefCell::new(Vec::new()) };
    /// How many of those there are to be.
    static WANTED: Cell<usize> = const { Cell::new(0) };
}

/// Starts threads ahead of time, so that so many are there when a pool wants them.
///
/// # Errors
///
/// When the browser starts no worker.
pub async fn warm(threads: usize) -> Result<(), BrowserError> {
    WANTED.set(threads);
    let missing = threads.saturating_sub(SPARE.with_borrow(Vec::len));
    let started = futures::future::join_all((0..missing).map(|_| Thread::start())).await;
    for thread in started {
        keep(thread?);
    }
    Ok(())
}

/// Ends the threads that were not used, also those that are still on their way.
pub fn cool() {
    WANTED.set(0);
    drop(SPARE.take());
}

/// Keeps a thread for the next pool, unless there are enough: then it ends.
fn keep(thread: Thread) {
    SPARE.with_borrow_mut(|spare| {
        if spare.len() < WANTED.get() {
            spare.push(thread);
        }
    });
}

/// The threads of one pool.
pub struct Threads {
    inner: Rc<Inner>,
}

struct Inner {
    run: Run,
    /// The page's folder, with a slash at its end.
    site: String,
    clock: Clock,
    lock: Option<GlobalLock>,
    queue: RefCell<VecDeque<(TaskId, Call)>>,
    slots: RefCell<Vec<Slot>>,
    events: RefCell<Vec<ThreadEvent>>,
    ready: Box<dyn Fn()>,
}

/// Room for one thread.
enum Slot {
    /// There is none yet, or it has died.
    Vacant,
    /// It is being started.
    Starting,
    /// It has nothing to do.
    Idle(Thread),
    /// It does a job.
    Busy(Thread, TaskId),
}

impl Threads {
    /// A pool of a run. `ready` is called when there are events.
    pub fn new(plan: PoolPlan, run: Run, site: String, ready: Box<dyn Fn()>) -> Rc<Self> {
        let inner = Inner {
            clock: Clock::new(run.epoch, run.config.pace),
            lock: plan.global_lock().map(|interval| GlobalLock { name: Token::random(), interval }),
            run,
            site,
            queue: RefCell::default(),
            slots: RefCell::new((0..plan.workers).map(|_| Slot::Vacant).collect()),
            events: RefCell::default(),
            ready,
        };
        Rc::new(Self { inner: Rc::new(inner) })
    }

    /// Has a thread call a function. Calls are begun in the order in which they come.
    pub fn submit_call(&self, task: TaskId, call: Call) {
        self.inner.queue.borrow_mut().push_back((task, call));
        self.inner.assign();
    }
}

impl Workers for Threads {
    fn submit(&self, task: TaskId, job: Job) {
        self.submit_call(task, job.into_call());
    }

    fn give_up(&self, task: TaskId) {
        self.inner.queue.borrow_mut().retain(|queued| queued.0 != task);
    }

    fn events(&self) -> Vec<ThreadEvent> {
        self.inner.events.take()
    }
}

impl Inner {
    /// Gives jobs to threads: to one that is idle, else to a new one.
    fn assign(self: &Rc<Self>) {
        while !self.queue.borrow().is_empty() {
            let mut slots = self.slots.borrow_mut();
            let idle = slots.iter().position(|slot| matches!(slot, Slot::Idle(_)));
            if let Some(number) = idle {
                let Slot::Idle(thread) = std::mem::replace(&mut slots[number], Slot::Vacant) else {
                    return;
                };
                let Some((task, call)) = self.queue.borrow_mut().pop_front() else { return };
                thread.tell(&self.order(number, task, call));
                slots[number] = Slot::Busy(thread, task);
                continue;
            }
            // As many as there are jobs without a thread that is on its way to them.
            let starting = slots.iter().filter(|slot| matches!(slot, Slot::Starting)).count();
            let vacant = slots.iter().position(|slot| matches!(slot, Slot::Vacant));
            let Some(number) = vacant.filter(|_| starting < self.queue.borrow().len()) else { return };
            if let Some(thread) = SPARE.with_borrow_mut(Vec::pop) {
                thread.connect(self, number);
                slots[number] = Slot::Idle(thread);
                continue;
            }
            slots[number] = Slot::Starting;
            drop(slots);
            let this = Rc::downgrade(self);
            spawn_local(async move {
                let started = Thread::start().await;
                if let Some(this) = this.upgrade() {
                    this.started(number, started);
                }
            });
        }
    }

    fn started(self: &Rc<Self>, number: usize, thread: Result<Thread, BrowserError>) {
        match thread {
            Ok(thread) => {
                thread.connect(self, number);
                self.slots.borrow_mut()[number] = Slot::Idle(thread);
                self.assign();
            }
            Err(error) => {
                self.slots.borrow_mut()[number] = Slot::Vacant;
                // Without threads no job is ever done: each says why.
                let queue = self.queue.take();
                for (task, _) in queue {
                    self.happened(number, task, JobEvent::Done(Err(error.to_string())));
                }
                (self.ready)();
            }
        }
    }

    fn order(&self, number: usize, task: TaskId, call: Call) -> Order {
        Order::Do {
            job: self.run.clone(),
            site: self.site.clone(),
            worker: worker_number(number),
            task,
            call,
            lock: self.lock.clone(),
        }
    }

    fn happened(&self, number: usize, task: TaskId, what: JobEvent) {
        let (worker, at) = (worker_number(number), self.clock.now());
        self.events.borrow_mut().push(ThreadEvent { worker, task, at, what });
    }

    fn heard(self: &Rc<Self>, number: usize, report: Report) {
        match report {
            Report::Did(mut event) => {
                // Clocks of two threads may differ by a little.
                event.at = event.at.min(self.clock.now());
                let (over, died) = (event.what.is_last(), event.what == JobEvent::Died);
                self.events.borrow_mut().push(event);
                if over {
                    let ended = self.free(number, died);
                    drop(ended);
                }
            }
            Report::Failed(sentence) => self.broke(number, sentence),
            _ => return,
        }
        (self.ready)();
        self.assign();
    }

    /// A thread has done its job, or is gone.
    fn free(&self, number: usize, gone: bool) -> Slot {
        let mut slots = self.slots.borrow_mut();
        let before = std::mem::replace(&mut slots[number], Slot::Vacant);
        match before {
            Slot::Busy(thread, _) if !gone => {
                slots[number] = Slot::Idle(thread);
                Slot::Vacant
            }
            other => other,
        }
    }

    /// A thread is of no more use, and its job with it.
    fn broke(&self, number: usize, sentence: String) {
        if let Slot::Busy(_, task) = self.free(number, true) {
            self.happened(number, task, JobEvent::Done(Err(sentence)));
        }
    }
}

/// Threads that have nothing to do are there for the next pool of the run.
impl Drop for Inner {
    fn drop(&mut self) {
        let idle = self.slots.take().into_iter().filter_map(|slot| match slot {
            Slot::Idle(thread) => Some(thread),
            Slot::Vacant | Slot::Starting | Slot::Busy(..) => None,
        });
        for thread in idle {
            drop(thread.heard.take());
            keep(thread);
        }
    }
}

/// Pools have at most 255 threads.
fn worker_number(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

type Heard = RefCell<Option<Box<dyn Fn(Report)>>>;

/// A worker and its listeners. Dropping it terminates the worker.
struct Thread {
    worker: Worker,
    heard: Rc<Heard>,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(Event)>,
    _hold: Hold,
}

impl Thread {
    /// Starts one, and waits until it is ready.
    async fn start() -> Result<Self, BrowserError> {
        const WHAT: &str = "starting a thread";
        let worker: Worker = ask_boot(WHAT, "worker").await?.unchecked_into();
        let (tell, ready) = futures::channel::oneshot::channel();
        let tell = Cell::new(Some(tell));
        let heard: Rc<Heard> = Rc::new(RefCell::new(Some(Box::new(move |report| {
            if let Some(tell) = tell.take() {
                let _ = tell.send(report);
            }
        }))));
        let to = Rc::clone(&heard);
        let message = Closure::<dyn Fn(MessageEvent)>::own_aborting(move |event: MessageEvent| {
            if let (Some(report), Some(heard)) = (Report::read(&event.data()), &*to.borrow()) {
                heard(report);
            }
        });
        let to = Rc::clone(&heard);
        let error = Closure::<dyn Fn(Event)>::own_aborting(move |event: Event| {
            let reason = event.dyn_ref().map(ErrorEvent::message);
            if let Some(heard) = &*to.borrow() {
                heard(Report::Failed(reason.unwrap_or_else(|| "the thread broke off".to_owned())));
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        let thread = Self { worker, heard, _message: message, _error: error, _hold: Hold::worker() };
        match ready.await {
            Ok(Report::Ready { .. }) => Ok(thread),
            Ok(Report::Failed(reason)) => Err(BrowserError::Failed { what: WHAT, reason }),
            _ => Err(BrowserError::Missing("threads")),
        }
    }

    /// From now on a pool hears what it says.
    fn connect(&self, pool: &Rc<Inner>, number: usize) {
        let pool: Weak<Inner> = Rc::downgrade(pool);
        self.heard.replace(Some(Box::new(move |report| {
            // Not from within the thread's own listener, which the pool may drop with the thread.
            let pool = pool.clone();
            spawn_local(async move {
                if let Some(pool) = pool.upgrade() {
                    pool.heard(number, report);
                }
            });
        })));
    }

    fn tell(&self, order: &Order) {
        // Fails only for what cannot be copied.
        let _ = self.worker.post_message(&order.write());
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
