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

use crate::scenes::{Pace, Variant};
use crate::timeline::playback::{Link, LinkProblem, Playback};
use crate::timeline::{Folds, LaneId, View};
use crate::trace::Micros;

pub use file::Origin;
pub use folded::{Both, Folded, Simulation};
pub use lit::Lit;
pub use live::{Remarks, Sides};
use mistakes::Mistakes;

/// The place of a variant's track among all.
const fn track(variant: Variant) -> usize {
    match variant {
        Variant::Async => 0,
        Variant::Blocking => 1,
    }
}

/// What a scene's page shows.
#[derive(Default)]
pub struct Model {
    simulation: Simulation,
    /// Shared once it is over.
    sides: Option<Rc<Sides>>,
    /// The earlier run that is drawn behind the shown one, and its number.
    ghost: Option<(u32, Rc<Sides>)>,
    /// Where the reader put the handles of a guess.
    guesses: Both<Option<u8>>,
    playback: Playback,
    /// The lane that the reader has selected.
    pub selected: Option<LaneId>,
    /// The parents whose lanes the reader has folded.
    pub folds: Folds,
    /// The line of code that the reader has picked out.
    lit: RefCell<Option<Lit>>,
    mistakes: RefCell<Mistakes>,
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
        self.sides.as_ref().is_some_and(|sides| sides.run.live || sides.block.live)
    }

    /// The simulated run.
    #[must_use]
    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Whether there was a live run.
    #[must_use]
    pub const fn has_run(&self) -> bool {
        self.sides.is_some()
    }

    /// What is added to the names of the sides where the shown run is none of the reader's.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        if self.has_run() { "" } else { ", simulated" }
    }

    /// The records and folds of one variant: live, if there was a live run, else simulated.
    #[must_use]
    pub fn shown(&self, variant: Variant) -> &Folded {
        self.sides.as_ref().map_or(self.simulation.sides.get(variant), |sides| &sides.get(variant).folded)
    }

    /// Up to when one variant's shown run goes.
    #[must_use]
    pub fn now(&self, variant: Variant) -> Micros {
        self.sides
            .as_ref()
            .map_or_else(|| self.simulation.sides.get(variant).trace.last(), |sides| sides.get(variant).now)
    }

    /// Where the reader guesses that a variant ends, as a place of the handle.
    #[must_use]
    pub fn guess(&self, variant: Variant) -> Option<u8> {
        *self.guesses.get(variant)
    }

    /// Takes a guess.
    pub fn take_guess(&mut self, variant: Variant, place: u8) {
        *self.guesses.get_mut(variant) = Some(place);
    }
}
