//! The state after so many records, and what can be asked of it.

use std::borrow::Cow;

use super::grouping::{First, Groups, place};
use super::requests::Requests;
use super::shown::{Done, LineUse, Moment, Ready, Reason, Running, Waiting};
use super::state::{State, TaskState};
use crate::trace::{Micros, On, Phase, RequestId, SiteId, TaskId};

/// The state of a run after some of its records.
#[derive(Clone, Debug)]
pub struct Snapshot<'a> {
    state: Cow<'a, State>,
    requests: &'a Requests,
    replayed: usize,
}

impl<'a> Snapshot<'a> {
    pub(super) const fn new(state: Cow<'a, State>, requests: &'a Requests, replayed: usize) -> Self {
        Self { state, requests, replayed }
    }

    /// After how many records this is.
    #[must_use]
    pub fn records(&self) -> usize {
        self.state.records()
    }

    /// How many records had to be read for it: less than lie between two checkpoints.
    #[must_use]
    pub const fn replayed(&self) -> usize {
        self.replayed
    }

    /// What a task is doing; none before it was spawned.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<TaskState> {
        self.state.task(task)
    }

    /// The line at which a task waits or blocks, or from which it goes on; none before it has
    /// reached one. A task that is over keeps its last.
    #[must_use]
    pub fn line(&self, task: TaskId) -> Option<SiteId> {
        self.state.line(task)
    }

    /// How far a request is at a time.
    #[must_use]
    pub fn request(&self, request: RequestId, at: Micros) -> Phase {
        self.requests.phase(request, self.records(), at)
    }

    /// What a reader is shown at a time that lies after the last of the records and before the
    /// next. At most `most` tasks of the ready queue, and of each group, are listed.
    #[must_use]
    pub fn moment(&self, at: Micros, most: usize) -> Moment {
        let state = &*self.state;
        let mut ready = First::new(most);
        let mut groups = Groups::new(most);
        for (task, slot) in (0..).map(TaskId).zip(state.slots()) {
            if slot.over.is_some() || state.polled() == Some(task) {
                continue;
            }
            if let Some(wake) = slot.wake {
                ready.offer((0, wake.number), Ready { task, by: wake.by });
            } else {
                let (on, line, number) =
                    slot.wait.map_or((On::Other, None, 0), |wait| (wait.on, Some(wait.site), wait.number));
                let first = if let On::Timer { until } = on { until.0 } else { 0 };
                groups.of(self.reason(on, at)).offer((first, number), Waiting { task, on, line });
            }
        }
        Moment {
            spawned: state.slots().len(),
            running: state.polled().map(|task| self.running(task)),
            ready: ready.listed(),
            waiting: groups.listed(),
            done: Done::new(state.done()),
            gauges: state.gauges().to_vec(),
        }
    }

    fn running(&self, task: TaskId) -> Running {
        let blocked = match self.state.task(task) {
            Some(TaskState::Running { blocked }) => blocked,
            _ => None,
        };
        Running { task, line: self.state.line(task), blocked }
    }

    fn reason(&self, on: On, at: Micros) -> Reason {
        match on {
            On::Timer { .. } => Reason::Timer,
            On::Request(request) => Reason::Request(self.request(request, at)),
            On::Task(_) => Reason::Task,
            On::Permit(name) => Reason::Permit(name),
            On::Lock(name) => Reason::Lock(name),
            On::QueueSlot(name) => Reason::QueueSlot(name),
            On::QueueItem(name) => Reason::QueueItem(name),
            On::Event(name) => Reason::Event(name),
            On::Other => Reason::Other,
        }
    }

    /// The lines that tasks are at, in the order of their numbers. Tasks that are over are at none.
    #[must_use]
    pub fn lines(&self) -> Vec<LineUse> {
        let state = &*self.state;
        let mut lines: Vec<LineUse> = Vec::new();
        let mut last = 0;
        for (task, slot) in (0..).map(TaskId).zip(state.slots()) {
            let Some(site) = state.line(task).filter(|_| slot.over.is_none()) else { continue };
            last = place(&lines, last, &site, |line| line.site).unwrap_or_else(|missing| {
                lines.insert(missing, LineUse { site, running: None, ready: 0, waiting: 0 });
                missing
            });
            let line = &mut lines[last];
            if state.polled() == Some(task) {
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
