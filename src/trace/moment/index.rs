//! The index over a trace: checkpoints, and where which time is.

use std::borrow::Cow;

use super::snapshot::Snapshot;
use crate::trace::replay::{Fold, Replay, State, Step};
use crate::trace::{Cursor, Micros, Trace};

/// How many records there are between two bookmarks, which are small.
const BOOKMARKS: usize = 256;

/// How many records there are at least between two checkpoints.
const CHECKPOINTS: usize = 512;

/// A place in the trace from which it can be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bookmark {
    /// How many records lie before it.
    pub records: usize,
    /// The time of the last of those.
    pub at: Micros,
    pub cursor: Cursor,
}

/// A place in the trace from which the state can be built.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoint {
    pub cursor: Cursor,
    pub state: State,
}

/// Where in a trace which record is, and from where the state after it can be built.
///
/// It keeps a copy of the whole state once in a while: not before as many records have passed as
/// the state has tasks, so that all copies together stay proportional to the trace. What lies
/// between is replayed.
#[derive(Clone, Debug)]
pub struct Index {
    spacing: usize,
    bookmarks: Vec<Bookmark>,
    pub(super) checkpoints: Vec<Checkpoint>,
}

impl Default for Index {
    fn default() -> Self {
        Self::with_spacing(CHECKPOINTS)
    }
}

impl Index {
    /// An empty index with this many records, at least, between two checkpoints.
    #[must_use]
    pub fn with_spacing(spacing: usize) -> Self {
        Self { spacing, bookmarks: vec![Bookmark::default()], checkpoints: vec![Checkpoint::default()] }
    }

    /// The last checkpoint that lies not after so many records, by its number.
    pub(super) fn checkpoint_before(&self, records: usize) -> usize {
        self.checkpoints.partition_point(|checkpoint| checkpoint.state.records() <= records) - 1
    }

    /// The last bookmark that lies not after so many records.
    fn bookmark_before(&self, records: usize) -> &Bookmark {
        &self.bookmarks[self.bookmarks.partition_point(|bookmark| bookmark.records <= records) - 1]
    }
}

impl Fold for Index {
    fn observe(&mut self, &Step { state, cursor, .. }: &Step<'_>) {
        let records = state.records();
        if records.is_multiple_of(BOOKMARKS) {
            self.bookmarks.push(Bookmark { records, at: state.last(), cursor });
        }
        let before = self.checkpoints.last().map_or(0, |checkpoint| checkpoint.state.records());
        if records - before >= state.size().max(self.spacing) {
            self.checkpoints.push(Checkpoint { cursor, state: state.clone() });
        }
    }
}

/// Any moment of the run. Questions must come with the trace that was replayed; from another one the
/// answers mean nothing, but there are some.
impl Replay {
    /// How many records were seen.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.state().records()
    }

    /// The state after the first `records` records, or after all of them if there are not so many,
    /// at a time that lies after them and not after the next.
    #[must_use]
    pub fn snapshot(&self, trace: &Trace, records: usize, at: Micros) -> Snapshot<'_> {
        let (state, replayed) = if records >= self.records() {
            (Cow::Borrowed(self.state()), 0)
        } else {
            let checkpoint = &self.index.checkpoints[self.index.checkpoint_before(records)];
            let mut state = checkpoint.state.clone();
            let missing = records - state.records();
            for record in trace.records_from(checkpoint.cursor).take(missing) {
                state.take(&record);
            }
            (Cow::Owned(state), missing)
        };
        Snapshot::new(state, self.state(), &self.jobs, at, replayed)
    }

    /// How many records are earlier than a time.
    #[must_use]
    pub fn records_before(&self, trace: &Trace, time: Micros) -> usize {
        self.count_while(trace, |at| at < time)
    }

    /// How many records are not later than a time.
    #[must_use]
    pub fn records_until(&self, trace: &Trace, time: Micros) -> usize {
        self.count_while(trace, |at| at <= time)
    }

    /// The time of the last of the first `records` records; zero if there is none.
    #[must_use]
    pub fn time_of(&self, trace: &Trace, records: usize) -> Micros {
        let bookmark = self.index.bookmark_before(records);
        let after = trace.records_from(bookmark.cursor).take(records.saturating_sub(bookmark.records));
        after.last().map_or(bookmark.at, |record| record.at)
    }

    /// How many records there are at the beginning for whose times something holds, which must
    /// hold for no time after one for which it does not.
    fn count_while(&self, trace: &Trace, early: impl Fn(Micros) -> bool) -> usize {
        // The first bookmark lies before all records, so it always counts.
        let later = &self.index.bookmarks[1..];
        let bookmark = &self.index.bookmarks[later.partition_point(|bookmark| early(bookmark.at))];
        let unread = self.records() - bookmark.records;
        let after = trace.records_from(bookmark.cursor).take(unread);
        bookmark.records + after.take_while(|record| early(record.at)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{Cause, TaskId, What};

    /// A trace with more records of one time than there are between two bookmarks.
    fn crowded() -> Trace {
        let mut trace = Trace::new();
        for record in 0..3_000_u64 {
            let at = if (700..2_000).contains(&record) { 700 } else { record };
            trace.push(Micros(at), TaskId::MAIN, What::Woken { by: Cause::Unknown });
        }
        trace
    }

    #[test]
    fn times_are_looked_up_where_they_are() {
        let trace = crowded();
        let moments = Replay::of(&trace);
        let times: Vec<_> = trace.records().map(|record| record.at).collect();
        for time in (0..3_001).map(Micros) {
            let before = times.iter().filter(|at| **at < time).count();
            let until = times.iter().filter(|at| **at <= time).count();
            assert_eq!(moments.records_before(&trace, time), before, "before {time}");
            assert_eq!(moments.records_until(&trace, time), until, "until {time}");
        }
        for (number, time) in (1..).zip(&times) {
            assert_eq!(moments.time_of(&trace, number), *time, "record {number}");
        }
        assert_eq!(moments.time_of(&trace, 0), Micros::ZERO);
        assert_eq!(moments.time_of(&trace, usize::MAX), trace.last());
    }

    #[test]
    fn no_lookup_reads_more_than_lies_between_two_bookmarks() {
        let trace = crowded();
        let moments = Replay::of(&trace);
        for number in 0..=trace.len() {
            assert!(number - moments.index.bookmark_before(number).records < BOOKMARKS, "record {number}");
        }
        assert_eq!(moments.index.bookmarks.len(), trace.len() / BOOKMARKS + 1);
    }
}
