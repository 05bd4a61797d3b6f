//! Looking at tasks from outside: this one, and all that are alive.

use std::rc::{Rc, Weak};

use super::executor::Core;
use crate::trace::TaskId;

/// A task, to be looked at and cancelled. It has no claim on the result: that is what
/// [`JoinHandle`](super::JoinHandle) is for. Dropping it leaves the task alone.
#[derive(Clone)]
#[must_use = "looking at a task changes nothing"]
pub struct Task {
    core: Weak<Core>,
    id: TaskId,
}

impl Task {
    /// Which it is.
    #[must_use]
    pub const fn id(&self) -> TaskId {
        self.id
    }

    /// The name that it was spawned under; empty once the run is gone.
    #[must_use]
    pub fn name(&self) -> String {
        self.core.upgrade().map(|core| core.name_of(self.id)).unwrap_or_default()
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.core.upgrade().is_none_or(|core| core.is_over(self.id))
    }

    /// Asks it to end, as [`JoinHandle::cancel`](super::JoinHandle::cancel) does.
    pub fn cancel(&self) {
        if let Some(core) = self.core.upgrade() {
            core.cancel(self.id);
        }
    }
}

/// Two are equal when they are the same task of the same run.
impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Weak::ptr_eq(&self.core, &other.core)
    }
}

impl Eq for Task {}

/// The task that has the thread, as `asyncio.current_task`.
///
/// # Panics
///
/// Outside a task.
pub fn current_task() -> Task {
    let core = Core::expect_current();
    Task { id: core.recorder().task(), core: Rc::downgrade(&core) }
}

/// All tasks that are not over, this one and the main one among them, in the order in which they
/// were spawned. `asyncio.all_tasks` gives the same ones, in no order.
///
/// # Panics
///
/// Outside a task.
#[must_use]
pub fn all_tasks() -> Vec<Task> {
    let core = Core::expect_current();
    core.alive().into_iter().map(|id| Task { core: Rc::downgrade(&core), id }).collect()
}
