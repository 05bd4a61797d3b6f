//! A task was still at it when all was over.

use super::{Advice, length, name, spawned_at};
use crate::trace::replay::{Fold, Step, TaskSlot};
use crate::trace::{Lanes, Micros, Outcome, TaskId, Trace, What};

/// A task was alive when the main task ended, and was cancelled by that.
///
/// What the program cancels itself was meant, be it in the last moment, and be it by dropping a
/// handle: that wakes the task before the main task's end is recorded, so a task that was awake by
/// then is passed over. Where the whole run was stopped, it is nobody's mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff {
    /// Who.
    pub task: TaskId,
    /// When it was cancelled.
    pub at: Micros,
}

impl CutOff {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        // The last thing that took any time: to be cancelled is a last moment on the thread.
        let doing = lanes
            .get(self.task)
            .and_then(|lane| lane.closed().iter().rev().find(|span| span.length() > Micros::ZERO));
        format!(
            "“{}”, spawned in {}, was still {} when “{}” ended after {}, and was cut off. Await it, or cancel it, before that.",
            name(trace, lanes, self.task),
            spawned_at(trace, lanes, self.task),
            doing.map_or("alive", |span| span.phase.label()),
            name(trace, lanes, TaskId::MAIN),
            length(self.at),
        )
    }
}

/// Each one.
#[derive(Default)]
pub(super) struct Find {
    /// Which tasks were ready to go on when the main task ended, once it has.
    ready: Option<Vec<bool>>,
    found: Vec<Advice>,
}

impl Find {
    pub fn found(self) -> Vec<Advice> {
        self.found
    }
}

impl Fold for Find {
    fn observe(&mut self, Step { record, state, .. }: &Step<'_>) {
        let What::Finished { outcome } = record.what else { return };
        if let Some(ready) = &self.ready {
            if outcome == Outcome::Cancelled && ready.get(record.task.index()) != Some(&true) {
                self.found.push(Advice::CutOff(CutOff { task: record.task, at: record.at }));
            }
        } else if record.task == TaskId::MAIN {
            // If it was cancelled, all of them are meant to end.
            let spares = |slot: &TaskSlot| outcome == Outcome::Cancelled || slot.wake.is_some();
            self.ready = Some(state.slots().iter().map(spares).collect());
        }
    }
}
