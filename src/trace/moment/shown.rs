//! What a reader is shown of the state.

use super::jobs::JobState;
use crate::trace::{Cause, Micros, On, Outcome, Phase, Quantity, ResourceId, SiteId, TaskId};

/// What a reader is shown of a run at one moment.
///
/// Every task spawned so far is in exactly one place: it has the thread, or is in the ready queue,
/// or waits, or is a job for another thread, or is over. Places with many tasks are counted in full
/// and listed in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// How many tasks were spawned.
    pub spawned: usize,
    /// The task that is being polled.
    pub running: Option<Running>,
    /// The ready queue, first to be polled first. A task that was woken in the middle of its own
    /// poll gets here when the poll ends, at the place where it was woken.
    pub ready: Listed<Ready>,
    /// What waits, by what it waits for. No group is empty.
    pub waiting: Vec<Group>,
    /// The jobs for other threads: first those that have one, by its number, then those that have
    /// not begun, then those whose result has not been taken back.
    pub jobs: Listed<Job>,
    /// What is over.
    pub done: Done,
    /// The quantities that have had a value, with the last one.
    pub gauges: Vec<(Quantity, i64)>,
}

/// The task that is being polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub task: TaskId,
    /// The line that it is at or goes on from; none before it has reached one.
    pub line: Option<SiteId>,
    /// Who or what had made it ready; none where the trace does not tell.
    pub by: Option<Cause>,
    /// What it holds the thread for without computing.
    pub blocked: Option<On>,
}

/// A task in the ready queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Which.
    pub task: TaskId,
    /// Who or what made it ready.
    pub by: Cause,
}

/// A task that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub task: TaskId,
    /// For what.
    pub on: On,
    /// The line that awaits; none where the task did not say.
    pub line: Option<SiteId>,
}

impl Waiting {
    /// How long its timer still runs at a time; none where it does not wait for a timer.
    #[must_use]
    pub fn remaining(&self, at: Micros) -> Option<Micros> {
        match self.on {
            On::Timer { until } => Some(until - at),
            _ => None,
        }
    }
}

/// A job for another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which task.
    pub task: TaskId,
    /// How far it is.
    pub state: JobState,
    /// What it holds its thread for without computing.
    pub blocked: Option<On>,
}

/// Tasks that wait for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// For what.
    pub reason: Reason,
    /// Those whose timer ends first come first; of others those that have waited longest.
    pub tasks: Listed<Waiting>,
}

/// What a group of tasks waits for. The order is that of the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A time each.
    Timer,
    /// A request each: sending, waiting or receiving.
    Request(Phase),
    /// A permit of this semaphore.
    Permit(ResourceId),
    /// This lock.
    Lock(ResourceId),
    /// Room in this queue.
    QueueSlot(ResourceId),
    /// An item of this queue.
    QueueItem(ResourceId),
    /// This event.
    Event(ResourceId),
    /// The end of another task each, or of several.
    Task,
    /// Something that does not say what it is.
    Other,
}

/// Many things, of which the first are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<T>,
}

/// How many tasks ended in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done([u32; 4]);

impl Done {
    pub(super) const fn new(counts: [u32; 4]) -> Self {
        Self(counts)
    }

    /// How many ended like this.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> u32 {
        self.0[outcome as usize]
    }

    /// How many are over.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// How many tasks are at one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineUse {
    /// The line.
    pub site: SiteId,
    /// The task that runs at or from it.
    pub running: Option<TaskId>,
    /// How many have waited there and are ready to go on.
    pub ready: u32,
    /// How many wait there.
    pub waiting: u32,
}
