//! Pools of other threads.

mod blocking;
mod functions;
mod pools;
mod python;
mod random;
