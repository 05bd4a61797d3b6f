//! The catalogue: small programs, each written twice, as futures and as blocking calls.
//!
//! A scene is one Rust file here, one Python file of the same name beside it, and one line in
//! [`ALL`]. What the page shows of a scene is what its file says: the code on the screen is the
//! file that runs. A file has, in this order, what both programs share, the async program, the
//! blocking program, the description, and the claims as tests.
//!
//! **Nothing here knows the browser or the screen.** The same code runs in the page, in the
//! blocking worker, and natively in virtual time.

// What claims compare are whole microseconds of virtual time, and the literals for them.
#![cfg_attr(test, allow(clippy::float_cmp, reason = "virtual time is exact"))]

pub mod address;
mod as_completed;
mod background_jobs;
mod batches;
mod blocked_loop;
mod blocking_sleep;
mod chess;
mod condition;
mod cooperation;
mod cpu_and_wait;
mod event;
mod fan_out;
mod fetch_then_process;
mod fifo;
mod first_of;
mod followers;
mod forgotten_await;
mod gather_errors;
mod gather_users;
mod greet_in_turn;
mod hello_sleep;
mod hundred_urls;
mod lock;
mod loop_cycle;
mod monitor;
mod pages;
pub mod params;
mod pause_and_resume;
mod periodic;
mod pipeline;
mod producer_consumer;
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
mod three_operations;
mod three_requests;
mod three_searches;
mod throughput;
mod timeout_scope;
mod too_many;
mod turnstile;
mod twin;
mod worker_pool;

pub use address::Address;
pub use params::{Pace, Param, Problem, Settings};
pub use scene::{Difference, Group, Reported, Scene, Source, Variant};
pub use twin::blocking_program;

/// Every scene, in the order of the catalogue. The one registry.
pub const ALL: &[Scene] = &[
    cpu_and_wait::SCENE,
    three_operations::SCENE,
    blocking_sleep::SCENE,
    three_requests::SCENE,
    hundred_urls::SCENE,
    followers::SCENE,
    chess::SCENE,
    scraper::SCENE,
    fan_out::SCENE,
    pause_and_resume::SCENE,
    hello_sleep::SCENE,
    greet_in_turn::SCENE,
    fetch_then_process::SCENE,
    forgotten_await::SCENE,
    loop_cycle::SCENE,
    blocked_loop::SCENE,
    cooperation::SCENE,
    fifo::SCENE,
    three_searches::SCENE,
    background_jobs::SCENE,
    gather_users::SCENE,
    gather_errors::SCENE,
    task_or_gather::SCENE,
    as_completed::SCENE,
    first_of::SCENE,
    monitor::SCENE,
    shutdown::SCENE,
    periodic::SCENE,
    too_many::SCENE,
    turnstile::SCENE,
    semaphore::SCENE,
    rate_limit::SCENE,
    batches::SCENE,
    request_timeout::SCENE,
    timeout_scope::SCENE,
    retry::SCENE,
    stream_download::SCENE,
    producer_consumer::SCENE,
    worker_pool::SCENE,
    pages::SCENE,
    pipeline::SCENE,
    race::SCENE,
    lock::SCENE,
    event::SCENE,
    condition::SCENE,
    throughput::SCENE,
];

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
