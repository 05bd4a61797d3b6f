//! What each job for other threads was doing, in the knowledge of all that was recorded.

use std::num::NonZeroU8;

use crate::trace::replay::{Fold, Step};
use crate::trace::{Doing, Micros, On, TaskId, What};

/// Where a job for other threads is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// It has a thread.
    OnThread {
        /// The number of the thread, from 1.
        thread: NonZeroU8,
    },
    /// It has not begun.
    Queued,
    /// It has left its thread, and the run's own thread has yet to learn of it.
    Done,
}

/// From some time on a job did this.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    since: Micros,
    thread: NonZeroU8,
    doing: Doing,
}

/// One job.
#[derive(Clone, Debug)]
pub struct Job {
    pub task: TaskId,
    stretches: Vec<Stretch>,
}

impl Job {
    /// Where it was at a time, and what it was blocked on.
    pub fn at(&self, at: Micros) -> (JobState, Option<On>) {
        let until = self.stretches.partition_point(|stretch| stretch.since <= at);
        let Some(stretch) = until.checked_sub(1).map(|last| &self.stretches[last]) else {
            return (JobState::Queued, None);
        };
        match stretch.doing {
            Doing::Running => (JobState::OnThread { thread: stretch.thread }, None),
            Doing::Blocked { on } => (JobState::OnThread { thread: stretch.thread }, Some(on)),
            Doing::Done | Doing::Ended => (JobState::Done, None),
        }
    }
}

/// The jobs of a run, in the order of their tasks. That a task is one is recorded when it gets a
/// thread; here it counts as one from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Vec<Job>);

impl Jobs {
    pub fn get(&self, task: TaskId) -> Option<&Job> {
        self.0.binary_search_by_key(&task, |job| job.task).ok().map(|place| &self.0[place])
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Job> {
        self.0.iter()
    }
}

impl Fold for Jobs {
    fn observe(&mut self, Step { record, .. }: &Step<'_>) {
        let What::OnThread { thread, ago, doing } = record.what else { return };
        // The end of a thread is recorded by the one that told it to end.
        if doing == Doing::Ended {
            return;
        }
        let index = self.0.binary_search_by_key(&record.task, |job| job.task).unwrap_or_else(|missing| {
            self.0.insert(missing, Job { task: record.task, stretches: Vec::new() });
            missing
        });
        let stretches = &mut self.0[index].stretches;
        let known = stretches.last().map_or(Micros::ZERO, |stretch| stretch.since);
        stretches.push(Stretch { since: known.max(record.at - ago), thread, doing });
    }
}
