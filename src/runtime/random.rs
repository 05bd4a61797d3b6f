//! Random choices that come out the same for the same seed, everywhere.

use std::time::Duration;

/// A generator of random numbers: PCG with 64 bits of output. The tests that run the Python
/// programs have the same one, so that both make the same choices.
#[derive(Debug)]
pub struct Random(oorandom::Rand64);

impl Random {
    /// A generator from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(oorandom::Rand64::new(seed.into()))
    }

    /// A number from 0 up to, but without, 1: Python's `random.random()`.
    pub fn share(&mut self) -> f64 {
        self.0.rand_float()
    }

    /// A length of time between two: Python's `random.uniform(low, high)`.
    pub fn between(&mut self, low: Duration, high: Duration) -> Duration {
        low + (high.saturating_sub(low)).mul_f64(self.share())
    }
}
