//! The articles that the scenes come from.

use std::fmt;

/// An article. Facts and figures come from it; the programs and their texts are written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Article {
    /// *Sync vs Async in Python*: most scenes come from it.
    SyncVsAsync,
    /// On patterns of asyncio; known by its subject alone.
    AsyncioPatterns,
    /// *Concurrency in Python*.
    ConcurrencyInPython,
    /// *Asynchronous Programming in Python*.
    RealWorldUse,
}

impl Article {
    /// All, the one that most scenes come from first.
    pub const ALL: [Self; 4] =
        [Self::SyncVsAsync, Self::AsyncioPatterns, Self::ConcurrencyInPython, Self::RealWorldUse];

    /// Its title, or its subject where that is all that is known.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::SyncVsAsync => "Sync vs Async in Python: Understanding what's happening",
            Self::AsyncioPatterns => "An article on asyncio patterns",
            Self::ConcurrencyInPython => "Concurrency in Python: Understanding Asyncio vs Synchronous Code",
            Self::RealWorldUse => "Asynchronous Programming in Python: From Basics to Real-World Use",
        }
    }

    /// The day of its publication, where it is known.
    #[must_use]
    pub const fn date(self) -> Option<&'static str> {
        match self {
            Self::SyncVsAsync | Self::AsyncioPatterns => None,
            Self::ConcurrencyInPython => Some("17 March 2024"),
            Self::RealWorldUse => Some("17 March 2026"),
        }
    }
}

/// The title, and behind a comma the day.
impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())?;
        self.date().map_or(Ok(()), |date| write!(f, ", {date}"))
    }
}
