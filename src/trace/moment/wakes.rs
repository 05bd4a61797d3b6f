//! Which task made which one ready, over a whole run.

use crate::trace::replay::{Fold, Step, fold};
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
/// network or the loop woke is not among them, nor a task that only gave way.
#[must_use]
pub fn wakes(trace: &Trace) -> Vec<Wake> {
    fold(trace, Wakes(Vec::new())).0
}

struct Wakes(Vec<Wake>);

impl Fold for Wakes {
    fn observe(&mut self, Step { record, state, .. }: &Step<'_>) {
        let polled =
            state.polled().filter(|polled| (record.what, record.task) == (What::PollStarted, polled.task));
        let Some((task, wake)) = polled.and_then(|polled| Some((polled.task, polled.wake?))) else { return };
        let by = match wake.by {
            Cause::Spawned => state.slot(task).and_then(|slot| slot.parent),
            Cause::Task(by) | Cause::Cancelled { by } | Cause::Ended(by) => Some(by),
            _ => None,
        };
        let Some(by) = by.filter(|by| *by != task) else { return };
        let ended = matches!(wake.by, Cause::Ended(_)).then(|| state.slot(by)?.over).flatten();
        let at = ended.map_or(wake.at, |(end, _)| end);
        self.0.push(Wake { by, at, task, polled: record.at });
    }
}
