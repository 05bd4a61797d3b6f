//! Many lanes in few rows: what most of them did, column by column.

use crate::trace::{Lane, Micros, Phase};

use super::layout::as_count;
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
    /// A bit for each column that has changes: few have, and only those are looked at.
    changed: Vec<u64>,
}

impl Density {
    /// The stretches of one row. A column without any lane is left out; of phases equally
    /// frequent, the one that the legend names first prevails, work before waiting.
    pub fn row<'l>(
        &mut self,
        lanes: impl Iterator<Item = &'l Lane>,
        now: Micros,
        scale: &Scale,
        stretches: &mut Vec<Stretch>,
    ) {
        stretches.clear();
        let columns = column(scale.right - scale.left) + 1;
        // All zero again since the last row.
        self.changes.resize(columns + 1, [0; Phase::ALL.len()]);
        self.changed.resize(columns / 64 + 1, 0);
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
            self.change(first, phase, 1);
            self.change(last.min(self.changes.len() - 1), phase, -1);
        }
    }

    fn change(&mut self, column: usize, phase: Phase, by: i32) {
        self.changes[column][phase.index()] += by;
        self.changed[column / 64] |= 1 << (column % 64);
    }

    fn collect(&mut self, scale: &Scale, stretches: &mut Vec<Stretch>) {
        let mut counts = [0_i32; Phase::ALL.len()];
        let mut open: Option<(usize, Phase)> = None;
        for word in 0..self.changed.len() {
            let mut bits = std::mem::take(&mut self.changed[word]);
            while bits != 0 {
                let column = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let changes = std::mem::take(&mut self.changes[column]);
                for (count, change) in counts.iter_mut().zip(changes) {
                    *count += change;
                }
                let now = prevailing(&counts);
                if open.map(|open| open.1) != now {
                    stretches.extend(open.and_then(|(from, phase)| stretch(scale, from, column, phase)));
                    open = now.map(|phase| (column, phase));
                }
            }
        }
    }
}

/// The columns from one up to another, as far as the axis goes.
fn stretch(scale: &Scale, from: usize, to: usize, phase: Phase) -> Option<Stretch> {
    let [x, end] = [from, to].map(|column| (scale.left + as_count(column) * COLUMN).min(scale.right));
    (end > x).then_some(Stretch { x, w: end - x, phase })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes::{Address, find};
    use crate::trace::Lanes;

    /// What prevails in a column, counted lane by lane.
    fn counted(lanes: &[Lane], now: Micros, scale: &Scale, at: usize) -> Option<Phase> {
        let mut counts = [0; Phase::ALL.len()];
        for span in lanes.iter().flat_map(|lane| lane.spans(now)) {
            let [first, last] = [span.start, span.end].map(|time| column(scale.clamped(time) - scale.left));
            let last = if span.phase == Phase::Running { last.max(first + 1) } else { last };
            if span.end >= scale.start && span.start <= scale.end && (first..last).contains(&at) {
                counts[span.phase.index()] += 1;
            }
        }
        prevailing(&counts)
    }

    #[test]
    fn stretches_say_of_each_column_what_most_lanes_do() {
        let scene = find("hundred-urls").unwrap();
        let trace = scene.simulate(0, &Address::parse(scene, "n=96&jitter=40").settings);
        let lanes = Lanes::of(&trace);
        let mut density = Density::default();
        for (start, end, now) in [(0, 700, 700), (0, 900, 450), (120, 400, 700), (650, 1_000, 650)] {
            let [start, end, now] = [start, end, now].map(|millis| Micros(millis * 1_000));
            let scale = Scale::new(start, end, 116.0, 617.0);
            for row in lanes.as_slice().chunks(8) {
                let mut stretches = Vec::new();
                density.row(row.iter(), now, &scale, &mut stretches);
                for at in 0..column(scale.right - scale.left) {
                    let x = scale.left + as_count(at) * COLUMN;
                    let found = stretches.iter().find(|stretch| stretch.x <= x && x < stretch.x + stretch.w);
                    assert_eq!(found.map(|found| found.phase), counted(row, now, &scale, at), "column {at}");
                }
            }
        }
    }
}
