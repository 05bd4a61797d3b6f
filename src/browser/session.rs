//! The programs of a scene, on one axis.
//!
//! Each has a worker of its own, where neither the page's drawing nor another program slows it. A session
//! waits until the page knows its level and the workers are ready, and then lets all begin at one moment.
//! Programs that compute run one after the other. So do those that run on the page's own thread, where the
//! reader wants to see what they do to it: first the async ones, each alone on the page's event loop, and
//! then the blocking ones, which freeze it.

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
use super::runner::{PageRun, Runner};
use super::service_worker;
use super::worker::{WorkerRun, WorkerState};
use crate::states::session::{Conditions, Effect, Event, SessionState, Venue};
use crate::trace::{Micros, Program, ProgramKind, Trace};

/// What is to be run.
#[derive(Clone, Debug)]
pub struct SessionRequest {
    /// The scene's name and parameters, as in an address: `hundred-urls?n=20`.
    pub scene: String,
    /// Its programs, in its order.
    pub programs: Vec<ProgramRequest>,
    /// Whether each program needs the processor for itself: then each begins when the one before is over.
    pub sequential: bool,
    /// Scene seconds a real second.
    pub pace: f64,
    /// Which network, as in an address. One that cannot be used is replaced by the local one.
    pub network: String,
    /// Whether the programs are to run on the page's own thread.
    pub on_page: bool,
}

/// A program that is to be run.
#[derive(Clone, Debug)]
pub struct ProgramRequest {
    /// Which.
    pub program: Program,
    /// How many threads it uses beside its own.
    pub threads: u8,
}

/// A run of a scene's programs. Dropping it stops them.
#[must_use = "dropping a session stops it"]
pub struct Session {
    inner: Rc<Inner>,
    _watch: Watch,
}

struct Inner {
    platform: Platform,
    request: SessionRequest,
    state: RefCell<SessionState>,
    /// In the order of the programs.
    sides: Vec<RefCell<Side>>,
    /// Whether the page has threads for the pools of the blocking programs that begin first: not asked for,
    /// asked for, or so.
    warm: Cell<Option<bool>>,
    /// What all programs run with, once they began. Each has an epoch of its own.
    job: RefCell<Option<Job>>,
    frozen: Cell<Option<(Epoch, Epoch)>>,
    failure: RefCell<Option<BrowserError>>,
    on_event: Rc<dyn Fn()>,
}

/// One program.
enum Side {
    /// It has not begun, and nothing was made ready for it.
    Nothing,
    Worker(WorkerRun),
    /// On the page's event loop.
    Page(PageRun),
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
            // What was computed has been over all along: it is shown beside the others' time.
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
    /// Begins as soon as everything is ready. `on_event` is called when a program may be over, also
    /// while the page is hidden and has no frames; never before this returns.
    pub fn start(platform: &Platform, request: SessionRequest, on_event: Rc<dyn Fn()>) -> Self {
        let inner = Rc::new(Inner {
            platform: platform.clone(),
            state: RefCell::default(),
            sides: request.programs.iter().map(|_| RefCell::new(Side::Nothing)).collect(),
            request,
            warm: Cell::new(None),
            job: RefCell::default(),
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

    /// Scene time of a program now; zero before its beginning.
    #[must_use]
    pub fn now(&self, number: usize) -> Micros {
        let of_others = || self.inner.sides.iter().filter_map(|side| side.borrow().now()).max();
        self.inner.side(number).borrow().now().or_else(of_others).unwrap_or_default()
    }

    /// Whether a program's trace was computed, for want of something that it needs here.
    #[must_use]
    pub fn is_simulated(&self, number: usize) -> bool {
        matches!(&*self.inner.side(number).borrow(), Side::Whole { simulated: true, .. })
    }

    /// Looks at a program's trace so far.
    pub fn with_trace(&self, number: usize, look: impl FnOnce(&Trace)) {
        match &*self.inner.side(number).borrow() {
            Side::Nothing => {}
            Side::Worker(run) => look(&run.trace()),
            Side::Page(run) => look(&run.trace()),
            Side::Whole { trace, .. } => look(trace),
        }
    }

    /// Whether a program is over, well or not. Known once its trace was looked at.
    #[must_use]
    pub fn is_over(&self, number: usize) -> bool {
        self.inner.has_begun() && self.inner.side(number).borrow().is_over()
    }

    /// Whether the programs run on the page's own thread.
    #[must_use]
    pub fn is_on_page(&self) -> bool {
        self.inner.request.on_page
    }

    /// From when to when the page was frozen, if it was.
    #[must_use]
    pub fn frozen(&self) -> Option<(Epoch, Epoch)> {
        self.inner.frozen.get()
    }

    /// Why a program could not run, as a sentence.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        let of_session = self.inner.failure.borrow().as_ref().map(ToString::to_string);
        let of_side = || self.inner.sides.iter().find_map(|side| side.borrow().failure());
        let sentence = of_session.or_else(of_side)?;
        Some(format!("{}.", capitalised(&sentence)))
    }
}

/// A session that is stopped before the beginning leaves threads that nothing will use. What the run took is
/// made ready for the next one; after a failure the next one loads everything anew.
impl Drop for Inner {
    fn drop(&mut self) {
        let failed = self.failure.borrow().is_some()
            || self.sides.iter().any(|side| side.borrow().failure().is_some());
        // What runs on threads ends first.
        self.sides.clear();
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
    fn side(&self, number: usize) -> &RefCell<Side> {
        &self.sides[number]
    }

    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.sides.len()
    }

    fn has_begun(&self) -> bool {
        matches!(*self.state.borrow(), SessionState::Running { .. })
    }

    /// Where a program runs here.
    fn venue(&self, number: usize, level: Level) -> Venue {
        let ProgramRequest { program, threads } = &self.request.programs[number];
        let (on_page, workers) = (self.request.on_page, level != Level::Simulated);
        let conditions = Conditions { on_page, workers, hears: level == Level::ServiceWorker };
        Venue::of(program.kind, *threads, conditions)
    }

    /// How many threads a program needs on the page: those of an async one belong to its worker.
    fn page_threads(&self, number: usize, level: Level) -> u32 {
        let ProgramRequest { program, threads } = &self.request.programs[number];
        let needed = program.kind == ProgramKind::Blocking && self.venue(number, level) == Venue::Worker;
        if needed { u32::from(*threads) } else { 0 }
    }

    /// Begins, if everything is ready and it has not begun.
    fn advance(self: &Rc<Self>) {
        let is_preparing = *self.state.borrow() == SessionState::Preparing;
        let Some(level) = self.platform.level().filter(|_| is_preparing) else { return };
        let in_workers: Vec<_> =
            self.numbers().filter(|number| self.venue(*number, level) == Venue::Worker).collect();
        let missing = |number: &&usize| matches!(*self.side(**number).borrow(), Side::Nothing);
        self.platform.have_workers(in_workers.iter().filter(missing).count());
        let ready: Vec<_> = in_workers.iter().map(|number| self.has_worker(*number)).collect();
        if ready.contains(&false) || !self.has_runner(level) || !self.is_warm(level) {
            return;
        }
        self.take(Event::Ready, level);
    }

    /// Takes an event, and does what is to be done about it.
    fn take(self: &Rc<Self>, event: Event, level: Level) {
        let state = self.state.take();
        let (state, effects) = state.on(event);
        self.state.replace(state);
        let done = effects.into_iter().try_for_each(|effect| match effect {
            Effect::Wake => {
                self.wake(level);
                Ok(())
            }
            Effect::Compute(number) => self.compute(number),
            Effect::BeginInWorker { number, is_later } => self.begin_in_worker(number, is_later, level),
            Effect::BeginOnPage(number) => self.begin_on_page(number, level),
            Effect::Freeze(numbers) => {
                self.freeze_soon(numbers);
                Ok(())
            }
        });
        if let Err(error) = done {
            self.failure.replace(Some(error));
        }
    }

    fn wake(self: &Rc<Self>, level: Level) {
        let this = Rc::downgrade(self);
        spawn_local(async move {
            if level == Level::ServiceWorker {
                service_worker::wake().await;
            }
            let Some(this) = this.upgrade() else { return };
            let SessionRequest { scene, pace, network, sequential, .. } = &this.request;
            let network = NetworkChoice::parse(network).unwrap_or(NetworkChoice::Local);
            let config = RunConfig { pace: *pace, network, level, token: Token::random() };
            this.job.replace(Some(Job { scene: scene.clone(), config, epoch: Epoch::now() }));
            let venues = this.numbers().map(|number| this.venue(number, level)).collect();
            this.take(Event::Awake { venues, sequential: *sequential }, level);
        });
    }

    /// Whether a program's worker is ready, and has the threads that it asked for. One that failed is
    /// waited for no longer.
    fn has_worker(&self, number: usize) -> bool {
        let mut side = self.side(number).borrow_mut();
        if matches!(*side, Side::Nothing) {
            let Some(worker) = self.platform.take_worker() else { return false };
            *side = Side::Worker(worker);
        }
        let Side::Worker(run) = &*side else { return true };
        if matches!(run.state(), WorkerState::Loading { .. }) {
            return false;
        }
        let ProgramRequest { program, threads } = &self.request.programs[number];
        match (program.kind, *threads) {
            (ProgramKind::Blocking, _) | (_, 0) => true,
            (ProgramKind::Async, threads) => !run.is_of_use() || run.is_warm(threads.into()),
        }
    }

    /// Whether the program that runs scenes is on the page, if something needs it there.
    fn has_runner(&self, level: Level) -> bool {
        let needed = self
            .numbers()
            .any(|number| self.venue(number, level) != Venue::Worker || self.page_threads(number, level) > 0);
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

    /// Whether the page has threads enough for the programs that begin first. Asks for them, once.
    fn is_warm(self: &Rc<Self>, level: Level) -> bool {
        let mut needed: Vec<_> = self.numbers().map(|number| self.page_threads(number, level)).collect();
        if self.request.sequential {
            needed.truncate(1);
        }
        let threads = needed.iter().sum();
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

    /// What a program runs with that begins now, or with those that begin first.
    fn job(&self, is_later: bool) -> Result<Job, BrowserError> {
        let job = self.job.borrow().clone().ok_or(BrowserError::Missing("job"))?;
        let epoch = if is_later { Epoch::now() } else { job.epoch };
        Ok(Job { epoch, ..job })
    }

    fn compute(&self, number: usize) -> Result<(), BrowserError> {
        let trace = self.runner()?.simulate(&self.request.scene, as_number(number))?;
        self.side(number).replace(Side::Whole { trace, simulated: true });
        Ok(())
    }

    fn begin_in_worker(
        self: &Rc<Self>,
        number: usize,
        is_later: bool,
        level: Level,
    ) -> Result<(), BrowserError> {
        let threads = self.page_threads(number, level);
        if !is_later || threads == 0 {
            return self.start_worker(number, is_later);
        }
        // The page's threads were ended with the program before.
        let this = Rc::downgrade(self);
        let ready = move || {
            let Some(this) = this.upgrade() else { return };
            if let Err(error) = this.start_worker(number, true) {
                this.failure.replace(Some(error));
            }
        };
        self.runner()?.warm(threads, ready)
    }

    fn start_worker(&self, number: usize, is_later: bool) -> Result<(), BrowserError> {
        let ProgramRequest { program, threads } = &self.request.programs[number];
        let job = self.job(is_later)?;
        if let Side::Worker(run) = &*self.side(number).borrow() {
            let has_pools = program.kind == ProgramKind::Blocking && *threads > 0;
            let pools = has_pools.then(|| self.runner()?.open(job.clone())).transpose()?;
            run.start(job, as_number(number), program.words(), pools);
        }
        Ok(())
    }

    fn begin_on_page(self: &Rc<Self>, number: usize, level: Level) -> Result<(), BrowserError> {
        let this = Rc::downgrade(self);
        let on_over = move || {
            if let Some(this) = this.upgrade() {
                this.take(Event::Over(number), level);
                (this.on_event)();
            }
        };
        let run = self.runner()?.start(self.job(true)?, as_number(number), Rc::new(on_over))?;
        self.side(number).replace(Side::Page(run));
        Ok(())
    }

    /// Something was heard of a worker: its program may be over.
    fn go_on(self: &Rc<Self>) {
        let (Some(number), Some(level)) = (self.state.borrow().current(), self.platform.level()) else {
            return;
        };
        let is_finished = matches!(&*self.side(number).borrow(),
            Side::Worker(run) if run.state() == WorkerState::Finished);
        if is_finished {
            self.take(Event::Over(number), level);
        }
    }

    fn freeze_soon(self: &Rc<Self>, numbers: Vec<usize>) {
        let this = Rc::downgrade(self);
        spawn_local(async move {
            // The reader sees the end of the last async program, and then nothing moves.
            TimeoutFuture::new(BEFORE_FREEZING).await;
            if let Some(this) = this.upgrade() {
                this.freeze(numbers);
            }
        });
    }

    /// Runs programs on the page's own thread, which nothing else has meanwhile.
    fn freeze(&self, numbers: Vec<usize>) {
        let begin = Epoch::now();
        let frozen = numbers.into_iter().try_for_each(|number| {
            let trace = self.runner()?.freeze(self.job(true)?, as_number(number))?;
            self.side(number).replace(Side::Whole { trace, simulated: false });
            Ok(())
        });
        match frozen {
            Ok(()) => self.frozen.set(Some((begin, Epoch::now()))),
            Err(error) => {
                self.failure.replace(Some(error));
            }
        }
        (self.on_event)();
    }
}

/// A program's number in messages: there are a handful.
fn as_number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How long the page goes on after the last async program's end, before it is frozen, in milliseconds.
const BEFORE_FREEZING: u32 = 400;

/// Without the tables of all the world's letters: what these sentences begin with is English.
fn capitalised(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
