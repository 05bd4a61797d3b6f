//! How fast the view moves on.

use std::fmt;

/// How many times as fast as the run it plays. In hundredths, so that nothing is ever rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u16);

impl Speed {
    /// As fast as the run.
    pub const ONE: Self = Self(100);

    /// All speeds, the slowest first: from a twentieth to twentyfold.
    pub const ALL: [Self; 9] =
        [Self(5), Self(10), Self(25), Self(50), Self::ONE, Self(200), Self(500), Self(1_000), Self(2_000)];

    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// The next faster one; the fastest stays.
    #[must_use]
    pub fn faster(self) -> Self {
        Self::ALL.into_iter().find(|speed| *speed > self).unwrap_or(self)
    }

    /// The next slower one; the slowest stays.
    #[must_use]
    pub fn slower(self) -> Self {
        Self::ALL.into_iter().rev().find(|speed| *speed < self).unwrap_or(self)
    }

    /// Reads a speed as it is written; none if there is no such speed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.to_string() == text)
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self::ONE
    }
}

/// As a decimal number: `0.25`, `10`.
impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::link::decimal(f, (self.0 / 100).into(), (self.0 % 100).into(), 2)
    }
}
