//! What a reader guesses before a run, and how far off that was.

use std::cmp::Ordering;

use crate::trace::Micros;

use super::label;

/// The last place of a guess's handle; the first is 0. From 10 ms to 27 hours, ten places a decade.
pub const LAST: u8 = 70;

const DECADE: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// The length of time at a place of the handle; beyond the last place, that of the last.
#[must_use]
pub fn time(place: u8) -> Micros {
    let place = place.min(LAST);
    Micros(DECADE[usize::from(place % 10)] * 10_u64.pow((place / 10).into()) * 1_000)
}

/// How far a guess is from what came, in words: `2.50× too long`. Within a tenth it was right.
#[must_use]
pub fn how_far(guess: Micros, came: Micros) -> String {
    let ratio = guess.secs().max(1e-6) / came.secs().max(1e-6);
    let (word, factor) = match guess.cmp(&came) {
        Ordering::Less => ("short", 1.0 / ratio),
        _ => ("long", ratio),
    };
    if factor < 1.1 { "right".to_owned() } else { format!("{}× too {word}", label::significant(factor)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_longer_than_the_one_before_and_not_by_much() {
        assert_eq!(
            (time(0), time(20), time(LAST)),
            (Micros(10_000), Micros(1_000_000), Micros(100_000_000_000))
        );
        for place in 0..LAST {
            let step = time(place + 1).secs() / time(place).secs();
            assert!((1.15..1.35).contains(&step), "{place}: {step}");
        }
        assert_eq!(time(u8::MAX), time(LAST));
    }

    #[test]
    fn the_factor_says_how_far_and_which_way() {
        for (guess, came, words) in [
            (2_500, 1_000, "2.50× too long"),
            (1_000, 2_500, "2.50× too short"),
            (1_090, 1_000, "right"),
            (1_000, 1_090, "right"),
            (1_000, 1_000, "right"),
            (10_000, 0, "10000× too long"),
        ] {
            assert_eq!(how_far(Micros(guess), Micros(came)), words, "{guess} for {came}");
        }
    }
}
