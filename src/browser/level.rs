//! How much of a run is real, as far as this browser and this page allow.

use serde::{Deserialize, Serialize};

use crate::scenes::Pace;
pub use crate::trace::How;
use crate::trace::ProgramKind;

/// From all real to all simulated. Always shown on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Requests are real, and the page's service worker answers them.
    ServiceWorker,
    /// Requests are real, for files of this site; timers stand in for the latency.
    Files,
    /// No request can be made from here: timers stand in for the network.
    Timers,
    /// There is no worker, so that blocking calls are simulated as well.
    Simulated,
}

impl Level {
    /// All, from 1 to 4.
    pub const ALL: [Self; 4] = [Self::ServiceWorker, Self::Files, Self::Timers, Self::Simulated];

    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// From 1 to 4.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// What it means, as a sentence for the reader.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ServiceWorker => {
                "Every request is a real one: this page's own service worker answers it after the time you set."
            }
            Self::Files => {
                "This browser runs no service worker here, so requests fetch real files of this site, and timers add the time you set."
            }
            Self::Timers => {
                "This page may make no requests of its own here, so timers stand in for the network; the tasks and the blocked thread are real."
            }
            Self::Simulated => {
                "This browser starts no worker here, so there is no thread to block: blocking programs are simulated, and timers stand in for the network."
            }
        }
    }
}

impl Level {
    /// How the numbers of a program of a kind are obtained at this level.
    #[must_use]
    pub fn how(self, kind: ProgramKind, pace: Pace) -> How {
        match (self, kind) {
            (Self::Simulated, ProgramKind::Blocking) => How::Simulated,
            _ if pace == Pace::ONE => How::Measured,
            _ => How::Scaled,
        }
    }
}
