//! One pass over a trace, from which all else is derived.
//!
//! A trace says little: a poll began, a task waits, a request was answered. [`State`] is what is true after
//! some of the records: where each task is, which task has the thread, how far each request is. A [`Fold`]
//! sees each record together with the state after it, and keeps what it needs of both. Lanes, threads,
//! quantities, the index of moments, the critical path and the findings are folds, so none of them finds
//! out for itself what a task is doing; and any number of them share one pass. A tuple of folds is one.
//!
//! A new thing to wait for, or a new kind of record, is taught to [`State`] alone.

mod state;

pub use state::{Activity, TaskState, Wake};
pub(super) use state::{State, TaskSlot};

use std::ops::{Deref, DerefMut};

use crate::trace::moment::{Index, Jobs};
use crate::trace::{Cursor, Gauges, Lanes, Record, TaskId, ThreadUse, Trace};

/// A record, and what is true after it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The record.
    pub record: &'a Record,
    /// The state after it.
    pub state: &'a State,
    /// Another task that may do something else from now on.
    pub other: Option<TaskId>,
    /// The position after the record.
    pub cursor: Cursor,
}

/// Something that is derived from a trace, record by record.
pub trait Fold {
    /// Takes in one record.
    fn observe(&mut self, step: &Step<'_>);
}

macro_rules! tuples {
    ($(($($name:ident),+))+) => { $(
        impl<$($name: Fold),+> Fold for ($($name,)+) {
            fn observe(&mut self, step: &Step<'_>) {
                #[expect(non_snake_case, reason = "the names of the types will do for their values")]
                let ($($name,)+) = self;
                $($name.observe(step);)+
            }
        }
    )+ };
}

tuples! { (A, B, C, D, E, F) }

/// A pass over a trace that goes on when that has grown. Reads as the fold that it feeds.
#[derive(Clone, Debug, Default)]
pub struct Replay<F = History> {
    fold: F,
    state: State,
    seen: Cursor,
}

impl<F: Fold> Replay<F> {
    /// A pass that has yet to begin.
    pub fn new(fold: F) -> Self {
        Self::from(State::default(), Cursor::default(), fold)
    }

    /// A pass that goes on from a position, and the state there.
    pub(super) const fn from(state: State, seen: Cursor, fold: F) -> Self {
        Self { fold, state, seen }
    }

    /// Takes in what the trace has that was not seen yet. The trace must be the same one each time, grown.
    pub fn catch_up(&mut self, trace: &Trace) {
        let mut records = trace.records_from(self.seen);
        while let Some(record) = records.next() {
            self.take(&record, records.cursor());
        }
        self.seen = trace.end();
    }

    /// Takes in the next record, after which reading goes on at the cursor.
    pub(super) fn take(&mut self, record: &Record, cursor: Cursor) {
        let other = self.state.take(record);
        self.fold.observe(&Step { record, state: &self.state, other, cursor });
    }

    /// The position after all records that were seen, where they were taken from the trace.
    pub(super) const fn seen(&self) -> Cursor {
        self.seen
    }

    /// The state after all records that were seen.
    pub(super) const fn state(&self) -> &State {
        &self.state
    }
}

impl<F> Deref for Replay<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.fold
    }
}

impl<F> DerefMut for Replay<F> {
    fn deref_mut(&mut self) -> &mut F {
        &mut self.fold
    }
}

/// Feeds a fold with a whole trace.
pub fn fold<F: Fold>(trace: &Trace, fold: F) -> F {
    let mut replay = Replay::new(fold);
    replay.catch_up(trace);
    replay.fold
}

/// All that a picture of a run shows, and what it takes to look at any of its moments.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// What each task did.
    pub lanes: Lanes,
    /// What each thread did.
    pub threads: ThreadUse,
    /// How quantities changed.
    pub gauges: Gauges,
    pub(super) jobs: Jobs,
    pub(super) index: Index,
}

impl Fold for History {
    fn observe(&mut self, step: &Step<'_>) {
        self.lanes.observe(step);
        self.threads.observe(step);
        self.gauges.observe(step);
        self.jobs.observe(step);
        self.index.observe(step);
    }
}

impl Replay {
    /// The history of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut replay = Self::default();
        replay.catch_up(trace);
        replay
    }

    /// An empty history with this many records, at least, between two checkpoints.
    #[must_use]
    pub fn with_spacing(spacing: usize) -> Self {
        Self::new(History { index: Index::with_spacing(spacing), ..History::default() })
    }
}
