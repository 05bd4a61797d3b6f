//! What went wrong in the async program, found anew only where there is more to judge.

use crate::trace::{Advice, Lanes, Micros, Trace, advice};

/// A run with more records than this is judged when it is over: to judge means to read all of them.
const LONG: usize = 20_000;

/// The mistakes that were found among the first records of a run.
#[derive(Debug, Default)]
pub struct Mistakes {
    /// How many records were judged.
    pub records: usize,
    /// Each, and when it was made where that is known.
    pub found: Vec<(Advice, Option<Micros>)>,
}

impl Mistakes {
    /// Judges a run again, if there is more of it. While a long one goes on, what was found stays.
    pub fn catch_up(&mut self, trace: &Trace, lanes: &Lanes, live: bool) {
        let records = trace.len();
        if records == self.records || (live && records > LONG) {
            return;
        }
        let found = advice(trace, lanes);
        let times = advice::times(&found, trace, lanes);
        *self = Self { records, found: found.into_iter().zip(times).collect() };
    }

    /// When they were made, in order.
    #[must_use]
    pub fn times(&self) -> Vec<Micros> {
        let mut sorted = Vec::new();
        // Few, so that the library's way of sorting, which is long, would not pay.
        for time in self.found.iter().filter_map(|found| found.1) {
            let place = sorted.partition_point(|known| *known <= time);
            sorted.insert(place, time);
        }
        sorted
    }
}
