//! A task failed, and no other task learnt of it.

use super::{Advice, length, name, spawned_at};
use crate::trace::{Lanes, Micros, TaskId, Trace};

/// A task returned an error or panicked, and the run ended without any task having awaited it: the error is
/// lost. The main task has nobody to await it, and is left out; so is all of a run that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The task that failed.
    pub task: TaskId,
    /// When.
    pub at: Micros,
}

impl Unread {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        format!(
            "“{}”, spawned in {}, failed after {}, and no task ever read its error. Await it, and handle what it returns.",
            name(trace, lanes, self.task),
            spawned_at(trace, lanes, self.task),
            length(self.at),
        )
    }
}

/// Each one.
pub(super) fn find(lanes: &Lanes) -> Vec<Advice> {
    if lanes.main_end().is_none() {
        return Vec::new();
    }
    let unread = lanes.as_slice().iter().filter(|lane| lane.parent.is_some() && lane.read.is_none());
    let failed = unread.filter_map(|lane| {
        let (at, outcome) = lane.ended?;
        outcome.is_failure().then_some(Unread { task: lane.task, at })
    });
    failed.map(Advice::Unread).collect()
}
