//! From traces to shapes.

use crate::trace::{Lane, Lanes, Micros, Outcome, Phase, Span, TaskId, ThreadUse, Trace};

use super::density::Density;
use super::heartbeat::Heartbeat;
use super::label;
use super::picture::{Anchor, Mark, Picture, Rect, Role, Row};
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
    /// Up to when it is drawn: the present moment or, once it is over, its end.
    pub now: Micros,
    /// Whether it is going on.
    pub live: bool,
}

/// One half of a comparison.
#[derive(Clone, Debug)]
pub struct Track<'a> {
    /// Its heading, as long as the run has one thread: see [`heading`].
    pub title: &'a str,
    /// The simulated run, drawn faintly underneath.
    pub ghost: Option<Side<'a>>,
    /// The run itself.
    pub run: Option<Side<'a>>,
}

/// What part of time is drawn, and in how much room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
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
}

const AXIS: f64 = 26.0;
const HEADER: f64 = 28.0;
const BELOW_STRIPS: f64 = 7.0;
const BETWEEN_TRACKS: f64 = 20.0;
const TICKS_APART: f64 = 84.0;
/// Room for the duration behind the longest bar.
const RIGHT: f64 = 64.0;
/// Rows lower than this show a density instead of lanes.
const LEAST_ROW: f64 = 2.0;
/// Rows at least this high have names and durations.
const NAMED_ROW: f64 = 12.0;

/// Draws a comparison.
#[must_use]
pub fn draw(tracks: &[Track<'_>], view: &View) -> Picture {
    let gutter = if view.width < 560.0 { 76.0 } else { 116.0 };
    let scale = Scale::new(view.start, view.end, gutter, view.width - RIGHT);
    let mut drawing =
        Drawing { view, scale, marks: Vec::new(), rows: Vec::new(), density: Density::default() };
    let grid = drawing.marks.len();
    let mut y = AXIS;
    for (number, track) in tracks.iter().enumerate() {
        y = drawing.track(number, track, y);
    }
    let height = (y - BETWEEN_TRACKS + 6.0).max(AXIS);
    drawing.axis(grid, height);
    drawing.playhead(tracks, height);
    Picture { width: view.width, height, scale, marks: drawing.marks, rows: drawing.rows }
}

pub(super) struct Drawing<'v> {
    view: &'v View,
    pub scale: Scale,
    pub marks: Vec<Mark>,
    rows: Vec<Row>,
    density: Density,
}

/// How the lanes of a track share its height.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rows {
    top: f64,
    height: f64,
    count: usize,
    lanes: usize,
}

impl Rows {
    fn new(top: f64, lanes: usize, room: f64) -> Self {
        let count = as_count(lanes);
        let comfortable = match lanes {
            0..=8 => 24.0,
            9..=16 => 18.0,
            _ => 14.0,
        };
        let height = f64::min(comfortable, room / count.max(1.0));
        if height >= LEAST_ROW {
            return Self { top, height, count: lanes, lanes };
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let count = (room / LEAST_ROW).max(1.0) as usize;
        Self { top, height: LEAST_ROW, count, lanes }
    }

    fn bottom(&self) -> f64 {
        self.top + self.height * as_count(self.count)
    }

    fn is_density(&self) -> bool {
        self.count < self.lanes
    }

    /// The lanes of a row, as indices.
    fn lanes_of(&self, row: usize) -> std::ops::Range<usize> {
        row * self.lanes / self.count..(row + 1) * self.lanes / self.count
    }

    fn y(&self, row: usize) -> f64 {
        self.top + self.height * as_count(row)
    }

    /// The gap between the bars of two rows.
    fn gap(&self) -> f64 {
        match self.height {
            height if height >= 18.0 => 6.0,
            height if height >= 10.0 => 3.0,
            height if height >= 4.0 => 1.0,
            height if height >= 3.0 => 0.5,
            _ => 0.0,
        }
    }
}

impl Drawing<'_> {
    fn track(&mut self, number: usize, track: &Track<'_>, y: f64) -> f64 {
        let sides = || track.ghost.iter().chain(&track.run);
        let lanes = sides().map(|side| side.lanes.as_slice().len()).max().unwrap_or(0);
        let workers = sides().map(|side| side.thread.workers().len()).max().unwrap_or(0);
        self.text(0.0, y + 12.0, heading(track.title, workers), Role::Title, Anchor::Start, false);
        let page = sides().any(|side| side.heartbeat.is_some_and(Heartbeat::is_known));
        let strips = Strips::new(y + HEADER, workers, page);
        self.name_strips(&strips);
        let rows = Rows::new(strips.bottom() + BELOW_STRIPS, lanes, self.view.lanes_height);
        self.register(number, &rows);
        if let Some(ghost) = &track.ghost {
            self.side(ghost, &rows, &strips, true, track.run.is_none());
        }
        if let Some(run) = &track.run {
            self.side(run, &rows, &strips, false, true);
        }
        rows.bottom() + BETWEEN_TRACKS
    }

    fn register(&mut self, track: usize, rows: &Rows) {
        for row in 0..rows.count {
            let lanes = rows.lanes_of(row);
            let first = TaskId(u32::try_from(lanes.start).unwrap_or(u32::MAX));
            self.rows.push(Row { track, first, lanes: lanes.len(), y: rows.y(row), h: rows.height });
        }
    }

    fn side(&mut self, side: &Side<'_>, rows: &Rows, strips: &Strips, ghost: bool, texts: bool) {
        self.strips(side, strips, ghost);
        if rows.is_density() {
            self.dense(side, rows, ghost);
        } else {
            for (row, lane) in side.lanes.as_slice().iter().enumerate() {
                self.lane(side, lane, rows, row, ghost);
                if texts && rows.height >= NAMED_ROW {
                    self.lane_texts(side, lane, rows, row, ghost);
                }
            }
        }
    }

    fn dense(&mut self, side: &Side<'_>, rows: &Rows, ghost: bool) {
        let lanes = side.lanes.as_slice();
        let mut stretches = Vec::new();
        for row in 0..rows.count {
            let range = rows.lanes_of(row);
            let of_row = lanes.get(range.start..range.end.min(lanes.len())).unwrap_or_default();
            self.density.row(of_row, side.now, &self.scale, &mut stretches);
            for stretch in &stretches {
                let rect = Rect { x: stretch.x, y: rows.y(row), w: stretch.w, h: rows.height };
                self.marks.push(Mark::Bar { rect, phase: stretch.phase, ghost });
            }
        }
    }

    fn lane(&mut self, side: &Side<'_>, lane: &Lane, rows: &Rows, row: usize, ghost: bool) {
        let top = rows.y(row);
        let height = rows.height - rows.gap();
        for span in lane.spans(side.now) {
            if let Some(rect) = self.bar(&span, top, height) {
                self.marks.push(Mark::Bar { rect, phase: span.phase, ghost });
            }
        }
        if let Some((end, outcome)) = lane.ended.filter(|(_, outcome)| *outcome != Outcome::Ok)
            && !ghost
            && (self.scale.start..=self.scale.end).contains(&end)
        {
            let radius = bounded(height / 2.0, 1.5, 6.0);
            self.marks.push(Mark::Cap { x: self.scale.x(end), y: top + height / 2.0, size: radius, outcome });
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

    fn lane_texts(&mut self, side: &Side<'_>, lane: &Lane, rows: &Rows, row: usize, ghost: bool) {
        let middle = rows.y(row) + (rows.height - rows.gap()) / 2.0;
        let name = side.trace.text(lane.name).to_owned();
        self.text(self.scale.left - 8.0, middle, name, Role::Name, Anchor::End, ghost);
        let end = lane.end(side.now);
        if lane.ended.is_some() && end >= self.scale.start && end <= self.scale.end {
            let x = self.scale.x(end)
                + if lane.ended.is_some_and(|end| end.1 != Outcome::Ok) { 12.0 } else { 6.0 };
            let length = label::time(end - lane.spawned);
            self.text(x, middle, length, Role::Value, Anchor::Start, ghost);
        }
    }

    fn axis(&mut self, under: usize, bottom: f64) {
        let mut axis = Vec::new();
        for tick in self.scale.ticks(TICKS_APART) {
            axis.push(Mark::Grid { x: tick.x, top: AXIS - 6.0, bottom });
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
                self.marks.push(Mark::Playhead { x, top: AXIS - 8.0, bottom });
            }
            return;
        }
        let now = tracks.iter().filter_map(|track| track.run).filter(|run| run.live).map(|run| run.now).max();
        if let Some(now) = now.filter(|now| (self.scale.start..=self.scale.end).contains(now)) {
            self.marks.push(Mark::Playhead { x: self.scale.x(now), top: AXIS - 8.0, bottom });
        }
    }

    pub fn rect(&self, start: Micros, end: Micros, y: f64, h: f64) -> Rect {
        let x = self.scale.clamped(start);
        Rect { x, y, w: self.scale.clamped(end) - x, h }
    }

    pub fn text(&mut self, x: f64, y: f64, text: String, role: Role, anchor: Anchor, ghost: bool) {
        self.marks.push(Mark::Text { x, y, text, role, anchor, ghost });
    }
}

pub(super) fn as_count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
