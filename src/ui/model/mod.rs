//! A simulated and a live run of one scene, folded as they grow.
//!
//! [`folded`] is one trace; [`live`] takes in a run as it goes on; [`moments`] finds what there is at the
//! moment that is shown, [`mistakes`] what went wrong, [`selection`] what the picked lane does, [`lit`]
//! when the picked line ran; [`picture`] is what the canvas is drawn from; [`file`] is a run on its way
//! into a file and out of one.

mod file;
mod folded;
mod lit;
mod live;
mod mistakes;
mod moments;
mod picture;
mod selection;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::scenes::Pace;
use crate::timeline::playback::{Link, LinkProblem, Playback};
use crate::timeline::{Folds, LaneId, View};
use crate::trace::{Micros, Program, ProgramKind};

pub use file::Origin;
pub use folded::{Folded, Simulation};
pub use lit::Lit;
pub use live::{Remarks, Run};
use mistakes::Mistakes;

/// What a scene's page shows.
#[derive(Default)]
pub struct Model {
    simulation: Simulation,
    /// Shared once it is over.
    live: Option<Rc<Run>>,
    /// The earlier run that is drawn behind the shown one, and its number.
    ghost: Option<(u32, Rc<Run>)>,
    /// Where the reader put the handles of a guess, for each of the scene's programs.
    guesses: Vec<Option<u8>>,
    playback: Playback,
    /// The lane that the reader has selected.
    pub selected: Option<LaneId>,
    /// The parents whose lanes the reader has folded.
    pub folds: Folds,
    /// The line of code that the reader has picked out.
    lit: RefCell<Option<Lit>>,
    /// Of each program that is shown.
    mistakes: RefCell<Vec<Mistakes>>,
    stepped: bool,
    /// How fast scene time passed in the live run.
    pace: Option<Pace>,
    /// How the live run went, besides its records.
    remarks: Remarks,
    /// Where the live run comes from, if it was none of this page's.
    origin: Option<Origin>,
    /// What was painted last, but for the folds, and whether with the critical paths: for pictures to take
    /// along.
    pub drawn: Cell<Option<(View<'static>, bool)>>,
}

impl Model {
    /// A model without a live run, at the moment that a link asks for; and what is wrong with that.
    #[must_use]
    pub fn new(simulation: Simulation, link: Link) -> (Self, Option<LinkProblem>) {
        let model = Self { simulation, ..Self::default() };
        let (playback, problem) = model.with_recording(&[], |recording| Playback::open(link, recording));
        (Self { playback, ..model }, problem)
    }

    /// Whether a run is going on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.live.iter().flat_map(|run| run.iter()).any(|side| side.live)
    }

    /// The simulated run.
    #[must_use]
    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Whether there was a live run.
    #[must_use]
    pub const fn has_run(&self) -> bool {
        self.live.is_some()
    }

    /// The program of this number among those that are shown: the scene's or, of a run out of a file, the
    /// file's.
    #[must_use]
    pub fn program(&self, number: usize) -> &Program {
        self.live.as_ref().map_or(&self.simulation.programs[number], |run| &run[number].program)
    }

    /// The kinds of the programs that are shown.
    #[must_use]
    pub fn kinds(&self) -> Vec<ProgramKind> {
        self.numbers().map(|number| self.program(number).kind).collect()
    }

    /// The numbers of the programs that are shown: there is at least one.
    #[must_use]
    pub fn numbers(&self) -> std::ops::Range<usize> {
        0..self.live.as_ref().map_or(self.simulation.programs.len(), |run| run.len())
    }

    /// What is added to the names of the programs where the shown run is none of the reader's.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        if self.has_run() { "" } else { ", simulated" }
    }

    /// The records and folds of one program: live, if there was a live run, else simulated.
    #[must_use]
    pub fn shown(&self, number: usize) -> &Folded {
        self.live.as_ref().map_or(&self.simulation.runs[number], |run| &run[number].folded)
    }

    /// Up to when one program's shown run goes.
    #[must_use]
    pub fn now(&self, number: usize) -> Micros {
        self.live.as_ref().map_or_else(|| self.simulation.runs[number].trace.last(), |run| run[number].now)
    }

    /// Up to when the shown runs go.
    #[must_use]
    pub fn last(&self) -> Micros {
        self.numbers().map(|number| self.now(number)).max().unwrap_or_default()
    }

    /// Where the reader guesses that a program ends, as a position of the handle.
    #[must_use]
    pub fn guess(&self, number: usize) -> Option<u8> {
        self.guesses.get(number).copied().flatten()
    }

    /// Takes a guess.
    pub fn take_guess(&mut self, number: usize, position: u8) {
        self.guesses.resize(self.guesses.len().max(number + 1), None);
        self.guesses[number] = Some(position);
    }
}
