//! What tasks share, as the trace knows it.

use std::cell::Cell;

use super::recorder::Recorder;
use crate::trace::{ResourceId, ResourceKind, What};

/// A resource of a run. It gets its number when the trace first speaks of it.
#[derive(Debug)]
pub struct Resource {
    kind: ResourceKind,
    name: Box<str>,
    capacity: Option<u32>,
    id: Cell<Option<ResourceId>>,
}

impl Resource {
    /// One that the trace does not know yet.
    pub fn new(kind: ResourceKind, name: &str, capacity: Option<usize>) -> Self {
        let capacity = capacity.map(|capacity| u32::try_from(capacity).unwrap_or(u32::MAX));
        Self { kind, name: name.into(), capacity, id: Cell::new(None) }
    }

    /// Its number.
    pub fn id(&self, recorder: &Recorder) -> ResourceId {
        self.id.get().unwrap_or_else(|| {
            let id = recorder.add_resource(self.kind, &self.name, self.capacity);
            self.id.set(Some(id));
            id
        })
    }

    /// The current task has acquired it, or a permit of it; so much is taken now.
    pub fn acquired(&self, taken: usize) {
        self.record(taken, |resource, level| What::Acquired { resource, level });
    }

    /// The current task gives it back; so much is still taken.
    pub fn released(&self, taken: usize) {
        self.record(taken, |resource, level| What::Released { resource, level });
    }

    /// It has changed.
    pub fn changed(&self, level: usize) {
        self.record(level, |resource, level| What::Level { resource, level });
    }

    /// Outside a run it goes nowhere.
    fn record(&self, level: usize, what: impl FnOnce(ResourceId, i64) -> What) {
        if let Some(recorder) = Recorder::current() {
            let id = self.id(&recorder);
            recorder.record(what(id, i64::try_from(level).unwrap_or(i64::MAX)));
        }
    }
}
