//! Rows of an outline's lines.

use super::layout::as_count;

/// Rows lower than this show a density instead of lanes.
const LEAST_ROW: f64 = 2.0;

/// How the lines of a track share its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rows {
    top: f64,
    pub height: f64,
    pub count: usize,
    lines: usize,
}

impl Rows {
    pub fn new(top: f64, lines: usize, room: f64) -> Self {
        let count = as_count(lines);
        let comfortable = match lines {
            0..=8 => 24.0,
            9..=16 => 18.0,
            _ => 14.0,
        };
        let height = f64::min(comfortable, room / count.max(1.0));
        if height >= LEAST_ROW {
            return Self { top, height, count: lines, lines };
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let count = (room / LEAST_ROW).max(1.0) as usize;
        Self { top, height: LEAST_ROW, count, lines }
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height * as_count(self.count)
    }

    /// The lines of a row, as indices.
    pub fn lines_of(&self, row: usize) -> std::ops::Range<usize> {
        row * self.lines / self.count..(row + 1) * self.lines / self.count
    }

    /// The row of a line.
    pub fn row_of(&self, line: usize) -> usize {
        ((line + 1) * self.count - 1) / self.lines.max(1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_in_its_row() {
        for lines in [1, 7, 50, 51, 99, 100, 1_003] {
            let rows = Rows::new(0.0, lines, 100.0);
            for row in 0..rows.count {
                assert!(rows.lines_of(row).all(|line| rows.row_of(line) == row), "{lines} lines, row {row}");
            }
        }
    }
}
