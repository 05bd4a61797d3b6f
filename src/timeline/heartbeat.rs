//! The page's own frames: when it could draw, and when it could not.

use crate::trace::Micros;

/// The times at which a page drew, kept as the gaps between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heartbeat {
    gaps: Vec<(Micros, Micros)>,
    last: Option<Micros>,
}

impl Heartbeat {
    /// The page draws now. A pause of at most `usual` since the last time is no gap.
    pub fn beat(&mut self, now: Micros, usual: Micros) {
        let last = self.last.replace(now).unwrap_or(Micros::ZERO);
        if now - last > usual {
            self.gaps.push((last, now));
        }
    }

    /// The page could not draw from one time to another.
    pub fn miss(&mut self, from: Micros, to: Micros) {
        self.gaps.push((from, to));
        self.last = Some(to);
    }

    /// Whether it ever drew, as far as is known.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.last.is_some()
    }

    /// When it could not draw, in the order of time.
    #[must_use]
    pub fn gaps(&self) -> &[(Micros, Micros)] {
        &self.gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_a_gap_when_it_is_longer_than_usual() {
        let mut heart = Heartbeat::default();
        assert!(!heart.is_known());
        for millis in [10, 27, 43, 143, 160] {
            heart.beat(Micros(millis * 1_000), Micros(50_000));
        }
        assert_eq!(heart.gaps(), [(Micros(43_000), Micros(143_000))]);
        heart.miss(Micros(160_000), Micros(5_000_000));
        heart.beat(Micros(5_010_000), Micros(50_000));
        assert_eq!(heart.gaps().len(), 2);
    }

    #[test]
    fn the_first_frame_counts_from_the_beginning() {
        let mut heart = Heartbeat::default();
        heart.beat(Micros(80_000), Micros(50_000));
        assert_eq!(heart.gaps(), [(Micros::ZERO, Micros(80_000))]);
    }
}
