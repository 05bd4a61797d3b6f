//! The state after so many records, and what can be asked of it.

use std::borrow::Cow;

use super::grouping::{First, Groups, place};
use super::jobs::{Job as KnownJob, JobState, Jobs};
use super::shown::{Done, Job, LineUse, Moment, Ready, Reason, Running, Waiting};
use crate::trace::replay::{State, TaskSlot, TaskState, Wake};
use crate::trace::{Micros, On, Phase, RequestId, SiteId, TaskId};

/// The state of a run after some of its records, at a time.
#[derive(Clone, Debug)]
pub struct Snapshot<'a> {
    state: Cow<'a, State>,
    /// After all records: what happened is often recorded only afterwards.
    later: &'a State,
    jobs: &'a Jobs,
    at: Micros,
    replayed: usize,
}

impl<'a> Snapshot<'a> {
    pub(super) const fn new(
        state: Cow<'a, State>,
        later: &'a State,
        jobs: &'a Jobs,
        at: Micros,
        replayed: usize,
    ) -> Self {
        Self { state, later, jobs, at, replayed }
    }

    /// After how many records this is.
    #[must_use]
    pub fn records(&self) -> usize {
        self.state.records()
    }

    /// The time at which this is.
    #[must_use]
    pub const fn at(&self) -> Micros {
        self.at
    }

    /// How many records had to be read for it: less than lie between two checkpoints.
    #[must_use]
    pub const fn replayed(&self) -> usize {
        self.replayed
    }

    /// The task that is being polled.
    #[must_use]
    pub fn polled(&self) -> Option<TaskId> {
        self.state.polled().map(|polled| polled.task)
    }

    /// Where a task is; none before it was spawned.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<TaskState> {
        let state = self.state.task(task)?;
        if matches!(state, TaskState::Running { .. } | TaskState::Over(_)) {
            return Some(state);
        }
        Some(self.jobs.get(task).map_or(state, |job| {
            let (state, blocked) = job.at(self.at);
            TaskState::Job { state, blocked }
        }))
    }

    /// How a task that is ready, or will be when its poll has ended, became so.
    pub(super) fn wake(&self, task: TaskId) -> Option<Wake> {
        self.state.slot(task)?.wake
    }

    /// The line at which a task waits or blocks, or from which it goes on; none before it has
    /// reached one. A task that is over keeps its last.
    #[must_use]
    pub fn line(&self, task: TaskId) -> Option<SiteId> {
        self.state.line(task)
    }

    /// How far a request is: sending, waiting or receiving.
    #[must_use]
    pub fn request(&self, request: RequestId) -> Phase {
        self.state.request(request, self.at, self.later)
    }

    /// What a reader is shown. At most `most` tasks of the ready queue, of the jobs, and of each
    /// group are listed.
    #[must_use]
    pub fn moment(&self, most: usize) -> Moment {
        let state = &*self.state;
        let (mut ready, mut jobs) = (First::new(most), First::new(most));
        let mut groups = Groups::new(most);
        let mut running = None;
        for (task, slot, job) in self.alive() {
            if let Some(polled) = state.polled().filter(|polled| polled.task == task) {
                let (by, blocked) =
                    (polled.wake.map(|wake| wake.by), polled.blocked.map(|blocked| blocked.0));
                running = Some(Running { task, line: state.line(task), by, blocked });
            } else if let Some(job) = job {
                let (state, blocked) = job.at(self.at);
                jobs.offer(order(state, task), Job { task, state, blocked });
            } else if let Some(wake) = slot.wake {
                ready.offer((0, wake.number), Ready { task, by: wake.by });
            } else {
                let (on, line, number) =
                    slot.wait.map_or((On::Other, None, 0), |wait| (wait.on, Some(wait.site), wait.number));
                let first = if let On::Timer { until } = on { until.0 } else { 0 };
                groups.of(self.reason(on)).offer((first, number), Waiting { task, on, line });
            }
        }
        Moment {
            spawned: state.slots().len(),
            running,
            ready: ready.listed(),
            waiting: groups.listed(),
            jobs: jobs.listed(),
            done: Done::new(state.done()),
            gauges: state.gauges().to_vec(),
        }
    }

    /// The tasks that are not over, each with its job if it is one.
    fn alive(&self) -> impl Iterator<Item = (TaskId, &TaskSlot, Option<&KnownJob>)> {
        let mut jobs = self.jobs.iter().peekable();
        let slots = (0..).map(TaskId).zip(self.state.slots()).map(move |(task, slot)| {
            // Both are in the order of the tasks' numbers.
            (task, slot, jobs.next_if(|job| job.task == task))
        });
        slots.filter(|(_, slot, _)| slot.over.is_none())
    }

    fn reason(&self, on: On) -> Reason {
        match on {
            On::Timer { .. } => Reason::Timer,
            On::Request(request) => Reason::Request(self.request(request)),
            On::Task(_) | On::Group(_) => Reason::Task,
            On::Permit(name) => Reason::Permit(name),
            On::Lock(name) => Reason::Lock(name),
            On::QueueSlot(name) => Reason::QueueSlot(name),
            On::QueueItem(name) => Reason::QueueItem(name),
            On::Event(name) => Reason::Event(name),
            On::Other => Reason::Other,
        }
    }

    /// The lines that tasks are at, in the order of their numbers. Tasks that are over are at none, and
    /// so are jobs for other threads.
    #[must_use]
    pub fn lines(&self) -> Vec<LineUse> {
        let state = &*self.state;
        let mut lines: Vec<LineUse> = Vec::new();
        let mut last = 0;
        for (task, slot, job) in self.alive() {
            let on_the_loop = job.is_none() || state.is_polled(task);
            let Some(site) = state.line(task).filter(|_| on_the_loop) else { continue };
            last = place(&lines, last, &site, |line| line.site).unwrap_or_else(|missing| {
                lines.insert(missing, LineUse { site, running: None, ready: 0, waiting: 0 });
                missing
            });
            let line = &mut lines[last];
            if state.is_polled(task) {
                line.running = Some(task);
            } else if slot.wake.is_some() {
                line.ready += 1;
            } else {
                line.waiting += 1;
            }
        }
        lines
    }
}

/// Threads by number, then jobs by task.
fn order(state: JobState, task: TaskId) -> (u64, u32) {
    match state {
        JobState::OnThread { thread } => (thread.get().into(), task.0),
        JobState::Queued => (256, task.0),
        JobState::Done => (257, task.0),
    }
}
