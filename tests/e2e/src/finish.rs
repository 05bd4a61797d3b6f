//! The detail of `meanwhile:finish`, in exactly the shape that hosts rely on.

use serde::Deserialize;

/// What a run says of itself when it is over. Another field is an error, and so is one less that is not
/// optional.
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
    /// The programs, in the order of the scene.
    pub programs: Vec<Program>,
    /// The first async program.
    #[serde(rename = "async")]
    run: Option<Side>,
    /// The first blocking program.
    blocking: Option<Side>,
    /// How many times as long the first blocking program took as the first async one.
    pub ratio: Option<f64>,
}

/// What one program came to.
#[derive(Clone, Debug, Deserialize, PartialEq)]
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

/// A program of a run.
#[derive(Clone, Debug, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// `async` or `blocking`.
    pub kind: String,
    /// What it came to.
    #[serde(flatten)]
    pub side: Side,
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
    /// The first async program.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    #[track_caller]
    pub fn run(&self) -> &Side {
        self.run.as_ref().expect("there is an async program")
    }

    /// The first blocking program.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    #[track_caller]
    pub fn blocking(&self) -> &Side {
        self.blocking.as_ref().expect("there is a blocking program")
    }

    /// All programs, with the headings of their consoles.
    #[must_use]
    pub fn sides(&self) -> Vec<(String, &Side)> {
        let title = |program: &Program| {
            let name = program.name.replace('-', " ");
            name[..1].to_uppercase() + &name[1..]
        };
        self.programs.iter().map(|program| (title(program), &program.side)).collect()
    }

    /// What does not agree with the programs among the fields from the time when there were two.
    #[must_use]
    pub fn contradiction(&self) -> Option<&'static str> {
        let first = |kind: &str| self.programs.iter().find(|program| program.kind == kind);
        let [run, blocking] = ["async", "blocking"].map(|kind| first(kind).map(|program| &program.side));
        if (run, blocking) != (self.run.as_ref(), self.blocking.as_ref()) {
            return Some("`async` and `blocking` are not the first programs of their kinds");
        }
        let ratio = run.zip(blocking).map(|(run, blocking)| blocking.seconds / run.seconds.max(1e-6));
        match (ratio, self.ratio) {
            (None, None) => None,
            (Some(due), Some(found)) if (due - found).abs() < 1e-6 * due.max(1.0) => None,
            _ => Some("`ratio` is not that of `async` and `blocking`"),
        }
    }
}
