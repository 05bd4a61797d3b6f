//! What is done when the reader asks for something, and in each frame of a run.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use super::report::report;
use super::{Action, Painter, RunState, Ticker};
use crate::browser::Epoch;
use crate::browser::events::Listener;
use crate::browser::page;
use crate::browser::platform::Platform;
use crate::browser::session::{ProgramRequest, Session, SessionRequest};
use crate::browser::view::{self, Frames};
use crate::scenes::{Address, Pace, Scene};
use crate::timeline::playback::{self, Mode};
use crate::trace::{Micros, ProgramKind};
use crate::ui::model::{Model, Simulation};
use crate::ui::runs::Runs;

/// How long the page may be frozen, as far as that can be known.
const LONGEST_FREEZE: Micros = Micros(4_800_000);

/// How often the components are rendered in a run, in milliseconds. The canvas has every frame.
const BEAT: f64 = 200.0;

/// What lives as long as a run does.
pub(super) struct Running {
    session: Session,
    _frames: Frames,
    _hidden: Vec<Listener>,
}

/// What the reader's wishes act upon.
#[derive(Clone)]
pub(super) struct Parts {
    pub scene: &'static Scene,
    pub address: Rc<Address>,
    pub platform: Platform,
    pub model: Rc<RefCell<Model>>,
    pub state: UseStateHandle<RunState>,
    pub beat: UseStateSetter<u32>,
    pub beats: Rc<RefCell<u32>>,
    pub painter: Painter,
    pub running: Rc<RefCell<Option<Running>>>,
    pub ticker: Ticker,
    pub runs: Rc<RefCell<Runs>>,
}

impl Parts {
    /// Does what the reader asks for.
    pub fn take(&self, action: Action) {
        match action {
            Action::Run => self.start(self.address.on_page),
            Action::Freeze => self.start(true),
            Action::Stop => self.stop(),
            Action::Play(action) => self.play(action),
            Action::Select(lane) => self.change(|model| model.selected = lane),
            Action::Fold(lane) => self.change(|model| model.toggle_fold(lane)),
            Action::Light(line) => self.change(|model| model.light(line)),
            Action::FoldAll => self.change(Model::toggle_folds),
            Action::Guess(number, place) => {
                self.model.borrow_mut().take_guess(number, place);
                self.render();
            }
            Action::Lay(number) => {
                self.runs.borrow_mut().choose(number);
                self.render();
            }
        }
    }

    fn start(&self, on_page: bool) {
        self.running.take();
        self.ticker.take();
        let pace = if on_page { self.freezing_pace() } else { self.address.pace };
        self.model.borrow_mut().begin(pace);
        let request = SessionRequest {
            scene: format!("{}?{}", self.scene.id, self.address.query()),
            programs: self.programs(),
            sequential: self.scene.workers.is_some_and(|workers| workers.apart),
            pace: pace.factor(),
            network: self.address.network.clone(),
            on_page,
        };
        let parts = self.clone();
        // A page that nobody sees has no frames, but its runs end.
        let on_event = Rc::new(move || {
            if page::is_hidden() {
                parts.frame();
            }
        });
        let model = Rc::clone(&self.model);
        // Workers go on as before.
        let hidden =
            if on_page { page::watch_hidden(move |_| model.borrow_mut().was_hidden()) } else { Vec::new() };
        let session = Session::start(&self.platform, request, on_event);
        let parts = self.clone();
        let last_beat = Cell::new(0.0);
        let frames = Frames::start(move |time| {
            if page::is_hidden() {
                return;
            }
            let over = parts.frame();
            if over || time - last_beat.get() >= BEAT {
                last_beat.set(time);
                parts.render();
            }
        });
        self.running.replace(Some(Running { session, _frames: frames, _hidden: hidden }));
        self.state.set(RunState::Running);
    }

    /// The pace at which the blocking programs freeze the page for five seconds at most.
    fn freezing_pace(&self) -> Pace {
        let model = self.model.borrow();
        let Simulation { programs, runs, .. } = model.simulation();
        let blocking = programs.iter().zip(runs).filter(|(program, _)| program.kind == ProgramKind::Blocking);
        let whole: u64 = blocking.map(|(_, run)| run.trace.last().0).sum();
        let least = u32::try_from(whole.div_ceil(LONGEST_FREEZE.0 / 1_000)).unwrap_or(u32::MAX);
        Pace(self.address.pace.0.max(least))
    }

    /// The scene's programs, and how many threads each starts beside its own.
    fn programs(&self) -> Vec<ProgramRequest> {
        let programs = self.scene.programs.iter().enumerate().map(|(number, program)| ProgramRequest {
            program: program.clone(),
            threads: self.scene.workers(number, &self.address.settings),
        });
        programs.collect()
    }

    fn stop(&self) {
        if self.running.take().is_some() {
            self.model.borrow_mut().end();
            self.state.set(RunState::Stopped);
            self.paint();
        }
    }

    /// Changes what is shown, and shows it.
    fn change(&self, change: impl FnOnce(&mut Model)) {
        change(&mut self.model.borrow_mut());
        self.paint();
        self.render();
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
                // What nobody sees stands still.
                if page::is_hidden() {
                    last.take();
                    return;
                }
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
                let over = self.model.borrow().numbers().all(|number| running.session.is_over(number));
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
                let level = self.platform.level();
                let report = report(self.scene, &self.address, &self.model.borrow(), level);
                view::dispatch("meanwhile:finish", report);
            }
            self.state.set(end);
        }
        if over || !page::is_hidden() {
            self.paint();
        }
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
}
