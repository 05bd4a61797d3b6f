//! What the threads did: busy, blocked, or idle.

use super::record::{Doing, Micros, Record, TaskId, What};
use super::store::{Cursor, Trace};

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadState {
    /// Nobody has the thread: it is free.
    Idle,
    /// A task has the thread, and computes.
    Busy,
    /// A task has the thread, and holds it in a blocking call.
    Blocked,
}

/// A stretch of time in which a thread was not idle.
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

/// The history of a run's threads so far. Grows with the trace.
#[derive(Clone, Debug, Default)]
pub struct ThreadUse {
    main: History,
    workers: Vec<Worker>,
    seen: Cursor,
}

impl ThreadUse {
    /// The history of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut threads = Self::default();
        threads.catch_up(trace);
        threads
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
            What::PollStarted => ThreadState::Busy,
            What::Unblocked if self.main.open.is_some() => ThreadState::Busy,
            What::Blocked { .. } => ThreadState::Blocked,
            What::PollEnded => ThreadState::Idle,
            What::OnThread { thread, ago, doing } => {
                let place = usize::from(thread.get() - 1);
                if self.workers.len() <= place {
                    self.workers.resize_with(place + 1, Worker::default);
                }
                return self.workers[place].turn(record.at - ago, record.task, doing);
            }
            _ => return,
        };
        self.main.turn(record.at, record.task, state);
    }

    /// The stretches up to `now` in which the run's own thread was busy or blocked; between them
    /// it was idle. They do not overlap and are never empty.
    pub fn segments(&self, now: Micros) -> impl Iterator<Item = ThreadSegment> + '_ {
        self.main.segments(now)
    }

    /// What the run's own thread is doing at the end of what was seen.
    #[must_use]
    pub fn state(&self) -> ThreadState {
        self.main.open.map_or(ThreadState::Idle, |open| open.state)
    }

    /// The other threads, by number; the first has number 1.
    #[must_use]
    pub fn workers(&self) -> &[Worker] {
        &self.workers
    }
}

/// A thread other than the run's own, or several that had its number one after another. What it
/// did is known a little later than it happened, and never contradicts what was known before.
#[derive(Clone, Debug, Default)]
pub struct Worker {
    history: History,
    /// When each thread of this number was started and, if it has, ended.
    lives: Vec<(Micros, Option<Micros>)>,
    known: Micros,
}

impl Worker {
    /// The stretches up to `now` in which it was busy or blocked. They do not overlap and are
    /// never empty.
    pub fn segments(&self, now: Micros) -> impl Iterator<Item = ThreadSegment> + '_ {
        self.history.segments(now)
    }

    /// The stretches up to `now` in which there was a thread of this number.
    pub fn lives(&self, now: Micros) -> impl Iterator<Item = (Micros, Micros)> + '_ {
        self.lives.iter().map(move |(start, end)| (*start, end.unwrap_or_else(|| now.max(*start))))
    }

    fn turn(&mut self, at: Micros, task: TaskId, doing: Doing) {
        self.known = self.known.max(at);
        let life = self.lives.last_mut().filter(|life| life.1.is_none());
        match (doing, life) {
            (Doing::Ended, Some(life)) => life.1 = Some(self.known),
            (Doing::Ended, None) => return,
            (_, Some(_)) => {}
            (_, None) => self.lives.push((self.known, None)),
        }
        let state = match doing {
            Doing::Running => ThreadState::Busy,
            Doing::Blocked { .. } => ThreadState::Blocked,
            Doing::Done | Doing::Ended => ThreadState::Idle,
        };
        self.history.turn(self.known, task, state);
    }
}

/// What one thread did.
#[derive(Clone, Debug, Default)]
struct History {
    segments: Vec<ThreadSegment>,
    open: Option<ThreadSegment>,
}

impl History {
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

    fn segments(&self, now: Micros) -> impl Iterator<Item = ThreadSegment> + '_ {
        let open = self.open.map(|open| ThreadSegment { end: now.max(open.start), ..open });
        self.segments.iter().copied().chain(open.filter(|open| open.end > open.start))
    }
}
