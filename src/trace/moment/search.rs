//! The next and the previous record of a kind.

use super::index::Moments;
use super::state::State;
use crate::trace::{Cause, Cursor, Micros, Record, SiteId, TaskId, Trace, What};

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

impl Moments {
    /// The first such record after the first `records` records.
    #[must_use]
    pub fn next(&self, trace: &Trace, records: usize, sought: Sought) -> Option<Found> {
        let records = records.min(self.records());
        let mut search = self.search(self.checkpoint_before(records), sought);
        let unread = self.records() - search.records;
        let mut found = trace.records_from(search.cursor).take(unread).filter_map(|read| search.look(&read));
        found.find(|found| found.records > records)
    }

    /// The last such record among the first `records` records.
    #[must_use]
    pub fn previous(&self, trace: &Trace, records: usize, sought: Sought) -> Option<Found> {
        let mut end = records.min(self.records());
        // One stretch between two checkpoints after the other, the last one first.
        for place in (0..=self.checkpoint_before(end)).rev() {
            let mut search = self.search(place, sought);
            let start = search.records;
            let stretch = trace.records_from(search.cursor).take(end - start);
            let last = stretch.filter_map(|read| search.look(&read)).last();
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
                let records = wake.number as usize;
                return Some(Wakening { records, at: self.time_of(trace, records), by: wake.by });
            }
            records = found.records - 1;
        }
    }

    fn search(&self, place: usize, sought: Sought) -> Search {
        let checkpoint = &self.checkpoints[place];
        // Only lines take more than the record itself to be recognised.
        let line = match sought {
            Sought::Line(site) => Some(LineWatch { site, state: checkpoint.state.clone() }),
            _ => None,
        };
        Search { sought, line, records: checkpoint.state.records(), cursor: checkpoint.cursor }
    }
}

/// A search under way.
struct Search {
    sought: Sought,
    line: Option<LineWatch>,
    /// How many records lie before the place where reading goes on.
    records: usize,
    cursor: Cursor,
}

impl Search {
    /// Takes in the next record, and tells whether it is one.
    fn look(&mut self, record: &Record) -> Option<Found> {
        self.records += 1;
        let is_one = match (self.sought, &mut self.line) {
            (Sought::Line(_), Some(line)) => line.begins(record),
            (Sought::Record, _) => true,
            (Sought::Poll, _) => record.what == What::PollStarted,
            (Sought::Task(task), _) => record.task == task,
            (Sought::Wake(task), _) => {
                record.task == task && matches!(record.what, What::Spawned { .. } | What::Woken { .. })
            }
            (Sought::Line(_), None) => false,
        };
        is_one.then_some(Found { records: self.records, at: record.at })
    }
}

/// Recognises when a line begins to run.
#[derive(Clone, Debug)]
pub(super) struct LineWatch {
    pub site: SiteId,
    pub state: State,
}

impl LineWatch {
    /// Takes in the next record; whether with it a task begins to run at or from the line. One
    /// that comes by again begins again.
    pub fn begins(&mut self, record: &Record) -> bool {
        let before = self.runs();
        self.state.observe(record);
        let now = self.runs();
        now.is_some() && (now != before || self.is_named_by(record))
    }

    /// The task that runs at or from the line.
    pub fn runs(&self) -> Option<TaskId> {
        let task = self.state.polled()?.task;
        (self.state.line(task) == Some(self.site)).then_some(task)
    }

    fn is_named_by(&self, record: &Record) -> bool {
        match record.what {
            What::Waiting { site, .. } | What::Blocked { site, .. } => {
                site == self.site && self.state.is_polled(record.task)
            }
            What::Spawned { parent, site, .. } => {
                site == self.site && parent.is_some_and(|parent| self.state.is_polled(parent))
            }
            _ => false,
        }
    }
}
