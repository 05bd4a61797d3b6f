//! Quantities over time: permits in use, the depth of a queue, a lock, what the program names.

use super::record::{Micros, Quantity};
use super::replay::{Fold, Step, fold};
use super::store::Trace;

/// One quantity's history so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// Which.
    pub of: Quantity,
    /// The least value that it had.
    pub min: i64,
    /// The greatest value that it had.
    pub max: i64,
    values: Vec<(Micros, i64)>,
}

impl Gauge {
    /// Each time at which it took a value, and the value, in the order of the records: several at
    /// one time, where it changed faster than the clock.
    #[must_use]
    pub fn values(&self) -> &[(Micros, i64)] {
        &self.values
    }

    /// Its value just after a time; none before it had one.
    #[must_use]
    pub fn at(&self, time: Micros) -> Option<i64> {
        let until = self.values.partition_point(|value| value.0 <= time);
        until.checked_sub(1).map(|last| self.values[last].1)
    }
}

/// The quantities of a run.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    /// In the order of what they are.
    gauges: Vec<Gauge>,
}

impl Gauges {
    /// The quantities of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        fold(trace, Self::default())
    }

    /// All quantities: those that the program names, in the order in which the names were met, then those of
    /// resources.
    #[must_use]
    pub fn as_slice(&self) -> &[Gauge] {
        &self.gauges
    }

    /// The history of a quantity.
    #[must_use]
    pub fn get(&self, of: Quantity) -> Option<&Gauge> {
        self.gauges.binary_search_by_key(&of, |known| known.of).ok().map(|place| &self.gauges[place])
    }
}

impl Fold for Gauges {
    fn observe(&mut self, Step { record, .. }: &Step<'_>) {
        let Some((of, value)) = record.what.quantity() else { return };
        let index = self.gauges.binary_search_by_key(&of, |known| known.of).unwrap_or_else(|missing| {
            self.gauges.insert(missing, Gauge { of, min: value, max: value, values: Vec::new() });
            missing
        });
        let gauge = &mut self.gauges[index];
        gauge.min = gauge.min.min(value);
        gauge.max = gauge.max.max(value);
        gauge.values.push((record.at, value));
    }
}
