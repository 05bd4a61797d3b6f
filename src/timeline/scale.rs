//! From time to pixels.

use super::label;
use crate::trace::Micros;

/// A linear time axis: a range of time over a range of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The time at the left end.
    pub start: Micros,
    /// The time at the right end; after `start`.
    pub end: Micros,
    /// The left end, in pixels.
    pub left: f64,
    /// The right end, in pixels.
    pub right: f64,
}

/// A number, or the nearer bound. Unlike the standard library's, it cannot panic, which would
/// bring the machinery that prints fractions into the download; the lower bound wins.
#[must_use]
pub const fn bounded(value: f64, low: f64, high: f64) -> f64 {
    value.min(high).max(low)
}

/// A mark on the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where, in pixels.
    pub x: f64,
    /// What is written there.
    pub label: String,
}

impl Scale {
    /// An axis; an empty range of time is widened to a microsecond.
    #[must_use]
    pub fn new(start: Micros, end: Micros, left: f64, right: f64) -> Self {
        Self { start, end: end.max(start + Micros(1)), left, right: right.max(left + 1.0) }
    }

    /// Where a time is; outside the pixel range for times outside the time range.
    #[must_use]
    pub fn x(&self, at: Micros) -> f64 {
        let share = (at.secs() - self.start.secs()) / (self.end.secs() - self.start.secs());
        self.left + share * (self.right - self.left)
    }

    /// Where a time is, or the nearer end of the axis.
    #[must_use]
    pub fn clamped(&self, at: Micros) -> f64 {
        bounded(self.x(at), self.left, self.right)
    }

    /// The time at a place; never before zero.
    #[must_use]
    pub fn at(&self, x: f64) -> Micros {
        let share = (x - self.left) / (self.right - self.left);
        Micros::from_secs(self.start.secs() + share * (self.end.secs() - self.start.secs()))
    }

    /// The range of time after zooming and moving: what is at `from` gets to `to`, in pixels, and
    /// `factor` times as much time is seen, yet no less than ten microseconds and nothing outside
    /// of `whole`, the time from zero on.
    #[must_use]
    pub fn zoomed(&self, whole: Micros, from: f64, to: f64, factor: f64) -> (Micros, Micros) {
        let [from, to] = [from, to].map(|x| bounded(x, self.left, self.right));
        let length = bounded((self.end - self.start).secs() * factor, 1e-5, whole.secs());
        let before = length * (to - self.left) / (self.right - self.left);
        let start = bounded(self.at(from).secs() - before, 0.0, whole.secs() - length);
        (Micros::from_secs(start), Micros::from_secs(start + length))
    }

    /// Round times at least `apart` pixels from one another.
    #[must_use]
    pub fn ticks(&self, apart: f64) -> Vec<Tick> {
        let length = self.end - self.start;
        let room = ((self.right - self.left) / apart.max(1.0)).max(1.0);
        let step = round_up(Micros::from_secs(length.secs() / room));
        let first = self.start.0.div_ceil(step.0);
        (first..=self.end.0 / step.0)
            .map(|number| Micros(number * step.0))
            .map(|at| Tick { x: self.x(at), label: tick_label(at, step) })
            .collect()
    }
}

/// The next of 1, 2 or 5 times a power of ten microseconds; above a minute, the next round number
/// of seconds, minutes or hours.
fn round_up(length: Micros) -> Micros {
    const SIXTIES: [u64; 11] = [60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200];
    if length.0 > 50_000_000 {
        let long = SIXTIES.iter().map(|seconds| seconds * 1_000_000).find(|step| *step >= length.0);
        let day = 86_400_000_000;
        return Micros(long.unwrap_or_else(|| length.0.div_ceil(day) * day));
    }
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if power * factor >= length.0 {
                return Micros(power * factor);
            }
        }
        power *= 10;
    }
}

const fn fixed(value: f64, digits: u8) -> label::Fixed {
    label::Fixed { value, digits }
}

/// All ticks of an axis have as many digits as their distance needs.
fn tick_label(at: Micros, step: Micros) -> String {
    let seconds = at.secs();
    match step.0 {
        _ if at == Micros::ZERO => "0".to_owned(),
        0..1_000 => label::time(at),
        1_000..1_000_000 if at.0 < 1_000_000 => format!("{} ms", at.0 / 1_000),
        1_000..10_000 => format!("{} s", fixed(seconds, 3)),
        10_000..100_000 => format!("{} s", fixed(seconds, 2)),
        100_000..1_000_000 => format!("{} s", fixed(seconds, 1)),
        1_000_000..60_000_000 => format!("{} s", fixed(seconds, 0)),
        60_000_000..3_600_000_000 => format!("{} min", fixed(seconds / 60.0, 0)),
        _ => format!("{} h", fixed(seconds / 3600.0, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_run_of_fifty_seconds_has_ticks_of_five() {
        let scale = Scale::new(Micros::ZERO, Micros::from_secs(50.0), 100.0, 1_100.0);
        let labels: Vec<_> = scale.ticks(90.0).into_iter().map(|tick| tick.label).collect();
        assert_eq!(
            labels,
            ["0", "5 s", "10 s", "15 s", "20 s", "25 s", "30 s", "35 s", "40 s", "45 s", "50 s"]
        );
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let whole = Micros(10_000_000);
        let scale = Scale::new(Micros(2_000_000), Micros(6_000_000), 100.0, 500.0);
        // A second is a hundred pixels wide. Three seconds are at 200.
        assert_eq!(scale.zoomed(whole, 200.0, 200.0, 0.5), (Micros(2_500_000), Micros(4_500_000)));
        assert_eq!(scale.zoomed(whole, 200.0, 300.0, 1.0), (Micros(1_000_000), Micros(5_000_000)));
        // Beside the axis is its nearer end, and there is nothing before zero nor after the end.
        assert_eq!(scale.zoomed(whole, 0.0, 0.0, 0.5), (Micros(2_000_000), Micros(4_000_000)));
        assert_eq!(scale.zoomed(whole, 100.0, 500.0, 1.0), (Micros(0), Micros(4_000_000)));
        assert_eq!(scale.zoomed(whole, 300.0, 300.0, 9.0), (Micros(0), whole));
        assert_eq!(scale.zoomed(whole, 100.0, 100.0, 0.0), (Micros(2_000_000), Micros(2_000_010)));
    }

    proptest! {
        #[test]
        fn ticks_are_inside_and_apart(start in 0..10_u64.pow(9), length in 1..10_u64.pow(11), width in 50.0..4_000.0) {
            let scale = Scale::new(Micros(start), Micros(start + length), 80.0, 80.0 + width);
            let ticks = scale.ticks(70.0);
            for tick in &ticks {
                prop_assert!(tick.x >= 79.9 && tick.x <= 80.1 + width);
            }
            for pair in ticks.windows(2) {
                prop_assert!(pair[1].x - pair[0].x >= 69.9_f64.min(width));
            }
        }

        #[test]
        fn a_place_and_its_time_belong_together(start in 0..10_u64.pow(9), length in 1_000..10_u64.pow(11), share in 0.0..1.0) {
            let scale = Scale::new(Micros(start), Micros(start + length), 80.0, 1_080.0);
            let x = 80.0 + share * 1_000.0;
            prop_assert!((scale.x(scale.at(x)) - x).abs() < 1.1);
        }
    }
}
