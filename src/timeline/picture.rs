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
    /// A thin upright line of the grid.
    Grid {
        /// Where.
        x: f64,
        /// From.
        top: f64,
        /// To.
        bottom: f64,
    },
    /// What is later than the moment that is shown: to be seen faintly.
    Veil {
        /// Where.
        rect: Rect,
    },
    /// The present moment of a run, or the one that is shown.
    Playhead {
        /// Where.
        x: f64,
        /// From.
        top: f64,
        /// To.
        bottom: f64,
    },
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

impl Picture {
    /// Which row, and which time, is at a place.
    #[must_use]
    pub fn hit(&self, x: f64, y: f64) -> Option<(Row, Micros)> {
        let after = self.rows.partition_point(|row| row.y <= y);
        let row = self.rows.get(after.checked_sub(1)?)?;
        (y < row.y + row.h && x >= self.scale.left && x <= self.scale.right).then(|| (*row, self.scale.at(x)))
    }
}
