//! A task kept a lock while it waited for something else.

use super::{Advice, SHORT, length, name};
use crate::trace::{Lanes, Micros, On, ResourceId, SiteId, TaskId, Trace, What};

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
pub(super) fn find(trace: &Trace) -> Vec<Advice> {
    let mut locks: Vec<Lock> = Vec::new();
    for record in trace.records() {
        if let What::Waiting { on: On::Lock(id), .. } = record.what
            && !locks.iter().any(|lock| lock.id == id)
        {
            locks.push(Lock { id, holder: None, waiting: 0, pause: None });
        }
    }
    if locks.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<HeldLock> = Vec::new();
    // For which lock, by its place, each task waits.
    let mut wanted = vec![None; trace.tasks() as usize];
    for record in trace.records() {
        match record.what {
            What::Waiting { on, site } => {
                for lock in &mut locks {
                    if lock.holder == Some(record.task) {
                        lock.pause = Some((record.at, site));
                    }
                }
                if let (On::Lock(id), Some(wanted)) = (on, wanted.get_mut(record.task.index())) {
                    if let Some(before) = wanted.take() {
                        leave(&mut locks, before);
                    }
                    *wanted = locks.iter().position(|lock| lock.id == id);
                    if let Some(place) = *wanted {
                        locks[place].waiting += 1;
                    }
                }
            }
            What::PollStarted | What::Finished { .. } => {
                for lock in locks.iter_mut().filter(|lock| lock.holder == Some(record.task)) {
                    count(&mut found, lock, record.at);
                }
                if let Some(before) = wanted.get_mut(record.task.index()).and_then(Option::take) {
                    leave(&mut locks, before);
                }
            }
            What::Acquired { resource, .. } | What::Released { resource, .. } => {
                if let Some(lock) = locks.iter_mut().find(|lock| lock.id == resource) {
                    count(&mut found, lock, record.at);
                    let acquired = matches!(record.what, What::Acquired { .. });
                    lock.holder = acquired.then_some(record.task);
                }
            }
            _ => {}
        }
    }
    found.retain(|held| held.time > SHORT);
    found.into_iter().map(Advice::HeldLock).collect()
}

/// One task less waits for the lock at this place.
fn leave(locks: &mut [Lock], place: usize) {
    locks[place].waiting = locks[place].waiting.saturating_sub(1);
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
