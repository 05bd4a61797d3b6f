//! What several tests share.

pub mod cpython;
pub mod expect;
pub mod film;
pub mod golden;
pub mod guard;
pub mod host;
pub mod invariants;
pub mod jobs;
pub mod oracle;
pub mod python;
pub mod records;
pub mod replay;
pub mod steps;
pub mod threads;

pub use expect::{at_ms, expect, ms};
