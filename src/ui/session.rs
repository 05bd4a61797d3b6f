//! The hook that owns a run. Dropping it stops the run.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::model::{Model, Simulation};
use super::runs::Runs;
use crate::browser::events::Listener;
use crate::browser::level::Level;
use crate::browser::page;
use crate::browser::platform::Platform;
use crate::browser::session::{Session, SessionRequest, Threads};
use crate::browser::view::{self, Detail, Frames};
use crate::browser::{BrowserError, Epoch, Runner};
use crate::scenes::{Address, Pace, Scene, Variant};
use crate::timeline::LaneId;
use crate::timeline::playback::{self, Link, Mode};
use crate::trace::{Micros, Totals};

/// Where a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Not begun.
    Idle,
    /// Going on.
    Running,
    /// Over by itself.
    Finished,
    /// Ended by the reader.
    Stopped,
    /// Something that the run needs is missing or broke; the sentence says what.
    Failed(String),
}

impl RunState {
    /// The word for it in `data-state`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Failed(_) => "failed",
        }
    }
}

/// What a reader can ask of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin, or begin anew.
    Run,
    /// End.
    Stop,
    /// Begin, with the blocking program on the page's own thread.
    Freeze,
    /// Show another moment.
    Play(playback::Action),
    /// Guess where a variant will end: a place of the handle.
    Guess(Variant, u8),
    /// Lay the kept run of this number behind the present one or, if it lies there, the simulated one.
    Lay(u32),
    /// Pick out a lane, or none.
    Select(Option<LaneId>),
}

/// A scene's run, for its components.
#[derive(Clone)]
pub struct SessionHandle {
    /// Where the run is.
    pub state: RunState,
    /// What is shown. Borrowed only while something is drawn or rendered.
    pub model: Rc<RefCell<Model>>,
    /// Takes the reader's wishes.
    pub dispatch: Callback<Action>,
    /// Changes when what the components show has changed; a few times a second in a run.
    pub beat: u32,
    /// The program that runs scenes, once it is there or known not to come.
    pub runner: Loaded,
    /// Where the canvas leaves its brush: called once a frame while something moves.
    pub painter: Painter,
    /// What is wrong with the moment that the address asks for, as sentences.
    pub problems: Vec<String>,
    /// The last runs, of this address and of others.
    pub runs: Rc<RefCell<Runs>>,
}

/// What is to be called once a frame.
pub type Painter = Rc<RefCell<Option<Rc<dyn Fn()>>>>;

/// How long the page may be frozen, as far as that can be known.
const LONGEST_FREEZE: Micros = Micros(4_800_000);

/// How often the components are rendered in a run, in milliseconds. The canvas has every frame.
const BEAT: f64 = 200.0;

/// Owns the run of a scene with the settings of an address.
#[hook]
pub fn use_session(
    scene: &'static Scene,
    query: &str,
    address: &Rc<Address>,
    platform: &Platform,
) -> SessionHandle {
    let state = use_state(|| RunState::Idle);
    let beat = use_state(|| 0_u32);
    let painter: Painter = use_mut_ref(|| None);
    // A run belongs to one address: with another pace or network its numbers would be others.
    // Until the program that runs scenes has arrived there is nothing to show.
    let program = format!("{}?{}", scene.id, address.query());
    let runner = use_runner(platform);
    let (link, mut problems) = link(query);
    let made = use_memo((program, arrival(&runner)), |(program, _)| {
        let simulation = match &runner {
            Some(Ok(runner)) => Simulation::of(runner, program),
            Some(Err(error)) => Simulation { problem: Some(error.to_string()), ..Simulation::default() },
            None => Simulation::default(),
        };
        let (model, problem) = Model::new(simulation, link);
        // Until the programs have arrived, every moment is after the end.
        (Rc::new(RefCell::new(model)), problem.filter(|_| arrival(&runner) == Some(true)))
    });
    let model = Rc::clone(&made.0);
    problems.extend(made.1.as_ref().map(ToString::to_string));
    let runs = use_mut_ref(Runs::default);
    model.borrow_mut().lay(runs.borrow().chosen());
    let ticker: Ticker = use_mut_ref(|| None);
    let beats = use_mut_ref(|| 0_u32);
    let running: Rc<RefCell<Option<Running>>> = use_mut_ref(|| None);
    {
        // Another address, or no page any more: the run that was is over, and shown no longer.
        let (running, ticker, state) = (Rc::clone(&running), Rc::clone(&ticker), state.setter());
        use_effect_with(Rc::clone(address), move |_| {
            move || {
                running.take();
                ticker.take();
                state.set(RunState::Idle);
            }
        });
    }
    let dispatch = {
        let parts = Parts {
            scene,
            address: Rc::clone(address),
            platform: platform.clone(),
            model: Rc::clone(&model),
            state: state.clone(),
            beat: beat.setter(),
            beats,
            painter: Rc::clone(&painter),
            running,
            ticker,
            runs: Rc::clone(&runs),
        };
        Callback::from(move |action| match action {
            Action::Run => parts.start(false),
            Action::Freeze => parts.start(true),
            Action::Stop => parts.stop(),
            Action::Play(action) => parts.play(action),
            Action::Select(lane) => {
                parts.model.borrow_mut().selected = lane;
                parts.paint();
                parts.render();
            }
            Action::Guess(variant, place) => {
                parts.model.borrow_mut().take_guess(variant, place);
                parts.render();
            }
            Action::Lay(number) => {
                parts.runs.borrow_mut().choose(number);
                parts.render();
            }
        })
    };
    SessionHandle {
        state: (*state).clone(),
        model: Rc::clone(&model),
        dispatch,
        beat: *beat,
        runner,
        painter,
        problems,
        runs,
    }
}

/// The moment and the speed that an address asks for, and what is wrong with them, as sentences.
fn link(query: &str) -> (Link, Vec<String>) {
    let value =
        |name| form_urlencoded::parse(query.as_bytes()).find(|pair| pair.0 == name).map(|pair| pair.1);
    let (link, problems) = Link::parse(value("t").as_deref(), value("speed").as_deref());
    (link, problems.iter().map(ToString::to_string).collect())
}

/// What calls once a frame while the moment that is shown moves on.
type Ticker = Rc<RefCell<Option<Frames>>>;

/// What came of loading the program that runs scenes.
pub type Loaded = Option<Result<Runner, BrowserError>>;

/// Whether it is there, as far as that is known.
fn arrival(runner: &Loaded) -> Option<bool> {
    runner.as_ref().map(Result::is_ok)
}

/// The program that runs scenes, once it is there or known not to come.
#[hook]
fn use_runner(platform: &Platform) -> Loaded {
    let arrived = use_force_update();
    use_effect_with(platform.clone(), move |platform| {
        platform.warm_up();
        let (watched, told) = (platform.clone(), Cell::new(arrival(&platform.runner())));
        let look = move || {
            let now = arrival(&watched.runner());
            if told.replace(now) != now {
                arrived.force_update();
            }
        };
        let watch = platform.watch(Rc::new(look));
        move || drop(watch)
    });
    platform.runner()
}

/// What lives as long as a run does.
struct Running {
    session: Session,
    _frames: Frames,
    _hidden: Option<Listener>,
}

#[derive(Clone)]
struct Parts {
    scene: &'static Scene,
    address: Rc<Address>,
    platform: Platform,
    model: Rc<RefCell<Model>>,
    state: UseStateHandle<RunState>,
    beat: UseStateSetter<u32>,
    beats: Rc<RefCell<u32>>,
    painter: Painter,
    running: Rc<RefCell<Option<Running>>>,
    ticker: Ticker,
    runs: Rc<RefCell<Runs>>,
}

impl Parts {
    fn start(&self, freeze: bool) {
        self.running.take();
        self.ticker.take();
        let pace = if freeze { self.freezing_pace() } else { self.address.pace };
        self.model.borrow_mut().begin(pace);
        let request = SessionRequest {
            program: format!("{}?{}", self.scene.id, self.address.query()),
            pace: pace.factor(),
            network: self.address.network.clone(),
            threads: self.threads(),
            freeze,
        };
        let parts = self.clone();
        // A page that nobody sees has no frames, but its runs end.
        let on_event = Rc::new(move || {
            if page::is_hidden() {
                parts.frame();
            }
        });
        let model = Rc::clone(&self.model);
        let hidden = page::watch_hidden(move |_| model.borrow_mut().was_hidden());
        let session = Session::start(&self.platform, request, on_event);
        let parts = self.clone();
        let last_beat = Cell::new(0.0);
        let frames = Frames::start(move |time| {
            let over = parts.frame();
            if over || time - last_beat.get() >= BEAT {
                last_beat.set(time);
                parts.render();
            }
        });
        self.running.replace(Some(Running { session, _frames: frames, _hidden: hidden }));
        self.state.set(RunState::Running);
    }

    /// The pace at which the blocking program freezes the page for five seconds at most.
    fn freezing_pace(&self) -> Pace {
        let whole = self.model.borrow().simulation().sides.get(Variant::Blocking).trace.last();
        let least = u32::try_from(whole.0.div_ceil(LONGEST_FREEZE.0 / 1_000)).unwrap_or(u32::MAX);
        Pace(self.address.pace.0.max(least))
    }

    /// How many threads both variants start beside their own.
    fn threads(&self) -> Threads {
        let workers = |variant| self.scene.workers(variant, &self.address.settings);
        Threads {
            run: workers(Variant::Async),
            block: workers(Variant::Blocking),
            apart: self.scene.workers.is_some_and(|workers| workers.apart),
        }
    }

    fn stop(&self) {
        if self.running.take().is_some() {
            self.model.borrow_mut().end();
            self.state.set(RunState::Stopped);
            self.paint();
        }
    }

    /// Shows another moment, and has it move on by itself while it plays.
    fn play(&self, action: playback::Action) {
        self.model.borrow_mut().play(action);
        if self.model.borrow().playback().mode() != Mode::Playing {
            self.ticker.take();
        } else if self.ticker.borrow().is_none() {
            let parts = self.clone();
            let (last, last_beat) = (Cell::new(None), Cell::new(0.0));
            let frames = Frames::start(move |time| {
                let passed = last.replace(Some(time)).map_or(0.0, |last| time - last);
                let scene = Micros::from_secs(passed / 1e3 * parts.address.pace.factor());
                parts.model.borrow_mut().play(playback::Action::Tick(scene));
                parts.paint();
                let ended = parts.model.borrow().playback().mode() != Mode::Playing;
                if ended || time - last_beat.get() >= BEAT / 2.0 {
                    last_beat.set(time);
                    parts.render();
                }
                if ended {
                    parts.ticker.take();
                }
            });
            self.ticker.replace(Some(frames));
        }
        self.paint();
        self.render();
    }

    /// Has the components rendered anew.
    fn render(&self) {
        let mut beats = self.beats.borrow_mut();
        *beats += 1;
        self.beat.set(*beats);
    }

    /// One frame of a run. Returns whether the run is over.
    fn frame(&self) -> bool {
        let end = {
            let running = self.running.borrow();
            let Some(running) = &*running else { return true };
            self.model.borrow_mut().catch_up(&running.session);
            if let Some(frozen) = running.session.frozen() {
                self.tell_frozen(frozen);
            }
            running.session.failure().map(RunState::Failed).or_else(|| {
                let over = Variant::ALL.iter().all(|variant| running.session.is_over(*variant));
                over.then_some(RunState::Finished)
            })
        };
        let over = end.is_some();
        if let Some(end) = end {
            self.model.borrow_mut().end();
            self.running.take();
            if end == RunState::Finished {
                self.runs.borrow_mut().keep(&self.address, &self.model.borrow());
                view::store_run(self.scene.id);
                view::dispatch("meanwhile:finish", self.detail());
            }
            self.state.set(end);
        }
        self.paint();
        over
    }

    /// The page was frozen until now: says so, and how many presses and keys had to wait.
    fn tell_frozen(&self, frozen: (Epoch, Epoch)) {
        let length = Micros::from_secs((frozen.1.millis() - frozen.0.millis()) / 1e3);
        self.model.borrow_mut().froze(length);
        let parts = self.clone();
        view::count_kept(frozen, move |kept| {
            parts.model.borrow_mut().kept(kept);
            parts.render();
        });
    }

    fn paint(&self) {
        let brush = self.painter.borrow().clone();
        if let Some(brush) = brush {
            brush();
        }
    }

    /// What hosts and tests learn of a run that is over.
    fn detail(&self) -> Detail {
        let model = self.model.borrow();
        let level = self.platform.level().unwrap_or(Level::Simulated);
        let pace = model.pace().unwrap_or(self.address.pace);
        let side = |variant| {
            let totals = model.totals(variant).unwrap_or_default();
            Detail::default()
                .with("seconds", totals.wall.secs())
                .with("tasks", totals.tasks)
                .with("failed", totals.failed)
                .with("cancelled", totals.cancelled)
                .with("how", model.how(variant, level, pace).word())
        };
        let seconds = |variant| model.totals(variant).map_or(0.0, |totals: Totals| totals.wall.secs());
        // A seed may be beyond what a number of the host's can hold exactly.
        let seed = self.address.settings.seed;
        #[expect(clippy::cast_precision_loss, reason = "given as text where it would be lost")]
        let seed: JsValue = if seed < 1 << 53 { (seed as f64).into() } else { seed.to_string().into() };
        Detail::default()
            .with("scene", self.scene.id)
            .with("seed", seed)
            .with("pace", pace.factor())
            .with("level", level.number())
            .with("async", side(Variant::Async))
            .with("blocking", side(Variant::Blocking))
            .with("ratio", seconds(Variant::Blocking) / seconds(Variant::Async).max(1e-6))
    }
}
