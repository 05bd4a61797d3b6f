//! A run after some of its records: what it takes to go on from there.

use std::num::NonZeroU8;

use crate::trace::{
    Cause, Doing, JobState, Micros, On, Outcome, Phase, Quantity, Record, RequestId, SiteId, TaskId, What,
};

/// What a task is doing. Derived, never recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The word for it.
    pub phase: Phase,
    /// What it waits for or is blocked on.
    pub on: Option<On>,
    /// The line that waits or blocks.
    pub site: Option<SiteId>,
}

/// Where a task is in the event loop: in exactly one of these states.
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

/// A task became ready.
#[derive(Clone, Copy, Debug)]
pub struct Wake {
    /// The number of the record that says so, from 1. The ready queue has this order.
    pub number: u32,
    /// When.
    pub at: Micros,
    /// When it should have been: a timer fires late while a task has the thread.
    pub due: Micros,
    /// Why.
    pub by: Cause,
}

/// A task said what it waits for.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    pub on: On,
    pub site: SiteId,
    /// The number of the record that says so, from 1.
    pub number: u32,
}

/// The task that is being polled.
#[derive(Clone, Copy, Debug)]
pub struct Polled {
    pub task: TaskId,
    /// What made it ready; none where the trace does not tell.
    pub wake: Option<Wake>,
    /// What it is blocked on, and the line that blocks.
    pub blocked: Option<(On, SiteId)>,
}

/// One task. A checkpoint holds one for each, so it is kept small.
#[derive(Clone, Copy, Debug)]
pub struct TaskSlot {
    pub parent: Option<TaskId>,
    pub over: Option<(Micros, Outcome)>,
    /// Set as soon as it is woken, be it in the middle of its own poll.
    pub wake: Option<Wake>,
    /// Since its last poll began.
    pub wait: Option<Wait>,
    /// The last line of its own code that it is known to have reached.
    pub line: Option<SiteId>,
    /// The other thread that it ran on last, and what it does there. Once it has been on one, the loop
    /// never polls it.
    pub elsewhere: Option<(NonZeroU8, Doing)>,
    /// Up to when nothing that is still to be learnt can change what it did.
    pub known: Micros,
}

/// One request.
#[derive(Clone, Copy, Debug)]
struct Request {
    owner: TaskId,
    /// When, by the plan, it is sent.
    planned: Option<Micros>,
    /// When it was sent, by measurement.
    sent: Option<Micros>,
    /// Whether the headers are here, or it is over.
    answered: bool,
}

/// A run after some of its records.
///
/// A thread runs one task at a time: a poll that begins ends the one before, should a damaged trace have
/// forgotten to say so. Records of tasks that were never spawned, or are over, change nothing.
#[derive(Clone, Debug, Default)]
pub struct State {
    records: usize,
    last: Micros,
    slots: Vec<TaskSlot>,
    polled: Option<Polled>,
    requests: Vec<Request>,
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
    pub fn slots(&self) -> &[TaskSlot] {
        &self.slots
    }

    pub fn slot(&self, task: TaskId) -> Option<&TaskSlot> {
        self.slots.get(task.index())
    }

    /// The task that has the run's own thread.
    pub const fn polled(&self) -> Option<&Polled> {
        self.polled.as_ref()
    }

    /// Whether a task has the run's own thread.
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
        self.slots.len() + self.requests.len() + self.gauges.len()
    }

    /// Where a task is that is no job for another thread.
    pub fn task(&self, task: TaskId) -> Option<TaskState> {
        let slot = self.slot(task)?;
        Some(match (slot.over, slot.wake) {
            (Some((_, outcome)), _) => TaskState::Over(outcome),
            (None, _) if self.is_polled(task) => {
                let blocked = self.polled.and_then(|polled| polled.blocked);
                TaskState::Running { blocked: blocked.map(|blocked| blocked.0) }
            }
            (None, Some(wake)) => TaskState::Ready(wake.by),
            (None, None) => TaskState::Waiting(slot.wait.map_or(On::Other, |wait| wait.on)),
        })
    }

    /// What a task does, on whichever thread; none before it was spawned and after its end.
    pub fn activity(&self, task: TaskId) -> Option<Activity> {
        let slot = self.slot(task).filter(|slot| slot.over.is_none())?;
        let plain = |phase| Activity { phase, on: None, site: None };
        if let Some((_, doing)) = slot.elsewhere {
            return Some(match doing {
                Doing::Running => plain(Phase::Running),
                Doing::Blocked { on: on @ On::Lock(_) } => {
                    Activity { on: Some(on), ..plain(Phase::Awaiting) }
                }
                Doing::Blocked { on } => Activity { on: Some(on), ..plain(Phase::Blocked) },
                Doing::Done | Doing::Ended => plain(Phase::Queued),
            });
        }
        let waits = |on, site, timer, other| {
            let phase = match on {
                On::Timer { .. } => timer,
                // A task that waits for a request of another one was handed the response.
                On::Request(request) => {
                    self.own(request, task).map_or(Phase::Receiving, |request| match request {
                        Request { answered: true, .. } => Phase::Receiving,
                        Request { sent: Some(_), .. } => Phase::Waiting,
                        Request { .. } => Phase::Sending,
                    })
                }
                _ => other,
            };
            Activity { phase, on: Some(on), site: Some(site) }
        };
        if let Some(polled) = self.polled.filter(|polled| polled.task == task) {
            return Some(polled.blocked.map_or(plain(Phase::Running), |(on, site)| {
                waits(on, site, Phase::Blocked, Phase::Blocked)
            }));
        }
        if slot.wake.is_some() {
            return Some(plain(Phase::Queued));
        }
        Some(slot.wait.map_or(plain(Phase::Awaiting), |Wait { on, site, .. }| {
            waits(on, site, Phase::Sleeping, Phase::Awaiting)
        }))
    }

    fn own(&self, request: RequestId, task: TaskId) -> Option<&Request> {
        self.requests.get(request.0 as usize).filter(|known| known.owner == task)
    }

    /// The task that started a request.
    pub fn owner(&self, request: RequestId) -> Option<TaskId> {
        self.requests.get(request.0 as usize).map(|request| request.owner)
    }

    /// When a request is sent: by its plan, and by measurement.
    pub fn sending(&self, request: RequestId) -> (Option<Micros>, Option<Micros>) {
        self.requests.get(request.0 as usize).map_or((None, None), |request| (request.planned, request.sent))
    }

    /// What waiting for a request means here, at a time, where `later` is the same run after more of its
    /// records: when a request had been sent is recorded only afterwards.
    pub fn request(&self, request: RequestId, at: Micros, later: &Self) -> Phase {
        let index = request.0 as usize;
        match (self.requests.get(index), later.requests.get(index)) {
            (Some(Request { answered: false, .. }), Some(Request { planned, sent, .. })) => {
                match sent.or(*planned) {
                    Some(sent) if sent <= at => Phase::Waiting,
                    _ => Phase::Sending,
                }
            }
            // Of a request that no task started, only the response can be there.
            _ => Phase::Receiving,
        }
    }

    /// The line that a task is at; none as long as it is not known to have reached any.
    pub fn line(&self, task: TaskId) -> Option<SiteId> {
        let slot = self.slot(task)?;
        let waits = slot.wait.filter(|_| !self.is_polled(task));
        waits.map(|wait| wait.site).or(slot.line)
    }

    /// The task that runs at or from a line.
    pub fn at_line(&self, site: SiteId) -> Option<TaskId> {
        let task = self.polled?.task;
        (self.line(task) == Some(site)).then_some(task)
    }

    /// Takes in the next record. Gives another task that does something else from now on, if there is one:
    /// that lost the thread as this one was polled, or that had started the request.
    pub fn take(&mut self, record: &Record) -> Option<TaskId> {
        let before = self.polled.map(|polled| polled.task);
        self.records += 1;
        self.last = record.at;
        self.change(record);
        let displaced = before.filter(|task| !self.is_polled(*task));
        let owner = || self.requests.get(record.what.request()?.0 as usize).map(|request| request.owner);
        let other = displaced.or_else(owner).filter(|task| *task != record.task)?;
        self.alive(other).filter(|slot| slot.elsewhere.is_none())?.known = record.at;
        Some(other)
    }

    fn change(&mut self, record: &Record) {
        let Record { at, task, what } = *record;
        if let Some((quantity, value)) = what.quantity() {
            return self.set_gauge(quantity, value);
        }
        match what {
            What::Spawned { parent, site, .. } => return self.spawned(at, task, parent, site),
            What::Woken { by } => self.woken(at, task, by),
            What::PollStarted => self.poll_started(task),
            What::PollEnded if self.is_polled(task) => self.polled = None,
            What::Blocked { on, site } => {
                self.set_blocked(task, Some((on, site)));
                self.reached(task, site);
            }
            What::Unblocked => self.set_blocked(task, None),
            What::Waiting { on, site } => {
                let number = self.number();
                if let Some(slot) = self.alive(task) {
                    slot.wait = Some(Wait { on, site, number });
                }
                self.reached(task, site);
            }
            What::RequestStarted { request, uplink, .. } if request.0 as usize == self.requests.len() => {
                let planned = uplink.map(|uplink| at + uplink);
                self.requests.push(Request { owner: task, planned, sent: None, answered: false });
            }
            What::RequestSent { request, ago } => {
                if let Some(request) = self.request_mut(request).filter(|request| !request.answered) {
                    request.sent.get_or_insert(at - ago);
                }
            }
            What::HeadersArrived { request, .. } | What::RequestFinished { request, .. } => {
                if let Some(request) = self.request_mut(request) {
                    request.answered = true;
                }
            }
            What::OnThread { doing: Doing::Ended, .. } | What::NeverAwaited { .. } | What::Printed { .. } => {
                return;
            }
            What::OnThread { thread, ago, doing } => return self.on_thread(at - ago, task, thread, doing),
            What::Finished { outcome } => self.finished(at, task, outcome),
            _ => {}
        }
        if let Some(slot) = self.alive(task).filter(|slot| slot.elsewhere.is_none()) {
            slot.known = at;
        }
    }

    fn number(&self) -> u32 {
        u32::try_from(self.records).unwrap_or(u32::MAX)
    }

    fn alive(&mut self, task: TaskId) -> Option<&mut TaskSlot> {
        self.slots.get_mut(task.index()).filter(|slot| slot.over.is_none())
    }

    fn request_mut(&mut self, request: RequestId) -> Option<&mut Request> {
        self.requests.get_mut(request.0 as usize)
    }

    fn reached(&mut self, task: TaskId, site: SiteId) {
        if let Some(slot) = self.alive(task) {
            slot.line = Some(site);
        }
    }

    fn spawned(&mut self, at: Micros, task: TaskId, parent: Option<TaskId>, site: SiteId) {
        if task.index() != self.slots.len() {
            return;
        }
        if let Some(parent) = parent {
            self.reached(parent, site);
        }
        let wake = Some(Wake { number: self.number(), at, due: at, by: Cause::Spawned });
        self.slots.push(TaskSlot {
            parent,
            over: None,
            wake,
            wait: None,
            line: None,
            elsewhere: None,
            known: at,
        });
    }

    fn woken(&mut self, at: Micros, task: TaskId, by: Cause) {
        // A damaged trace may name a task that is not there, or is no longer.
        let known = match by {
            Cause::Task(by) | Cause::Cancelled { by } => self.alive(by).is_some(),
            Cause::Ended(by) => self.slot(by).is_some(),
            _ => true,
        };
        let number = self.number();
        let by = if known { by } else { Cause::Unknown };
        let Some(slot) = self.alive(task) else { return };
        let due = match slot.wait.map(|wait| wait.on) {
            Some(On::Timer { until }) if by == Cause::Timer => until.min(at),
            _ => at,
        };
        // A task is in the ready queue once, at the position where it came first.
        slot.wake.get_or_insert(Wake { number, at, due, by });
    }

    fn poll_started(&mut self, task: TaskId) {
        let Some(slot) = self.alive(task).filter(|slot| slot.elsewhere.is_none()) else { return };
        let wake = slot.wake.take();
        if let Some(wait) = slot.wait.take() {
            slot.line = Some(wait.site);
        }
        self.polled = Some(Polled { task, wake, blocked: None });
    }

    fn set_blocked(&mut self, task: TaskId, blocked: Option<(On, SiteId)>) {
        if let Some(polled) = self.polled.as_mut().filter(|polled| polled.task == task) {
            polled.blocked = blocked;
        }
    }

    fn on_thread(&mut self, at: Micros, task: TaskId, thread: NonZeroU8, doing: Doing) {
        let Some(slot) = self.alive(task) else { return };
        slot.elsewhere = Some((thread, doing));
        slot.known = slot.known.max(at);
        if self.is_polled(task) {
            self.polled = None;
        }
    }

    fn finished(&mut self, at: Micros, task: TaskId, outcome: Outcome) {
        let Some(slot) = self.alive(task) else { return };
        slot.over = Some((at, outcome));
        self.done[outcome as usize] += 1;
        if self.is_polled(task) {
            self.polled = None;
        }
    }

    fn set_gauge(&mut self, of: Quantity, value: i64) {
        match self.gauges.binary_search_by_key(&of, |known| known.0) {
            Ok(index) => self.gauges[index].1 = value,
            Err(index) => self.gauges.insert(index, (of, value)),
        }
    }
}
