//! The state of a run at any of its moments, found without replaying it from the beginning.
//!
//! Read in this order:
//!
//! 1. `index`: checkpoints of the state, and where in the trace which time is.
//! 2. `snapshot`: a [`Snapshot`] is the state after so many records; `shown`: a [`Moment`] is what of
//!    it a reader is shown, many tasks in a few groups.
//! 3. `jobs`: what other threads did, which is known only afterwards.
//! 4. `search`: the next and the previous record of a kind, and how a task became ready.
//! 5. `lines`: every stretch in which a task ran at or from one line; `wakes`: every wake of one task by
//!    another.
//!
//! A moment is a number of records *and* a time: in virtual time thousands of records share one
//! microsecond, and between two records timers run down, requests get sent, and other threads are
//! at work. Such things are recorded only afterwards; a moment is told in hindsight, as the lanes are.

mod grouping;
mod index;
mod jobs;
mod lines;
mod search;
mod shown;
mod snapshot;
mod wakes;

pub use index::Index;
pub use jobs::JobState;
pub(super) use jobs::Jobs;
pub use lines::{LineRun, LineRuns};
pub use search::{Found, Sought, Wakening};
pub use shown::{Done, Group, Job, LineUse, Listed, Moment, Ready, Reason, Running, Waiting};
pub use snapshot::Snapshot;
pub use wakes::{Wake, wakes};
