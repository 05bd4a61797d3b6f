//! What a pool needs of its host.

use serde::{Deserialize, Serialize};

use super::job::Job;
use crate::trace::{Micros, RequestOutcome, TaskId};

/// How many threads a pool has at most, and whether they share a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolPlan {
    /// The number of threads, from 1. A thread is started when there is a job and none is free.
    pub workers: u8,
    global_lock: Option<Micros>,
}

/// The least time for which a thread keeps a global lock: a run that passes it on at every moment
/// would get nowhere.
const LEAST_INTERVAL: Micros = Micros(1_000);

impl PoolPlan {
    /// So many threads, and no lock.
    ///
    /// # Panics
    ///
    /// When there are to be no threads, or more than 255.
    #[must_use]
    pub fn new(workers: usize) -> Self {
        let workers = u8::try_from(workers).ok().filter(|workers| *workers > 0);
        Self { workers: workers.expect("a pool has from 1 to 255 workers"), global_lock: None }
    }

    /// The same with this [`global_lock`](Self::global_lock).
    #[must_use]
    pub fn with_global_lock(mut self, interval: Option<Micros>) -> Self {
        self.global_lock = interval.map(|interval| interval.max(LEAST_INTERVAL));
        self
    }

    /// How long a thread that computes keeps the lock from the others, if all of them compute
    /// under one lock: a millisecond at least.
    #[must_use]
    pub const fn global_lock(&self) -> Option<Micros> {
        self.global_lock
    }
}

/// The threads of a pool. Dropping them ends them, whatever they are doing.
pub trait Workers {
    /// Has a thread do a job. Jobs are begun in the order in which they come.
    fn submit(&self, task: TaskId, job: Job);

    /// Takes a job back, if it has not begun: nothing stops a thread from outside.
    fn give_up(&self, task: TaskId);

    /// What has happened since the last call: of each thread in the order of its happening, of
    /// different ones in the order in which it became known.
    fn events(&self) -> Vec<ThreadEvent>;
}

/// Something happened on a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadEvent {
    /// Which thread of the pool, from 0. One that has died leaves its number to the next.
    pub worker: u8,
    /// The task whose job it is.
    pub task: TaskId,
    /// When, in scene time; not later than now.
    pub at: Micros,
    /// What happened.
    pub what: JobEvent,
}

/// What happens to a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobEvent {
    /// It computes from now on. The first event of every job.
    Running,
    /// It would compute, and waits for the lock that all threads of its pool compute under.
    AwaitingLock,
    /// It sleeps.
    Sleeping {
        /// For how long, in scene time.
        length: Micros,
    },
    /// It has sent a request, and holds its thread until the whole response is there.
    Reading {
        /// The address, without the plan.
        path: String,
    },
    /// The response's body is there.
    Received {
        /// How long it is.
        bytes: u32,
    },
    /// The request is over.
    Answered {
        /// How it ended.
        outcome: RequestOutcome,
    },
    /// It printed a line.
    Printed(String),
    /// A quantity that it names took a new value.
    Gauge {
        /// Its name.
        name: String,
        /// Its value from now on.
        value: i64,
    },
    /// It is over: the function's result by postcard, or why it has none. The thread is free.
    Done(Result<Vec<u8>, String>),
    /// Its thread has died.
    Died,
}

impl JobEvent {
    /// Whether nothing more happens to the job.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Died)
    }
}
