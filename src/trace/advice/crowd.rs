//! Too many requests at once.

use super::{Advice, length, spawned_at};
use crate::trace::replay::{Fold, Step};
use crate::trace::{Lanes, Micros, TaskId, Trace, What};

/// How many requests at once are still no crowd.
const FEW: u32 = 1_000;

/// More requests were under way at one moment than most servers, and every browser, would bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// How many there were at most.
    pub most: u32,
    /// When there were as many.
    pub at: Micros,
    /// Whose request made them as many.
    pub task: TaskId,
}

impl Crowd {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        format!(
            "{} requests were under way at once (after {}), of tasks spawned in {}: few servers bear that. A semaphore lets through only so many at a time.",
            self.most,
            length(self.at),
            spawned_at(trace, lanes, self.task),
        )
    }
}

/// The moment with the most requests under way, if they were too many.
#[derive(Default)]
pub(super) struct Find {
    now: u32,
    worst: Option<Crowd>,
}

impl Find {
    pub fn found(self) -> Vec<Advice> {
        self.worst.map(Advice::Crowd).into_iter().collect()
    }
}

impl Fold for Find {
    fn observe(&mut self, Step { record, .. }: &Step<'_>) {
        match record.what {
            What::RequestStarted { .. } => {
                self.now += 1;
                if self.now > self.worst.map_or(FEW, |worst| worst.most) {
                    self.worst = Some(Crowd { most: self.now, at: record.at, task: record.task });
                }
            }
            What::RequestFinished { .. } => self.now = self.now.saturating_sub(1),
            _ => {}
        }
    }
}
