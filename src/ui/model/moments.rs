//! The moment of the run that is shown.

use std::cell::Ref;

use super::{Folded, Mistakes, Model};
use crate::scenes::Source;
use crate::timeline::code::{Spot, find_site};
use crate::timeline::playback::{Action, Link, Mode, Playback, Recorded, Recording, Target};
use crate::trace::{Micros, Moment, ProgramKind, Snapshot, Trace};

impl Model {
    /// Which moment is shown.
    #[must_use]
    pub const fn playback(&self) -> Playback {
        self.playback
    }

    /// Shows another moment.
    pub fn play(&mut self, action: Action) {
        let mistakes = match action {
            Action::Jump(_, Target::Mistake) => self.mistake_times(),
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

    /// How many records of a program lie before the moment that is shown, and its time.
    #[must_use]
    pub fn place(&self, number: usize) -> (usize, Micros) {
        self.with_recording(&[], |recording| {
            let place = self.playback.place(recording);
            (recording.records(place)[number], place.at())
        })
    }

    /// What the tasks of a program do at the moment that is shown. At most `most` tasks are named in
    /// each place.
    #[must_use]
    pub fn moment(&self, number: usize, most: usize) -> Moment {
        self.with_snapshot(number, |_, snapshot| snapshot.moment(most))
    }

    /// The lines of a file that tasks of any program are at, at the moment that is shown.
    #[must_use]
    pub fn spots(&self, file: Source) -> Vec<Spot> {
        self.numbers().flat_map(|number| self.spots_of(number, file)).collect()
    }

    /// The lines of a file to be kept in view at a moment that the reader has chosen: of the program that
    /// is looked at, those that a task runs at or, if none does, those that tasks wait at.
    #[must_use]
    pub fn followed(&self, file: Source) -> Vec<u32> {
        if self.playback.mode() == Mode::Live {
            return Vec::new();
        }
        let numbers = self.selected.map_or(self.numbers(), |lane| lane.track..lane.track + 1);
        let mut spots = numbers.map(|number| self.spots_of(number, file));
        let spots = spots.find(|spots| !spots.is_empty()).unwrap_or_default();
        let runs = spots.iter().any(|spot| spot.at);
        spots.iter().filter(|spot| spot.at == runs).map(|spot| spot.line).collect()
    }

    fn spots_of(&self, number: usize, file: Source) -> Vec<Spot> {
        let task = self.selected.filter(|lane| lane.track == number).map(|lane| lane.task);
        self.with_snapshot(number, |trace, snapshot| Spot::all(trace, snapshot, task, file.name))
    }

    /// A line of a file, in the first program that was ever there.
    #[must_use]
    pub fn find_line(&self, file: Source, line: u32) -> Option<Target> {
        self.numbers().find_map(|side| {
            let site = find_site(&self.shown(side).trace, file.name, line)?;
            Some(Target::Line { side, site })
        })
    }

    /// Looks at a program at the moment that is shown.
    pub fn with_snapshot<R>(&self, number: usize, look: impl FnOnce(&Trace, &Snapshot<'_>) -> R) -> R {
        let (records, at) = self.place(number);
        let Folded { trace, replay, .. } = self.shown(number);
        look(trace, &replay.snapshot(trace, records, at))
    }

    /// The numbers of the async programs that are shown.
    pub fn async_numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.numbers().filter(|number| self.program(*number).kind == ProgramKind::Async)
    }

    /// What went wrong in an async program.
    #[must_use]
    pub fn mistakes(&self, number: usize) -> Ref<'_, Mistakes> {
        let live = self.live.as_ref().is_some_and(|run| run[number].live);
        let mut known = self.mistakes.borrow_mut();
        known.resize_with(self.numbers().len(), Mistakes::default);
        if let Some(runner) = &self.simulation.runner {
            known[number].catch_up(runner, &self.shown(number).trace, live);
        }
        drop(known);
        Ref::map(self.mistakes.borrow(), |known| &known[number])
    }

    /// When the mistakes of all async programs were made, in order.
    #[must_use]
    pub fn mistake_times(&self) -> Vec<Micros> {
        let mut sorted = Vec::new();
        for number in self.async_numbers() {
            // Few, so that the library's way of sorting, which is long, would not pay.
            for time in self.mistakes(number).found.iter().filter_map(|found| found.at) {
                let index = sorted.partition_point(|known| *known <= time);
                sorted.insert(index, time);
            }
        }
        sorted
    }

    pub(super) fn with_recording<R>(&self, mistakes: &[Micros], look: impl FnOnce(&Recording<'_>) -> R) -> R {
        let sides = self.numbers().map(|number| {
            let Folded { trace, replay, .. } = self.shown(number);
            Recorded { trace, replay }
        });
        let sides: Vec<_> = sides.collect();
        look(&Recording { sides: &sides, mistakes, end: self.last(), live: self.is_live() })
    }
}
