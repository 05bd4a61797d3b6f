//! The detail of `meanwhile:finish`, in exactly the shape that hosts rely on.

use serde::Deserialize;

/// What a run says of itself when it is over. Another field, or one less, is an error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The scene's name.
    pub scene: String,
    /// What its random choices were drawn from.
    pub seed: u64,
    /// Scene seconds a real second.
    pub pace: f64,
    /// From 1, all real, to 4, all simulated.
    pub level: u8,
    /// The side of futures.
    #[serde(rename = "async")]
    pub run: Side,
    /// The side of blocking calls.
    pub blocking: Side,
    /// How many times as long the blocking side took.
    pub ratio: f64,
}

/// One side of a run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Scene seconds.
    pub seconds: f64,
    /// How many tasks there were, without the main one.
    pub tasks: u32,
    /// How many of them failed.
    pub failed: u32,
    /// How many of them were cancelled.
    pub cancelled: u32,
    /// How the seconds were obtained.
    pub how: How,
}

/// How a number was obtained.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// With a clock.
    Measured,
    /// With a clock, at another pace.
    Scaled,
    /// In virtual time.
    Simulated,
}

impl Finish {
    /// Async, then blocking, with the words for them.
    #[must_use]
    pub fn sides(&self) -> [(&'static str, &Side); 2] {
        [("Async", &self.run), ("Blocking", &self.blocking)]
    }
}
