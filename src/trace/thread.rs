//! What the threads did: busy, blocked, or idle.

use super::record::{Doing, Micros, TaskId, What};
use super::replay::{Fold, Step, fold};
use super::store::Trace;

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

/// The history of a run's threads so far.
#[derive(Clone, Debug, Default)]
pub struct ThreadUse {
    main: Segments,
    workers: Vec<Worker>,
}

impl ThreadUse {
    /// The history of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        fold(trace, Self::default())
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

impl Fold for ThreadUse {
    fn observe(&mut self, step: &Step<'_>) {
        let record = step.record;
        if let What::OnThread { thread, ago, doing } = record.what {
            let index = usize::from(thread.get() - 1);
            if self.workers.len() <= index {
                self.workers.resize_with(index + 1, Worker::default);
            }
            self.workers[index].goes_on(record.at - ago, record.task, doing);
        }
        let now = step.state.polled().map(|polled| {
            let state = if polled.blocked.is_some() { ThreadState::Blocked } else { ThreadState::Busy };
            (polled.task, state)
        });
        if now != self.main.open.map(|open| (open.task, open.state)) {
            self.main.go_on(record.at, now);
        }
    }
}

/// A thread other than the run's own, or several that had its number one after another. What it
/// did is known a little later than it happened, and never contradicts what was known before.
#[derive(Clone, Debug, Default)]
pub struct Worker {
    history: Segments,
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

    fn goes_on(&mut self, at: Micros, task: TaskId, doing: Doing) {
        self.known = self.known.max(at);
        let life = self.lives.last_mut().filter(|life| life.1.is_none());
        match (doing, life) {
            (Doing::Ended, Some(life)) => life.1 = Some(self.known),
            (Doing::Ended, None) => return,
            (_, Some(_)) => {}
            (_, None) => self.lives.push((self.known, None)),
        }
        let state = match doing {
            Doing::Running => Some(ThreadState::Busy),
            Doing::Blocked { .. } => Some(ThreadState::Blocked),
            Doing::Done | Doing::Ended => None,
        };
        self.history.go_on(self.known, state.map(|state| (task, state)));
    }
}

/// What one thread did.
#[derive(Clone, Debug, Default)]
struct Segments {
    segments: Vec<ThreadSegment>,
    open: Option<ThreadSegment>,
}

impl Segments {
    /// From a time on, the thread does this for this task, or nothing.
    fn go_on(&mut self, at: Micros, now: Option<(TaskId, ThreadState)>) {
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
        self.open = now.map(|(task, state)| ThreadSegment { start: at, end: at, state, task });
    }

    fn segments(&self, now: Micros) -> impl Iterator<Item = ThreadSegment> + '_ {
        let open = self.open.map(|open| ThreadSegment { end: now.max(open.start), ..open });
        self.segments.iter().copied().chain(open.filter(|open| open.end > open.start))
    }
}
