//! A count of what is held of the browser, so that tests can show that nothing is left behind.

use std::cell::Cell;
use std::thread::LocalKey;

/// How many of each are held by this thread's runs and handles at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Requests that are not over.
    pub requests: usize,
    /// Timers that are set.
    pub timers: usize,
    /// Message channels.
    pub channels: usize,
    /// Dedicated workers.
    pub workers: usize,
    /// Event listeners, observers and animation frame callbacks.
    pub listeners: usize,
}

impl Held {
    /// All of them together.
    #[must_use]
    pub fn total(self) -> u32 {
        let all = self.requests + self.timers + self.channels + self.workers + self.listeners;
        u32::try_from(all).unwrap_or(u32::MAX)
    }
}

thread_local! {
    static REQUESTS: Cell<usize> = const { Cell::new(0) };
    static TIMERS: Cell<usize> = const { Cell::new(0) };
    static CHANNELS: Cell<usize> = const { Cell::new(0) };
    static WORKERS: Cell<usize> = const { Cell::new(0) };
    static LISTENERS: Cell<usize> = const { Cell::new(0) };
}

/// What is held now.
#[must_use]
pub fn held() -> Held {
    Held {
        requests: REQUESTS.get(),
        timers: TIMERS.get(),
        channels: CHANNELS.get(),
        workers: WORKERS.get(),
        listeners: LISTENERS.get(),
    }
}

/// One thing that is held, until this is dropped. Every handle of this module has one.
#[derive(Debug)]
#[must_use]
pub(super) struct Hold(&'static LocalKey<Cell<usize>>);

impl Hold {
    fn new(count: &'static LocalKey<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }

    pub fn request() -> Self {
        Self::new(&REQUESTS)
    }

    pub fn timer() -> Self {
        Self::new(&TIMERS)
    }

    pub fn channel() -> Self {
        Self::new(&CHANNELS)
    }

    pub fn worker() -> Self {
        Self::new(&WORKERS)
    }

    pub fn listener() -> Self {
        Self::new(&LISTENERS)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}
