//! Traces, their files, and what is derived from them.

mod advice;
mod compactness;
mod file;
mod format;
mod generators;
mod growth;
mod lanes;
mod run_file;
mod sending;
mod time;
mod totals;
mod v1;
