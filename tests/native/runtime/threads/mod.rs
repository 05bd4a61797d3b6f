//! Pools of other threads.

mod blocking;
mod pools;
mod python;
mod random;
