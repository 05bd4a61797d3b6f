//! Both variants of a program, on one axis.
//!
//! A session waits until the page knows its level and the worker is ready, and then lets both
//! begin at one moment. If the worker fails, the async side runs all the same.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::clock::Epoch;
use super::error::BrowserError;
use super::level::Level;
use super::network::{NetworkChoice, Token};
use super::platform::{Platform, Watch};
use super::protocol::Job;
use super::run::RunConfig;
use super::runner::{AsyncSide, Runner};
use super::service_worker;
use super::worker::{BlockingRun, WorkerState};
use crate::scenes::Variant;
use crate::trace::{Micros, Trace};

/// What is to be run.
#[derive(Clone, Debug)]
pub struct SessionRequest {
    /// The program's name and parameters, as in an address: `hundred-urls?n=20`.
    pub program: String,
    /// Scene seconds a real second.
    pub pace: f64,
    /// Which network, as in an address. One that cannot be used is replaced by the local one.
    pub network: String,
    /// How many other threads each variant uses.
    pub threads: Threads,
    /// Whether the blocking variant is to run on the page's own thread, when the async one is over.
    pub freeze: bool,
}

/// How many threads the two variants of a program use beside their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Threads {
    /// The async one.
    pub run: u8,
    /// The blocking one.
    pub block: u8,
    /// Both variants need the processor, so the blocking one begins when the async one is over.
    pub apart: bool,
}

impl Threads {
    /// How many there must be when the run begins.
    fn most(self) -> u32 {
        if self.apart { self.run.max(self.block).into() } else { u32::from(self.run) + u32::from(self.block) }
    }
}

/// A run of both variants. Dropping it stops them.
#[must_use = "dropping a session stops it"]
pub struct Session {
    inner: Rc<Inner>,
    _watch: Watch,
}

struct Inner {
    platform: Platform,
    request: RefCell<Option<SessionRequest>>,
    run: RefCell<Option<AsyncSide>>,
    blocking: RefCell<Option<Blocking>>,
    begun: Cell<bool>,
    /// Whether there are as many threads as the variants use: unknown, asked for, or so.
    warm: Cell<Option<bool>>,
    /// The blocking variant, as long as it waits for the async one.
    later: RefCell<Option<(Job, Runner)>>,
    frozen: Cell<Option<(Epoch, Epoch)>>,
    failure: RefCell<Option<BrowserError>>,
    on_event: Rc<dyn Fn()>,
}

enum Blocking {
    Worker(BlockingRun),
    Simulated(Trace),
    /// On the page's own thread; none as long as it has not run.
    Frozen(Option<Trace>),
}

impl Session {
    /// Begins as soon as everything is ready. `on_event` is called when a side may be over, also
    /// while the page is hidden and has no frames; never before this returns.
    pub fn start(platform: &Platform, request: SessionRequest, on_event: Rc<dyn Fn()>) -> Self {
        let inner = Rc::new(Inner {
            platform: platform.clone(),
            request: RefCell::new(Some(request)),
            run: RefCell::default(),
            blocking: RefCell::default(),
            begun: Cell::new(false),
            warm: Cell::new(None),
            later: RefCell::default(),
            frozen: Cell::new(None),
            failure: RefCell::default(),
            on_event,
        });
        let weak = Rc::downgrade(&inner);
        let watch = platform.watch(Rc::new(move || {
            if let Some(inner) = Weak::upgrade(&weak) {
                inner.advance();
                (inner.on_event)();
            }
        }));
        inner.advance();
        Self { inner, _watch: watch }
    }

    /// Scene time of a variant now; zero before its beginning.
    #[must_use]
    pub fn now(&self, variant: Variant) -> Micros {
        let of_run = || self.inner.run.borrow().as_ref().map_or(Micros::ZERO, AsyncSide::now);
        match (variant, &*self.inner.blocking.borrow()) {
            (Variant::Blocking, Some(Blocking::Worker(run))) => run.now(),
            (Variant::Blocking, Some(Blocking::Frozen(trace))) => {
                trace.as_ref().map_or(Micros::ZERO, Trace::last)
            }
            _ => of_run(),
        }
    }

    /// Whether a variant's trace was computed, for want of something that it needs here.
    #[must_use]
    pub fn is_simulated(&self, variant: Variant) -> bool {
        let blocking = self.inner.blocking.borrow();
        variant == Variant::Blocking && matches!(&*blocking, Some(Blocking::Simulated(_)))
    }

    /// Looks at a variant's trace so far.
    pub fn with_trace(&self, variant: Variant, look: impl FnOnce(&Trace)) {
        match variant {
            Variant::Async => {
                if let Some(run) = &*self.inner.run.borrow() {
                    look(&run.trace());
                }
            }
            Variant::Blocking => match &*self.inner.blocking.borrow() {
                Some(Blocking::Worker(run)) => look(&run.trace()),
                Some(Blocking::Simulated(trace) | Blocking::Frozen(Some(trace))) => look(trace),
                Some(Blocking::Frozen(None)) | None => {}
            },
        }
    }

    /// Whether a variant is over, well or not. Known once its trace was looked at.
    #[must_use]
    pub fn is_over(&self, variant: Variant) -> bool {
        if !self.inner.begun.get() {
            return false;
        }
        match variant {
            Variant::Async => self.inner.run.borrow().as_ref().is_some_and(AsyncSide::is_over),
            Variant::Blocking => match &*self.inner.blocking.borrow() {
                Some(Blocking::Worker(run)) => {
                    matches!(run.state(), WorkerState::Finished | WorkerState::Failed(_))
                }
                Some(Blocking::Frozen(trace)) => trace.is_some(),
                Some(Blocking::Simulated(_)) | None => true,
            },
        }
    }

    /// From when to when the page was frozen, if it was.
    #[must_use]
    pub fn frozen(&self) -> Option<(Epoch, Epoch)> {
        self.inner.frozen.get()
    }

    /// Why a side could not run, as a sentence.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let of_run = || self.inner.run.borrow().as_ref().and_then(AsyncSide::failure);
        let of_worker = || match &*self.inner.blocking.borrow() {
            Some(Blocking::Worker(run)) => match run.state() {
                WorkerState::Failed(error) => Some(error.to_string()),
                _ => None,
            },
            _ => None,
        };
        let failed = self.inner.failure.borrow().clone().or_else(of_run);
        let sentence = failed.map(|error| error.to_string()).or_else(of_worker)?;
        Some(format!("{}.", capitalised(&sentence)))
    }
}

/// Whoever stops before the beginning leaves threads that nobody will use.
impl Drop for Inner {
    fn drop(&mut self) {
        // What runs on them ends first.
        drop((self.run.take(), self.blocking.take()));
        if self.warm.get().is_some()
            && let Some(Ok(runner)) = self.platform.runner()
        {
            runner.cool();
        }
    }
}

impl Inner {
    /// Begins, if everything is ready and it has not begun.
    fn advance(self: &Rc<Self>) {
        let Some(level) = self.platform.level().filter(|_| !self.begun.get()) else { return };
        let freeze = self.request.borrow().as_ref().is_some_and(|request| request.freeze);
        if freeze {
            self.blocking.replace(Some(Blocking::Frozen(None)));
        } else if self.blocking.borrow().is_none() {
            self.blocking.replace(self.platform.take_worker().map(Blocking::Worker));
        }
        let waiting = match &*self.blocking.borrow() {
            Some(Blocking::Worker(run)) => level != Level::Simulated && run.state() == WorkerState::Loading,
            _ => false,
        };
        let runner = match self.platform.runner() {
            Some(Ok(runner)) => runner,
            Some(Err(error)) => {
                self.failure.replace(Some(error));
                return;
            }
            None => return,
        };
        if waiting || !self.is_warm(&runner) {
            return;
        }
        if let Some(request) = self.request.take() {
            let this = Rc::downgrade(self);
            spawn_local(async move {
                if level == Level::ServiceWorker {
                    service_worker::wake().await;
                }
                if let Some(this) = this.upgrade()
                    && let Err(error) = this.begin(request, level, &runner)
                {
                    this.failure.replace(Some(error));
                }
            });
        }
    }

    /// Whether there are threads enough. Asks for them, once.
    fn is_warm(self: &Rc<Self>, runner: &Runner) -> bool {
        let threads = self.request.borrow().as_ref().map_or(0, |request| request.threads.most());
        if threads > 0 && self.warm.get().is_none() {
            self.warm.set(Some(false));
            let this = Rc::downgrade(self);
            let asked = runner.warm(threads, move || {
                if let Some(this) = this.upgrade() {
                    this.warm.set(Some(true));
                    this.advance();
                }
            });
            if let Err(error) = asked {
                self.failure.replace(Some(error));
            }
        }
        threads == 0 || self.warm.get() == Some(true)
    }

    fn begin(
        self: &Rc<Self>,
        request: SessionRequest,
        level: Level,
        runner: &Runner,
    ) -> Result<(), BrowserError> {
        self.begun.set(true);
        let SessionRequest { program, pace, network, threads, freeze } = request;
        let network = NetworkChoice::parse(&network).unwrap_or(NetworkChoice::Local);
        let config = RunConfig { pace, network, level, token: Token::random() };
        let job = Job { program, config, epoch: Epoch::now() };
        // A thread that is held hears of others through the service worker only.
        let real = level != Level::Simulated && (threads.block == 0 || level == Level::ServiceWorker);
        if freeze {
            self.later.replace(Some((job.clone(), runner.clone())));
        } else if !real || !matches!(&*self.blocking.borrow(), Some(Blocking::Worker(_))) {
            let simulated = runner.simulate(&job.program, Variant::Blocking)?;
            self.blocking.replace(Some(Blocking::Simulated(simulated)));
        } else if threads.apart {
            self.later.replace(Some((job.clone(), runner.clone())));
        } else {
            self.begin_blocking(job.clone(), runner)?;
        }
        let this = Rc::downgrade(self);
        let on_over = move || {
            if let Some(this) = this.upgrade() {
                this.async_is_over();
            }
        };
        self.run.replace(Some(runner.start(job, Rc::new(on_over))?));
        Ok(())
    }

    fn freeze(&self, job: Job, runner: &Runner) {
        let epoch = Epoch::now();
        match runner.freeze(Job { epoch, ..job }) {
            Ok(trace) => {
                self.frozen.set(Some((epoch, Epoch::now())));
                self.blocking.replace(Some(Blocking::Frozen(Some(trace))));
            }
            Err(error) => {
                self.failure.replace(Some(error));
            }
        }
        (self.on_event)();
    }

    fn begin_blocking(&self, job: Job, runner: &Runner) -> Result<(), BrowserError> {
        if let Some(Blocking::Worker(run)) = &*self.blocking.borrow() {
            // Threads were asked for before the beginning, if the program uses any.
            let desk = self.warm.get().map(|_| runner.open(job.clone())).transpose()?;
            run.start(job, desk);
        }
        Ok(())
    }

    fn async_is_over(self: &Rc<Self>) {
        let frozen = matches!(&*self.blocking.borrow(), Some(Blocking::Frozen(None)));
        if frozen && let Some((job, runner)) = self.later.take() {
            let this = Rc::downgrade(self);
            spawn_local(async move {
                // The reader sees the async side's end, and then nothing moves.
                TimeoutFuture::new(BEFORE_FREEZING).await;
                if let Some(this) = this.upgrade() {
                    this.freeze(job, &runner);
                }
            });
        }
        if let Some((job, runner)) = self.later.take()
            && let Err(error) = self.begin_blocking(Job { epoch: Epoch::now(), ..job }, &runner)
        {
            self.failure.replace(Some(error));
        }
        (self.on_event)();
    }
}

/// How long the page goes on after the async side's end, before it is frozen, in milliseconds.
const BEFORE_FREEZING: u32 = 400;

/// Without the tables of all the world's letters: what these sentences begin with is English.
fn capitalised(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
