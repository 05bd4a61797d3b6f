//! Many lanes in few rows: what most of them did, column by column.

use crate::trace::{Lane, Micros, Phase};

use super::scale::Scale;

/// How wide a column is, in pixels.
pub const COLUMN: f64 = 2.0;

/// A stretch of a row in which one phase prevails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Left, in pixels.
    pub x: f64,
    /// Width, in pixels.
    pub w: f64,
    /// What most of the row's lanes do there.
    pub phase: Phase,
}

/// Counts of lanes by phase and column. Kept from row to row, so that it is allocated once.
#[derive(Debug, Default)]
pub struct Density {
    /// For each column and phase, how many more lanes are in it than in the column before.
    changes: Vec<[i32; Phase::ALL.len()]>,
}

impl Density {
    /// The stretches of one row. A column without any lane is left out; of phases equally
    /// frequent, the one that the legend names first prevails, work before waiting.
    pub fn row(&mut self, lanes: &[Lane], now: Micros, scale: &Scale, stretches: &mut Vec<Stretch>) {
        stretches.clear();
        let columns = column(scale.right - scale.left) + 1;
        self.changes.clear();
        self.changes.resize(columns + 1, [0; Phase::ALL.len()]);
        for lane in lanes {
            for span in lane.spans(now) {
                self.add(scale, span.start, span.end, span.phase);
            }
        }
        self.collect(scale, stretches);
    }

    fn add(&mut self, scale: &Scale, start: Micros, end: Micros, phase: Phase) {
        if end < scale.start || start > scale.end {
            return;
        }
        let first = column(scale.clamped(start) - scale.left);
        // A span fills the columns whose left edge it covers, and at least the one it begins in
        // if it is work: a short poll must not vanish.
        let last = column(scale.clamped(end) - scale.left);
        let last = if phase == Phase::Running { last.max(first + 1) } else { last };
        if last > first {
            self.changes[first][phase.index()] += 1;
            let past = last.min(self.changes.len() - 1);
            self.changes[past][phase.index()] -= 1;
        }
    }

    fn collect(&self, scale: &Scale, stretches: &mut Vec<Stretch>) {
        let mut counts = [0_i32; Phase::ALL.len()];
        let mut x = scale.left;
        for changes in &self.changes {
            for (count, change) in counts.iter_mut().zip(changes) {
                *count += change;
            }
            if let Some(phase) = prevailing(&counts) {
                let w = COLUMN.min(scale.right - x);
                match stretches.last_mut() {
                    #[expect(clippy::float_cmp, reason = "both are the same sum of columns")]
                    Some(last) if last.phase == phase && last.x + last.w == x => last.w += w,
                    _ if w > 0.0 => stretches.push(Stretch { x, w, phase }),
                    _ => {}
                }
            }
            x += COLUMN;
        }
    }
}

fn prevailing(counts: &[i32; Phase::ALL.len()]) -> Option<Phase> {
    // `max_by_key` gives the last of equals, so the legend is read backwards.
    let most = Phase::ALL.into_iter().rev().max_by_key(|phase| counts[phase.index()])?;
    (counts[most.index()] > 0).then_some(most)
}

fn column(x: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pixels inside the axis: small and not negative"
    )]
    let column = (x.max(0.0) / COLUMN) as usize;
    column
}
