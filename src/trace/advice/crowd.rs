//! Too many requests at once.

use super::{Advice, length, spawned_at};
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
pub(super) fn find(trace: &Trace) -> Vec<Advice> {
    let mut now = 0_u32;
    let mut worst: Option<Crowd> = None;
    for record in trace.records() {
        match record.what {
            What::RequestStarted { .. } => {
                now += 1;
                if now > worst.map_or(FEW, |worst| worst.most) {
                    worst = Some(Crowd { most: now, at: record.at, task: record.task });
                }
            }
            What::RequestFinished { .. } => now = now.saturating_sub(1),
            _ => {}
        }
    }
    worst.map(Advice::Crowd).into_iter().collect()
}
