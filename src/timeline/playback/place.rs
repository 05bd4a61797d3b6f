//! What there is to play, and places in it.

use crate::trace::moment::{Found, Sought};
use crate::trace::{Micros, Replay, SiteId, TaskId, Trace};

/// One side of what is played.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The records.
    pub trace: &'a Trace,
    /// Their index.
    pub replay: &'a Replay,
}

/// What there is to play: the records of all sides together, by time. Of records at the same time
/// those of an earlier side come first.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a> {
    /// The sides.
    pub sides: &'a [Recorded<'a>],
    /// When mistakes were made, in order.
    pub mistakes: &'a [Micros],
    /// Up to when there is something to show: the present of a run that goes on, the end of one
    /// that is over. Not before the last record.
    pub end: Micros,
    /// Whether a run goes on.
    pub live: bool,
}

/// A place in a recording: a time, and how many of the records at that very time lie before it.
///
/// In virtual time thousands of records share a time, so a time alone is not enough to step from
/// one to the next. Counted from the time, and not from the beginning, a place stays where it is
/// when the records of another side become known later than they were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: Micros,
    within: usize,
}

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To what is later.
    Forward,
    /// To what is earlier.
    Back,
}

/// What to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Any record.
    Record,
    /// The beginning of a poll.
    Poll,
    /// A moment at which a line begins to run.
    Line {
        /// The side, by its place among all.
        side: usize,
        /// The line.
        site: SiteId,
    },
    /// A record of a task.
    Task {
        /// The side, by its place among all.
        side: usize,
        /// The task.
        task: TaskId,
    },
    /// A mistake.
    Mistake,
}

impl Place {
    /// Where nothing has happened yet.
    pub const START: Self = Self { at: Micros::ZERO, within: 0 };

    /// After all records up to a time.
    #[must_use]
    pub const fn after(at: Micros) -> Self {
        Self { at, within: usize::MAX }
    }

    /// The time.
    #[must_use]
    pub const fn at(self) -> Micros {
        self.at
    }
}

impl Target {
    /// What to look for on a side; none if it is not to be found there.
    fn on(self, side: usize) -> Option<Sought> {
        match self {
            Self::Record => Some(Sought::Record),
            Self::Poll => Some(Sought::Poll),
            Self::Line { side: of, site } => (of == side).then_some(Sought::Line(site)),
            Self::Task { side: of, task } => (of == side).then_some(Sought::Task(task)),
            Self::Mistake => None,
        }
    }
}

impl Recorded<'_> {
    /// How many records are earlier than a time, and how many are not later.
    fn around(&self, at: Micros) -> (usize, usize) {
        (self.replay.records_before(self.trace, at), self.replay.records_until(self.trace, at))
    }
}

impl Recording<'_> {
    /// How many records of each side lie before a place.
    #[must_use]
    pub fn records(&self, place: Place) -> Vec<usize> {
        let mut left = place.within;
        let counts = self.sides.iter().map(|side| {
            if left == usize::MAX {
                return side.replay.records_until(side.trace, place.at);
            }
            let (before, until) = side.around(place.at);
            let taken = left.min(until - before);
            left -= taken;
            before + taken
        });
        counts.collect()
    }

    /// Whether all records lie before a place.
    #[must_use]
    pub fn is_all_shown(&self, place: Place) -> bool {
        self.sides.iter().zip(self.records(place)).all(|(side, records)| records == side.replay.records())
    }

    /// The next or the previous thing of a kind; none if there is none.
    #[must_use]
    pub fn find(&self, from: Place, direction: Direction, target: Target) -> Option<Place> {
        match (target, direction) {
            (Target::Mistake, Direction::Forward) => {
                let until = self.mistakes.partition_point(|at| *at <= from.at);
                self.mistakes.get(until).copied().map(Place::after)
            }
            (Target::Mistake, Direction::Back) => {
                let before = self.mistakes.partition_point(|at| *at < from.at);
                before.checked_sub(1).map(|last| Place::after(self.mistakes[last]))
            }
            (_, Direction::Forward) => self.next(from, target),
            (_, Direction::Back) => self.previous(from, target),
        }
    }

    fn next(&self, from: Place, target: Target) -> Option<Place> {
        let sides = self.sides.iter().zip(self.records(from)).enumerate();
        let found = sides.filter_map(|(number, (side, records))| {
            Some((side.replay.next(side.trace, records, target.on(number)?)?, number))
        });
        let (found, side) = found.min_by_key(|(found, side)| (found.at, *side))?;
        Some(self.place_of(found, side))
    }

    fn previous(&self, from: Place, target: Target) -> Option<Place> {
        let mut records = self.records(from);
        // The record that the place is at lies not before it, but those at earlier times do.
        if let Some((at, side)) = self.last(&records)
            && at == from.at
        {
            records[side] -= 1;
        }
        let sides = self.sides.iter().zip(records).enumerate();
        let found = sides.filter_map(|(number, (side, records))| {
            Some((side.replay.previous(side.trace, records, target.on(number)?)?, number))
        });
        let found = found.max_by_key(|(found, side)| (found.at, *side));
        let found = found.map(|(found, side)| self.place_of(found, side));
        // Before the first record there is one more place.
        found.or_else(|| (target == Target::Record && from > Place::START).then_some(Place::START))
    }

    /// The last of the first records of each side: its time and its side.
    fn last(&self, records: &[usize]) -> Option<(Micros, usize)> {
        let sides = self.sides.iter().zip(records).zip(0..).filter(|((_, records), _)| **records > 0);
        sides.map(|((side, records), number)| (side.replay.time_of(side.trace, *records), number)).max()
    }

    /// The place after a record.
    fn place_of(&self, found: Found, side: usize) -> Place {
        let earlier = self.sides[..side].iter().map(|side| side.around(found.at));
        let others: usize = earlier.map(|(before, until)| until - before).sum();
        let before = self.sides[side].around(found.at).0;
        Place { at: found.at, within: others + found.records - before }
    }
}
