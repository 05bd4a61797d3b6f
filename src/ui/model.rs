//! A simulated and a live run of one scene, folded as they grow.

use std::cell::{OnceCell, Ref, RefCell};
use std::rc::Rc;

use super::mistakes::Mistakes;
use crate::browser::Runner;
use crate::browser::level::{How, Level};
use crate::browser::session::Session;
use crate::scenes::{Pace, Source, Variant};
use crate::timeline::code::{Spot, find_site};
use crate::timeline::playback::{Action, Link, LinkProblem, Mode, Playback, Recorded, Recording, Target};
use crate::timeline::words::Names;
use crate::timeline::{Heartbeat, LaneId, Side, Track};
use crate::trace::moment::Wakening;
use crate::trace::{
    Gauges, Lanes, Micros, Moment, Moments, PathStep, Snapshot, TaskId, ThreadUse, Totals, Trace,
    critical_path,
};

/// A whole trace with its folds.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The records.
    pub trace: Trace,
    /// The lanes.
    pub lanes: Lanes,
    /// The thread.
    pub thread: ThreadUse,
    /// The quantities.
    pub gauges: Gauges,
    /// The critical path of a run whose main task is over, once somebody has asked for it.
    path: OnceCell<Vec<PathStep>>,
    /// The index by which any of its moments is found. Grows when somebody asks.
    moments: RefCell<Moments>,
}

impl Folded {
    fn of(trace: Trace) -> Self {
        Self {
            lanes: Lanes::of(&trace),
            thread: ThreadUse::of(&trace),
            gauges: Gauges::of(&trace),
            trace,
            ..Self::default()
        }
    }

    /// As a side of a picture, with or without its critical path.
    #[must_use]
    pub fn side(&self, with_path: bool) -> Side<'_> {
        let path = if with_path { self.path() } else { &[] };
        let Self { trace, lanes, thread, gauges, .. } = self;
        Side { path, ..Side::over(trace, lanes, thread, gauges) }
    }

    /// Its critical path; empty before its main task is over.
    #[must_use]
    pub fn path(&self) -> &[PathStep] {
        match self.lanes.get(TaskId::MAIN) {
            Some(main) if main.ended.is_some() => self.path.get_or_init(|| critical_path(&self.trace)),
            _ => &[],
        }
    }

    /// How a task became ready the last time among the first `records` records.
    #[must_use]
    pub fn wakening(&self, records: usize, task: TaskId) -> Option<Wakening> {
        self.moments.borrow().wakening(&self.trace, records, task)
    }

    /// Its names.
    #[must_use]
    pub const fn names(&self) -> Names<'_> {
        Names { trace: &self.trace, lanes: &self.lanes }
    }

    /// The name of a task.
    #[must_use]
    pub fn name(&self, task: TaskId) -> String {
        self.names().of(task).to_owned()
    }

    /// Its sums.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::at(&self.lanes, &self.thread, self.trace.last())
    }
}

/// The place of a variant's track among all.
const fn track(variant: Variant) -> usize {
    match variant {
        Variant::Async => 0,
        Variant::Blocking => 1,
    }
}

/// A value for each variant of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Both<T> {
    /// The async one's.
    pub run: T,
    /// The blocking one's.
    pub block: T,
}

impl<T> Both<T> {
    /// One of them.
    pub fn get(&self, variant: Variant) -> &T {
        match variant {
            Variant::Async => &self.run,
            Variant::Blocking => &self.block,
        }
    }

    fn get_mut(&mut self, variant: Variant) -> &mut T {
        match variant {
            Variant::Async => &mut self.run,
            Variant::Blocking => &mut self.block,
        }
    }
}

/// Both variants in virtual time.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The two runs.
    pub sides: Both<Folded>,
    /// Why there is none, as a sentence without a full stop.
    pub problem: Option<String>,
}

impl Simulation {
    /// Runs a program in virtual time.
    #[must_use]
    pub fn of(runner: &Runner, program: &str) -> Self {
        let of = |variant| runner.simulate(program, variant).map(Folded::of);
        match of(Variant::Async).and_then(|run| Ok(Both { run, block: of(Variant::Blocking)? })) {
            Ok(sides) => Self { sides, problem: None },
            Err(error) => Self { problem: Some(error.to_string()), ..Self::default() },
        }
    }
}

/// One variant of a live run.
#[derive(Debug, Default)]
pub struct LiveSide {
    folded: Folded,
    /// The page's frames while it ran.
    heartbeat: Heartbeat,
    now: Micros,
    live: bool,
}

/// A live run.
pub type Sides = Both<LiveSide>;

/// A pause between two frames that is longer than this is a gap, in real seconds: three frames of
/// a usual screen.
const USUAL_FRAME: f64 = 0.05;

/// What a scene's page shows.
#[derive(Default)]
pub struct Model {
    simulation: Simulation,
    /// Shared once it is over.
    sides: Option<Rc<Sides>>,
    /// The earlier run that is drawn behind the shown one, and its number.
    ghost: Option<(u32, Rc<Sides>)>,
    /// Where the reader put the handles of a guess.
    guesses: Both<Option<u8>>,
    playback: Playback,
    /// The lane that the reader has selected.
    pub selected: Option<LaneId>,
    mistakes: RefCell<Mistakes>,
    stepped: bool,
    /// How fast scene time passed in the live run.
    pace: Option<Pace>,
    /// How the live run went, besides its records.
    remarks: Remarks,
}

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
    /// A model without a live run, at the moment that a link asks for; and what is wrong with that.
    #[must_use]
    pub fn new(simulation: Simulation, link: Link) -> (Self, Option<LinkProblem>) {
        let model = Self { simulation, ..Self::default() };
        let (playback, problem) = model.with_recording(&[], |recording| Playback::open(link, recording));
        (Self { playback, ..model }, problem)
    }

    /// Which moment is shown.
    #[must_use]
    pub const fn playback(&self) -> Playback {
        self.playback
    }

    /// Shows another moment.
    pub fn play(&mut self, action: Action) {
        let mistakes = match action {
            Action::Jump(_, Target::Mistake) => self.mistakes().times(),
            _ => Vec::new(),
        };
        if !matches!(action, Action::Tick(_)) {
            self.stepped = matches!(action, Action::Jump(..));
        }
        self.playback = self.with_recording(&mistakes, |recording| self.playback.reduce(action, recording));
    }

    /// Whether the last thing that the reader did to the moment was to step.
    #[must_use]
    pub const fn was_stepped(&self) -> bool {
        self.stepped
    }

    /// The moment that is shown; none where that is the present.
    #[must_use]
    pub fn playhead(&self) -> Option<Micros> {
        let stands = self.playback.mode() != Mode::Live;
        stands.then(|| self.with_recording(&[], |recording| self.playback.place(recording).at()))
    }

    /// How many records of a variant lie before the moment that is shown, and its time.
    #[must_use]
    pub fn place(&self, variant: Variant) -> (usize, Micros) {
        self.with_recording(&[], |recording| {
            let place = self.playback.place(recording);
            (recording.records(place)[track(variant)], place.at())
        })
    }

    /// What the tasks of a variant do at the moment that is shown. At most `most` tasks are named in
    /// each place.
    #[must_use]
    pub fn moment(&self, variant: Variant, most: usize) -> Moment {
        self.with_snapshot(variant, |_, snapshot| snapshot.moment(most))
    }

    /// The lines of a file that tasks of either variant are at, at the moment that is shown.
    #[must_use]
    pub fn spots(&self, file: Source) -> Vec<Spot> {
        let spots = |variant| {
            let task = self.selected.filter(|lane| lane.track == track(variant)).map(|lane| lane.task);
            self.with_snapshot(variant, |trace, snapshot| Spot::all(trace, snapshot, task, file.name))
        };
        Variant::ALL.into_iter().flat_map(spots).collect()
    }

    /// A line of a file, in the variant that was ever there.
    #[must_use]
    pub fn find_line(&self, file: Source, line: u32) -> Option<Target> {
        let mut sides = Variant::ALL.iter().enumerate();
        sides.find_map(|(side, variant)| {
            let site = find_site(&self.shown(*variant).trace, file.name, line)?;
            Some(Target::Line { side, site })
        })
    }

    /// Looks at a variant at the moment that is shown.
    pub fn with_snapshot<R>(&self, variant: Variant, look: impl FnOnce(&Trace, &Snapshot<'_>) -> R) -> R {
        let (records, at) = self.place(variant);
        let Folded { trace, moments, .. } = self.shown(variant);
        look(trace, &moments.borrow().snapshot(trace, records, at))
    }

    /// What went wrong in the async program.
    #[must_use]
    pub fn mistakes(&self) -> Ref<'_, Mistakes> {
        let live = self.sides.as_ref().is_some_and(|sides| sides.run.live);
        let Folded { trace, lanes, .. } = self.shown(Variant::Async);
        self.mistakes.borrow_mut().catch_up(trace, lanes, live);
        self.mistakes.borrow()
    }

    fn with_recording<R>(&self, mistakes: &[Micros], look: impl FnOnce(&Recording<'_>) -> R) -> R {
        let shown = Variant::ALL.map(|variant| self.shown(variant));
        for folded in shown {
            folded.moments.borrow_mut().catch_up(&folded.trace);
        }
        let moments = shown.map(|folded| folded.moments.borrow());
        let [run, block] = [0, 1].map(|side| Recorded { trace: &shown[side].trace, moments: &moments[side] });
        let end = Variant::ALL.map(|variant| self.now(variant)).into_iter().max().unwrap_or_default();
        look(&Recording { sides: &[run, block], mistakes, end, live: self.is_live() })
    }

    /// Whether a run is going on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.sides.as_ref().is_some_and(|sides| sides.run.live || sides.block.live)
    }

    /// The simulated run.
    #[must_use]
    pub const fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    /// Forgets the last live run; a new one begins.
    pub fn begin(&mut self, pace: Pace) {
        self.sides = Some(Rc::default());
        self.mistakes.take();
        self.pace = Some(pace);
        self.remarks = Remarks::default();
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
            recorded.lanes.catch_up(&recorded.trace);
            recorded.thread.catch_up(&recorded.trace);
            recorded.gauges.catch_up(&recorded.trace);
            let before = side.live || side.now == Micros::ZERO;
            side.live = !session.is_over(variant);
            if before && session.now(variant) > Micros::ZERO {
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
        if self.remarks.simulated && variant == Variant::Blocking {
            How::Simulated
        } else {
            level.how(variant, pace)
        }
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

    /// Whether there was a live run.
    #[must_use]
    pub const fn has_run(&self) -> bool {
        self.sides.is_some()
    }

    /// What is added to the names of the sides where the shown run is none of the reader's.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        if self.has_run() { "" } else { ", simulated" }
    }

    /// The records and folds of one variant: live, if there was a live run, else simulated.
    #[must_use]
    pub fn shown(&self, variant: Variant) -> &Folded {
        self.sides.as_ref().map_or(self.simulation.sides.get(variant), |sides| &sides.get(variant).folded)
    }

    /// The sums of one variant's live run so far.
    #[must_use]
    pub fn totals(&self, variant: Variant) -> Option<Totals> {
        let side = self.sides.as_ref()?.get(variant);
        Some(Totals::at(&side.folded.lanes, &side.folded.thread, side.now))
    }

    /// Up to when one variant's shown run goes.
    #[must_use]
    pub fn now(&self, variant: Variant) -> Micros {
        self.sides
            .as_ref()
            .map_or_else(|| self.simulation.sides.get(variant).trace.last(), |sides| sides.get(variant).now)
    }

    /// The live run, if there is one; for keeping when it is over.
    #[must_use]
    pub fn run(&self) -> Option<Rc<Sides>> {
        self.sides.clone()
    }

    /// Has an earlier run drawn behind the shown one; none for the simulated one.
    pub fn lay(&mut self, ghost: Option<(u32, Rc<Sides>)>) {
        self.ghost = ghost;
    }

    /// What is drawn behind the shown run, in words.
    #[must_use]
    pub fn ghost_name(&self) -> String {
        self.ghost.as_ref().map_or_else(|| "simulated".to_owned(), |ghost| format!("run {}", ghost.0))
    }

    fn behind(&self, variant: Variant, with_path: bool) -> Side<'_> {
        let earlier = self.ghost.as_ref().map(|ghost| &ghost.1.get(variant).folded);
        earlier.unwrap_or_else(|| self.simulation.sides.get(variant)).side(with_path)
    }

    /// Where the reader guesses that a variant ends, as a place of the handle.
    #[must_use]
    pub fn guess(&self, variant: Variant) -> Option<u8> {
        *self.guesses.get(variant)
    }

    /// Takes a guess.
    pub fn take_guess(&mut self, variant: Variant, place: u8) {
        *self.guesses.get_mut(variant) = Some(place);
    }

    /// Everything, ready to be drawn, with or without the critical paths.
    #[must_use]
    pub fn tracks(&self, with_paths: bool) -> [Track<'_>; 2] {
        Variant::ALL.map(|variant| {
            let run = self.sides.as_ref().map(|sides| {
                let side = sides.get(variant);
                Side {
                    now: side.now,
                    live: side.live,
                    heartbeat: Some(&side.heartbeat),
                    ..side.folded.side(with_paths)
                }
            });
            let ghost = Some(self.behind(variant, with_paths && run.is_none()));
            Track { title: variant.title(), ghost, run }
        })
    }

    /// Up to when the whole picture goes. In a live run that is a little more than has passed, and
    /// at least what the async side will take: so it fills the width at first, and shrinks while
    /// the blocking side goes on.
    #[must_use]
    pub fn horizon(&self) -> Micros {
        let whole = self.end_of(&Variant::ALL);
        let live = self.sides.as_ref().filter(|sides| sides.run.live || sides.block.live);
        live.map_or(whole, |sides| {
            let passed = sides.run.now.max(sides.block.now);
            let room = |time: Micros| Micros(time.0 + time.0 / 6);
            room(self.end_of(&[Variant::Async])).max(room(passed)).min(whole)
        })
    }

    /// When the last thing of both variants ends, or of one of them.
    #[must_use]
    pub fn end_of(&self, variants: &[Variant]) -> Micros {
        let ends = variants.iter().map(|variant| self.behind(*variant, false).now.max(self.now(*variant)));
        ends.max().unwrap_or(Micros::ZERO)
    }
}
