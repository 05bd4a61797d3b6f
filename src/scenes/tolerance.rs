//! How closely a run in a browser comes to the same run in virtual time.
//!
//! The claims of a scene are exact, and hold in virtual time. A real clock shows them up to what
//! timers, requests and the machine add. How much that may be is said here, for tests alone: no
//! download has it.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::params::Pace;
use super::scene::Scene;
use crate::trace::Micros;

/// What one side of a run in a browser may take, beside what is due in virtual time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// The settings to compare at, as a query: those of the scene where it is empty.
    pub query: &'static str,
    /// How much sooner it may be over, in per cent of what is due.
    pub sooner: u32,
    /// How much later, in per cent of what is due.
    pub later: u32,
    /// How much later on top of that, in real time, whatever is due.
    pub slack: Duration,
    /// Why it is not as for other scenes; empty where it is.
    pub reason: &'static str,
}

/// By how much real time a side may seem to be over too soon: browsers round their clocks, and
/// timers to whole milliseconds.
const ROUNDING: Duration = Duration::from_millis(5);

impl Tolerance {
    /// Of most scenes.
    const USUAL: Self =
        Self { query: "", sooner: 0, later: 15, slack: Duration::from_millis(120), reason: "" };

    /// Of scenes that compute: their order and their results are as in virtual time, and how long
    /// they take is the processor's affair.
    const COMPUTING: Self = Self {
        sooner: 90,
        later: 900,
        slack: Duration::from_millis(500),
        reason: "what a computation costs in virtual time is an assumption, and so is a core for each thread",
        ..Self::USUAL
    };

    /// The usual, at other settings.
    const fn at(query: &'static str, reason: &'static str) -> Self {
        Self { query, reason, ..Self::USUAL }
    }

    /// Of a scene.
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        match scene.id {
            "hundred-urls" => Self::at("n=10", "a hundred requests take as long as ten of other scenes"),
            "chess" => Self::at(
                "tables=4&exchanges=5",
                "in twelve hours that pass in seconds, a move is shorter than any timer",
            ),
            "too-many" => Self::at(
                "n=20&workers=10&room=15",
                "ten thousand requests cannot leave a browser in one moment, and twenty can",
            ),
            "throughput" => {
                Self::at("most=4&rounds=2", "several hundred requests would take several times as long")
            }
            "kitchen" => Self {
                later: 60,
                reason: "cooks compute at the same time, and there may be fewer processor cores",
                ..Self::USUAL
            },
            _ if scene.workers.is_some_and(|workers| workers.apart) => Self::COMPUTING,
            _ => Self::USUAL,
        }
    }

    /// How long a side may take in a browser, in scene time, where this much is due in virtual time.
    #[must_use]
    pub fn around(&self, due: Micros, pace: Pace) -> RangeInclusive<Micros> {
        let share = |percent: u32| Micros(due.0.saturating_mul(percent.into()) / 100);
        let real = |length: Duration| Micros::from_secs(length.as_secs_f64() * pace.factor());
        let soonest = due.saturating_sub(share(self.sooner)).saturating_sub(real(ROUNDING));
        soonest..=due + share(self.later) + real(self.slack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes::{ALL, Address};

    #[test]
    fn the_pace_stretches_real_time_and_nothing_else() {
        let around = |pace| Tolerance::USUAL.around(Micros::from_secs(2.0), pace);
        let range = |from, to| Micros::from_secs(from)..=Micros::from_secs(to);
        assert_eq!(around(Pace::ONE), range(1.995, 2.3 + 0.12));
        assert_eq!(around(Pace(10_000)), range(1.95, 2.3 + 1.2));
        let wide = Tolerance { sooner: 50, later: 100, ..Tolerance::USUAL };
        assert_eq!(wide.around(Micros::from_secs(2.0), Pace::ONE), range(0.995, 4.12));
        assert_eq!(*around(Pace::MOST).start(), Micros::ZERO);
    }

    #[test]
    fn whatever_is_not_usual_has_a_reason_and_settings_that_can_be_read() {
        for scene in ALL {
            let tolerance = Tolerance::of(scene);
            assert_eq!(tolerance == Tolerance::USUAL, tolerance.reason.is_empty(), "{}", scene.id);
            assert_eq!(Address::parse(scene, tolerance.query).problems, [], "{}", scene.id);
        }
    }
}
