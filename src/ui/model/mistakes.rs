//! What went wrong in an async program, found anew only where there is more to judge.

use crate::browser::Runner;
use crate::trace::Trace;
use crate::trace::advice::Told;

/// A run with more records than this is judged when it is over: to judge means to read all of them.
const LONG: usize = 20_000;

/// The mistakes that were found among the first records of a run.
#[derive(Debug, Default)]
pub struct Mistakes {
    /// How many records were judged.
    pub records: usize,
    /// Each, as it is told.
    pub found: Vec<Told>,
    /// Why they could not be judged, as a sentence without a full stop.
    pub problem: Option<String>,
}

impl Mistakes {
    /// Has a run judged again, if there is more of it. While a long one goes on, what was found stays.
    pub fn catch_up(&mut self, runner: &Runner, trace: &Trace, live: bool) {
        let records = trace.len();
        if records == self.records || (live && records > LONG) {
            return;
        }
        *self = match runner.judge(trace) {
            Ok(found) => Self { records, found, problem: None },
            Err(error) => Self { records, found: Vec::new(), problem: Some(error.to_string()) },
        };
    }
}
