//! The order of turns, with `CPython`'s asyncio as the judge.

mod cancel;
mod differences;
mod judge;
mod order;
mod sync;
mod wait;
