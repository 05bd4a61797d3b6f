//! A run after some of its records: what it takes to go on from there.

use super::jobs::JobState;
use crate::trace::{Cause, Micros, On, Outcome, Quantity, Record, SiteId, TaskId, What};

/// Where a task is: in exactly one of these places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It is being polled.
    Running {
        /// What it holds the thread for without computing.
        blocked: Option<On>,
    },
    /// It is in the ready queue.
    Ready(Cause),
    /// It waits.
    Waiting(On),
    /// It is a job for another thread, and this loop never polls it.
    Job {
        /// How far it is.
        state: JobState,
        /// What it holds its thread for without computing.
        blocked: Option<On>,
    },
    /// It is over.
    Over(Outcome),
}

/// A task that became ready.
#[derive(Clone, Copy, Debug)]
pub struct Wake {
    /// The number of the record that says so; the ready queue has this order.
    pub number: u32,
    pub by: Cause,
}

/// A task that said what it waits for.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    pub on: On,
    pub site: SiteId,
    /// The number of the record that says so.
    pub number: u32,
}

/// The task that is being polled.
#[derive(Clone, Copy, Debug)]
pub struct Polled {
    pub task: TaskId,
    /// Who made it ready; none where nobody is known to have.
    pub by: Option<Cause>,
    /// What it is blocked on.
    pub blocked: Option<On>,
}

/// One task. A checkpoint holds one for each, so it is kept small.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub over: Option<Outcome>,
    /// Set as soon as it is woken, be it in the middle of its own poll.
    pub wake: Option<Wake>,
    /// Since its last poll began.
    pub wait: Option<Wait>,
    /// The last line of its own code that it is known to have reached.
    pub line: Option<SiteId>,
}

/// A run after some of its records.
///
/// There is one thread, so there is one task at most that is being polled: a poll that begins ends
/// the one before, should a damaged trace have forgotten to say so. Records of tasks that were
/// never spawned, or are over, are passed over.
#[derive(Clone, Debug, Default)]
pub struct State {
    records: usize,
    last: Micros,
    slots: Vec<Slot>,
    polled: Option<Polled>,
    done: [u32; 4],
    /// In the order of what they are.
    gauges: Vec<(Quantity, i64)>,
}

impl State {
    /// How many records were taken in.
    pub const fn records(&self) -> usize {
        self.records
    }

    /// The time of the last one.
    pub const fn last(&self) -> Micros {
        self.last
    }

    /// All tasks spawned so far, by number.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub fn slot(&self, task: TaskId) -> Option<&Slot> {
        self.slots.get(task.index())
    }

    /// The task that has the thread.
    pub const fn polled(&self) -> Option<&Polled> {
        self.polled.as_ref()
    }

    /// Whether a task has the thread.
    pub fn is_polled(&self, task: TaskId) -> bool {
        self.polled.is_some_and(|polled| polled.task == task)
    }

    /// How many tasks ended in each way.
    pub const fn done(&self) -> [u32; 4] {
        self.done
    }

    pub fn gauges(&self) -> &[(Quantity, i64)] {
        &self.gauges
    }

    /// How much there is to copy.
    pub fn size(&self) -> usize {
        self.slots.len() + self.gauges.len()
    }

    /// Where a task is that is no job for another thread.
    pub fn task(&self, task: TaskId) -> Option<TaskState> {
        let slot = self.slot(task)?;
        Some(match (slot.over, slot.wake) {
            (Some(outcome), _) => TaskState::Over(outcome),
            (None, _) if self.is_polled(task) => {
                TaskState::Running { blocked: self.polled.and_then(|polled| polled.blocked) }
            }
            (None, Some(wake)) => TaskState::Ready(wake.by),
            (None, None) => TaskState::Waiting(slot.wait.map_or(On::Other, |wait| wait.on)),
        })
    }

    /// The line that a task is at; none as long as it is not known to have reached any.
    pub fn line(&self, task: TaskId) -> Option<SiteId> {
        let slot = self.slot(task)?;
        let waits = slot.wait.filter(|_| !self.is_polled(task));
        waits.map(|wait| wait.site).or(slot.line)
    }

    /// Takes in the next record.
    pub fn observe(&mut self, record: &Record) {
        self.records += 1;
        self.last = record.at;
        if let Some((quantity, value)) = record.what.quantity() {
            return self.set_gauge(quantity, value);
        }
        match record.what {
            What::Spawned { parent, site, .. } => self.spawned(record.task, parent, site),
            What::Woken { by } => self.woken(record.task, by),
            What::PollStarted => self.poll_started(record.task),
            What::PollEnded if self.is_polled(record.task) => self.polled = None,
            What::Blocked { on, site } => {
                self.set_blocked(record.task, Some(on));
                self.reached(record.task, site);
            }
            What::Unblocked => self.set_blocked(record.task, None),
            What::Waiting { on, site } => {
                let number = self.number();
                if let Some(slot) = self.alive(record.task) {
                    slot.wait = Some(Wait { on, site, number });
                }
                self.reached(record.task, site);
            }
            What::Finished { outcome } => self.finished(record.task, outcome),
            _ => {}
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.records).unwrap_or(u32::MAX)
    }

    fn alive(&mut self, task: TaskId) -> Option<&mut Slot> {
        self.slots.get_mut(task.index()).filter(|slot| slot.over.is_none())
    }

    fn reached(&mut self, task: TaskId, site: SiteId) {
        if let Some(slot) = self.alive(task) {
            slot.line = Some(site);
        }
    }

    fn spawned(&mut self, task: TaskId, parent: Option<TaskId>, site: SiteId) {
        if task.index() != self.slots.len() {
            return;
        }
        if let Some(parent) = parent {
            self.reached(parent, site);
        }
        let wake = Some(Wake { number: self.number(), by: Cause::Spawned });
        self.slots.push(Slot { over: None, wake, wait: None, line: None });
    }

    fn woken(&mut self, task: TaskId, by: Cause) {
        // A damaged trace may name a task that is not there, or is no longer.
        let known = match by {
            Cause::Task(by) | Cause::Cancelled { by } => self.alive(by).is_some(),
            Cause::Ended(by) => self.slot(by).is_some(),
            _ => true,
        };
        let wake = Wake { number: self.number(), by: if known { by } else { Cause::Unknown } };
        if let Some(slot) = self.alive(task) {
            // A task is in the ready queue once, at the place where it came first.
            slot.wake.get_or_insert(wake);
        }
    }

    fn poll_started(&mut self, task: TaskId) {
        let Some(slot) = self.alive(task) else { return };
        let by = slot.wake.take().map(|wake| wake.by);
        if let Some(wait) = slot.wait.take() {
            slot.line = Some(wait.site);
        }
        self.polled = Some(Polled { task, by, blocked: None });
    }

    fn set_blocked(&mut self, task: TaskId, on: Option<On>) {
        if let Some(polled) = self.polled.as_mut().filter(|polled| polled.task == task) {
            polled.blocked = on;
        }
    }

    fn finished(&mut self, task: TaskId, outcome: Outcome) {
        let Some(slot) = self.alive(task) else { return };
        slot.over = Some(outcome);
        self.done[outcome as usize] += 1;
        if self.is_polled(task) {
            self.polled = None;
        }
    }

    fn set_gauge(&mut self, of: Quantity, value: i64) {
        match self.gauges.binary_search_by_key(&of, |known| known.0) {
            Ok(place) => self.gauges[place].1 = value,
            Err(place) => self.gauges.insert(place, (of, value)),
        }
    }
}
