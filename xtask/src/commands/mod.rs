//! One module a command, each in the same order: the options, then `run`, then its parts.

pub mod bench;
pub mod build;
pub mod finish;
pub mod lint;
pub mod serve;
pub mod setup;
pub mod test;
