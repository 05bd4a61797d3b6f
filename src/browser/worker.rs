//! [`WorkerRun`]: a program in a dedicated worker, as the page sees it.
//!
//! What states there are and what leads from one to the next is in [`states::worker`](crate::states::worker).
//! This is the edge: what happens to the worker goes in, and what is to be done about it is done here.
//! Whatever happens, dropping the run ends the worker at once: a thread that is held cannot be asked, only
//! terminated.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::clock::{Alignment, Clock, Epoch, resolution};
use super::error::BrowserError;
use super::held::Hold;
use super::page;
use super::protocol::{Job, Order, Report, VERSION};
use super::runner::{PoolServer, ask_boot};
use crate::states::worker::{Effect, Event, Threads};
pub use crate::states::worker::{WorkerError, WorkerState};
use crate::trace::{Micros, Trace};

/// How long a worker may take to load.
const LOAD_LIMIT: Duration = Duration::from_secs(20);

const LOADING: &str = "loading a worker";

/// A program in a worker. Dropping it terminates the worker.
#[must_use = "dropping a run terminates its worker"]
pub struct WorkerRun {
    inner: Rc<Inner>,
}

struct Inner {
    state: RefCell<WorkerState>,
    trace: RefCell<Trace>,
    program: RefCell<Option<Program>>,
    worker: RefCell<Option<Handle>>,
    limit: RefCell<Option<(Timeout, Hold)>>,
    clocks: Cell<Clocks>,
    on_event: Rc<dyn Fn()>,
}

/// What the worker runs.
struct Program {
    job: Job,
    /// Which of the scene's programs, from 0.
    number: u32,
    clock: Clock,
    /// The threads of a blocking program.
    pools: Option<PoolServer>,
}

/// How the worker's clock stands to the page's, as far as is known.
#[derive(Clone, Copy, Default)]
struct Clocks {
    asked: Option<Epoch>,
    best: Option<Alignment>,
}

impl WorkerRun {
    /// Starts to load a worker. `on_event` is called whenever the state changes, and when the trace
    /// has grown.
    pub fn prepare(on_event: Rc<dyn Fn()>) -> Self {
        let inner = Rc::new(Inner {
            state: RefCell::new(WorkerState::LOADING),
            trace: RefCell::default(),
            program: RefCell::default(),
            worker: RefCell::default(),
            limit: RefCell::default(),
            clocks: Cell::default(),
            on_event,
        });
        inner.load();
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
        self.inner.on(Event::WantThreads(threads));
        matches!(*self.inner.state.borrow(), WorkerState::Ready { threads: Threads::There })
    }

    /// Gives the worker its job, once: the program of this number and name. One that is still loading
    /// begins when it is ready; its scene time runs from the job's epoch all the same. Threads that a
    /// blocking program wants are those in `pools`, if it may have any.
    pub fn start(&self, job: Job, number: u32, name: String, pools: Option<PoolServer>) {
        let clock = Clock::new(job.epoch, job.config.pace);
        self.inner.program.replace(Some(Program { job, number, clock, pools }));
        self.inner.on(Event::Start(name));
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
        self.inner.program.borrow().as_ref().map_or(Micros::ZERO, |program| program.clock.now())
    }
}

impl Drop for WorkerRun {
    fn drop(&mut self) {
        self.inner.release();
    }
}

impl Inner {
    fn load(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        let limit = u32::try_from(LOAD_LIMIT.as_millis()).unwrap_or(u32::MAX);
        let timeout = Timeout::new(limit, move || {
            if let Some(this) = this.upgrade() {
                this.broke(&BrowserError::TooSlow { what: LOADING, limit: LOAD_LIMIT });
            }
        });
        self.limit.replace(Some((timeout, Hold::timer())));
        let this = Rc::downgrade(self);
        spawn_local(async move {
            let worker = ask_boot(LOADING, "worker").await.map(JsValue::unchecked_into::<Worker>);
            match (this.upgrade().filter(|this| this.is_loading()), worker) {
                (Some(this), Ok(worker)) => drop(this.worker.replace(Some(Handle::new(worker, &this)))),
                (Some(this), Err(error)) => this.broke(&error),
                (None, Ok(worker)) => worker.terminate(),
                (None, Err(_)) => {}
            }
        });
    }

    fn is_loading(&self) -> bool {
        matches!(*self.state.borrow(), WorkerState::Loading { .. })
    }

    fn broke(&self, reason: &impl ToString) {
        self.on(Event::Broke(reason.to_string()));
    }

    fn on(&self, event: Event) {
        let (state, effects) = self.state.replace(WorkerState::LOADING).on(event);
        self.state.replace(state);
        for effect in effects {
            self.take_effect(effect);
        }
    }

    fn take_effect(&self, effect: Effect) {
        match effect {
            Effect::AskTime => {
                self.clocks.set(Clocks { asked: Some(Epoch::now()), ..self.clocks.get() });
                self.send(&Order::Hello);
            }
            Effect::AskForThreads(threads) => self.send(&Order::Warm { threads }),
            Effect::Loaded => drop(self.limit.take()),
            Effect::SendProgram => {
                if let Some(Program { job, number, .. }) = &*self.program.borrow() {
                    let mut job = job.clone();
                    job.epoch = self.clocks.get().best.unwrap_or_default().there(job.epoch);
                    self.send(&Order::Work { number: *number, job, site: page::site() });
                }
            }
            Effect::Release => self.release(),
            Effect::Notify => (self.on_event)(),
        }
    }

    fn heard(&self, message: &JsValue) {
        let event = match Report::read(message) {
            Some(Report::Ready { version, at }) => {
                self.compare_clocks(at);
                Event::Answered { same_version: version == VERSION }
            }
            Some(Report::Warmed) => Event::HasThreads,
            Some(Report::Batch(bytes)) => {
                Event::Recorded(self.trace.borrow_mut().append(&bytes).map(|()| bytes.len()))
            }
            Some(Report::Finished) => Event::Finished,
            Some(Report::Failed(sentence)) => Event::Broke(sentence),
            Some(Report::Pool(request)) => {
                if let Some(pools) = self.program.borrow().as_ref().and_then(|program| program.pools.as_ref())
                {
                    pools.serve(request);
                }
                return;
            }
            None if message.is_instance_of::<Uint8Array>() => Event::Unreadable,
            // What the page's own script and the worker's say to each other.
            Some(Report::Did(_)) | None => return,
        };
        self.on(event);
    }

    /// The first answer comes by itself, and only says that it is time to ask.
    fn compare_clocks(&self, at: Epoch) {
        let Clocks { asked, best } = self.clocks.get();
        let Some(asked) = asked else { return };
        let seen = Alignment::of(asked, at, Epoch::now(), resolution());
        let best = best.filter(|best| best.error <= seen.error).unwrap_or(seen);
        self.clocks.set(Clocks { asked: None, best: Some(best) });
    }

    fn send(&self, order: &Order) {
        if let Some(handle) = &*self.worker.borrow() {
            // Fails only for what cannot be copied.
            let _ = handle.worker.post_message(&order.write());
        }
    }

    fn release(&self) {
        drop(self.limit.take());
        drop(self.worker.take());
        let pools = self.program.borrow_mut().as_mut().and_then(|program| program.pools.take());
        drop(pools);
    }
}

/// A worker and its listeners. Dropping it terminates the worker.
struct Handle {
    worker: Worker,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn(web_sys::Event)>,
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
        let error = Closure::<dyn Fn(web_sys::Event)>::own_aborting(move |event: web_sys::Event| {
            if let Some(this) = this.upgrade() {
                let event = event.dyn_ref::<ErrorEvent>();
                this.broke(&event.map_or_else(|| "its file did not load".to_owned(), ErrorEvent::message));
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
