//! What happened in a run: few recorded facts, and the folds that derive the rest.
//!
//! Read in this order:
//!
//! 1. [`record`]: the facts. A [`Record`] says when, which task, and what.
//! 2. [`store`]: a [`Trace`], the compact append-only list of records.
//! 3. [`codec`]: the bytes of a record, and the versioned file form.
//! 4. [`replay`]: the one pass over a trace, and the state that all folds are fed with.
//! 5. [`lanes`]: what each task was doing all the time; [`thread`]: what the threads did: busy, blocked,
//!    idle; [`gauges`]: quantities over time.
//! 6. [`totals`]: sums over both.
//! 7. [`moment`]: the state of a run at any of its moments.
//! 8. [`advice`]: the mistakes that can be seen in a run; [`path`]: what decided when it ended.
//! 9. [`program`]: which program of a scene a trace is of; [`run_file`]: all programs of a run as a file;
//!    [`how`]: how their times were obtained.
//!
//! **Nothing here knows a clock, a browser or a colour.** Time is whole microseconds since the
//! run began, as whoever produced the trace measured or computed it.

pub mod advice;
pub mod codec;
pub mod gauges;
pub mod how;
pub mod lanes;
pub mod moment;
pub mod path;
pub mod program;
pub mod record;
pub mod replay;
pub mod run_file;
pub mod store;
pub mod thread;
pub mod totals;
mod v1;

pub use advice::{Advice, advice};
pub use codec::TraceError;
pub use gauges::{Gauge, Gauges};
pub use how::How;
pub use lanes::{Lane, Lanes, Phase, Span};
pub use moment::{JobState, Moment, Snapshot};
pub use path::{PathStep, critical_path};
pub use program::{Program, ProgramKind};
pub use record::{
    Cause, Doing, GroupId, GroupKind, Micros, On, Outcome, Quantity, Record, RequestId, RequestOutcome,
    ResourceId, ResourceKind, SiteId, TaskId, TextId, What,
};
pub use replay::{History, Replay};
pub use run_file::{RecordedProgram, RunFile, RunFileError};
pub use store::{Cursor, Group, Resource, Site, Trace};
pub use thread::{ThreadSegment, ThreadState, ThreadUse, Worker};
pub use totals::Totals;
