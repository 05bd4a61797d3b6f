//! What happened in a run: few recorded facts, and the folds that derive the rest.
//!
//! Read in this order:
//!
//! 1. [`record`]: the facts. A [`Record`] says when, which task, and what.
//! 2. [`store`]: a [`Trace`], the compact append-only list of records.
//! 3. [`codec`]: the bytes of a record, and the versioned file form.
//! 4. [`lanes`]: the first fold, from records to what each task was doing all the time.
//! 5. [`thread`]: what the threads themselves did: busy, blocked, idle.
//! 6. [`totals`]: sums over both.
//! 7. [`advice`]: the mistakes that can be seen in them.
//! 8. [`moment`]: the state of a run at any of its moments.
//! 9. [`path`]: what decided when it ended; [`gauges`]: named quantities over time.
//! 10. [`run_file`]: both sides of a run as a file; [`how`]: how their times were obtained.
//!
//! **Nothing here knows a clock, a browser or a colour.** Time is whole microseconds since the
//! run began, as whoever produced the trace measured or computed it.

pub mod advice;
pub mod codec;
pub mod gauges;
pub mod how;
pub mod lanes;
pub(crate) mod leb128;
pub mod moment;
pub mod path;
pub mod record;
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
pub use moment::{Moment, Moments, Snapshot};
pub use path::{PathStep, critical_path};
pub use record::{
    Cause, Doing, Micros, On, Outcome, Quantity, Record, RequestId, RequestOutcome, ResourceId, ResourceKind,
    SiteId, TaskId, TextId, What,
};
pub use run_file::{RecordedSide, RunFile, RunFileError};
pub use store::{Cursor, Resource, Site, Trace};
pub use thread::{ThreadSegment, ThreadState, ThreadUse, Worker};
pub use totals::Totals;
