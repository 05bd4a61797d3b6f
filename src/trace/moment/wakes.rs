//! Which task made which one ready, over a whole run.

use super::state::State;
use crate::trace::{Cause, Micros, TaskId, Trace, What};

/// One task made another one ready, and that was polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// Who woke: by a call while it was polled, by its end, or by spawning.
    pub by: TaskId,
    /// When.
    pub at: Micros,
    /// Who was woken.
    pub task: TaskId,
    /// When the poll began that this led to; not before `at`.
    pub polled: Micros,
}

/// All wakes of one task by another, in the order of the polls that they led to. What a timer, the
/// network or the loop woke is not among them, nor who only gave way.
#[must_use]
pub fn wakes(trace: &Trace) -> Vec<Wake> {
    let mut state = State::default();
    // By task: who spawned it, and when it became ready, as long as it has not been polled since.
    let mut tasks: Vec<(Option<TaskId>, Option<Micros>)> = Vec::new();
    let mut ends: Vec<Option<Micros>> = Vec::new();
    let mut found = Vec::new();
    for record in trace.records() {
        state.observe(&record);
        let task = record.task;
        match record.what {
            What::Spawned { parent, .. } => {
                tasks.push((parent, Some(record.at)));
                ends.push(None);
            }
            What::Woken { .. } => {
                if let Some(ready) = tasks.get_mut(task.index()) {
                    ready.1.get_or_insert(record.at);
                }
            }
            What::Finished { .. } => {
                if let Some(end) = ends.get_mut(task.index()) {
                    end.get_or_insert(record.at);
                }
            }
            What::PollStarted => {
                let Some((parent, ready)) = tasks.get_mut(task.index()) else { continue };
                let (Some(ready), Some(polled)) = (ready.take(), state.polled()) else { continue };
                let (by, at) = match polled.by {
                    Some(Cause::Spawned) => (*parent, ready),
                    Some(Cause::Task(by) | Cause::Cancelled { by }) => (Some(by), ready),
                    Some(Cause::Ended(by)) => (Some(by), ends[by.index()].unwrap_or(ready)),
                    _ => (None, ready),
                };
                let by = by.filter(|by| *by != task && polled.task == task);
                found.extend(by.map(|by| Wake { by, at, task, polled: record.at }));
            }
            _ => {}
        }
    }
    found
}
