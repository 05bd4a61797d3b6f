//! Both programs of a scene, on one axis.
//!
//! Each has a worker of its own, where neither the page's drawing nor the other program slows it. A session
//! waits until the page knows its level and the workers are ready, and then lets both begin at one moment.
//! Where the reader wants to see what a program does to the page's own thread, both run there, one after
//! the other.

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
use super::worker::{WorkerRun, WorkerState};
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
    /// Whether both variants are to run on the page's own thread, the blocking one last: it freezes it.
    pub on_page: bool,
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

/// A run of both variants. Dropping it stops them.
#[must_use = "dropping a session stops it"]
pub struct Session {
    inner: Rc<Inner>,
    _watch: Watch,
}

struct Inner {
    platform: Platform,
    request: SessionRequest,
    stage: Cell<Stage>,
    /// In the order of [`Variant::ALL`].
    sides: [RefCell<Side>; 2],
    /// Whether the page has threads for the blocking variant's pools: not asked for, asked for, or so.
    warm: Cell<Option<bool>>,
    /// The blocking variant, as long as it waits for the async one.
    later: RefCell<Option<Job>>,
    frozen: Cell<Option<(Epoch, Epoch)>>,
    failure: RefCell<Option<BrowserError>>,
    on_event: Rc<dyn Fn()>,
}

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Something is not ready.
    Preparing,
    /// All is, but for the service worker, which is woken.
    Waking,
    /// The sides were told to begin.
    Begun,
}

/// One variant.
enum Side {
    /// It has not begun, and nothing was made ready for it.
    Nothing,
    Worker(WorkerRun),
    /// On the page's event loop.
    Page(AsyncSide),
    /// Computed, or held the page's own thread; it is over.
    Whole {
        trace: Trace,
        simulated: bool,
    },
}

impl Side {
    /// Scene time; zero before the beginning.
    fn now(&self) -> Option<Micros> {
        match self {
            Self::Nothing => Some(Micros::ZERO),
            Self::Worker(run) => Some(run.now()),
            Self::Page(run) => Some(run.now()),
            // What was computed has been over all along: it is shown beside the other's time.
            Self::Whole { simulated: true, .. } => None,
            Self::Whole { trace, .. } => Some(trace.last()),
        }
    }

    fn is_over(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Worker(run) => matches!(run.state(), WorkerState::Finished | WorkerState::Failed(_)),
            Self::Page(run) => run.is_over(),
            Self::Whole { .. } => true,
        }
    }

    fn failure(&self) -> Option<String> {
        match self {
            Self::Worker(run) => match run.state() {
                WorkerState::Failed(error) => Some(error.to_string()),
                _ => None,
            },
            Self::Page(run) => run.failure().map(|error| error.to_string()),
            Self::Nothing | Self::Whole { .. } => None,
        }
    }
}

impl Session {
    /// Begins as soon as everything is ready. `on_event` is called when a side may be over, also
    /// while the page is hidden and has no frames; never before this returns.
    pub fn start(platform: &Platform, request: SessionRequest, on_event: Rc<dyn Fn()>) -> Self {
        let inner = Rc::new(Inner {
            platform: platform.clone(),
            request,
            stage: Cell::new(Stage::Preparing),
            sides: [RefCell::new(Side::Nothing), RefCell::new(Side::Nothing)],
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
                inner.go_on();
                (inner.on_event)();
            }
        }));
        // What a run before this one took or broke.
        platform.warm_up();
        inner.advance();
        Self { inner, _watch: watch }
    }

    /// Scene time of a variant now; zero before its beginning.
    #[must_use]
    pub fn now(&self, variant: Variant) -> Micros {
        let of_run = || self.inner.side(Variant::Async).borrow().now().unwrap_or_default();
        self.inner.side(variant).borrow().now().unwrap_or_else(of_run)
    }

    /// Whether a variant's trace was computed, for want of something that it needs here.
    #[must_use]
    pub fn is_simulated(&self, variant: Variant) -> bool {
        matches!(&*self.inner.side(variant).borrow(), Side::Whole { simulated: true, .. })
    }

    /// Looks at a variant's trace so far.
    pub fn with_trace(&self, variant: Variant, look: impl FnOnce(&Trace)) {
        match &*self.inner.side(variant).borrow() {
            Side::Nothing => {}
            Side::Worker(run) => look(&run.trace()),
            Side::Page(run) => look(&run.trace()),
            Side::Whole { trace, .. } => look(trace),
        }
    }

    /// Whether a variant is over, well or not. Known once its trace was looked at.
    #[must_use]
    pub fn is_over(&self, variant: Variant) -> bool {
        self.inner.stage.get() == Stage::Begun && self.inner.side(variant).borrow().is_over()
    }

    /// Whether both variants run on the page's own thread.
    #[must_use]
    pub fn is_on_page(&self) -> bool {
        self.inner.request.on_page
    }

    /// From when to when the page was frozen, if it was.
    #[must_use]
    pub fn frozen(&self) -> Option<(Epoch, Epoch)> {
        self.inner.frozen.get()
    }

    /// Why a side could not run, as a sentence.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let of_session = self.inner.failure.borrow().as_ref().map(ToString::to_string);
        let of_side = || self.inner.sides.iter().find_map(|side| side.borrow().failure());
        let sentence = of_session.or_else(of_side)?;
        Some(format!("{}.", capitalised(&sentence)))
    }
}

/// Whoever stops before the beginning leaves threads that nobody will use. What the run took is made ready
/// for the next one; after a failure the next one loads everything anew.
impl Drop for Inner {
    fn drop(&mut self) {
        let failed = self.failure.borrow().is_some()
            || self.sides.iter().any(|side| side.borrow().failure().is_some());
        // What runs on threads ends first.
        drop(self.sides.each_ref().map(|side| side.replace(Side::Nothing)));
        if self.warm.get().is_some()
            && let Some(Ok(runner)) = self.platform.runner()
        {
            runner.cool();
        }
        if failed {
            self.platform.cool();
        } else {
            self.platform.warm_up();
        }
    }
}

impl Inner {
    const fn side(&self, variant: Variant) -> &RefCell<Side> {
        &self.sides[variant as usize]
    }

    /// Whether a variant runs in a worker here.
    fn is_real(&self, variant: Variant, level: Level) -> bool {
        // A thread that is held hears of others through the service worker only.
        let hears = || self.request.threads.block == 0 || level == Level::ServiceWorker;
        !self.request.on_page && level != Level::Simulated && (variant == Variant::Async || hears())
    }

    /// Begins, if everything is ready and it has not begun.
    fn advance(self: &Rc<Self>) {
        let Some(level) = self.platform.level().filter(|_| self.stage.get() == Stage::Preparing) else {
            return;
        };
        let ready = Variant::ALL.map(|variant| !self.is_real(variant, level) || self.has_worker(variant));
        if ready.contains(&false) || !self.has_runner(level) || !self.is_warm() {
            return;
        }
        self.stage.set(Stage::Waking);
        let this = Rc::downgrade(self);
        spawn_local(async move {
            if level == Level::ServiceWorker {
                service_worker::wake().await;
            }
            let Some(this) = this.upgrade() else { return };
            if let Err(error) = this.begin(level) {
                this.failure.replace(Some(error));
            }
        });
    }

    /// Whether a variant's worker is ready, and has the threads that it asked for. One that failed is
    /// waited for no longer.
    fn has_worker(&self, variant: Variant) -> bool {
        let mut side = self.side(variant).borrow_mut();
        if matches!(*side, Side::Nothing) {
            let Some(worker) = self.platform.take_worker() else { return false };
            *side = Side::Worker(worker);
        }
        let Side::Worker(run) = &*side else { return true };
        if run.state() == WorkerState::Loading {
            return false;
        }
        match (variant, self.request.threads.run) {
            (Variant::Blocking, _) | (_, 0) => true,
            (Variant::Async, threads) => !run.is_of_use() || run.is_warm(threads.into()),
        }
    }

    /// Whether the program that runs scenes is on the page, if something needs it there.
    fn has_runner(&self, level: Level) -> bool {
        let needed = self.request.threads.block > 0
            || Variant::ALL.iter().any(|variant| !self.is_real(*variant, level));
        match self.platform.runner() {
            Some(Err(error)) => {
                self.failure.replace(Some(error));
                false
            }
            Some(Ok(_)) => true,
            None => !needed,
        }
    }

    fn runner(&self) -> Result<Runner, BrowserError> {
        self.platform.runner().unwrap_or(Err(BrowserError::Missing("runner")))
    }

    /// Whether the page has threads enough for the blocking variant. Asks for them, once.
    fn is_warm(self: &Rc<Self>) -> bool {
        let threads = u32::from(self.request.threads.block);
        if threads > 0 && self.warm.get().is_none() {
            self.warm.set(Some(false));
            let this = Rc::downgrade(self);
            let ready = move || {
                if let Some(this) = this.upgrade() {
                    this.warm.set(Some(true));
                    this.advance();
                }
            };
            if let Err(error) = self.runner().and_then(|runner| runner.warm(threads, ready)) {
                self.failure.replace(Some(error));
            }
        }
        threads == 0 || self.warm.get() == Some(true)
    }

    fn begin(self: &Rc<Self>, level: Level) -> Result<(), BrowserError> {
        self.stage.set(Stage::Begun);
        let SessionRequest { program, pace, network, threads, on_page } = &self.request;
        let network = NetworkChoice::parse(network).unwrap_or(NetworkChoice::Local);
        let config = RunConfig { pace: *pace, network, level, token: Token::random() };
        let job = Job { program: program.clone(), config, epoch: Epoch::now() };
        if *on_page || (threads.apart && self.is_real(Variant::Blocking, level)) {
            self.later.replace(Some(job.clone()));
        } else {
            self.begin_blocking(job.clone())?;
        }
        if let Side::Worker(run) = &*self.side(Variant::Async).borrow() {
            run.start(job, Variant::Async, None);
            return Ok(());
        }
        let this = Rc::downgrade(self);
        let on_over = move || {
            if let Some(this) = this.upgrade() {
                this.async_is_over();
                (this.on_event)();
            }
        };
        let run = self.runner()?.start(job, Rc::new(on_over))?;
        self.side(Variant::Async).replace(Side::Page(run));
        Ok(())
    }

    fn begin_blocking(&self, job: Job) -> Result<(), BrowserError> {
        let side = self.side(Variant::Blocking);
        if let Side::Worker(run) = &*side.borrow() {
            // Threads were asked for before the beginning, if the program uses any.
            let pools = self.warm.get().map(|_| self.runner()?.open(job.clone())).transpose()?;
            run.start(job, Variant::Blocking, pools);
            return Ok(());
        }
        let trace = self.runner()?.simulate(&job.program, Variant::Blocking)?;
        side.replace(Side::Whole { trace, simulated: true });
        Ok(())
    }

    /// Something was heard of a worker: its program may be over.
    fn go_on(self: &Rc<Self>) {
        let over = matches!(&*self.side(Variant::Async).borrow(), Side::Worker(run) if run.state() == WorkerState::Finished);
        if over {
            self.async_is_over();
        }
    }

    /// The blocking variant begins that waited for the async one.
    fn async_is_over(self: &Rc<Self>) {
        let Some(job) = self.later.take() else { return };
        if self.request.on_page {
            let this = Rc::downgrade(self);
            spawn_local(async move {
                // The reader sees the async side's end, and then nothing moves.
                TimeoutFuture::new(BEFORE_FREEZING).await;
                if let Some(this) = this.upgrade() {
                    this.freeze(job);
                }
            });
        } else if let Err(error) = self.begin_blocking(Job { epoch: Epoch::now(), ..job }) {
            self.failure.replace(Some(error));
        }
    }

    fn freeze(&self, job: Job) {
        let epoch = Epoch::now();
        match self.runner().and_then(|runner| runner.freeze(Job { epoch, ..job })) {
            Ok(trace) => {
                self.frozen.set(Some((epoch, Epoch::now())));
                self.side(Variant::Blocking).replace(Side::Whole { trace, simulated: false });
            }
            Err(error) => {
                self.failure.replace(Some(error));
            }
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
