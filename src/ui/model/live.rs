//! The live run: taken in as it goes on.

use std::rc::Rc;

use super::{Both, Folded, Model};
use crate::browser::level::{How, Level};
use crate::browser::session::Session;
use crate::scenes::{Pace, Variant};
use crate::timeline::Heartbeat;
use crate::timeline::playback::Action;
use crate::trace::{Micros, Totals};

/// One variant of a live run.
#[derive(Debug, Default)]
pub struct LiveSide {
    /// Its records and folds.
    pub(super) folded: Folded,
    /// The page's frames while it ran on the page's own thread.
    pub(super) heartbeat: Heartbeat,
    /// Up to when it goes.
    pub(super) now: Micros,
    /// Whether it goes on.
    pub(super) live: bool,
}

/// A live run.
pub type Sides = Both<LiveSide>;

/// A pause between two frames that is longer than this is a gap, in real seconds: three frames of
/// a usual screen.
const USUAL_FRAME: f64 = 0.05;

/// What a reader must know of a live run to judge its numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The blocking side was computed, for want of something that it needs here.
    pub simulated: bool,
    /// The page was hidden for some of the time: then browsers slow timers down.
    pub hidden: bool,
    /// How long the page was frozen.
    pub frozen: Option<Micros>,
    /// How many presses and keys had to wait meanwhile, once that is known.
    pub kept: Option<u32>,
}

impl Model {
    /// Forgets the last live run; a new one begins.
    pub fn begin(&mut self, pace: Pace) {
        self.sides = Some(Rc::default());
        self.mistakes.take();
        self.relight();
        self.pace = Some(pace);
        self.remarks = Remarks::default();
        self.origin = None;
        self.play(Action::Live);
    }

    /// Takes in what a session has recorded since the last time. To be called once a frame.
    pub fn catch_up(&mut self, session: &Session) {
        let usual = Micros::from_secs(USUAL_FRAME * self.pace.unwrap_or(Pace::ONE).factor());
        let Some(sides) = self.sides.as_mut().and_then(Rc::get_mut) else { return };
        self.remarks.simulated = session.is_simulated(Variant::Blocking);
        for variant in Variant::ALL {
            let side = sides.get_mut(variant);
            let recorded = &mut side.folded;
            session.with_trace(variant, |trace| {
                let seen = recorded.trace.end();
                // The session only ever appends what it wrote or checked itself.
                let _ = recorded.trace.append(trace.batch(seen));
            });
            recorded.replay.catch_up(&recorded.trace);
            let before = side.live || side.now == Micros::ZERO;
            side.live = !session.is_over(variant);
            // A program in a worker keeps the page from nothing.
            if before && session.is_on_page() && session.now(variant) > Micros::ZERO {
                side.heartbeat.beat(session.now(variant), usual);
            }
            side.now = if side.live {
                session.now(variant).max(recorded.trace.last())
            } else {
                recorded.trace.last()
            };
        }
    }

    /// The pace of the live run, if there was one.
    #[must_use]
    pub const fn pace(&self) -> Option<Pace> {
        self.pace
    }

    /// How a variant's numbers were obtained in the live run.
    #[must_use]
    pub fn how(&self, variant: Variant, level: Level, pace: Pace) -> How {
        let computed = self.remarks.simulated && variant == Variant::Blocking;
        self.recorded_how(variant)
            .unwrap_or_else(|| if computed { How::Simulated } else { level.how(variant, pace) })
    }

    /// What must be known of the live run.
    #[must_use]
    pub const fn remarks(&self) -> Remarks {
        self.remarks
    }

    /// The page is hidden, or is shown again.
    pub fn was_hidden(&mut self) {
        self.remarks.hidden = true;
    }

    /// The page was frozen for a length of real time, by all of the blocking side.
    pub fn froze(&mut self, length: Micros) {
        self.remarks.frozen = Some(length);
        if let Some(sides) = self.sides.as_mut().and_then(Rc::get_mut) {
            let end = sides.block.folded.trace.last();
            sides.block.heartbeat.miss(Micros::ZERO, end);
        }
    }

    /// So many presses and keys had to wait.
    pub fn kept(&mut self, count: u32) {
        self.remarks.kept = Some(count);
    }

    /// The run is over or was stopped: nothing is live any more.
    pub fn end(&mut self) {
        for variant in Variant::ALL {
            if let Some(sides) = self.sides.as_mut().and_then(Rc::get_mut) {
                sides.get_mut(variant).live = false;
            }
        }
    }

    /// The sums of one variant's live run so far.
    #[must_use]
    pub fn totals(&self, variant: Variant) -> Option<Totals> {
        let side = self.sides.as_ref()?.get(variant);
        Some(Totals::at(&side.folded.replay.lanes, &side.folded.replay.threads, side.now))
    }

    /// The live run, if there is one; for keeping when it is over.
    #[must_use]
    pub fn run(&self) -> Option<Rc<Sides>> {
        self.sides.clone()
    }
}
