//! The index over a trace: checkpoints, and where which time is.

use std::borrow::Cow;

use super::snapshot::{Hindsight, Snapshot};
use super::state::State;
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

/// An index over a run by which the state after any number of its records is found. Grows with
/// the trace.
///
/// It keeps a copy of the whole state once in a while: not before as many records have passed as
/// the state has tasks, so that all copies together stay proportional to the trace. What lies
/// between is replayed. Questions must come with the trace that the index was made of; from
/// another one the answers mean nothing, but there are some.
#[derive(Clone, Debug)]
pub struct Moments {
    spacing: usize,
    pub(super) bookmarks: Vec<Bookmark>,
    pub(super) checkpoints: Vec<Checkpoint>,
    hindsight: Hindsight,
    /// After all records that were seen.
    state: State,
    seen: Cursor,
}

impl Default for Moments {
    fn default() -> Self {
        Self::with_spacing(CHECKPOINTS)
    }
}

impl Moments {
    /// The index of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut moments = Self::default();
        moments.catch_up(trace);
        moments
    }

    /// An empty index with this many records, at least, between two checkpoints.
    #[must_use]
    pub fn with_spacing(spacing: usize) -> Self {
        Self {
            spacing,
            bookmarks: vec![Bookmark::default()],
            checkpoints: vec![Checkpoint::default()],
            hindsight: Hindsight::default(),
            state: State::default(),
            seen: Cursor::default(),
        }
    }

    /// Takes in what the trace has that was not seen yet. The trace must be the same one each
    /// time, grown.
    pub fn catch_up(&mut self, trace: &Trace) {
        let mut records = trace.records_from(self.seen);
        while let Some(record) = records.next() {
            self.state.observe(&record);
            self.hindsight.requests.observe(&record, self.state.records());
            self.hindsight.jobs.observe(&record);
            self.keep(records.cursor());
        }
        self.seen = trace.end();
    }

    fn keep(&mut self, cursor: Cursor) {
        let records = self.state.records();
        if records.is_multiple_of(BOOKMARKS) {
            self.bookmarks.push(Bookmark { records, at: self.state.last(), cursor });
        }
        let before = self.checkpoints.last().map_or(0, |checkpoint| checkpoint.state.records());
        if records - before >= self.state.size().max(self.spacing) {
            self.checkpoints.push(Checkpoint { cursor, state: self.state.clone() });
        }
    }

    /// How many records were seen.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.state.records()
    }

    /// The state after the first `records` records, or after all of them if there are not so many,
    /// at a time that lies after them and not after the next.
    #[must_use]
    pub fn snapshot(&self, trace: &Trace, records: usize, at: Micros) -> Snapshot<'_> {
        let (state, replayed) = if records >= self.records() {
            (Cow::Borrowed(&self.state), 0)
        } else {
            let checkpoint = &self.checkpoints[self.checkpoint_before(records)];
            let mut state = checkpoint.state.clone();
            let missing = records - state.records();
            for record in trace.records_from(checkpoint.cursor).take(missing) {
                state.observe(&record);
            }
            (Cow::Owned(state), missing)
        };
        Snapshot::new(state, &self.hindsight, at, replayed)
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
        let bookmark = self.bookmark_before(records);
        let after = trace.records_from(bookmark.cursor).take(records.saturating_sub(bookmark.records));
        after.last().map_or(bookmark.at, |record| record.at)
    }

    /// How many records there are at the beginning for whose times something holds, which must
    /// hold for no time after one for which it does not.
    fn count_while(&self, trace: &Trace, early: impl Fn(Micros) -> bool) -> usize {
        // The first bookmark lies before all records, so it always counts.
        let place = self.bookmarks[1..].partition_point(|bookmark| early(bookmark.at));
        let bookmark = &self.bookmarks[place];
        let unread = self.records() - bookmark.records;
        let after = trace.records_from(bookmark.cursor).take(unread);
        bookmark.records + after.take_while(|record| early(record.at)).count()
    }

    /// The place of the last checkpoint that lies not after so many records.
    pub(super) fn checkpoint_before(&self, records: usize) -> usize {
        self.checkpoints.partition_point(|checkpoint| checkpoint.state.records() <= records) - 1
    }

    /// The last bookmark that lies not after so many records.
    fn bookmark_before(&self, records: usize) -> &Bookmark {
        &self.bookmarks[self.bookmarks.partition_point(|bookmark| bookmark.records <= records) - 1]
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
        let moments = Moments::of(&trace);
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
        let moments = Moments::of(&trace);
        for number in 0..=trace.len() {
            assert!(number - moments.bookmark_before(number).records < BOOKMARKS, "record {number}");
        }
        assert_eq!(moments.bookmarks.len(), trace.len() / BOOKMARKS + 1);
    }
}
