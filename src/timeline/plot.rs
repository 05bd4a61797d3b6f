//! The rows of a track's lanes: one for each line of its outline, as long as there is room for that.

use crate::trace::{Lane, Outcome, TaskId};

use super::label;
use super::layout::{Drawing, Side, Track};
use super::outline::{Fold, Outline};
use super::picture::{Anchor, Mark, Rect, Role, Row, Stroke};
use super::rows::Rows;
use super::threads::Strips;

/// How much further right the name of a child is than that of its parent.
const INDENT: f64 = 6.0;
const MOST_INDENTS: u16 = 3;
/// The room for a parent's handle, before its name.
const HANDLE: f64 = 10.0;
/// Rows at least this high have names and durations.
const NAMED_ROW: f64 = 12.0;

/// Where the lanes of a track are.
pub(super) struct Plot {
    /// The number of its first row.
    pub first: usize,
    pub rows: Rows,
    pub outline: Outline,
}

impl Drawing<'_> {
    /// Gives the lanes of a track their rows.
    pub(super) fn plot(&mut self, number: usize, track: &Track<'_>, top: f64) -> Plot {
        let outline = track.outline(number, self.view.folds);
        let rows = Rows::new(top, outline.lines().len(), self.view.lanes_height);
        let first = self.rows.len();
        for row in 0..rows.count {
            let within = rows.lines_of(row);
            let fold = if within.len() == 1 { outline.lines()[row].fold } else { Fold::Leaf };
            let tasks = outline.tasks(within);
            let (task, lanes) = (tasks.first().copied().unwrap_or(TaskId::MAIN), tasks.len());
            let depth = track.shown().and_then(|side| side.lanes.get(task)).map_or(0, |lane| lane.depth);
            let parent = matches!(fold, Fold::Open | Fold::Closed) && rows.height >= NAMED_ROW;
            let handle = if parent { indent(depth) + HANDLE } else { 0.0 };
            self.rows.push(Row {
                track: number,
                first: task,
                lanes,
                fold,
                handle,
                y: rows.y(row),
                h: rows.height,
                gap: rows.gap(),
            });
        }
        Plot { first, rows, outline }
    }

    /// Draws what the tasks of a run did.
    pub(super) fn side(&mut self, side: &Side<'_>, plot: &Plot, strips: &Strips, ghost: bool, shown: bool) {
        self.strips(side, strips, ghost);
        for row in 0..plot.rows.count {
            let place = self.rows[plot.first + row];
            if place.lanes > 1 || place.fold == Fold::Hidden {
                self.dense(side, plot, row, ghost);
                if shown && place.fold == Fold::Hidden {
                    self.hidden(side, &place, &plot.rows, ghost);
                }
            } else if let Some(lane) = side.lanes.get(place.first) {
                self.lane(side, lane, &place, &plot.rows, ghost);
                if shown {
                    self.cap(lane, &place, &plot.rows);
                }
                if shown && place.h >= NAMED_ROW {
                    self.lane_texts(side, lane, &place, plot, ghost);
                }
            }
        }
    }

    /// Draws what most of a row's lanes did.
    fn dense(&mut self, side: &Side<'_>, plot: &Plot, row: usize, ghost: bool) {
        let tasks = plot.outline.tasks(plot.rows.lines_of(row));
        let lanes = tasks.iter().filter_map(|task| side.lanes.get(*task));
        let mut stretches = Vec::new();
        self.density.row(lanes, side.now, &self.scale, &mut stretches);
        let height = plot.rows.height - plot.rows.gap();
        for stretch in &stretches {
            let rect = Rect { x: stretch.x, y: plot.rows.y(row), w: stretch.w, h: height };
            self.marks.push(Mark::Bar { rect, phase: stretch.phase, ghost });
        }
    }

    /// Says how many are hidden.
    fn hidden(&mut self, side: &Side<'_>, row: &Row, rows: &Rows, ghost: bool) {
        if let Some(lane) = side.lanes.get(row.first).filter(|_| row.h >= NAMED_ROW) {
            let noun = if row.lanes == 1 { "task" } else { "tasks" };
            let middle = row.y + (row.h - rows.gap()) / 2.0;
            self.name(indent(lane.depth) + HANDLE, middle, &format!("{} {noun}", row.lanes), ghost);
        }
    }

    fn lane_texts(&mut self, side: &Side<'_>, lane: &Lane, row: &Row, plot: &Plot, ghost: bool) {
        let middle = row.y + (row.h - plot.rows.gap()) / 2.0;
        let left = indent(lane.depth);
        if row.handle > 0.0 {
            self.marks.push(Mark::Line {
                points: chevron(left, middle, row.fold),
                stroke: Stroke::Handle,
                ghost: false,
            });
        }
        let left = if plot.outline.children() > 0 { left + HANDLE } else { left };
        self.name(left, middle, side.trace.text(lane.name), ghost);
        let end = lane.end(side.now);
        if lane.ended.is_some() && end >= self.scale.start && end <= self.scale.end {
            let beside = if lane.ended.is_some_and(|end| end.1 != Outcome::Ok) { 12.0 } else { 6.0 };
            let x = self.scale.x(end) + beside;
            let length = label::time(end - lane.spawned);
            self.text(x, middle, length, Role::Value, Anchor::Start, ghost);
        }
    }
}

/// Where the name of a task of this depth begins, or its handle.
fn indent(depth: u16) -> f64 {
    INDENT * f64::from(depth.min(MOST_INDENTS))
}

/// A parent's handle: it points down at what is open, and to the right at what is closed.
fn chevron(x: f64, y: f64, fold: Fold) -> Vec<(f64, f64)> {
    if fold == Fold::Closed {
        vec![(x + 2.0, y - 3.5), (x + 5.5, y), (x + 2.0, y + 3.5)]
    } else {
        vec![(x + 0.5, y - 1.5), (x + 4.0, y + 2.0), (x + 7.5, y - 1.5)]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{join_all, simulate, sleep, spawn};
    use crate::timeline::{Folds, LaneId, Picture, View, draw};
    use crate::trace::{Gauges, Lanes, ThreadUse, Trace};

    /// Main spawns two, of which each spawns two.
    fn family() -> Trace {
        simulate(async {
            let child = |name: &'static str| async move {
                let nap = |length| spawn("grandchild", sleep(Duration::from_millis(length)));
                join_all([nap(50), nap(100)]).await;
                name
            };
            join_all([spawn("one", child("one")), spawn("two", child("two"))]).await;
        })
    }

    fn drawn(folds: &Folds, lanes_height: f64) -> Picture {
        let trace = family();
        let (lanes, thread, gauges) = (Lanes::of(&trace), ThreadUse::of(&trace), Gauges::default());
        // As before the first run: what is simulated is all there is.
        let ghost = Some(Side::over(&trace, &lanes, &thread, &gauges));
        let view =
            View { end: trace.last(), width: 580.0, lanes_height, folds: Some(folds), ..View::default() };
        draw(&[Track { title: "Async".to_owned(), ghost, run: None }], &view)
    }

    const ONE: LaneId = LaneId { track: 0, task: TaskId(1) };

    /// The names of the lanes, without that of the thread.
    fn names(picture: &Picture) -> Vec<&str> {
        let names = picture.marks.iter().filter_map(|mark| match mark {
            Mark::Text { text, role: Role::Name, .. } => Some(text.as_str()),
            _ => None,
        });
        names.skip(1).collect()
    }

    #[test]
    fn what_is_folded_shares_a_row_that_counts_it() {
        let mut folds = Folds::default();
        let open = drawn(&folds, 200.0);
        assert_eq!(
            names(&open),
            ["main", "one", "grandchild", "grandchild", "two", "grandchild", "grandchild"]
        );
        folds.toggle(ONE);
        let closed = drawn(&folds, 200.0);
        assert_eq!(names(&closed), ["main", "one", "2 tasks", "two", "grandchild", "grandchild"]);
        let hidden = closed.rows[2];
        assert_eq!((hidden.fold, hidden.lanes), (Fold::Hidden, 2));
        let bars = closed.marks.iter().filter(|mark| match mark {
            Mark::Bar { rect, .. } => (rect.y - hidden.y).abs() < 1e-9,
            _ => false,
        });
        assert!(bars.count() > 0, "it shows what they do");
        assert_eq!(closed.lane_at(hidden.y + 1.0), Some(ONE), "it is chosen by its parent");
    }

    #[test]
    fn a_parent_has_a_handle_before_its_name() {
        let picture = drawn(&Folds::default(), 200.0);
        let folds: Vec<_> = picture.rows.iter().map(|row| row.fold).collect();
        assert_eq!(folds[..3], [Fold::Open, Fold::Open, Fold::Leaf]);
        let [one, leaf] = [1, 2].map(|row| picture.rows[row].y + 5.0);
        assert_eq!(picture.handle_at(8.0, one), Some(ONE));
        assert_eq!(picture.handle_at(40.0, one), None, "there is the name");
        assert_eq!(picture.handle_at(8.0, leaf), None);
        let drawn_handles = picture.marks.iter().filter(|mark| match mark {
            Mark::Line { stroke, ghost, .. } => *stroke == Stroke::Handle && !ghost,
            _ => false,
        });
        assert_eq!(drawn_handles.count(), 3, "of main and of both of its children");
        // Where nothing is named, nothing is there to be pressed.
        let low = drawn(&Folds::default(), 40.0);
        assert_eq!(low.handle_at(2.0, low.rows[1].y + 1.0), None);
    }
}
