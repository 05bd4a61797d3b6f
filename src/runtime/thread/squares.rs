//! The computation that programs are given to do: adding up squares.

use std::hint::black_box;
use std::ops::Range;

use crate::runtime::recorder::Recorder;
use crate::trace::Micros;

/// Numbers up to, but without, this one can be squared and added up: the sum of all of them has
/// less than 128 bits.
pub const LIMIT: u64 = 1 << 42;

/// What squaring a number and adding it up costs in virtual time, in nanoseconds. An assumption:
/// about what WebAssembly takes for it on a processor of 2025. Python takes ten times as long.
pub const NANOS_A_SQUARE: u64 = 4;

/// Adds up the squares of a range of numbers, on this thread: it computes, and nobody else has a
/// turn until it is done. Exact, as with Python's whole numbers. In virtual time each square costs
/// [`NANOS_A_SQUARE`].
///
/// # Panics
///
/// Where the range goes beyond [`LIMIT`]: that would take hours.
#[must_use]
pub fn squares(range: Range<u64>) -> u128 {
    assert!(range.end <= LIMIT, "a range of numbers to be squared ends at 2^42 at the latest");
    match Recorder::current() {
        Some(recorder) => recorder.host().squares(range),
        None => computed(range),
    }
}

/// The sum, number by number. The compiler would find the formula, which computes nothing.
pub(crate) fn computed(range: Range<u64>) -> u128 {
    range.map(|number| u128::from(black_box(number))).map(|number| number * number).sum()
}

/// The same sum at once, for hosts whose time is not real.
pub(crate) fn by_formula(range: &Range<u64>) -> u128 {
    let below = |end: u64| {
        let end = u128::from(end);
        end.saturating_sub(1) * end * (2 * end).saturating_sub(1) / 6
    };
    below(range.end.max(range.start)) - below(range.start)
}

/// How long the sum takes in virtual time.
pub(crate) fn cost(range: &Range<u64>) -> Micros {
    Micros(range.end.saturating_sub(range.start) * NANOS_A_SQUARE / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_is_the_sum() {
        for range in [0..0, 0..1, 0..2, 3..4, 0..1_000, 17..4_321, LIMIT - 3..LIMIT] {
            let sum: u128 = range.clone().map(|number| u128::from(number).pow(2)).sum();
            assert_eq!((computed(range.clone()), by_formula(&range)), (sum, sum), "{range:?}");
        }
    }

    #[test]
    fn the_largest_sum_has_room() {
        let end = f64::from(1 << 21) * f64::from(1 << 21);
        let share = to_f64(by_formula(&(0..LIMIT))) / (end * end * end / 3.0);
        assert!((share - 1.0).abs() < 1e-9, "{share}");
    }

    #[expect(clippy::cast_precision_loss, reason = "nine digits are compared")]
    fn to_f64(number: u128) -> f64 {
        number as f64
    }
}
