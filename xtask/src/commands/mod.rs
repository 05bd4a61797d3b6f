//! One module a command, each in the same order: the options, then `run`, then its parts.

pub mod build;
pub mod serve;
pub mod setup;
