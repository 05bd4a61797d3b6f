//! The clock: one time base for the page and its workers.
//!
//! `performance.now()` counts from a different moment in each context; `performance.timeOrigin`
//! says which. Their sum is the same clock everywhere, never adjusted, and as coarse as the
//! browser makes it (5 µs to 1 ms). How far two contexts are apart all the same is measured when
//! they shake hands: see [`Alignment`].

use std::cell::OnceCell;

use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Performance;

use super::error::BrowserError;
use crate::trace::Micros;

/// A moment on the shared clock: when a run began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch(f64);

impl Epoch {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        let performance = performance();
        Self(performance.time_origin() + performance.now())
    }

    /// From milliseconds since 1970 on the shared clock.
    #[must_use]
    pub const fn from_millis(millis: f64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 on the shared clock.
    #[must_use]
    pub const fn millis(self) -> f64 {
        self.0
    }
}

/// Scene time of a run: real time since its epoch, times the pace.
#[derive(Clone, Debug)]
pub struct Clock {
    performance: Performance,
    /// The epoch as `performance.now()` counts here, in milliseconds.
    start: f64,
    pace: f64,
}

impl Clock {
    /// The clock of a run that began at `epoch`; `pace` is scene seconds a real second, above 0.
    #[must_use]
    pub fn new(epoch: Epoch, pace: f64) -> Self {
        let performance = performance();
        let start = epoch.millis() - performance.time_origin();
        Self { performance, start, pace }
    }

    /// Scene time now; zero before the epoch.
    #[must_use]
    pub fn now(&self) -> Micros {
        Micros::from_secs((self.performance.now() - self.start) * self.pace / 1e3)
    }

    /// Scene seconds a real second.
    #[must_use]
    pub const fn pace(&self) -> f64 {
        self.pace
    }

    /// Real time in milliseconds, as `performance.now()` counts.
    #[must_use]
    pub fn millis(&self) -> f64 {
        self.performance.now()
    }

    /// The real time of a scene time, as [`millis`](Self::millis) counts.
    #[must_use]
    pub fn millis_at(&self, time: Micros) -> f64 {
        self.start + time.secs() * 1e3 / self.pace
    }

    /// A length of real time as scene time.
    #[must_use]
    pub fn scene(&self, real: Micros) -> Micros {
        Micros::from_secs(real.secs() * self.pace)
    }

    /// A length of scene time as real milliseconds.
    #[must_use]
    pub fn real_millis(&self, scene: Micros) -> f64 {
        scene.secs() * 1e3 / self.pace
    }

    /// Holds the thread until a scene time, by looking at the clock again and again.
    pub fn spin_until(&self, time: Micros) {
        let end = self.millis_at(time);
        while self.millis() < end {}
    }
}

/// How another context's clock stands to this one's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Alignment {
    /// What to add to this context's shared time to get the other's, in milliseconds. Zero unless
    /// the clocks were seen to contradict each other.
    pub offset: f64,
    /// How wrong the offset can be at most.
    pub error: Micros,
}

impl Alignment {
    /// From a question asked here at `asked`, answered there at `answered`, and heard here at
    /// `heard`, on clocks with this resolution. An answer that falls between, as nearly as can be
    /// told, is taken at its word: then the clocks agree, as they should, and the bound says only
    /// how far they could be apart unnoticed.
    #[must_use]
    pub fn of(asked: Epoch, answered: Epoch, heard: Epoch, resolution: Micros) -> Self {
        // Both the origin and the count are rounded, on either side.
        let step = resolution.secs() * 2e3;
        let half = (heard.0 - asked.0).max(0.0) / 2.0;
        let agree = (asked.0 - step..=heard.0 + step).contains(&answered.0);
        let offset = if agree { 0.0 } else { answered.0 - (asked.0 + half) };
        Self { offset, error: Micros::from_secs((half + step) / 1e3) }
    }

    /// A moment of this context on the other's clock.
    #[must_use]
    pub fn there(&self, here: Epoch) -> Epoch {
        Epoch(here.0 + self.offset)
    }
}

/// The clock's smallest step, measured once: how much any time of a run can be off at least.
#[must_use]
pub fn resolution() -> Micros {
    thread_local! {
        static MEASURED: OnceCell<Micros> = const { OnceCell::new() };
    }
    MEASURED.with(|measured| *measured.get_or_init(|| measure_resolution(&performance())))
}

fn measure_resolution(performance: &Performance) -> Micros {
    let step = || {
        let first = performance.now();
        loop {
            let next = performance.now();
            if next > first {
                return next - first;
            }
        }
    };
    Micros::from_secs((0..5).map(|_| step()).fold(f64::INFINITY, f64::min) / 1e3)
}

/// The clock of this context: a page has it in its window, a worker in its scope.
fn performance() -> Performance {
    thread_local! {
        static PERFORMANCE: Performance = global("performance").unwrap_or_else(|error| panic!("{error}"));
    }
    PERFORMANCE.with(Clone::clone)
}

/// A global object by name, in whichever context this is.
pub(super) fn global<T: wasm_bindgen::JsCast>(name: &'static str) -> Result<T, BrowserError> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
        .map(JsValue::unchecked_into)
        .ok_or(BrowserError::Missing(name))
}
