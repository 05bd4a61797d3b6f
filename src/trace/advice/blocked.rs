//! The thread stood still.

use super::{Advice, SHORT, length, name};
use crate::trace::replay::{Fold, Step};
use crate::trace::{Lanes, Micros, SiteId, TaskId, Trace};

/// A task held the thread in a blocking call, for longer than anybody should have to wait.
/// Computing is not counted: that is work, and belongs to a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Who.
    pub task: TaskId,
    /// Since when.
    pub at: Micros,
    /// For how long.
    pub time: Micros,
    /// The line that blocks.
    pub site: SiteId,
}

impl Blocked {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        format!(
            "“{}” blocked the event loop for {}, in {}: nobody else could run. Await instead, or have another thread do it.",
            name(trace, lanes, self.task),
            length(self.time),
            trace.site_label(self.site),
        )
    }
}

/// Each blocking call that took too long; one still going on counts up to the last record.
#[derive(Default)]
pub(super) struct Find {
    found: Vec<Advice>,
    open: Option<Blocked>,
}

impl Find {
    pub fn found(mut self, now: Micros) -> Vec<Advice> {
        self.close(now);
        self.found
    }

    fn close(&mut self, now: Micros) {
        if let Some(open) = self.open.take() {
            let blocked = Blocked { time: now - open.at, ..open };
            self.found.extend((blocked.time > SHORT).then_some(Advice::Blocked(blocked)));
        }
    }
}

impl Fold for Find {
    fn observe(&mut self, Step { record, state, .. }: &Step<'_>) {
        let blocks = state.polled().and_then(|polled| Some((polled.task, polled.blocked?.1)));
        if blocks != self.open.map(|open| (open.task, open.site)) {
            self.close(record.at);
            self.open = blocks.map(|(task, site)| Blocked { task, at: record.at, time: Micros::ZERO, site });
        }
    }
}
