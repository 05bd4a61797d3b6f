//! The shapes of a picture. A painter needs nothing else.

use crate::trace::{Micros, Outcome, Phase, TaskId, ThreadState};

use super::scale::Scale;

/// A rectangle in pixels, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width; never negative.
    pub w: f64,
    /// Height; never negative.
    pub h: f64,
}

/// What a text is, which decides its size and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The name of a track.
    Title,
    /// The name of a lane.
    Name,
    /// A duration.
    Value,
    /// A time on the axis.
    Tick,
}

/// Which end of a text is at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// What a task did.
    Bar {
        /// Where.
        rect: Rect,
        /// What.
        phase: Phase,
        /// Whether it belongs to the simulated run underneath.
        ghost: bool,
    },
    /// What the thread did.
    Thread {
        /// Where.
        rect: Rect,
        /// What.
        state: ThreadState,
        /// Whether it belongs to the simulated run underneath.
        ghost: bool,
    },
    /// How a task ended, where that is not plain success.
    Cap {
        /// The middle.
        x: f64,
        /// The middle.
        y: f64,
        /// Half its height.
        size: f64,
        /// How it ended.
        outcome: Outcome,
    },
    /// A text.
    Text {
        /// Where its anchor is.
        x: f64,
        /// The middle of its line.
        y: f64,
        /// What it says.
        text: String,
        /// What it is.
        role: Role,
        /// Which end is at `x`.
        anchor: Anchor,
        /// Whether it belongs to the simulated run underneath.
        ghost: bool,
    },
    /// Straight lines from point to point.
    Line {
        /// Where, as x and y.
        points: Vec<(f64, f64)>,
        /// What.
        stroke: Stroke,
        /// Whether it belongs to the simulated run underneath.
        ghost: bool,
    },
    /// What is selected: painted under everything else.
    Band {
        /// Where.
        rect: Rect,
    },
    /// What is later than the moment that is shown, or beside the critical path: to be seen faintly.
    Veil {
        /// Where.
        rect: Rect,
    },
}

/// What a line is, which decides its width and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stroke {
    /// A time of the axis, from top to bottom.
    Grid,
    /// A quantity over time, in steps.
    Gauge,
    /// The critical path, from lane to lane; or the edge of what is selected.
    Path,
    /// From the lane of the task that woke another one to the lane of that one.
    Wake,
    /// The present moment of a run, or the one that is shown.
    Playhead,
}

/// A lane of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneId {
    /// Which track it belongs to.
    pub track: usize,
    /// The task.
    pub task: TaskId,
}

/// One row of lanes: one lane, or several where there are too many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which track it belongs to.
    pub track: usize,
    /// Its first lane.
    pub first: TaskId,
    /// How many lanes it stands for.
    pub lanes: usize,
    /// Its top.
    pub y: f64,
    /// Its height.
    pub h: f64,
}

/// A picture: shapes in the order of painting, and where the rows are.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// In pixels.
    pub width: f64,
    /// In pixels.
    pub height: f64,
    /// The time axis.
    pub scale: Scale,
    /// The shapes.
    pub marks: Vec<Mark>,
    /// The rows of all tracks, from top to bottom.
    pub rows: Vec<Row>,
}

impl LaneId {
    /// The lane below a lane or, if `up`, above it, where `lanes` says how many each track has; from
    /// none, the first or the last. At either end it stays there.
    #[must_use]
    pub fn neighbour(from: Option<Self>, lanes: &[usize], up: bool) -> Option<Self> {
        let before = |track: usize| lanes.iter().take(track).sum::<usize>();
        let last = before(lanes.len()).checked_sub(1)?;
        let place = match from {
            None if up => last,
            None => 0,
            Some(lane) => {
                let place = before(lane.track) + lane.task.index();
                if up { last.min(place.saturating_sub(1)) } else { last.min(place + 1) }
            }
        };
        let track = (0..lanes.len()).rev().find(|track| before(*track) <= place && lanes[*track] > 0)?;
        Some(Self { track, task: TaskId(u32::try_from(place - before(track)).ok()?) })
    }
}

impl Picture {
    /// The lane at a height: the first one, where a row stands for several.
    #[must_use]
    pub fn lane_at(&self, y: f64) -> Option<LaneId> {
        let row = self.row_at(y)?;
        Some(LaneId { track: row.track, task: row.first })
    }

    /// Which row, and which time, is at a place.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<(Row, Micros)> {
        let row = self.row_at(y)?;
        (x >= self.scale.left && x <= self.scale.right).then(|| (row, self.scale.at(x)))
    }

    fn row_at(&self, y: f64) -> Option<Row> {
        let after = self.rows.partition_point(|row| row.y <= y);
        let row = self.rows.get(after.checked_sub(1)?)?;
        (y < row.y + row.h).then_some(*row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_lead_through_all_lanes_and_stop_at_the_ends() {
        let lanes = [2, 0, 1];
        let id = |track, task| Some(LaneId { track, task: TaskId(task) });
        let all = [id(0, 0), id(0, 1), id(2, 0)];
        for pair in all.windows(2) {
            assert_eq!(LaneId::neighbour(pair[0], &lanes, false), pair[1]);
            assert_eq!(LaneId::neighbour(pair[1], &lanes, true), pair[0]);
        }
        assert_eq!(LaneId::neighbour(None, &lanes, false), all[0]);
        assert_eq!(LaneId::neighbour(None, &lanes, true), all[2]);
        assert_eq!(LaneId::neighbour(all[0], &lanes, true), all[0]);
        assert_eq!(LaneId::neighbour(all[2], &lanes, false), all[2]);
        assert_eq!(LaneId::neighbour(None, &[0, 0], false), None);
        // Another run may have fewer lanes.
        assert_eq!(LaneId::neighbour(id(0, 9), &[2, 0], false), id(0, 1));
        assert_eq!(LaneId::neighbour(id(0, 9), &[2, 0], true), id(0, 1));
    }
}
