//! The moment of the run that is shown.

use std::cell::Ref;

use super::{Folded, Mistakes, Model, track};
use crate::scenes::{Source, Variant};
use crate::timeline::code::{Spot, find_site};
use crate::timeline::playback::{Action, Link, Mode, Playback, Recorded, Recording, Target};
use crate::trace::{Micros, Moment, Snapshot, Trace};

impl Model {
    /// Which moment is shown.
    #[must_use]
    pub const fn playback(&self) -> Playback {
        self.playback
    }

    /// Shows another moment.
    pub fn play(&mut self, action: Action) {
        let mistakes = match action {
            Action::Jump(_, Target::Mistake) => self.mistakes().times(),
            _ => Vec::new(),
        };
        if !matches!(action, Action::Tick(_)) {
            self.stepped = matches!(action, Action::Jump(..));
        }
        self.playback = self.with_recording(&mistakes, |recording| self.playback.reduce(action, recording));
    }

    /// Whether the last thing that the reader did to the moment was to step.
    #[must_use]
    pub const fn was_stepped(&self) -> bool {
        self.stepped
    }

    /// The moment that is shown; none where that is the present.
    #[must_use]
    pub fn playhead(&self) -> Option<Micros> {
        let stands = self.playback.mode() != Mode::Live;
        stands.then(|| self.with_recording(&[], |recording| self.playback.place(recording).at()))
    }

    /// What a link to the moment that is shown says of it.
    #[must_use]
    pub fn link(&self) -> Link {
        self.with_recording(&[], |recording| self.playback.link(recording))
    }

    /// How many records of a variant lie before the moment that is shown, and its time.
    #[must_use]
    pub fn place(&self, variant: Variant) -> (usize, Micros) {
        self.with_recording(&[], |recording| {
            let place = self.playback.place(recording);
            (recording.records(place)[track(variant)], place.at())
        })
    }

    /// What the tasks of a variant do at the moment that is shown. At most `most` tasks are named in
    /// each place.
    #[must_use]
    pub fn moment(&self, variant: Variant, most: usize) -> Moment {
        self.with_snapshot(variant, |_, snapshot| snapshot.moment(most))
    }

    /// The lines of a file that tasks of either variant are at, at the moment that is shown.
    #[must_use]
    pub fn spots(&self, file: Source) -> Vec<Spot> {
        Variant::ALL.into_iter().flat_map(|variant| self.spots_of(variant, file)).collect()
    }

    /// The lines of a file to be kept in view at a moment that the reader has chosen: of the variant that
    /// is looked at, those that a task runs at or, if none does, those that tasks wait at.
    #[must_use]
    pub fn followed(&self, file: Source) -> Vec<u32> {
        if self.playback.mode() == Mode::Live {
            return Vec::new();
        }
        let selected = self.selected.map(|lane| Variant::ALL[lane.track]);
        let variants = selected.map_or(Variant::ALL, |variant| [variant; 2]);
        let spots = variants.map(|variant| self.spots_of(variant, file));
        let spots = spots.into_iter().find(|spots| !spots.is_empty()).unwrap_or_default();
        let runs = spots.iter().any(|spot| spot.at);
        spots.iter().filter(|spot| spot.at == runs).map(|spot| spot.line).collect()
    }

    fn spots_of(&self, variant: Variant, file: Source) -> Vec<Spot> {
        let task = self.selected.filter(|lane| lane.track == track(variant)).map(|lane| lane.task);
        self.with_snapshot(variant, |trace, snapshot| Spot::all(trace, snapshot, task, file.name))
    }

    /// A line of a file, in the variant that was ever there.
    #[must_use]
    pub fn find_line(&self, file: Source, line: u32) -> Option<Target> {
        let mut sides = Variant::ALL.iter().enumerate();
        sides.find_map(|(side, variant)| {
            let site = find_site(&self.shown(*variant).trace, file.name, line)?;
            Some(Target::Line { side, site })
        })
    }

    /// Looks at a variant at the moment that is shown.
    pub fn with_snapshot<R>(&self, variant: Variant, look: impl FnOnce(&Trace, &Snapshot<'_>) -> R) -> R {
        let (records, at) = self.place(variant);
        let Folded { trace, replay, .. } = self.shown(variant);
        look(trace, &replay.snapshot(trace, records, at))
    }

    /// What went wrong in the async program.
    #[must_use]
    pub fn mistakes(&self) -> Ref<'_, Mistakes> {
        let live = self.sides.as_ref().is_some_and(|sides| sides.run.live);
        if let Some(runner) = &self.simulation.runner {
            self.mistakes.borrow_mut().catch_up(runner, &self.shown(Variant::Async).trace, live);
        }
        self.mistakes.borrow()
    }

    pub(super) fn with_recording<R>(&self, mistakes: &[Micros], look: impl FnOnce(&Recording<'_>) -> R) -> R {
        let sides = Variant::ALL.map(|variant| {
            let Folded { trace, replay, .. } = self.shown(variant);
            Recorded { trace, replay }
        });
        let end = Variant::ALL.map(|variant| self.now(variant)).into_iter().max().unwrap_or_default();
        look(&Recording { sides: &sides, mistakes, end, live: self.is_live() })
    }
}
