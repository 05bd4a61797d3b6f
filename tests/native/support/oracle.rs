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
        let mut seen = (ThreadState::Idle, None);
        for record in self.records.iter().take_while(|record| record.at <= at) {
            let busy = seen.0 != ThreadState::Idle;
            seen = match record.what {
                What::PollStarted => (ThreadState::Busy, Some(record.task)),
                What::Unblocked if busy => (ThreadState::Busy, Some(record.task)),
                What::Blocked { .. } => (ThreadState::Blocked, Some(record.task)),
                What::PollEnded => (ThreadState::Idle, None),
                _ => seen,
            };
        }
        seen
    }

    /// What a task did just after a time; none before it was spawned and after it was over.
    pub fn phase(&self, task: TaskId, at: Micros) -> Option<Phase> {
        let whole = self.life(task);
        let life: Vec<_> = whole.iter().take_while(|record| record.at <= at).collect();
        let last = life.last()?;
        if matches!(last.what, What::Finished { .. }) {
            return None;
        }
        if let Some(doing) = Self::elsewhere(&whole, at) {
            return Some(match doing {
                Doing::Running => Phase::Running,
                Doing::Blocked { on: On::Lock(_) } => Phase::Awaiting,
                Doing::Blocked { .. } => Phase::Blocked,
                Doing::Done | Doing::Ended => Phase::Queued,
            });
        }
        let (mut polled, mut woken, mut waits, mut blocked) = (false, true, None, None);
        for record in &life {
            match record.what {
                What::PollStarted => (polled, woken, waits) = (true, false, None),
                What::PollEnded => (polled, blocked) = (false, None),
                What::Woken { .. } => woken = true,
                What::Waiting { on, .. } => waits = Some(on),
                What::Blocked { on, .. } => blocked = Some(on),
                What::Unblocked => blocked = None,
                _ => {}
            }
        }
        Some(match (polled, woken, waits, blocked) {
            (true, _, _, None) => Phase::Running,
            (false, true, _, _) => Phase::Queued,
            (true, _, _, Some(On::Request(request))) | (false, false, Some(On::Request(request)), _) => {
                Self::stage(&whole, request, at)
            }
            (true, _, _, Some(_)) => Phase::Blocked,
            (false, false, Some(On::Timer { .. }), _) => Phase::Sleeping,
            (false, false, _, _) => Phase::Awaiting,
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
    fn elsewhere(life: &[Record], at: Micros) -> Option<Doing> {
        let (mut known, mut away, mut seen) = (Micros::ZERO, false, None);
        for record in life {
            match record.what {
                What::Printed { .. }
                | What::Gauge { .. }
                | What::Acquired { .. }
                | What::Released { .. }
                | What::Level { .. }
                | What::NeverAwaited { .. }
                | What::OnThread { doing: Doing::Ended, .. } => {}
                What::OnThread { ago, doing, .. } => {
                    known = known.max(record.at - ago);
                    away = true;
                    seen = if known <= at { Some(doing) } else { seen };
                }
                _ if !away => known = record.at,
                _ => {}
            }
        }
        seen
    }

    /// A task's records from its first spawning to its end.
    fn life(&self, task: TaskId) -> Vec<Record> {
        let spawned = |record: &&Record| matches!(record.what, What::Spawned { .. });
        let mut life = Vec::new();
        for record in self.records.iter().filter(|record| record.task == task) {
            if life.is_empty() && !spawned(&record) {
                continue;
            }
            life.push(*record);
            if matches!(record.what, What::Finished { .. }) {
                break;
            }
        }
        life
    }

    /// How far a request was, as far as its task's records tell.
    fn stage(life: &[Record], of: RequestId, at: Micros) -> Phase {
        let (mut sent, mut planned) = (None, None);
        let (mut stage, mut stage_then) = (None, None);
        for record in life {
            match record.what {
                What::RequestStarted { request, uplink, .. } if request == of => {
                    planned = uplink.map(|uplink| record.at + uplink);
                    stage = Some(Phase::Sending);
                }
                What::RequestSent { request, ago } if request == of && stage == Some(Phase::Sending) => {
                    sent = Some(record.at - ago);
                    stage = Some(Phase::Waiting);
                }
                What::HeadersArrived { request, .. } if request == of => stage = Some(Phase::Receiving),
                What::RequestFinished { request, .. } if request == of => stage = None,
                _ => {}
            }
            if record.at <= at {
                stage_then = stage;
            }
        }
        match stage_then {
            // The measured end of sending, which is known later; failing that, the planned one.
            Some(Phase::Sending) if sent.or(planned).is_some_and(|sent| sent <= at) => Phase::Waiting,
            Some(stage) => stage,
            // Begun by another task, which handed the response on.
            None => Phase::Receiving,
        }
    }
}
