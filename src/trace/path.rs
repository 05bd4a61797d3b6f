//! The critical path: the chain of waits that decided when the main task ended.

use serde::{Deserialize, Serialize};

use super::record::{Cause, Doing, Micros, On, TaskId, What};
use super::replay::{Fold, Step, Wake, fold};
use super::store::Trace;

/// Who was kept from the thread for no longer than this was not held up by whoever had it.
const SHORT: Micros = Micros(1_000);

/// A stretch of the critical path: while it lasted, the run went no faster than this task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathStep {
    /// The task.
    pub task: TaskId,
    /// When the task before it on the path let it go on, by spawning it, waking it, ending, or
    /// leaving the thread.
    pub start: Micros,
    /// When it let the next one go on; not before `start`, and in virtual time often the same.
    pub end: Micros,
}

/// The chain of stretches that decided when the main task ended, first to last: each begins when
/// the one before ends, and the last one ends with the main task. Empty as long as that goes on.
///
/// It is found backwards. A task that was woken by another one goes on because of that one; one
/// that was spawned, because of its parent; one that waited for tasks, because of the last that
/// ended; one that had long been ready, because of whoever had the thread, be it the run's own or
/// that of a pool. Who waits for a timer or for the network waits for nobody, and stays on the path.
#[must_use]
pub fn critical_path(trace: &Trace) -> Vec<PathStep> {
    let history = fold(trace, Causes::default());
    history.tasks.first().and_then(|main| main.ended).map_or_else(Vec::new, |end| history.path_to(end))
}

/// A point in the run: a record and its time.
#[derive(Clone, Copy, Debug)]
struct Point {
    number: usize,
    at: Micros,
}

#[derive(Clone, Copy, Debug)]
struct Poll {
    task: TaskId,
    start: Point,
    end: Micros,
    wake: Option<Wake>,
}

#[derive(Clone, Debug)]
struct Task {
    parent: Option<TaskId>,
    spawned: Point,
    /// Its polls, as places among all polls.
    polls: Vec<usize>,
    ended: Option<Point>,
    /// Of a job for another thread: when it got one, and whose job the thread had before.
    begun: Option<(Micros, Option<(TaskId, Point)>)>,
}

/// All that the way back needs.
#[derive(Debug, Default)]
struct Causes {
    tasks: Vec<Task>,
    /// Of all tasks, in order.
    polls: Vec<Poll>,
    /// The jobs that threads of pools have left last, by the threads' numbers.
    left: Vec<Option<(TaskId, Point)>>,
    /// The task that is being polled.
    polling: Option<TaskId>,
    /// The task that ended last while the polled one blocked on tasks.
    awaited: Awaited,
}

/// Whether the task that has the thread holds it until another one ends.
#[derive(Clone, Copy, Debug, Default)]
enum Awaited {
    #[default]
    Nobody,
    Somebody,
    Task(TaskId),
}

impl Fold for Causes {
    fn observe(&mut self, Step { record, state, .. }: &Step<'_>) {
        let polled = std::mem::replace(&mut self.polling, state.polled().map(|polled| polled.task));
        let point = Point { number: state.records(), at: record.at };
        if let (Some(_), Some(poll)) = (polled, self.polls.last_mut()) {
            poll.end = record.at;
        }
        if let What::Spawned { parent, .. } = record.what {
            if state.slots().len() > self.tasks.len() {
                let polls = Vec::new();
                self.tasks.push(Task { parent, spawned: point, polls, ended: None, begun: None });
            }
            return;
        }
        let Some(task) = self.tasks.get_mut(record.task.index()).filter(|task| task.ended.is_none()) else {
            return;
        };
        match record.what {
            What::PollStarted => {
                if let Some(poll) = state.polled().filter(|poll| poll.task == record.task) {
                    self.polled(record.task, point, poll.wake);
                }
            }
            What::Blocked { on, .. } if polled == Some(record.task) => {
                let awaits = matches!(on, On::Task(_));
                self.awaited = if awaits { Awaited::Somebody } else { Awaited::Nobody };
            }
            What::Unblocked if polled == Some(record.task) => {
                // Going on after a blocking call is as good as a poll that somebody's end made possible.
                if let Awaited::Task(by) = std::mem::take(&mut self.awaited) {
                    let number = u32::try_from(point.number).unwrap_or(u32::MAX);
                    let wake = Wake { number, at: record.at, due: record.at, by: Cause::Ended(by) };
                    self.polled(record.task, point, Some(wake));
                }
            }
            What::OnThread { thread, ago, doing } => {
                let place = usize::from(thread.get());
                self.left.resize(self.left.len().max(place + 1), None);
                let at = record.at - ago;
                match doing {
                    Doing::Running | Doing::Blocked { .. } => {
                        task.begun.get_or_insert((at, self.left[place]));
                    }
                    Doing::Done => self.left[place] = Some((record.task, Point { at, ..point })),
                    Doing::Ended => self.left[place] = None,
                }
            }
            What::Finished { .. } => {
                task.ended = Some(point);
                if !matches!(self.awaited, Awaited::Nobody) {
                    self.awaited = Awaited::Task(record.task);
                }
            }
            _ => {}
        }
    }
}

impl Causes {
    fn polled(&mut self, task: TaskId, start: Point, wake: Option<Wake>) {
        self.tasks[task.index()].polls.push(self.polls.len());
        self.polls.push(Poll { task, start, end: start.at, wake });
    }

    fn path_to(&self, end: Point) -> Vec<PathStep> {
        let mut path = Vec::new();
        let (mut task, mut here, mut end) = (TaskId::MAIN, end, end.at);
        while let Some((next, before)) = self.cause(task, here).filter(|cause| cause.1.number < here.number) {
            if next != task {
                let start = before.at.min(end);
                path.push(PathStep { task, start, end });
                (task, end) = (next, start);
            }
            here = before;
        }
        let spawned = self.tasks.get(task.index()).map_or(end, |task| task.spawned.at);
        path.push(PathStep { task, start: spawned.min(end), end });
        path.reverse();
        path
    }

    /// Because of whom, and since when, a task could do what it did at a point.
    fn cause(&self, task: TaskId, here: Point) -> Option<(TaskId, Point)> {
        let own = self.tasks.get(task.index())?;
        let polls = own.polls.partition_point(|poll| self.polls[*poll].start.number <= here.number);
        let Some(place) = polls.checked_sub(1).map(|last| own.polls[last]) else {
            // Not polled yet, and perhaps never: a job for another thread.
            return match own.begun {
                Some((begun, Some(left))) if begun.min(left.1.at) - own.spawned.at > SHORT => Some(left),
                _ => Some((own.parent?, own.spawned)),
            };
        };
        let poll = &self.polls[place];
        let before = Point { number: poll.start.number - 1, at: poll.start.at };
        let Some(Wake { number, at, due, by }) = poll.wake else { return Some((task, before)) };
        let point = Point { number: number as usize, at };
        let holder = place.checked_sub(1).map(|place| &self.polls[place]);
        if let Some(holder) = holder.filter(|holder| holder.end - due > SHORT) {
            return Some((holder.task, before));
        }
        match by {
            Cause::Spawned => Some((own.parent?, point)),
            Cause::Task(by) | Cause::Cancelled { by } => Some((by, point)),
            Cause::Ended(by) => Some((by, self.tasks.get(by.index())?.ended?)),
            Cause::Unknown | Cause::Timer | Cause::Request(_) | Cause::Shutdown => Some((task, point)),
        }
    }
}
