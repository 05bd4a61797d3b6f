//! The live run: taken in as it goes on.

use std::rc::Rc;

use super::{Folded, Model};
use crate::browser::level::{How, Level};
use crate::browser::session::Session;
use crate::scenes::Pace;
use crate::timeline::Heartbeat;
use crate::timeline::playback::Action;
use crate::trace::{Micros, Program, ProgramKind, Totals};

/// One program of a live run.
#[derive(Debug)]
pub struct LiveProgram {
    /// Which.
    pub(super) program: Program,
    /// Its records and folds.
    pub(super) folded: Folded,
    /// The page's frames while it ran on the page's own thread.
    pub(super) heartbeat: Heartbeat,
    /// Up to when it goes.
    pub(super) now: Micros,
    /// Whether it goes on.
    pub(super) live: bool,
    /// Whether it was computed, for want of something that it needs here.
    pub(super) simulated: bool,
}

impl LiveProgram {
    /// One that has not begun.
    pub(super) fn new(program: Program) -> Self {
        Self {
            program,
            folded: Folded::default(),
            heartbeat: Heartbeat::default(),
            now: Micros::ZERO,
            live: false,
            simulated: false,
        }
    }
}

/// A live run: all of its programs.
pub type Run = Vec<LiveProgram>;

/// A pause between two frames that is longer than this is a gap, in real seconds: three frames of
/// a usual screen.
const USUAL_FRAME: f64 = 0.05;

/// What a reader must know of a live run to judge its numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
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
        let programs = self.simulation.programs.iter().cloned();
        self.live = Some(Rc::new(programs.map(LiveProgram::new).collect()));
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
        let Some(run) = self.live.as_mut().and_then(Rc::get_mut) else { return };
        for (number, side) in run.iter_mut().enumerate() {
            side.simulated = session.is_simulated(number);
            let recorded = &mut side.folded;
            session.with_trace(number, |trace| {
                let seen = recorded.trace.end();
                // The session only ever appends what it wrote or checked itself.
                let _ = recorded.trace.append(trace.batch(seen));
            });
            recorded.replay.catch_up(&recorded.trace);
            let before = side.live || side.now == Micros::ZERO;
            side.live = !session.is_over(number);
            // A program in a worker keeps the page from nothing.
            if before && session.is_on_page() && session.now(number) > Micros::ZERO {
                side.heartbeat.beat(session.now(number), usual);
            }
            side.now = if side.live {
                session.now(number).max(recorded.trace.last())
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

    /// How a program's numbers were obtained in the live run; simulated before there was one.
    #[must_use]
    pub fn how(&self, number: usize, level: Level, pace: Pace) -> How {
        let measured = self.live.as_ref().map(|run| &run[number]).filter(|side| !side.simulated);
        let how = || measured.map_or(How::Simulated, |side| level.how(side.program.kind, pace));
        self.recorded_how(number).unwrap_or_else(how)
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

    /// The page was frozen for a length of real time, by all of the blocking programs.
    pub fn froze(&mut self, length: Micros) {
        self.remarks.frozen = Some(length);
        let run = self.live.as_mut().and_then(Rc::get_mut);
        for side in run.into_iter().flatten().filter(|side| side.program.kind == ProgramKind::Blocking) {
            side.heartbeat.miss(Micros::ZERO, side.folded.trace.last());
        }
    }

    /// So many presses and keys had to wait.
    pub fn kept(&mut self, count: u32) {
        self.remarks.kept = Some(count);
    }

    /// The run is over or was stopped: nothing is live any more.
    pub fn end(&mut self) {
        let run = self.live.as_mut().and_then(Rc::get_mut);
        run.into_iter().flatten().for_each(|side| side.live = false);
    }

    /// The sums of one program's live run so far.
    #[must_use]
    pub fn totals(&self, number: usize) -> Option<Totals> {
        let side = self.live.as_ref()?.get(number)?;
        Some(Totals::at(&side.folded.replay.lanes, &side.folded.replay.threads, side.now))
    }

    /// The live run, if there is one; for keeping when it is over.
    #[must_use]
    pub fn run(&self) -> Option<Rc<Run>> {
        self.live.clone()
    }
}
