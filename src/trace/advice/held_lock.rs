//! A task kept a lock while it waited for something else.

use super::{Advice, SHORT, length, name};
use std::collections::HashMap;

use crate::trace::replay::{Fold, Step};
use crate::trace::{Lanes, Micros, On, ResourceId, ResourceKind, SiteId, TaskId, Trace, What};

/// Whoever had a lock awaited something else with it, and others waited for the lock meanwhile.
///
/// All waits of a lock at the same line are one mistake: a hundred short ones keep the last task
/// waiting as long as a single long one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldLock {
    /// The lock.
    pub lock: ResourceId,
    /// The line that awaits with it.
    pub site: SiteId,
    /// Who did so first.
    pub task: TaskId,
    /// When that wait began.
    pub at: Micros,
    /// How long the lock was held there while others waited for it.
    pub time: Micros,
    /// How many waited for it at most.
    pub others: usize,
}

impl HeldLock {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        format!(
            "“{}” was held across the await in {}, first by “{}”, for {} in all, while up to {} waited for it. Unlock it before that await.",
            trace.name_of(self.lock),
            trace.site_label(self.site),
            name(trace, lanes, self.task),
            length(self.time),
            match self.others {
                1 => "1 other task".to_owned(),
                others => format!("{others} other tasks"),
            },
        )
    }
}

/// A lock as far as the trace was read.
struct Lock {
    id: ResourceId,
    holder: Option<TaskId>,
    waiting: usize,
    /// Since when, and where, its holder has been waiting for something else.
    pause: Option<(Micros, SiteId)>,
}

/// Each line that awaits with a lock, and had others wait for too long.
pub(super) struct Find<'a> {
    trace: &'a Trace,
    locks: Vec<Lock>,
    /// For which lock each task waits.
    wanted: HashMap<TaskId, ResourceId>,
    found: Vec<HeldLock>,
}

impl<'a> Find<'a> {
    pub fn new(trace: &'a Trace) -> Self {
        Self { trace, locks: Vec::new(), wanted: HashMap::new(), found: Vec::new() }
    }

    pub fn found(mut self) -> Vec<Advice> {
        self.found.retain(|held| held.time > SHORT);
        self.found.into_iter().map(Advice::HeldLock).collect()
    }

    /// The position of a lock in the list; none for another kind of resource.
    fn lock(&mut self, id: ResourceId) -> Option<usize> {
        self.locks.iter().position(|lock| lock.id == id).or_else(|| {
            self.trace.resource(id).filter(|resource| resource.kind == ResourceKind::Lock)?;
            self.locks.push(Lock { id, holder: None, waiting: 0, pause: None });
            Some(self.locks.len() - 1)
        })
    }

    /// A task no longer waits for the lock that it waited for.
    fn leave(&mut self, task: TaskId) {
        if let Some(lock) = self.wanted.remove(&task)
            && let Some(index) = self.lock(lock)
        {
            self.locks[index].waiting = self.locks[index].waiting.saturating_sub(1);
        }
    }
}

impl Fold for Find<'_> {
    fn observe(&mut self, Step { record, .. }: &Step<'_>) {
        let task = record.task;
        match record.what {
            What::Waiting { on, site } => {
                for lock in self.locks.iter_mut().filter(|lock| lock.holder == Some(task)) {
                    lock.pause = Some((record.at, site));
                }
                if let On::Lock(id) = on {
                    self.leave(task);
                    if let Some(index) = self.lock(id) {
                        self.locks[index].waiting += 1;
                        self.wanted.insert(task, id);
                    }
                }
            }
            What::PollStarted | What::Finished { .. } => {
                for lock in self.locks.iter_mut().filter(|lock| lock.holder == Some(task)) {
                    count(&mut self.found, lock, record.at);
                }
                self.leave(task);
            }
            What::Acquired { resource, .. } | What::Released { resource, .. } => {
                let acquired = matches!(record.what, What::Acquired { .. });
                let Some(index) = self.lock(resource) else { return };
                let lock = &mut self.locks[index];
                count(&mut self.found, lock, record.at);
                lock.holder = acquired.then_some(task);
            }
            _ => {}
        }
    }
}

/// The holder's wait is over: if others waited for the lock, it is kept in mind.
fn count(found: &mut Vec<HeldLock>, lock: &mut Lock, now: Micros) {
    let (Some((since, site)), Some(task)) = (lock.pause.take(), lock.holder) else { return };
    if lock.waiting == 0 {
        return;
    }
    let known = found.iter_mut().find(|held| (held.lock, held.site) == (lock.id, site));
    if let Some(held) = known {
        held.time += now - since;
        held.others = held.others.max(lock.waiting);
    } else {
        let (time, others) = (now - since, lock.waiting);
        found.push(HeldLock { lock: lock.id, site, task, at: since, time, others });
    }
}
