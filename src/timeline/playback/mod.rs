//! Which moment is shown: live, paused, or playing.
//!
//! Read in this order:
//!
//! 1. [`place`]: what there is to play, and places in it.
//! 2. This module: the state, and what each action makes of it.
//! 3. [`speed`], [`link`]: how fast, and how both stand in an address.
//!
//! **Nothing here knows a clock.** Whoever has one sends [`Action::Tick`].

pub mod link;
pub mod place;
pub mod speed;

use std::fmt;

pub use link::{Link, LinkProblem};
pub use place::{Direction, Place, Recorded, Recording, Target};
pub use speed::Speed;

use crate::trace::Micros;

/// Which moment of a recording is shown, and where that goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Playback {
    mode: Mode,
    place: Place,
    speed: Speed,
    range: Option<Range>,
    /// What has passed of the next microsecond, in hundredths.
    carry: u64,
    notice: Option<Notice>,
}

/// What the view does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It follows the run, and shows the end of one that is over.
    #[default]
    Live,
    /// It stands still. A run goes on meanwhile.
    Paused,
    /// It moves on by itself.
    Playing,
}

/// A stretch of time that is played again and again. It is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    start: Micros,
    end: Micros,
}

impl Range {
    /// The stretch between two times, in any order; none if they are the same.
    #[must_use]
    pub fn new(one: Micros, other: Micros) -> Option<Self> {
        (one != other).then(|| Self { start: one.min(other), end: one.max(other) })
    }

    /// Where it begins.
    #[must_use]
    pub const fn start(self) -> Micros {
        self.start
    }

    /// Where it ends, after `start`.
    #[must_use]
    pub const fn end(self) -> Micros {
        self.end
    }
}

/// What a reader, or the clock, wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// To follow the run.
    Live,
    /// To have it play from here; from the beginning again, if it was at the end.
    Play,
    /// To stand still.
    Pause,
    /// To go back to where nothing has happened yet; to the beginning of the range, if there is one.
    Rewind,
    /// To see this time. Beyond the end, that is the end.
    Seek(Micros),
    /// To see the next or the previous thing of a kind, and to stand still there.
    Jump(Direction, Target),
    /// To have it play at this speed.
    Speed(Speed),
    /// To have this range played again and again, or none.
    Loop(Option<Range>),
    /// To have a range played that begins here: up to where the one there is ends or, where that is
    /// earlier, to the end.
    LoopFrom,
    /// To have a range played that ends here: from where the one there is begins or, where that is
    /// later, from the beginning.
    LoopTo,
    /// So much scene time has passed, as it does at a speed of one: real time times the pace.
    Tick(Micros),
}

/// Why an action changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// There was nothing of what was looked for, that way.
    Nothing(Direction, Target),
    /// The range would have been empty.
    EmptyLoop,
}

/// A sentence for the reader.
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Nothing(direction, target) = self else {
            return f.write_str("A loop needs two moments: go to another one first.");
        };
        let (adjective, adverb) = match direction {
            Direction::Forward => ("later", "after"),
            Direction::Back => ("earlier", "before"),
        };
        match target {
            Target::Record => write!(f, "There is no {adjective} step."),
            Target::Poll => write!(f, "There is no {adjective} poll."),
            Target::Line { .. } => write!(f, "This line does not run {adverb} this moment."),
            Target::Task { .. } => write!(f, "Nothing happens to this task {adverb} this moment."),
            Target::Mistake => write!(f, "There is no {adjective} mistake."),
        }
    }
}

impl Playback {
    /// What the view does.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How fast it plays.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// What is played again and again.
    #[must_use]
    pub const fn range(&self) -> Option<Range> {
        self.range
    }

    /// What the last action but ticks looked for in vain.
    #[must_use]
    pub const fn notice(&self) -> Option<Notice> {
        self.notice
    }

    /// The place that is shown.
    #[must_use]
    pub fn place(&self, recording: &Recording<'_>) -> Place {
        let end = Place::after(recording.end);
        if self.mode == Mode::Live { end } else { self.place.min(end) }
    }

    /// The state after an action.
    #[must_use]
    pub fn reduce(self, action: Action, recording: &Recording<'_>) -> Self {
        if let Action::Tick(elapsed) = action {
            return if self.mode == Mode::Playing { self.tick(elapsed, recording) } else { self };
        }
        let told = Self { notice: None, ..self };
        match action {
            Action::Live => Self { mode: Mode::Live, ..told },
            Action::Play => told.play(recording),
            Action::Pause => told.paused_at(self.place(recording)),
            Action::Rewind => told.moved_to(self.beginning(recording)),
            Action::Seek(time) => told.moved_to(Place::after(time.min(recording.end))),
            Action::Jump(direction, target) => {
                let here = self.place(recording);
                let found = recording.find(here, direction, target);
                let notice = found.is_none().then_some(Notice::Nothing(direction, target));
                Self { notice, ..told.paused_at(found.unwrap_or(here)) }
            }
            Action::Speed(speed) => Self { speed, carry: 0, ..told },
            Action::Loop(range) => Self { range, ..told },
            Action::LoopFrom => {
                let start = self.place(recording).at();
                // What a run has yet to record belongs to the range, too.
                let last = if recording.live { Micros(u64::MAX) } else { recording.end };
                let end = self.range.map(|range| range.end).filter(|end| *end > start);
                told.looped(start, end.unwrap_or(last))
            }
            Action::LoopTo => {
                let end = self.place(recording).at();
                let start = self.range.map(|range| range.start).filter(|start| *start < end);
                told.looped(start.unwrap_or_default(), end)
            }
            Action::Tick(_) => self,
        }
    }

    fn looped(self, start: Micros, end: Micros) -> Self {
        match Range::new(start, end) {
            None => Self { notice: Some(Notice::EmptyLoop), ..self },
            range => Self { range, ..self },
        }
    }

    const fn paused_at(self, place: Place) -> Self {
        Self { mode: Mode::Paused, place, carry: 0, ..self }
    }

    /// Goes on playing from there; otherwise stands still there.
    fn moved_to(self, place: Place) -> Self {
        let mode = if self.mode == Mode::Playing { Mode::Playing } else { Mode::Paused };
        Self { mode, ..self.paused_at(place) }
    }

    fn play(self, recording: &Recording<'_>) -> Self {
        let here = self.place(recording);
        let at_end = here.at() >= recording.end && recording.is_all_shown(here);
        match self.mode {
            // There is nothing beyond the present.
            _ if at_end && recording.live => Self { mode: Mode::Live, ..self },
            Mode::Playing if !at_end => self,
            _ => {
                let place = if at_end { self.beginning(recording) } else { here };
                Self { mode: Mode::Playing, place, carry: 0, ..self }
            }
        }
    }

    /// Where playing begins.
    fn beginning(&self, recording: &Recording<'_>) -> Place {
        self.known_range(recording).map_or(Place::START, |range| Place::after(range.start))
    }

    /// The range, as far as the recording goes; none if that is nothing.
    fn known_range(&self, recording: &Recording<'_>) -> Option<Range> {
        let Range { start, end } = self.range?;
        (start < recording.end).then(|| Range { start, end: end.min(recording.end) })
    }

    fn tick(self, elapsed: Micros, recording: &Recording<'_>) -> Self {
        let hundredths = elapsed.0.saturating_mul(self.speed.hundredths().into()).saturating_add(self.carry);
        let (moved, carry) = (hundredths / 100, hundredths % 100);
        let here = self.place(recording);
        let going = Self { carry, place: here, ..self };
        if moved == 0 {
            return going;
        }
        let at = here.at() + Micros(moved);
        match self.known_range(recording) {
            // The end of a range is shown, and then its beginning.
            Some(range) if here.at() >= range.end && !self.waits_for_more(range, recording) => {
                Self { place: Place::after(range.start), ..going }
            }
            Some(range) => Self { place: Place::after(at.min(range.end.max(here.at()))), ..going },
            None if at < recording.end => Self { place: Place::after(at), ..going },
            None if recording.live => Self { mode: Mode::Live, ..self },
            None => self.paused_at(Place::after(recording.end)),
        }
    }

    /// Whether the range goes on beyond what a run has recorded so far.
    fn waits_for_more(&self, known: Range, recording: &Recording<'_>) -> bool {
        recording.live && self.range.is_some_and(|range| range.end > known.end)
    }
}
