//! The async runtime, its blocking twin and its threads, in virtual time.

mod asyncio;
mod blocking;
mod cancel;
mod coroutine;
mod determinism;
mod expectations;
mod http;
mod interruptions;
mod interval;
mod join;
mod panic;
mod plan;
mod shutdown;
mod sites;
mod tasks;
mod threads;
mod timer_model;
mod timers;
mod turns;
mod wakers;
