//! What the reader has picked out: a lane, a wake, a stretch of time, a line of code, the critical path.

use crate::trace::moment::LineRun;
use crate::trace::{Micros, PathStep, TaskId};

use super::layout::Drawing;
use super::picture::{LaneId, Mark, Rect, Row, Stroke};

/// A wake between two tasks of one track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Which track they belong to.
    pub track: usize,
    /// The task that woke the other one, or whose end did.
    pub from: TaskId,
    /// The task that was woken.
    pub to: TaskId,
    /// When.
    pub at: Micros,
}

/// How far an arrow bends away from its time, and half the height of its head, in pixels.
const BEND: f64 = 9.0;
const HEAD: f64 = 4.0;
/// How far below the upper edge the bracket of a stretch of time is, in pixels.
const BRACKET: f64 = 1.5;
/// The least width of what marks a run of a line, in pixels.
const LIT: f64 = 2.5;
/// The least height of what marks a selected lane, in pixels.
const MARK: f64 = 6.0;

impl Drawing<'_> {
    /// The row of a lane.
    fn row_of(&self, LaneId { track, task }: LaneId) -> Option<Row> {
        let plot = self.plots.get(track)?;
        let row = plot.rows.row_of(plot.outline.line_of(task)?);
        Some(self.rows[plot.first + row])
    }

    /// Lays a band under the selected lane, with a mark at its edge for those who do not see it.
    pub(super) fn select(&mut self, under: usize) {
        let Some(row) = self.view.selected.and_then(|lane| self.row_of(lane)) else { return };
        let (top, height) = (row.y - 2.0, (row.h - 1.0).max(3.0));
        let (middle, half) = (top + height / 2.0, height.max(MARK) / 2.0);
        let edge = vec![(self.scale.left - 3.0, middle - half), (self.scale.left - 3.0, middle + half)];
        let rect = Rect { x: 0.0, y: top, w: self.view.width, h: height };
        self.marks.insert(under, Mark::Band { rect });
        self.marks.push(Mark::Line { points: edge, stroke: Stroke::Path, ghost: false });
    }

    /// Lays a band under the stretch of time that is played again and again, with a bracket above it.
    pub(super) fn looped(&mut self, under: usize, bottom: f64) {
        let Some(range) = self.view.looped else { return };
        let rect = self.rect(range.start(), range.end(), 0.0, bottom);
        if range.end() <= self.scale.start || range.start() >= self.scale.end {
            return;
        }
        let (left, right) = (rect.x, rect.x + rect.w);
        let mut bracket = vec![(left, BRACKET), (right, BRACKET)];
        // An end that is not to be seen is open.
        if range.start() >= self.scale.start {
            bracket.insert(0, (left, 3.0 * HEAD));
        }
        if range.end() <= self.scale.end {
            bracket.push((right, 3.0 * HEAD));
        }
        self.marks.insert(under, Mark::Band { rect });
        self.marks.push(Mark::Line { points: bracket, stroke: Stroke::Path, ghost: false });
    }

    /// Draws the arrow from the lane of the waker to that of the woken.
    pub(super) fn arrow(&mut self) {
        let Some(Arrow { track, from, to, at }) = self.view.wake else { return };
        let row = |task| self.row_of(LaneId { track, task });
        let (Some(from), Some(to)) = (row(from), row(to)) else { return };
        if from == to || !(self.scale.start..=self.scale.end).contains(&at) {
            return;
        }
        let (x, start, end) = (self.scale.x(at), middle(&from), middle(&to));
        // It bends to the left, where it does not hide behind the playhead.
        let (left, slant) = (x - BEND, HEAD * (end - start).signum());
        let points = vec![
            (x, start),
            (left, start + slant),
            (left, end - slant),
            (x, end),
            (x - HEAD, end - HEAD),
            (x, end),
            (x - HEAD, end + HEAD),
        ];
        self.marks.push(Mark::Line { points, stroke: Stroke::Wake, ghost: false });
    }

    /// Marks when a line of code ran, in the lanes of a track and in the strip of its thread.
    pub(super) fn lit(&mut self, track: usize, runs: &[LineRun], (top, height): (f64, f64)) {
        let first = self.rows.partition_point(|row| row.track < track);
        // Up to where the thread and each row have been marked: of many runs inside one mark, one is seen.
        let mut marked = vec![f64::NEG_INFINITY; 1 + self.rows.len() - first];
        let begin = runs.partition_point(|run| run.end < self.scale.start);
        for run in runs[begin..].iter().take_while(|run| run.start <= self.scale.end) {
            let Some(row) = self.row_of(LaneId { track, task: run.task }) else { continue };
            let x = self.scale.clamped(run.start) - LIT / 2.0;
            let w = (self.scale.clamped(run.end) - x).max(LIT);
            let place = 1 + self.rows[first..].partition_point(|known| known.y < row.y);
            for (place, y, h) in [(0, top, height), (place, row.y, row.h - row.gap)] {
                if x + w >= marked[place] + 0.5 {
                    marked[place] = x + w;
                    self.marks.push(Mark::Lit { rect: Rect { x, y, w, h } });
                }
            }
        }
    }

    /// Draws the critical path of a track from lane to lane, and veils what is beside it.
    pub(super) fn path(&mut self, track: usize, path: &[PathStep]) {
        if path.is_empty() {
            return;
        }
        let first = self.rows.partition_point(|row| row.track < track);
        // Up to where each row has been veiled.
        let mut veiled = vec![self.scale.left; self.rows.len() - first];
        let mut points = Vec::new();
        let (start, end) = (self.scale.start, self.scale.end);
        for step in path.iter().filter(|step| step.end >= start && step.start <= end) {
            let Some(row) = self.row_of(LaneId { track, task: step.task }) else { continue };
            let (x, end) = (self.scale.clamped(step.start), self.scale.clamped(step.end));
            // Who passes the path on at once, as main does between two calls, is no detour to be seen.
            if end - x >= 0.5 {
                let below = row.y + row.h - if row.h < MARK { row.h / 2.0 } else { 2.5 };
                points.extend([(x, below), (end, below)]);
            }
            let place = self.rows[first..].partition_point(|known| known.y < row.y);
            self.veil(veiled[place], x, &row);
            // What is shorter than a pixel is seen as one.
            veiled[place] = end.max(x + 1.0);
        }
        for (place, from) in veiled.into_iter().enumerate() {
            let row = self.rows[first + place];
            self.veil(from, self.scale.right, &row);
        }
        self.marks.push(Mark::Line { points, stroke: Stroke::Path, ghost: false });
    }

    fn veil(&mut self, from: f64, to: f64, row: &Row) {
        if to > from {
            self.marks.push(Mark::Veil { rect: Rect { x: from, y: row.y, w: to - from, h: row.h } });
        }
    }
}

fn middle(row: &Row) -> f64 {
    row.y + row.h / 2.0 - if row.h < MARK { 0.0 } else { 2.5 }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{join_all, simulate, sleep, spawn};
    use crate::timeline::playback::Range;
    use crate::timeline::{Picture, Side, Track, View, draw};
    use crate::trace::{Gauges, Lanes, ThreadUse, Trace, critical_path};

    /// Main spawns two and awaits them; a millisecond is four pixels wide, and a row 24 high.
    fn two() -> Trace {
        simulate(async {
            let tasks = [25, 100].map(|length| {
                let length = Duration::from_millis(length);
                spawn("task", sleep(length))
            });
            join_all(tasks).await;
        })
    }

    const MAIN: f64 = 70.0;
    const SHORT: f64 = MAIN + 24.0;
    const LONG: f64 = SHORT + 24.0;

    fn drawn(trace: &Trace, path: &[PathStep], view: View<'_>) -> Picture {
        let (lanes, thread, gauges) = (Lanes::of(trace), ThreadUse::of(trace), Gauges::default());
        let now = trace.last();
        let side = Side { path, ..Side::over(trace, &lanes, &thread, &gauges) };
        let view = View { end: if view.end > Micros::ZERO { view.end } else { now }, width: 580.0, ..view };
        draw(&[Track { title: "Async".to_owned(), ghost: None, run: Some(side) }], &view)
    }

    fn lines(picture: &Picture, wanted: Stroke) -> Vec<Vec<(f64, f64)>> {
        let lines = picture.marks.iter().filter_map(|mark| match mark {
            Mark::Line { points, stroke, .. } if *stroke == wanted => Some(points.clone()),
            _ => None,
        });
        lines.collect()
    }

    fn room() -> View<'static> {
        View { lanes_height: 100.0, ..View::default() }
    }

    #[test]
    fn a_selected_lane_lies_on_a_band_under_everything() {
        let selected = Some(LaneId { track: 0, task: TaskId(1) });
        let picture = drawn(&two(), &[], View { selected, ..room() });
        let rect = Rect { x: 0.0, y: SHORT - 2.0, w: 580.0, h: 23.0 };
        assert_eq!(picture.marks.first(), Some(&Mark::Band { rect }));
        assert_eq!(lines(&picture, Stroke::Path), [[(113.0, SHORT - 2.0), (113.0, SHORT + 21.0)]]);
        let nobody = Some(LaneId { track: 0, task: TaskId(9) });
        assert_eq!(drawn(&two(), &[], View { selected: nobody, ..room() }), drawn(&two(), &[], room()));
    }

    #[test]
    fn an_arrow_leads_from_the_waker_to_the_woken() {
        let arrow = |from, to, at| Arrow { track: 0, from: TaskId(from), to: TaskId(to), at: Micros(at) };
        let points = |wake| lines(&drawn(&two(), &[], View { wake: Some(wake), ..room() }), Stroke::Wake);
        let [arrow_up] = &points(arrow(2, 0, 50_000))[..] else { panic!("there is one") };
        assert_eq!(arrow_up.first(), Some(&(316.0, LONG + 9.5)), "it begins at the waker");
        assert_eq!(arrow_up[3], (316.0, MAIN + 9.5), "and its head is at the woken");
        assert!(arrow_up.iter().all(|point| point.0 <= 316.0), "to the left of its time: {arrow_up:?}");
        // Nobody wakes itself, or at a time that is not to be seen, or in a lane that is not there.
        assert_eq!(points(arrow(1, 1, 50_000)).len(), 0);
        assert_eq!(points(arrow(2, 0, 200_000)).len(), 0);
        assert_eq!(points(arrow(9, 0, 50_000)).len(), 0);
    }

    fn lit(trace: &Trace, runs: &[LineRun], view: View<'_>) -> Vec<Rect> {
        let (lanes, thread, gauges) = (Lanes::of(trace), ThreadUse::of(trace), Gauges::default());
        let side = Side { lit: runs, ..Side::over(trace, &lanes, &thread, &gauges) };
        let view = View { end: trace.last(), width: 580.0, ..view };
        let picture = draw(&[Track { title: "Async".to_owned(), ghost: None, run: Some(side) }], &view);
        let rects = picture.marks.iter().filter_map(|mark| match mark {
            Mark::Lit { rect } => Some(*rect),
            _ => None,
        });
        rects.collect()
    }

    #[test]
    fn a_line_is_lit_in_the_lane_and_in_the_thread() {
        let run = |task, start, end| LineRun { task: TaskId(task), start: Micros(start), end: Micros(end) };
        let rect = |x, y, w, h| Rect { x, y, w, h };
        // What is too short to be seen is marked nevertheless.
        let marks = lit(&two(), &[run(1, 25_000, 25_000), run(2, 50_000, 60_000)], room());
        let [thread, lane] = [(54.0, 9.0), (18.0, 18.0)];
        let expected = [
            rect(214.75, thread.0, 2.5, thread.1),
            rect(214.75, SHORT, 2.5, lane.1),
            rect(314.75, thread.0, 41.25, thread.1),
            rect(314.75, LONG, 41.25, lane.1),
        ];
        assert_eq!(marks, expected);
        let later = View { start: Micros(70_000), ..room() };
        assert_eq!(lit(&two(), &[run(1, 25_000, 25_000)], later), []);
    }

    /// Ten thousand runs are no more marks than there are places for them.
    #[test]
    fn many_runs_share_their_marks() {
        let run = |number: u64| LineRun {
            task: TaskId(1),
            start: Micros(number * 10),
            end: Micros(number * 10 + 1),
        };
        let runs: Vec<_> = (0..10_000).map(run).collect();
        let marks = lit(&two(), &runs, room());
        assert!((800..=1_700).contains(&marks.len()), "{}", marks.len());
    }

    #[test]
    fn what_is_looped_lies_on_a_band_below_a_bracket() {
        let looped = |start, end| Range::new(Micros(start), Micros(end));
        let picture = drawn(&two(), &[], View { looped: looped(25_000, 50_000), ..room() });
        let rect = Rect { x: 216.0, y: 0.0, w: 100.0, h: picture.height };
        assert_eq!(picture.marks.first(), Some(&Mark::Band { rect }));
        let bracket = [(216.0, 12.0), (216.0, 1.5), (316.0, 1.5), (316.0, 12.0)];
        assert_eq!(lines(&picture, Stroke::Path), [bracket]);
        // What goes on beyond the axis has no end there; what lies beyond it is not to be seen.
        let part = View { end: Micros(50_000), looped: looped(25_000, 75_000), ..room() };
        assert_eq!(
            lines(&drawn(&two(), &[], part), Stroke::Path),
            [[(316.0, 12.0), (316.0, 1.5), (516.0, 1.5)]]
        );
        let later = View { end: Micros(50_000), looped: looped(60_000, 75_000), ..room() };
        assert_eq!(lines(&drawn(&two(), &[], later), Stroke::Path).len(), 0);
    }

    /// The stretches of a row that are not veiled, from the left, in pixels.
    fn clear(picture: &Picture, row: f64) -> Vec<(f64, f64)> {
        let mut from = picture.scale.left;
        let mut clear = Vec::new();
        for mark in &picture.marks {
            if let Mark::Veil { rect } = mark
                && (rect.y - row).abs() < 1e-9
            {
                if rect.x > from {
                    clear.push((from, rect.x));
                }
                from = rect.x + rect.w;
            }
        }
        if from < picture.scale.right {
            clear.push((from, picture.scale.right));
        }
        clear
    }

    #[test]
    fn beside_the_critical_path_everything_is_faint() {
        let trace = two();
        let path = critical_path(&trace);
        assert_eq!(path.iter().map(|step| step.task.0).collect::<Vec<_>>(), [0, 2, 0]);
        let picture = drawn(&trace, &path, room());
        // Main is on the path for no time at its beginning and its end, which is seen as a pixel.
        assert_eq!(clear(&picture, MAIN), [(116.0, 117.0)]);
        assert_eq!(clear(&picture, SHORT), []);
        assert_eq!(clear(&picture, LONG), [(116.0, 516.0)]);
        let long = LONG + 21.5;
        assert_eq!(lines(&picture, Stroke::Path), [[(116.0, long), (516.0, long)]]);
    }

    #[test]
    fn a_part_of_time_shows_its_part_of_the_path() {
        let trace = two();
        let path = critical_path(&trace);
        let view = View { start: Micros(50_000), end: Micros(75_000), ..room() };
        let picture = drawn(&trace, &path, view);
        let long = LONG + 21.5;
        assert_eq!(lines(&picture, Stroke::Path), [[(116.0, long), (516.0, long)]]);
        assert_eq!(clear(&picture, MAIN), []);
        assert_eq!(clear(&picture, LONG), [(116.0, 516.0)]);
    }

    /// A thousand lanes share a few rows; the path through one of them stays to be seen.
    #[test]
    fn the_path_shows_in_a_density() {
        let trace = simulate(async {
            let tasks = (1..=1_000).map(|number| spawn("task", sleep(Duration::from_micros(number * 100))));
            join_all(tasks).await;
        });
        let picture = drawn(&trace, &critical_path(&trace), room());
        let rows = picture.rows.clone();
        assert_eq!(rows.len(), 50);
        let seen = rows.iter().filter(|row| clear(&picture, row.y) == [(116.0, 516.0)]).count();
        assert_eq!(seen, 1, "the last one took the whole time");
        let selected = Some(LaneId { track: 0, task: TaskId(1_000) });
        let picture = drawn(&trace, &[], View { selected, ..room() });
        let last = rows.last().map_or(0.0, |row| row.y);
        let found = matches!(picture.marks.first(), Some(Mark::Band { rect }) if (rect.y - last).abs() < 3.0);
        assert!(found, "{:?}", picture.marks.first());
    }
}
