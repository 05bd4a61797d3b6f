//! What each job for other threads was doing, in the knowledge of all that was recorded.

use std::num::NonZeroU8;

use crate::trace::{Doing, Micros, On, Record, TaskId, What};

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
struct Turn {
    since: Micros,
    thread: NonZeroU8,
    doing: Doing,
}

/// One job.
#[derive(Clone, Debug)]
pub struct Job {
    pub task: TaskId,
    turns: Vec<Turn>,
}

impl Job {
    /// Where it was at a time, and what it was blocked on.
    pub fn at(&self, at: Micros) -> (JobState, Option<On>) {
        let until = self.turns.partition_point(|turn| turn.since <= at);
        let Some(turn) = until.checked_sub(1).map(|last| &self.turns[last]) else {
            return (JobState::Queued, None);
        };
        match turn.doing {
            Doing::Running => (JobState::OnThread { thread: turn.thread }, None),
            Doing::Blocked { on } => (JobState::OnThread { thread: turn.thread }, Some(on)),
            Doing::Done | Doing::Ended => (JobState::Done, None),
        }
    }
}

/// The jobs of a run, in the order of their tasks. That a task is one is recorded when it gets a
/// thread; here it counts as one from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Vec<Job>);

impl Jobs {
    pub fn observe(&mut self, record: &Record) {
        let What::OnThread { thread, ago, doing } = record.what else { return };
        // The end of a thread is told by whoever told the thread to end.
        if doing == Doing::Ended {
            return;
        }
        let place = self.0.binary_search_by_key(&record.task, |job| job.task).unwrap_or_else(|missing| {
            self.0.insert(missing, Job { task: record.task, turns: Vec::new() });
            missing
        });
        let turns = &mut self.0[place].turns;
        let known = turns.last().map_or(Micros::ZERO, |turn| turn.since);
        turns.push(Turn { since: known.max(record.at - ago), thread, doing });
    }

    pub fn get(&self, task: TaskId) -> Option<&Job> {
        self.0.binary_search_by_key(&task, |job| job.task).ok().map(|place| &self.0[place])
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Job> {
        self.0.iter()
    }
}
