//! Rows of lanes.

use super::layout::as_count;

/// Rows lower than this show a density instead of lanes.
const LEAST_ROW: f64 = 2.0;

/// How the lanes of a track share its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rows {
    top: f64,
    pub height: f64,
    pub count: usize,
    lanes: usize,
}

impl Rows {
    pub fn new(top: f64, lanes: usize, room: f64) -> Self {
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

    pub fn bottom(&self) -> f64 {
        self.top + self.height * as_count(self.count)
    }

    pub fn is_density(&self) -> bool {
        self.count < self.lanes
    }

    /// The lanes of a row, as indices.
    pub fn lanes_of(&self, row: usize) -> std::ops::Range<usize> {
        row * self.lanes / self.count..(row + 1) * self.lanes / self.count
    }

    pub fn y(&self, row: usize) -> f64 {
        self.top + self.height * as_count(row)
    }

    /// The gap between the bars of two rows.
    pub fn gap(&self) -> f64 {
        match self.height {
            height if height >= 18.0 => 6.0,
            height if height >= 10.0 => 3.0,
            height if height >= 4.0 => 1.0,
            height if height >= 3.0 => 0.5,
            _ => 0.0,
        }
    }
}
