//! A program in a dedicated worker, as the page sees it.
//!
//! ```text
//! prepare() ─► Loading ─► Ready ─ start() ─► Running ─► Finished
//!                 └──────────┴──────────────────┴─────► Failed(sentence)
//! ```
//!
//! A worker is loaded ahead of time, so that all programs can begin at one moment, and runs one
//! job: an async program on its event loop, or a blocking one that holds its thread. Whatever happens
//! in it, dropping the run ends it at once: a thread that is held cannot be asked, only terminated.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use thiserror::Error;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

use super::clock::{Alignment, Clock, Epoch, resolution};
use super::error::BrowserError;
use super::held::Hold;
use super::page;
use super::protocol::{Job, Order, Report, VERSION};
use super::runner::{PoolServer, ask_boot};
use crate::trace::{Micros, Trace, TraceError};

/// How long a worker may take to load.
const LOAD_LIMIT: Duration = Duration::from_secs(20);

/// How often the clocks are compared; the best comparison counts.
const HELLOS: u32 = 4;

/// Where a run in a worker stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// The worker is being loaded.
    Loading,
    /// It waits for its job.
    Ready,
    /// It runs its job.
    Running,
    /// The job is done; the trace is whole.
    Finished,
    /// It is of no more use. A new run can be prepared.
    Failed(WorkerError),
}

/// Why a worker is of no more use. Each text is a sentence for the reader, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorkerError {
    /// It could not be started.
    #[error("a worker did not start: {0}")]
    Load(#[from] BrowserError),
    /// It is of another version than the page.
    #[error("the site was replaced while this page was open: reload it")]
    Version,
    /// Its program ended in a way that it should not.
    #[error("the {name} program broke off: {reason}")]
    Crashed {
        /// The program's name.
        name: String,
        /// What the browser or the program said.
        reason: String,
    },
    /// What it sent is no trace.
    #[error(transparent)]
    Damaged(#[from] TraceError),
}

/// A program in a worker. Dropping it terminates the worker.
#[must_use = "dropping a run terminates its worker"]
pub struct WorkerRun {
    inner: Rc<Inner>,
}

struct Inner {
    state: RefCell<WorkerState>,
    trace: RefCell<Trace>,
    clock: RefCell<Option<Clock>>,
    /// Which program of the scene it runs: its number and its name.
    program: RefCell<Option<(u32, String)>>,
    job: RefCell<Option<Job>>,
    pools: RefCell<Option<PoolServer>>,
    handle: RefCell<Option<Handle>>,
    limit: RefCell<Option<(Timeout, Hold)>>,
    /// Whether it has the threads that it was asked for, once it was.
    warm: Cell<Option<bool>>,
    asked: Cell<Epoch>,
    hellos: Cell<u32>,
    alignment: Cell<Option<Alignment>>,
    on_event: Rc<dyn Fn()>,
}

impl WorkerRun {
    /// Starts to load a worker. `on_event` is called whenever the state changes, and when the trace
    /// has grown.
    pub fn prepare(on_event: Rc<dyn Fn()>) -> Self {
        let inner = Rc::new(Inner {
            state: RefCell::new(WorkerState::Loading),
            trace: RefCell::default(),
            clock: RefCell::default(),
            program: RefCell::default(),
            job: RefCell::default(),
            pools: RefCell::default(),
            handle: RefCell::default(),
            limit: RefCell::default(),
            warm: Cell::new(None),
            asked: Cell::new(Epoch::now()),
            hellos: Cell::new(0),
            alignment: Cell::new(None),
            on_event,
        });
        inner.begin();
        Self { inner }
    }

    /// Whether it has not failed.
    #[must_use]
    pub fn is_of_use(&self) -> bool {
        !matches!(*self.inner.state.borrow(), WorkerState::Failed(_))
    }

    /// Whether threads are ready for the pools of an async program. A worker that is ready is asked for
    /// them, once; `on_event` is called when they are there, or cannot be had.
    #[must_use]
    pub fn is_warm(&self, threads: u32) -> bool {
        if self.inner.warm.get().is_none() && *self.inner.state.borrow() == WorkerState::Ready {
            self.inner.warm.set(Some(false));
            self.inner.tell(&Order::Warm { threads });
        }
        self.inner.warm.get() == Some(true)
    }

    /// Gives the worker its job, once: the program of this number and name. One that is still loading
    /// begins when it is ready; its scene time runs from the job's epoch all the same. Threads that a
    /// blocking program wants are in `pools`, if it may have any.
    pub fn start(&self, job: Job, number: u32, name: String, pools: Option<PoolServer>) {
        self.inner.program.replace(Some((number, name)));
        self.inner.pools.replace(pools);
        self.inner.clock.replace(Some(Clock::new(job.epoch, job.config.pace)));
        self.inner.job.replace(Some(job));
        self.inner.order_job();
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> WorkerState {
        self.inner.state.borrow().clone()
    }

    /// The trace so far. The borrow must end before control returns to the browser.
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.inner.trace.borrow()
    }

    /// Scene time now; zero before the start.
    #[must_use]
    pub fn now(&self) -> Micros {
        self.inner.clock.borrow().as_ref().map_or(Micros::ZERO, Clock::now)
    }

    /// How the worker's clock stands to the page's, once it is ready.
    #[must_use]
    pub fn alignment(&self) -> Option<Alignment> {
        self.inner.alignment.get()
    }
}

impl Drop for WorkerRun {
    fn drop(&mut self) {
        self.inner.release();
    }
}

impl Inner {
    fn begin(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        let limit = u32::try_from(LOAD_LIMIT.as_millis()).unwrap_or(u32::MAX);
        let timeout = Timeout::new(limit, move || {
            if let Some(this) = this.upgrade() {
                this.limit.take();
                let what = "loading a worker";
                this.end(WorkerState::Failed(BrowserError::TooSlow { what, limit: LOAD_LIMIT }.into()));
            }
        });
        self.limit.replace(Some((timeout, Hold::timer())));
        let this = Rc::downgrade(self);
        spawn_local(async move {
            let worker = ask_boot("loading a worker", "worker").await;
            match (
                this.upgrade().filter(|this| this.is_loading()),
                worker.map(JsValue::unchecked_into::<Worker>),
            ) {
                (Some(this), Ok(worker)) => {
                    this.handle.replace(Some(Handle::new(worker, &this)));
                }
                (Some(this), Err(error)) => this.end(WorkerState::Failed(error.into())),
                (None, Ok(worker)) => worker.terminate(),
                (None, Err(_)) => {}
            }
        });
    }

    fn is_loading(&self) -> bool {
        *self.state.borrow() == WorkerState::Loading
    }

    fn heard(&self, message: &JsValue) {
        match Report::read(message) {
            Some(Report::Ready { version, .. }) if version != VERSION => {
                self.end(WorkerState::Failed(WorkerError::Version));
            }
            Some(Report::Ready { at, .. }) => self.greeted(at),
            Some(Report::Warmed) => {
                self.warm.set(Some(true));
                (self.on_event)();
            }
            Some(Report::Batch(bytes)) => {
                let appended = self.trace.borrow_mut().append(&bytes);
                match appended {
                    Ok(()) => (self.on_event)(),
                    Err(error) => self.end(WorkerState::Failed(error.into())),
                }
            }
            Some(Report::Pool(request)) => {
                if let Some(pools) = &*self.pools.borrow() {
                    pools.serve(request);
                }
            }
            Some(Report::Did(_)) | None => {}
            Some(Report::Finished) => self.end(WorkerState::Finished),
            Some(Report::Failed(sentence)) => self.end(WorkerState::Failed(self.crash(sentence))),
        }
    }

    fn crash(&self, reason: String) -> WorkerError {
        match &*self.program.borrow() {
            Some((_, name)) if !self.is_loading() => WorkerError::Crashed { name: name.clone(), reason },
            _ => WorkerError::Load(BrowserError::Failed { what: "its program", reason }),
        }
    }

    /// Compares clocks; the first answer comes by itself and only says that it is time to ask.
    fn greeted(&self, at: Epoch) {
        let count = self.hellos.replace(self.hellos.get() + 1);
        if count > 0 {
            let seen = Alignment::of(self.asked.get(), at, Epoch::now(), resolution());
            let best = self.alignment.get().filter(|best| best.error <= seen.error);
            self.alignment.set(Some(best.unwrap_or(seen)));
        }
        if count < HELLOS {
            self.asked.set(Epoch::now());
            self.tell(&Order::Hello);
        } else if self.is_loading() {
            self.limit.take();
            self.state.replace(WorkerState::Ready);
            self.order_job();
            (self.on_event)();
        }
    }

    fn order_job(&self) {
        if *self.state.borrow() != WorkerState::Ready {
            return;
        }
        if let (Some(mut job), Some((number, _))) = (self.job.take(), &*self.program.borrow()) {
            job.epoch = self.alignment.get().unwrap_or_default().there(job.epoch);
            self.state.replace(WorkerState::Running);
            self.tell(&Order::Work { job, number: *number, site: page::site() });
        }
    }

    fn tell(&self, order: &Order) {
        if let Some(handle) = &*self.handle.borrow() {
            // Fails only for what cannot be copied.
            let _ = handle.worker.post_message(&order.write());
        }
    }

    fn end(&self, state: WorkerState) {
        self.state.replace(state);
        self.release();
        (self.on_event)();
    }

    fn release(&self) {
        drop(self.limit.take());
        drop(self.handle.take());
        drop(self.pools.take());
    }
}

/// A worker and its listeners. Dropping it terminates the worker.
struct Handle {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(Event)>,
    _hold: Hold,
}

impl Handle {
    fn new(worker: Worker, inner: &Rc<Inner>) -> Self {
        let this = Rc::downgrade(inner);
        let message = Closure::<dyn Fn(MessageEvent)>::own_aborting(move |event: MessageEvent| {
            if let Some(this) = this.upgrade() {
                this.heard(&event.data());
            }
        });
        let this = Rc::downgrade(inner);
        let error = Closure::<dyn Fn(Event)>::own_aborting(move |event: Event| {
            if let Some(this) = this.upgrade() {
                let event = event.dyn_ref::<ErrorEvent>();
                let reason = event.map_or_else(|| "its file did not load".to_owned(), ErrorEvent::message);
                this.end(WorkerState::Failed(this.crash(reason)));
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Self { worker, _message: message, _error: error, _hold: Hold::worker() }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
