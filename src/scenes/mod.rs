//! The catalogue: lessons, each with a few programs to compare, most often one of futures and one of
//! blocking calls.
//!
//! A scene is one Rust file here, one Python file of the same name beside it, and one line in
//! the registry below. What the page shows of a scene is what its file says: the code on the screen
//! is the file that runs. A file has, in this order, what the programs share, the async programs, the
//! blocking ones, the description, and the claims as tests.
//!
//! **Nothing here knows the browser or the screen.** The same code runs in the page, in the
//! blocking worker, and natively in virtual time.

// What claims compare are whole microseconds of virtual time, and the literals for them.
#![cfg_attr(test, allow(clippy::float_cmp, reason = "virtual time is exact"))]

pub mod address;
pub mod articles;
mod as_completed;
mod background_jobs;
mod batches;
mod blocked_loop;
mod blocking_sleep;
pub mod charts;
mod chess;
mod concurrency_and_parallelism;
mod condition;
mod cooperation;
mod cpu_and_wait;
mod cpu_on_the_loop;
mod event;
mod fan_out;
mod fetch_then_process;
mod fifo;
mod first_of;
mod followers;
mod forgotten_await;
mod gather_errors;
mod gather_users;
mod gil;
mod greet_in_turn;
mod hello_sleep;
mod hundred_urls;
mod job_queue;
pub mod jobs;
mod kitchen;
mod lock;
mod loop_cycle;
mod monitor;
mod pages;
pub mod params;
mod pause_and_resume;
mod periodic;
mod pipeline;
mod process_pool;
mod producer_consumer;
mod programs;
mod race;
mod rate_limit;
mod request_timeout;
mod retry;
mod scene;
mod scraper;
mod semaphore;
mod shutdown;
mod stream_download;
mod task_or_gather;
#[cfg(test)]
mod testing;
mod thread_offload;
mod three_operations;
mod three_requests;
mod three_searches;
mod throughput;
mod timeout_scope;
#[cfg(not(target_arch = "wasm32"))]
pub mod tolerance;
mod too_many;
mod turnstile;
pub mod when;
mod worker_pool;

pub use address::Address;
pub use articles::Article;
pub use charts::{Chart, chart};
pub use params::{Pace, Param, Problem, Settings};
pub use programs::{Code, check, program, whole_query};
pub use scene::{Difference, Group, Reported, Scene, Source, Workers};
#[cfg(not(target_arch = "wasm32"))]
pub use tolerance::Tolerance;

use programs::Runnable;

/// Makes the two tables of the catalogue, so that who looks into one does not load the other.
macro_rules! registry {
    ($($scene:ident,)*) => {
        /// Every scene, in the order of the catalogue.
        pub const ALL: &[Scene] = &[$($scene::SCENE),*];

        /// What of a scene it takes to run it, in the same order.
        static RUNNABLE: [Runnable; ALL.len()] = [$(Runnable::of(&$scene::SCENE, $scene::PROGRAMS)),*];
    };
}

// The one registry.
registry! {
    cpu_and_wait,
    three_operations,
    blocking_sleep,
    three_requests,
    hundred_urls,
    followers,
    chess,
    scraper,
    fan_out,
    pause_and_resume,
    hello_sleep,
    greet_in_turn,
    fetch_then_process,
    forgotten_await,
    loop_cycle,
    blocked_loop,
    cooperation,
    fifo,
    concurrency_and_parallelism,
    kitchen,
    gil,
    three_searches,
    background_jobs,
    gather_users,
    gather_errors,
    task_or_gather,
    as_completed,
    first_of,
    monitor,
    shutdown,
    periodic,
    too_many,
    turnstile,
    semaphore,
    rate_limit,
    batches,
    request_timeout,
    timeout_scope,
    retry,
    stream_download,
    producer_consumer,
    worker_pool,
    pages,
    pipeline,
    race,
    lock,
    event,
    condition,
    cpu_on_the_loop,
    process_pool,
    thread_offload,
    job_queue,
    throughput,
}

/// The scene with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Scene> {
    ALL.iter().find(|scene| scene.id == id)
}

/// The scenes before and after one in the catalogue.
#[must_use]
pub fn neighbours(id: &str) -> (Option<&'static Scene>, Option<&'static Scene>) {
    let Some(place) = ALL.iter().position(|scene| scene.id == id) else {
        return (None, None);
    };
    (place.checked_sub(1).and_then(|before| ALL.get(before)), ALL.get(place + 1))
}
