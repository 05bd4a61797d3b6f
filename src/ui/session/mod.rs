//! The hook that owns a run. Dropping it stops the run.

mod report;
mod running;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use super::model::{Model, Simulation};
use super::opening::Opened;
use super::runs::Runs;
use crate::browser::platform::Platform;
use crate::browser::view::Frames;
use crate::browser::{BrowserError, Runner};
use crate::scenes::{Address, Scene, Source};
use crate::timeline::LaneId;
use crate::timeline::playback::{self, Link};
use running::{Parts, Running};

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
    /// Begin, with all programs on the page's own thread.
    Freeze,
    /// Show another moment.
    Play(playback::Action),
    /// Guess where the program of a number will end: a position of the handle.
    Guess(usize, u8),
    /// Lay the kept run of this number behind the present one or, if it lies there, the simulated one.
    Lay(u32),
    /// Pick out a lane, or none.
    Select(Option<LaneId>),
    /// Pick out a line of a file, or none.
    Light(Option<(Source, u32)>),
    /// Fold a parent's lane, or unfold it.
    Fold(LaneId),
    /// Fold all lanes or, where any is folded, unfold them.
    FoldAll,
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

/// Owns the run of a scene with the settings of an address.
#[hook]
pub fn use_session(
    scene: &'static Scene,
    query: &str,
    address: &Rc<Address>,
    platform: &Platform,
    opened: &Opened,
) -> SessionHandle {
    let state = use_state(|| RunState::Idle);
    let beat = use_state(|| 0_u32);
    let painter: Painter = use_mut_ref(|| None);
    // A run belongs to one address, or to one file: with another pace or network its numbers would be others.
    // Until the program that runs scenes has arrived there is nothing to show.
    let program = format!("{}?{}", scene.id, address.query());
    let runner = use_runner(platform);
    let (link, mut problems) = link(query);
    let made = use_memo((program, arrival(&runner), opened.count), |(program, ..)| {
        let simulation = match &runner {
            Some(Ok(runner)) => Simulation::of(runner, scene, program),
            Some(Err(error)) => Simulation::nothing(scene, Some(error.to_string())),
            None => Simulation::nothing(scene, None),
        };
        let (mut model, problem) = Model::new(simulation, link);
        if arrival(&runner).is_some()
            && let Some((run, file)) = opened.take(program)
        {
            model.adopt(run, file);
        }
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
        use_effect_with((Rc::clone(address), opened.count), move |_| {
            move || {
                running.take();
                ticker.take();
                state.set(RunState::Idle);
            }
        });
    }
    {
        let (state, runs, shown) = (state.setter(), Rc::clone(&runs), Rc::clone(&model));
        let address = Rc::clone(address);
        use_effect_with(Rc::as_ptr(&model) as usize, move |_| {
            if shown.borrow().origin().is_some() {
                runs.borrow_mut().keep(&address, &shown.borrow());
                state.set(RunState::Finished);
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
        Callback::from(move |action| parts.take(action))
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
