//! The shapes of a picture. A painter needs nothing else.

use crate::trace::{Micros, Outcome, Phase, TaskId, ThreadState};

use super::outline::Fold;
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
    /// When the line ran that is picked out: painted over everything else.
    Lit {
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
    /// Whether a parent is open or closed, beside its name.
    Handle,
    /// The present moment of a run, or the one that is shown.
    Playhead,
}

/// A lane of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// What it stands for in the outline; a leaf, where there are too many lines for rows of their own.
    pub fold: Fold,
    /// How far from the left a parent's handle goes, in pixels.
    pub handle: f64,
    /// Its top.
    pub y: f64,
    /// Its height.
    pub h: f64,
    /// How much of that is left free below its bars.
    pub gap: f64,
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

impl Picture {
    /// The lane at a height: the first one, where a row stands for several, and the closed parent of
    /// those that are hidden.
    #[must_use]
    pub fn lane_at(&self, y: f64) -> Option<LaneId> {
        let place = self.place_at(y)?;
        let above = usize::from(self.rows[place].fold == Fold::Hidden);
        let row = &self.rows[place - above];
        Some(LaneId { track: row.track, task: row.first })
    }

    /// The parent whose handle is at a place.
    #[must_use]
    pub fn handle_at(&self, x: f64, y: f64) -> Option<LaneId> {
        let row = self.rows[self.place_at(y)?];
        (x < row.handle).then_some(LaneId { track: row.track, task: row.first })
    }

    /// Which row, and which time, is at a place.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<(Row, Micros)> {
        let row = self.rows[self.place_at(y)?];
        (x >= self.scale.left && x <= self.scale.right).then(|| (row, self.scale.at(x)))
    }

    fn place_at(&self, y: f64) -> Option<usize> {
        let place = self.rows.partition_point(|row| row.y <= y).checked_sub(1)?;
        (y < self.rows[place].y + self.rows[place].h).then_some(place)
    }
}
