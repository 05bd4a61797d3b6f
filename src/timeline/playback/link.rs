//! The playhead and the speed, as they stand in an address.

use std::fmt;

use super::{Mode, Place, Playback, Recording, Speed};
use crate::trace::Micros;

/// What an address says about playback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// `t`: the time that is shown, in seconds; none for a view that follows the run.
    pub t: Option<Micros>,
    /// `speed`.
    pub speed: Speed,
}

/// What could not be done as an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// A time that is none.
    NotATime {
        /// What stands there.
        value: String,
    },
    /// A speed that there is not.
    NotASpeed {
        /// What stands there.
        value: String,
    },
    /// A time beyond the end.
    AfterEnd {
        /// The time.
        t: Micros,
        /// The end.
        end: Micros,
    },
}

/// A sentence for the reader.
impl fmt::Display for LinkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATime { value } => {
                write!(f, "“t={value}” is not a number of seconds with at most six decimals; it is ignored.")
            }
            Self::NotASpeed { value } => {
                write!(f, "“speed={value}” is none of ")?;
                for speed in Speed::ALL {
                    write!(f, "{speed}{}", if speed == Speed::ALL[8] { "" } else { ", " })?;
                }
                write!(f, "; {} is used instead.", Speed::ONE)
            }
            Self::AfterEnd { t, end } => {
                let [t, end] = [t, end].map(|time| Seconds(*time));
                write!(f, "“t={t}” is after the end, which is at {end} s; the end is shown.")
            }
        }
    }
}

impl Link {
    /// Reads the values of `t` and `speed`, as far as an address has them.
    #[must_use]
    pub fn parse(t: Option<&str>, speed: Option<&str>) -> (Self, Vec<LinkProblem>) {
        let mut problems = Vec::new();
        let time = t.and_then(|text| {
            let time = parse_seconds(text.trim());
            if time.is_none() {
                problems.push(LinkProblem::NotATime { value: text.to_owned() });
            }
            time
        });
        let speed = speed.map_or(Speed::ONE, |text| {
            Speed::parse(text.trim()).unwrap_or_else(|| {
                problems.push(LinkProblem::NotASpeed { value: text.to_owned() });
                Speed::ONE
            })
        });
        (Self { t: time, speed }, problems)
    }

    /// The names and values for an address; what is at its default is left out.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        let t = self.t.map(|t| ("t", Seconds(t).to_string()));
        let speed = (self.speed != Speed::ONE).then(|| ("speed", self.speed.to_string()));
        t.into_iter().chain(speed)
    }
}

impl Playback {
    /// The state that a link asks for: paused at its time or, without one, following the run.
    #[must_use]
    pub fn open(link: Link, recording: &Recording<'_>) -> (Self, Option<LinkProblem>) {
        let opened = Self { speed: link.speed, ..Self::default() };
        let Some(t) = link.t else { return (opened, None) };
        let end = recording.end;
        let problem = (t > end).then_some(LinkProblem::AfterEnd { t, end });
        (opened.paused_at(Place::after(t.min(end))), problem)
    }

    /// What to put into a link. A place between records at one time is told by its time alone.
    #[must_use]
    pub fn link(&self, recording: &Recording<'_>) -> Link {
        let t = (self.mode != Mode::Live).then(|| self.place(recording).at());
        Link { t, speed: self.speed }
    }
}

/// A time in seconds, as a decimal number that loses nothing: `1.5`.
struct Seconds(Micros);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal(f, self.0.0 / 1_000_000, self.0.0 % 1_000_000, 6)
    }
}

/// Writes a decimal number of which so many digits behind the point are given as a whole number,
/// without zeros at its end.
pub(super) fn decimal(f: &mut fmt::Formatter<'_>, whole: u64, mut part: u64, digits: usize) -> fmt::Result {
    write!(f, "{whole}")?;
    let mut width = digits;
    while part > 0 && part.is_multiple_of(10) {
        part /= 10;
        width -= 1;
    }
    if part == 0 { Ok(()) } else { write!(f, ".{part:0width$}") }
}

/// Reads a decimal number with at most six digits behind its point.
fn parse_seconds(text: &str) -> Option<Micros> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 6 {
        return None;
    }
    // Zeros at the end change nothing, and make it a number of microseconds.
    format!("{whole}{part:0<6}").parse().ok().map(Micros)
}
