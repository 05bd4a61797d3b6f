//! What several test files share. Each uses a part, so the rest is dead code there.
#![allow(dead_code, unused_imports, reason = "every test file is a crate of its own and uses a part")]

pub mod cpython;
pub mod expect;
pub mod film;
pub mod guard;
pub mod host;
pub mod invariants;
pub mod oracle;
pub mod records;
pub mod replay;
pub mod steps;
pub mod threads;

pub use expect::{at_ms, expect, ms};
