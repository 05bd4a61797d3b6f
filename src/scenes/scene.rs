//! What a scene is made of.

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::programs::{Code, Runnable, find};
use crate::trace::Trace;

pub(super) use crate::trace::Program;

/// One lesson of the catalogue, in words. Its code is in [`Code`], apart from this: the page
/// shows the words, and another program, which it loads, runs the code.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// Its name in addresses: kebab-case, never changed.
    pub id: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// Where it stands in the catalogue.
    pub group: Group,
    /// Two to four sentences: what to watch, why it happens, when it matters.
    pub lesson: &'static str,
    /// What the reader can change.
    pub params: &'static [Param],
    /// How many scene seconds pass in a real one, if the reader does not choose.
    pub pace: Pace,
    /// What random choices are drawn from, if the reader does not choose.
    pub seed: u64,
    /// The programs that it compares, in the order of the page.
    pub programs: &'static [Program],
    /// The threads that its programs start beside their own; most start none.
    pub workers: Option<Workers>,
    /// The articles that it comes from.
    pub sources: &'static [Article],
    /// Figures that others reported for the same program.
    pub reported: &'static [Reported],
    /// What else the reader must know: where a claim of an article does not hold, and why, or what
    /// the blocking program shows where blocking would make no sense. Empty where there is nothing.
    pub note: &'static str,
    /// Printed lines that differ from those of the Python program, and why.
    pub differs: &'static [Difference],
    /// The file that runs.
    pub rust: Source,
    /// The same program in Python.
    pub python: Source,
}

/// Scenes are equal when they have the same id, which names one for good.
impl PartialEq for Scene {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Scene {
    /// The settings that the scene starts with.
    #[must_use]
    pub fn defaults(&self) -> Settings {
        Settings::defaults(self.params, self.seed)
    }

    /// How many threads the program of this number starts beside its own, at a time and at most.
    #[must_use]
    pub fn workers(&self, number: usize, settings: &Settings) -> u8 {
        let count =
            self.workers.and_then(|workers| workers.of.get(number)).map_or(0, |count| count(settings));
        u8::try_from(count).unwrap_or(u8::MAX)
    }

    /// The trace of the program of this number in virtual time; empty where there is none, and for a scene
    /// that is in no catalogue.
    #[must_use]
    pub fn simulate(&self, number: usize, settings: &Settings) -> Trace {
        self.code().get(number).map_or_else(Trace::new, |code| code.simulate(settings))
    }

    /// The traces of all its programs in virtual time, in their order.
    #[must_use]
    pub fn simulate_all(&self, settings: &Settings) -> Vec<Trace> {
        self.code().iter().map(|code| code.simulate(settings)).collect()
    }

    fn code(&self) -> &'static [Code] {
        find(self.id).map_or(&[], Runnable::code)
    }
}

/// The threads that the programs of a scene start beside their own. A browser needs a moment to
/// start one, so this is known before a run.
#[derive(Clone, Copy, Debug)]
pub struct Workers {
    /// How many each program has at a time, at most, in the order of the programs.
    pub of: &'static [fn(&Settings) -> u32],
    /// Whether each program needs the processor for itself, since its threads compute. Then they
    /// run one after the other: at the same time, each would be the reason that the others are slow.
    pub apart: bool,
}

/// A file of the repository. The build puts it beside the page, and the page loads it when it is
/// to be shown: what the reader sees is the file that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in the folder of the scenes.
    pub name: &'static str,
}

/// A [`Source`] of a file in this folder.
macro_rules! source {
    ($name:literal) => {
        $crate::scenes::Source { name: $name }
    };
}
pub(super) use source;

/// The code of a scene's programs, each an `async fn` or a function of the settings, in the order of
/// [`Scene::programs`]: `programs!(async run, blocking block)`.
macro_rules! programs {
    ($($kind:ident $function:path),+) => {
        pub(super) const PROGRAMS: &[$crate::scenes::Code] =
            &[$($crate::scenes::scene::programs!(@$kind $function)),+];
    };
    (@async $run:path) => {
        $crate::scenes::Code::Async(|settings| {
            Box::pin(async move { $crate::runtime::TaskOutput::outcome(&$run(settings).await) })
        })
    };
    (@blocking $block:path) => {
        $crate::scenes::Code::Blocking(|settings| $crate::runtime::TaskOutput::outcome(&$block(settings)))
    };
}
pub(super) use programs;

/// A printed line that is not the same in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of the program that prints it.
    pub program: &'static str,
    /// The line as the Rust program prints it.
    pub line: &'static str,
    /// Why it differs.
    pub reason: &'static str,
}

/// A figure that somebody else measured for the same program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The name of the program that was measured.
    pub program: &'static str,
    /// How long it took, with as many digits as were reported.
    pub time: &'static str,
    /// Whose figure it is.
    pub source: Article,
}

/// The parts of the catalogue, in the order of the articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A. What a program does while it waits.
    Waiting,
    /// B. Many requests.
    Requests,
    /// C. Functions that pause.
    Coroutines,
    /// D. Who has the thread, and when.
    EventLoop,
    /// E. Several things under way.
    Tasks,
    /// F. Not too much at once, not too long.
    Limits,
    /// G. Piece by piece.
    Streams,
    /// H. What several tasks touch.
    SharedState,
    /// I. Work that does not wait.
    Cpu,
    /// J. Which way for which problem.
    Choosing,
}

impl Group {
    /// All, in the order of the catalogue.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Requests,
        Self::Coroutines,
        Self::EventLoop,
        Self::Tasks,
        Self::Limits,
        Self::Streams,
        Self::SharedState,
        Self::Cpu,
        Self::Choosing,
    ];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Requests => "Requests",
            Self::Coroutines => "Coroutines",
            Self::EventLoop => "The event loop",
            Self::Tasks => "Tasks",
            Self::Limits => "Limits",
            Self::Streams => "Streams and queues",
            Self::SharedState => "Shared state",
            Self::Cpu => "CPU work",
            Self::Choosing => "Choosing",
        }
    }
}
