//! When a line ran.

use crate::trace::replay::{Fold, Step};
use crate::trace::{Micros, SiteId, TaskId, What};

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

/// Every stretch in which a task ran at or from one line.
///
/// A trace names the lines that spawn, wait and block. A task that goes on after one of them runs
/// *from* it, until it names the next. While it waits there it does not run: that stretch is a
/// [`Span`](crate::trace::Span) of its lane, with the line as its `site`.
#[derive(Clone, Debug)]
pub struct LineRuns {
    watch: LineWatch,
    runs: Vec<LineRun>,
}

impl LineRuns {
    /// The stretches of a line, of which none is known yet.
    #[must_use]
    pub const fn new(site: SiteId) -> Self {
        Self { watch: LineWatch::new(site, None), runs: Vec::new() }
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
        self.watch.runs.is_some()
    }
}

impl Fold for LineRuns {
    fn observe(&mut self, step: &Step<'_>) {
        if self.is_running()
            && let Some(last) = self.runs.last_mut()
        {
            last.end = step.record.at;
        }
        if let Some(task) = self.watch.begins(step) {
            self.runs.push(LineRun { task, start: step.record.at, end: step.record.at });
        }
    }
}

/// Recognises when a line begins to run.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineWatch {
    site: SiteId,
    /// The task that runs at or from the line.
    runs: Option<TaskId>,
}

impl LineWatch {
    /// A line, and the task that runs there now.
    pub const fn new(site: SiteId, runs: Option<TaskId>) -> Self {
        Self { site, runs }
    }

    /// The task that begins with this record to run at or from the line, if one does. One that comes by
    /// again begins again.
    pub fn begins(&mut self, step: &Step<'_>) -> Option<TaskId> {
        let before = std::mem::replace(&mut self.runs, step.state.at_line(self.site));
        self.runs.filter(|_| self.runs != before || self.is_named(step))
    }

    fn is_named(&self, Step { record, state, .. }: &Step<'_>) -> bool {
        match record.what {
            What::Waiting { site, .. } | What::Blocked { site, .. } => {
                site == self.site && state.is_polled(record.task)
            }
            What::Spawned { parent, site, .. } => {
                site == self.site && parent.is_some_and(|parent| state.is_polled(parent))
            }
            _ => false,
        }
    }
}
