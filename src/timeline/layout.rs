//! From traces to shapes.

use crate::trace::moment::LineRun;
use crate::trace::{Gauges, Lane, Lanes, Micros, Outcome, PathStep, Phase, Span, ThreadUse, Trace};

use super::density::Density;
use super::emphasis::Arrow;
use super::heartbeat::Heartbeat;
use super::label;
use super::outline::{Folds, Outline};
use super::picture::{Anchor, LaneId, Mark, Picture, Rect, Role, Row, Stroke};
use super::playback::Range;
use super::plot::Plot;
use super::rows::Rows;
use super::scale::{Scale, bounded};
use super::threads::{Strips, heading};

/// A run, or what there is of it so far.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its records, for names.
    pub trace: &'a Trace,
    /// Its lanes.
    pub lanes: &'a Lanes,
    /// Its threads.
    pub thread: &'a ThreadUse,
    /// The frames of the page meanwhile, if it had any.
    pub heartbeat: Option<&'a Heartbeat>,
    /// Its quantities.
    pub gauges: &'a Gauges,
    /// Its critical path, where that is to be seen: everything beside it is faint.
    pub path: &'a [PathStep],
    /// When the line of code ran that the reader has picked out.
    pub lit: &'a [LineRun],
    /// Up to when it is drawn: the present moment or, once it is over, its end.
    pub now: Micros,
    /// Whether it is going on.
    pub live: bool,
}

impl<'a> Side<'a> {
    /// A run that is over, without its critical path.
    #[must_use]
    pub fn over(trace: &'a Trace, lanes: &'a Lanes, thread: &'a ThreadUse, gauges: &'a Gauges) -> Self {
        Self {
            trace,
            lanes,
            thread,
            gauges,
            path: &[],
            lit: &[],
            heartbeat: None,
            now: trace.last(),
            live: false,
        }
    }
}

/// One program of a comparison.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    /// What it is called: see [`heading`].
    pub title: String,
    /// The simulated run, drawn faintly underneath.
    pub ghost: Option<Side<'a>>,
    /// The run itself.
    pub run: Option<Side<'a>>,
}

impl<'a> Track<'a> {
    /// The tasks of both runs as a tree; `number` is the track's.
    #[must_use]
    pub fn outline(&self, number: usize, folds: Option<&Folds>) -> Outline {
        let lanes = [&self.run, &self.ghost].map(|side| side.map(|side| side.lanes));
        Outline::of(number, lanes, folds)
    }

    /// The run or, before there is one, the simulated run.
    #[must_use]
    pub fn shown(&self) -> Option<&Side<'a>> {
        self.run.as_ref().or(self.ghost.as_ref())
    }
}

/// What part of time is drawn, and in how much room.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct View<'a> {
    /// The time at the left end.
    pub start: Micros,
    /// The time at the right end.
    pub end: Micros,
    /// The width of the whole picture, in pixels.
    pub width: f64,
    /// How high the lanes of one track may be together, in pixels.
    pub lanes_height: f64,
    /// The moment that is shown, where that is not the present: what comes after it is veiled.
    pub playhead: Option<Micros>,
    /// The stretch of time that is played again and again.
    pub looped: Option<Range>,
    /// The lane that the reader has selected.
    pub selected: Option<LaneId>,
    /// The wake that is shown.
    pub wake: Option<Arrow>,
    /// The parents that are folded, if any is.
    pub folds: Option<&'a Folds>,
}

impl View<'_> {
    /// The same with every parent unfolded, which borrows nothing.
    #[must_use]
    pub fn unfolded(self) -> View<'static> {
        let Self { start, end, width, lanes_height, playhead, looped, selected, wake, folds: _ } = self;
        View { start, end, width, lanes_height, playhead, looped, selected, wake, folds: None }
    }
}

/// A narrower picture has shorter names, in pixels.
const NARROW: f64 = 560.0;
const AXIS: f64 = 26.0;
const HEADER: f64 = 28.0;
const BELOW_STRIPS: f64 = 7.0;
const BETWEEN_TRACKS: f64 = 20.0;
const TICKS_APART: f64 = 84.0;
/// Room for the duration behind the longest bar.
const RIGHT: f64 = 64.0;
/// Draws a comparison.
#[must_use]
pub fn draw(tracks: &[Track<'_>], view: &View<'_>) -> Picture {
    let gutter = if view.width < NARROW { 84.0 } else { 116.0 };
    let scale = Scale::new(view.start, view.end, gutter, view.width - RIGHT);
    let mut drawing = Drawing {
        view,
        scale,
        marks: Vec::new(),
        rows: Vec::new(),
        plots: Vec::new(),
        density: Density::default(),
    };
    let grid = drawing.marks.len();
    let mut y = AXIS;
    for (number, track) in tracks.iter().enumerate() {
        y = drawing.track(number, track, y);
    }
    let height = (y - BETWEEN_TRACKS + 6.0).max(AXIS);
    drawing.arrow();
    drawing.axis(grid, height);
    drawing.select(grid);
    drawing.looped(grid, height);
    drawing.playhead(tracks, height);
    Picture { width: view.width, height, scale, marks: drawing.marks, rows: drawing.rows }
}

pub(super) struct Drawing<'v> {
    pub view: &'v View<'v>,
    pub scale: Scale,
    pub marks: Vec<Mark>,
    pub rows: Vec<Row>,
    /// Where the lanes of each track are.
    pub plots: Vec<Plot>,
    pub density: Density,
}

impl Drawing<'_> {
    fn track(&mut self, number: usize, track: &Track<'_>, y: f64) -> f64 {
        let sides = || track.ghost.iter().chain(&track.run);
        let workers = sides().map(|side| side.thread.workers().len()).max().unwrap_or(0);
        let heading = match workers {
            1.. if self.view.width < NARROW => format!("{}: {} threads", track.title, workers + 1),
            _ => heading(&track.title, workers),
        };
        self.text(0.0, y + 12.0, heading, Role::Title, Anchor::Start, false);
        let page = sides().any(|side| side.heartbeat.is_some_and(Heartbeat::is_known));
        let strips = Strips::new(y + HEADER, workers, page);
        self.name_strips(&strips);
        let plot = self.plot(number, track, strips.bottom() + BELOW_STRIPS);
        if let Some(ghost) = &track.ghost {
            self.side(ghost, &plot, &strips, true, track.run.is_none());
        }
        if let Some(run) = &track.run {
            self.side(run, &plot, &strips, false, true);
        }
        let bottom = plot.rows.bottom();
        self.plots.push(plot);
        if let Some(shown) = track.shown() {
            self.path(number, shown.path);
            self.lit(number, shown.lit, strips.thread());
        }
        self.gauges(track, bottom) + BETWEEN_TRACKS
    }

    pub fn lane(&mut self, side: &Side<'_>, lane: &Lane, row: &Row, rows: &Rows, ghost: bool) {
        let height = row.h - rows.gap();
        for span in lane.spans(side.now) {
            if let Some(rect) = self.bar(&span, row.y, height) {
                self.marks.push(Mark::Bar { rect, phase: span.phase, ghost });
            }
        }
    }

    /// Marks an end that is not plain success.
    pub fn cap(&mut self, lane: &Lane, row: &Row, rows: &Rows) {
        if let Some((end, outcome)) = lane.ended.filter(|(_, outcome)| *outcome != Outcome::Ok)
            && (self.scale.start..=self.scale.end).contains(&end)
        {
            let height = row.h - rows.gap();
            let size = bounded(height / 2.0, 1.5, 6.0);
            self.marks.push(Mark::Cap { x: self.scale.x(end), y: row.y + height / 2.0, size, outcome });
        }
    }

    fn bar(&self, span: &Span, top: f64, height: f64) -> Option<Rect> {
        if span.end < self.scale.start || span.start > self.scale.end {
            return None;
        }
        // Where there is room, what only waits is thin and what works is thick.
        let thin = height >= 8.0 && matches!(span.phase, Phase::Sleeping | Phase::Awaiting | Phase::Queued);
        let (top, height) = if thin { (top + height * 0.3, height * 0.4) } else { (top, height) };
        let mut rect = self.rect(span.start, span.end, top, height);
        // A poll too short for the clock or the screen is a hairline.
        if span.phase == Phase::Running {
            rect.w = rect.w.max(0.75);
        }
        (rect.w > 0.0).then_some(rect)
    }

    fn axis(&mut self, under: usize, bottom: f64) {
        let mut axis = Vec::new();
        for tick in self.scale.ticks(TICKS_APART) {
            axis.push(upright(Stroke::Grid, tick.x, AXIS - 6.0, bottom));
            axis.push(Mark::Text {
                x: tick.x,
                y: AXIS / 2.0 - 2.0,
                text: tick.label,
                role: Role::Tick,
                anchor: Anchor::Middle,
                ghost: false,
            });
        }
        self.marks.splice(under..under, axis);
    }

    fn playhead(&mut self, tracks: &[Track<'_>], bottom: f64) {
        if let Some(at) = self.view.playhead {
            let x = self.scale.clamped(at);
            let w = self.scale.right + RIGHT - x;
            self.marks.push(Mark::Veil { rect: Rect { x, y: AXIS, w, h: bottom - AXIS } });
            if (self.scale.start..=self.scale.end).contains(&at) {
                self.marks.push(upright(Stroke::Playhead, x, AXIS - 8.0, bottom));
            }
            return;
        }
        let now = tracks.iter().filter_map(|track| track.run).filter(|run| run.live).map(|run| run.now).max();
        if let Some(now) = now.filter(|now| (self.scale.start..=self.scale.end).contains(now)) {
            self.marks.push(upright(Stroke::Playhead, self.scale.x(now), AXIS - 8.0, bottom));
        }
    }

    pub fn rect(&self, start: Micros, end: Micros, y: f64, h: f64) -> Rect {
        let x = self.scale.clamped(start);
        Rect { x, y, w: self.scale.clamped(end) - x, h }
    }

    /// A name in the margin, shortened where it is too long.
    pub fn name(&mut self, x: f64, y: f64, name: &str, ghost: bool) {
        let name = label::shortened(name, self.scale.left - 6.0 - x);
        self.text(x, y, name, Role::Name, Anchor::Start, ghost);
    }

    pub fn text(&mut self, x: f64, y: f64, text: String, role: Role, anchor: Anchor, ghost: bool) {
        self.marks.push(Mark::Text { x, y, text, role, anchor, ghost });
    }
}

/// A line from top to bottom, on the middle of a pixel: so that a line of one pixel is one.
fn upright(stroke: Stroke, x: f64, top: f64, bottom: f64) -> Mark {
    let x = x.floor() + 0.5;
    Mark::Line { points: vec![(x, top), (x, bottom)], stroke, ghost: false }
}

pub(super) fn as_count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
