//! Named quantities over time: permits in use, the depth of a queue, a lock.

use super::record::{Micros, Record, TextId, What};
use super::store::{Cursor, Trace};

/// One quantity's history so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// Its name.
    pub name: TextId,
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

/// The quantities of a run. Grows with the trace.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    /// In the order of their names' numbers.
    gauges: Vec<Gauge>,
    seen: Cursor,
}

impl Gauges {
    /// The quantities of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut gauges = Self::default();
        gauges.catch_up(trace);
        gauges
    }

    /// Takes in what the trace has that was not seen yet. The trace must be the same one each
    /// time, grown.
    pub fn catch_up(&mut self, trace: &Trace) {
        for record in trace.records_from(self.seen) {
            self.observe(&record);
        }
        self.seen = trace.end();
    }

    /// Takes in one record.
    pub fn observe(&mut self, record: &Record) {
        let What::Gauge { gauge, value } = record.what else { return };
        let place = self.gauges.binary_search_by_key(&gauge, |known| known.name).unwrap_or_else(|missing| {
            self.gauges.insert(missing, Gauge { name: gauge, min: value, max: value, values: Vec::new() });
            missing
        });
        let gauge = &mut self.gauges[place];
        gauge.min = gauge.min.min(value);
        gauge.max = gauge.max.max(value);
        gauge.values.push((record.at, value));
    }

    /// All quantities, in the order in which their names were met.
    #[must_use]
    pub fn as_slice(&self) -> &[Gauge] {
        &self.gauges
    }

    /// The quantity of a name.
    #[must_use]
    pub fn get(&self, name: TextId) -> Option<&Gauge> {
        self.gauges.binary_search_by_key(&name, |known| known.name).ok().map(|place| &self.gauges[place])
    }
}
