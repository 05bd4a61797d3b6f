//! The next and the previous record of a kind.

use super::lines::LineWatch;
use crate::trace::replay::{Fold, Replay, Step};
use crate::trace::{Cause, Micros, Record, SiteId, TaskId, Trace, What};

/// Which records to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Any record.
    Record,
    /// A poll begins.
    Poll,
    /// A task reaches this line, or goes on from it: see [`LineRuns`](super::LineRuns).
    Line(SiteId),
    /// Something happens to this task.
    Task(TaskId),
    /// This task is spawned or woken, be it ready already.
    Wake(TaskId),
}

/// A record that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many records there are up to and including it.
    pub records: usize,
    /// Its time.
    pub at: Micros,
}

/// How a task became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wakening {
    /// How many records there are up to and including the one that says so.
    pub records: usize,
    /// When.
    pub at: Micros,
    /// Who or what made it ready.
    pub by: Cause,
}

impl Replay {
    /// The first such record after the first `records` records.
    #[must_use]
    pub fn next(&self, trace: &Trace, records: usize, sought: Sought) -> Option<Found> {
        let records = records.min(self.records());
        let mut search = self.search(self.index.checkpoint_before(records), sought);
        let mut unread = trace.records_from(search.seen()).take(self.records() - search.state().records());
        unread.find_map(|record| search.look(&record).filter(|found| found.records > records))
    }

    /// The last such record among the first `records` records.
    #[must_use]
    pub fn previous(&self, trace: &Trace, records: usize, sought: Sought) -> Option<Found> {
        let mut end = records.min(self.records());
        // One stretch between two checkpoints after the other, the last one first.
        for checkpoint in (0..=self.index.checkpoint_before(end)).rev() {
            let mut search = self.search(checkpoint, sought);
            let start = search.state().records();
            let stretch = trace.records_from(search.seen()).take(end - start);
            let last = stretch.filter_map(|record| search.look(&record)).last();
            if last.is_some() {
                return last;
            }
            end = start;
        }
        None
    }

    /// How a task became ready the last time among the first `records` records; none if it was not
    /// spawned among them.
    #[must_use]
    pub fn wakening(&self, trace: &Trace, mut records: usize, task: TaskId) -> Option<Wakening> {
        loop {
            let found = self.previous(trace, records, Sought::Wake(task))?;
            // Of several in a row it is the first that counts; those after its end do not.
            if let Some(wake) = self.snapshot(trace, found.records, found.at).wake(task) {
                return Some(Wakening { records: wake.number as usize, at: wake.at, by: wake.by });
            }
            records = found.records - 1;
        }
    }

    fn search(&self, checkpoint: usize, sought: Sought) -> Replay<Search> {
        let checkpoint = &self.index.checkpoints[checkpoint];
        let line = match sought {
            Sought::Line(site) => Some(LineWatch::new(site, checkpoint.state.at_line(site))),
            _ => None,
        };
        Replay::from(checkpoint.state.clone(), checkpoint.cursor, Search { sought, line, found: None })
    }
}

/// Whether the last record was one of those that are looked for.
struct Search {
    sought: Sought,
    line: Option<LineWatch>,
    found: Option<Found>,
}

impl Replay<Search> {
    /// Takes in the next record, and returns it if it is one.
    fn look(&mut self, record: &Record) -> Option<Found> {
        self.take(record, self.seen());
        self.found
    }
}

impl Fold for Search {
    fn observe(&mut self, step: &Step<'_>) {
        let record = step.record;
        let is_one = match (self.sought, &mut self.line) {
            (Sought::Line(_), Some(line)) => line.begins(step).is_some(),
            (Sought::Record, _) => true,
            (Sought::Poll, _) => record.what == What::PollStarted,
            (Sought::Task(task), _) => record.task == task,
            (Sought::Wake(task), _) => {
                record.task == task && matches!(record.what, What::Spawned { .. } | What::Woken { .. })
            }
            (Sought::Line(_), None) => false,
        };
        self.found = is_one.then_some(Found { records: step.state.records(), at: record.at });
    }
}
