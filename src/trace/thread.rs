//! What the thread did: busy in a poll, blocked in one, or idle.

use super::record::{Micros, Record, TaskId, What};
use super::store::{Cursor, Trace};

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadState {
    /// No task is polled: the thread is free.
    Idle,
    /// A task is polled, and computes.
    Busy,
    /// A task is polled, and holds the thread in a blocking call.
    Blocked,
}

/// A stretch of time in which the thread was not idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadSegment {
    /// When it began.
    pub start: Micros,
    /// When it ended; not before `start`.
    pub end: Micros,
    /// Busy or blocked.
    pub state: ThreadState,
    /// The task that had the thread.
    pub task: TaskId,
}

/// One thread's history so far. Grows with the trace.
#[derive(Clone, Debug, Default)]
pub struct ThreadUse {
    segments: Vec<ThreadSegment>,
    open: Option<ThreadSegment>,
    seen: Cursor,
}

impl ThreadUse {
    /// The history of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut thread = Self::default();
        thread.catch_up(trace);
        thread
    }

    /// Takes in what the trace has that was not seen yet.
    pub fn catch_up(&mut self, trace: &Trace) {
        for record in trace.records_from(self.seen) {
            self.observe(&record);
        }
        self.seen = trace.end();
    }

    /// Takes in one record.
    pub fn observe(&mut self, record: &Record) {
        let state = match record.what {
            What::PollStarted | What::Unblocked => ThreadState::Busy,
            What::Blocked { .. } => ThreadState::Blocked,
            What::PollEnded => ThreadState::Idle,
            _ => return,
        };
        if state != ThreadState::Busy || !matches!(record.what, What::Unblocked) || self.open.is_some() {
            self.turn(record.at, record.task, state);
        }
    }

    fn turn(&mut self, at: Micros, task: TaskId, state: ThreadState) {
        if let Some(mut done) = self.open.take() {
            done.end = at;
            match self.segments.last_mut() {
                Some(last)
                    if last.end == done.start && last.state == done.state && last.task == done.task =>
                {
                    last.end = at;
                }
                _ if done.end > done.start => self.segments.push(done),
                _ => {}
            }
        }
        if state != ThreadState::Idle {
            self.open = Some(ThreadSegment { start: at, end: at, state, task });
        }
    }

    /// The stretches up to `now` in which the thread was busy or blocked; between them it was
    /// idle. They do not overlap and are never empty.
    pub fn segments(&self, now: Micros) -> impl Iterator<Item = ThreadSegment> + '_ {
        let open = self.open.map(|open| ThreadSegment { end: now.max(open.start), ..open });
        self.segments.iter().copied().chain(open.filter(|open| open.end > open.start))
    }

    /// What the thread is doing at the end of what was seen.
    #[must_use]
    pub fn state(&self) -> ThreadState {
        self.open.map_or(ThreadState::Idle, |open| open.state)
    }
}
