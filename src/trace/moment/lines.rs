//! When a line ran.

use super::search::LineWatch;
use super::state::State;
use crate::trace::{Cursor, Micros, Record, SiteId, TaskId, Trace};

/// A stretch of time in which a task ran at or from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRun {
    /// Which task.
    pub task: TaskId,
    /// When it reached the line, or was polled again after it had waited there.
    pub start: Micros,
    /// When it reached another line, or its poll ended; not before `start`, and often the same: a
    /// poll may be too short for the clock.
    pub end: Micros,
}

/// Every stretch in which a task ran at or from one line. Grows with the trace.
///
/// A trace names the lines that spawn, wait and block. A task that goes on after one of them runs
/// *from* it, until it names the next. While it waits there it does not run: that stretch is a
/// [`Span`](crate::trace::Span) of its lane, with the line as its `site`.
#[derive(Clone, Debug)]
pub struct LineRuns {
    watch: LineWatch,
    runs: Vec<LineRun>,
    open: bool,
    seen: Cursor,
}

impl LineRuns {
    /// The stretches of a line, of which none is known yet.
    #[must_use]
    pub fn new(site: SiteId) -> Self {
        let watch = LineWatch { site, state: State::default() };
        Self { watch, runs: Vec::new(), open: false, seen: Cursor::default() }
    }

    /// The stretches of a line in a whole trace.
    #[must_use]
    pub fn of(trace: &Trace, site: SiteId) -> Self {
        let mut runs = Self::new(site);
        runs.catch_up(trace);
        runs
    }

    /// Takes in what the trace has that was not seen yet. The trace must be the same one each
    /// time, grown.
    pub fn catch_up(&mut self, trace: &Trace) {
        for record in trace.records_from(self.seen) {
            self.observe(&record);
        }
        self.seen = trace.end();
    }

    fn observe(&mut self, record: &Record) {
        let begins = self.watch.begins(record);
        let runs = self.watch.runs();
        if let Some(last) = self.runs.last_mut().filter(|_| self.open) {
            last.end = record.at;
        }
        if let Some(task) = runs.filter(|_| begins) {
            self.runs.push(LineRun { task, start: record.at, end: record.at });
        }
        self.open = runs.is_some();
    }

    /// The stretches in the order of their beginnings. They do not overlap; the last one, if it is
    /// still going on, ends at the last record.
    #[must_use]
    pub fn as_slice(&self) -> &[LineRun] {
        &self.runs
    }

    /// Whether the line is running at the end of what was seen.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.open
    }
}
