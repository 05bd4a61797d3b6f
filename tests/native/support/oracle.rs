//! What each task and the thread did at one moment, found the slow and obvious way.
//!
//! The folds go through the records once, and rewrite the past when they learn of it. Here each
//! moment is looked up on its own, in the knowledge of the whole trace.

use meanwhile::trace::{Doing, Micros, On, Phase, Record, RequestId, TaskId, ThreadState, Trace, What};

/// A trace whose every moment can be asked for.
pub struct Oracle {
    records: Vec<Record>,
}

impl Oracle {
    pub fn of(trace: &Trace) -> Self {
        Self { records: trace.records().collect() }
    }

    /// All times at which anything may change, in order, and one after the last.
    pub fn moments(&self) -> Vec<Micros> {
        let mut moments = vec![Micros::ZERO];
        for record in &self.records {
            moments.push(record.at);
            match record.what {
                What::RequestSent { ago, .. } | What::OnThread { ago, .. } => moments.push(record.at - ago),
                What::RequestStarted { uplink: Some(uplink), .. } => moments.push(record.at + uplink),
                _ => {}
            }
        }
        moments.sort_unstable();
        moments.dedup();
        moments.push(*moments.last().unwrap() + Micros(50));
        moments
    }

    /// What the thread did just after a time.
    pub fn thread(&self, at: Micros) -> (ThreadState, Option<TaskId>) {
        match self.polled(self.until(at)) {
            None => (ThreadState::Idle, None),
            Some((task, None)) => (ThreadState::Busy, Some(task)),
            Some((task, Some(_))) => (ThreadState::Blocked, Some(task)),
        }
    }

    /// The task that has the thread after some of the records, and what it blocks on. A poll that begins ends the
    /// one before; a task that is over, was never spawned or has been on another thread is not polled.
    fn polled(&self, until: &[Record]) -> Option<(TaskId, Option<On>)> {
        let mut polled: Option<(TaskId, Option<On>)> = None;
        for (index, record) in until.iter().enumerate() {
            let mine = polled.filter(|polled| polled.0 == record.task);
            match record.what {
                What::PollStarted if self.may_be_polled(record.task, index) => {
                    polled = Some((record.task, None));
                }
                What::PollEnded | What::Finished { .. } if mine.is_some() => polled = None,
                What::OnThread { doing, .. } if mine.is_some() && doing != Doing::Ended => polled = None,
                What::Blocked { on, .. } if mine.is_some() => polled = Some((record.task, Some(on))),
                What::Unblocked if mine.is_some() => polled = Some((record.task, None)),
                _ => {}
            }
        }
        polled
    }

    /// Whether a task is alive at a record, and has been on no other thread.
    fn may_be_polled(&self, task: TaskId, index: usize) -> bool {
        let own = || self.records[..index].iter().filter(|record| record.task == task);
        let away =
            |record: &Record| matches!(record.what, What::OnThread { doing, .. } if doing != Doing::Ended);
        let over = |record: &Record| matches!(record.what, What::Finished { .. });
        let spawned = |record: &Record| matches!(record.what, What::Spawned { .. });
        own().any(spawned)
            && !own().skip_while(|record| !spawned(record)).any(|record| away(record) || over(record))
    }

    fn until(&self, at: Micros) -> &[Record] {
        &self.records[..self.records.partition_point(|record| record.at <= at)]
    }

    /// What a task did just after a time; none before it was spawned and after it was over.
    pub fn phase(&self, task: TaskId, at: Micros) -> Option<Phase> {
        let whole = self.life(task);
        let life: Vec<_> = whole.iter().take_while(|(_, record)| record.at <= at).collect();
        if matches!(life.last()?.1.what, What::Finished { .. }) {
            return None;
        }
        if let Some(doing) = self.elsewhere(task, &whole, at) {
            return Some(match doing {
                Doing::Running => Phase::Running,
                Doing::Blocked { on: On::Lock(_) } => Phase::Awaiting,
                Doing::Blocked { .. } => Phase::Blocked,
                Doing::Done | Doing::Ended => Phase::Queued,
            });
        }
        let polled = self.polled(self.until(at)).filter(|polled| polled.0 == task);
        let (mut woken, mut waits) = (true, None);
        for (index, record) in life {
            match record.what {
                What::PollStarted if self.may_be_polled(task, *index) => (woken, waits) = (false, None),
                What::Woken { .. } => woken = true,
                What::Waiting { on, .. } => waits = Some(on),
                _ => {}
            }
        }
        Some(match (polled, woken, waits) {
            (Some((_, None)), ..) => Phase::Running,
            (None, true, _) => Phase::Queued,
            (Some((_, Some(On::Request(request)))), ..) | (None, false, Some(On::Request(request))) => {
                self.stage(task, request, at)
            }
            (Some(_), ..) => Phase::Blocked,
            (None, false, Some(On::Timer { .. })) => Phase::Sleeping,
            (None, false, _) => Phase::Awaiting,
        })
    }

    /// What a thread other than the main one did just after a time, and whether there was one.
    pub fn worker(&self, number: u8, at: Micros) -> (bool, ThreadState, Option<TaskId>) {
        let (mut seen, mut known) = ((false, ThreadState::Idle, None), Micros::ZERO);
        for record in &self.records {
            let What::OnThread { thread, ago, doing } = record.what else { continue };
            if thread.get() != number {
                continue;
            }
            known = known.max(record.at - ago);
            if known <= at {
                seen = match doing {
                    Doing::Running => (true, ThreadState::Busy, Some(record.task)),
                    Doing::Blocked { .. } => (true, ThreadState::Blocked, Some(record.task)),
                    Doing::Done => (true, ThreadState::Idle, None),
                    Doing::Ended => (false, ThreadState::Idle, None),
                };
            }
        }
        seen
    }

    /// What a task did on another thread just after a time, if it had been on one by then. What is
    /// learnt later never contradicts what was known.
    fn elsewhere(&self, task: TaskId, life: &[(usize, Record)], at: Micros) -> Option<Doing> {
        let (from, to) = (life.first()?.0, life.last()?.0);
        let (mut known, mut away, mut seen) = (Micros::ZERO, false, None);
        for (index, record) in self.records.iter().enumerate().take(to + 1).skip(from) {
            match record.what {
                What::OnThread { ago, doing, .. } if record.task == task && doing != Doing::Ended => {
                    known = known.max(record.at - ago);
                    away = true;
                    seen = if known <= at { Some(doing) } else { seen };
                }
                _ if !away && self.concerns(task, index) => known = record.at,
                _ => {}
            }
        }
        seen
    }

    /// Whether a record may change what a task does on the run's own thread.
    fn concerns(&self, task: TaskId, index: usize) -> bool {
        let record = &self.records[index];
        let has_thread = |count| self.polled(&self.records[..count]).is_some_and(|polled| polled.0 == task);
        match record.what {
            What::Printed { .. } | What::NeverAwaited { .. } | What::OnThread { .. } => false,
            what if what.quantity().is_some() => false,
            _ if record.task == task => true,
            What::PollStarted => has_thread(index) && !has_thread(index + 1),
            what => what.request().is_some_and(|request| self.owner(request, index) == Some(task)),
        }
    }

    /// The task that has started a request by a position.
    fn owner(&self, of: RequestId, index: usize) -> Option<TaskId> {
        let mut started = 0;
        self.records[..index].iter().find_map(|record| {
            let What::RequestStarted { request, .. } = record.what else { return None };
            if request != RequestId(started) {
                return None;
            }
            started += 1;
            (request == of).then_some(record.task)
        })
    }

    /// A task's records from its first spawning to its end, with their positions in the trace.
    fn life(&self, task: TaskId) -> Vec<(usize, Record)> {
        let mut life = Vec::new();
        for (index, record) in self.records.iter().enumerate().filter(|(_, record)| record.task == task) {
            if life.is_empty() && !matches!(record.what, What::Spawned { .. }) {
                continue;
            }
            life.push((index, *record));
            if matches!(record.what, What::Finished { .. }) {
                break;
            }
        }
        life
    }

    /// How far a request was for a task: one that another task started has handed its response on.
    fn stage(&self, task: TaskId, of: RequestId, at: Micros) -> Phase {
        let mut started = 0;
        let (mut planned, mut sent, mut answered) = (None, None, None);
        for record in &self.records {
            match record.what {
                What::RequestStarted { request, uplink, .. } if request == RequestId(started) => {
                    started += 1;
                    if request == of && record.task == task {
                        planned = Some(uplink.map(|uplink| record.at + uplink));
                    }
                }
                What::RequestSent { request, ago } if request == of && planned.is_some() => {
                    sent = sent.or(Some(record.at - ago).filter(|_| answered.is_none()));
                }
                What::HeadersArrived { request, .. } | What::RequestFinished { request, .. }
                    if request == of && planned.is_some() =>
                {
                    answered = answered.or(Some(record.at));
                }
                _ => {}
            }
        }
        match planned {
            Some(planned) if answered.is_none_or(|answered| answered > at) => {
                // The measured end of sending, which is known later; failing that, the planned one.
                let sent = sent.or(planned).is_some_and(|sent| sent <= at);
                if sent { Phase::Waiting } else { Phase::Sending }
            }
            _ => Phase::Receiving,
        }
    }
}
