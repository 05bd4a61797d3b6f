//! How the times of a trace were obtained.

use serde::{Deserialize, Serialize};

/// How a number was obtained. Always shown beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum How {
    /// With a clock, in a real run at its own pace.
    Measured,
    /// With a clock, in a real run at another pace; the axis was multiplied back.
    Scaled,
    /// By computation, in virtual time.
    Simulated,
}

impl How {
    /// All, in the order of their numbers in files.
    pub const ALL: [Self; 3] = [Self::Measured, Self::Scaled, Self::Simulated];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Scaled => "scaled",
            Self::Simulated => "simulated",
        }
    }

    /// What it means, as a sentence for the reader.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Measured => "Measured with the browser's clock.",
            Self::Scaled => "Measured with the browser's clock at another pace, and multiplied back.",
            Self::Simulated => "Computed in virtual time; nothing was measured.",
        }
    }
}
