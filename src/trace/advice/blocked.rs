//! The thread stood still.

use super::{Advice, SHORT, length, name};
use crate::trace::{Lanes, Micros, SiteId, TaskId, Trace, What};

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
pub(super) fn find(trace: &Trace) -> Vec<Advice> {
    let mut found = Vec::new();
    let mut open: Option<(TaskId, Micros, SiteId)> = None;
    let mut close = |open: &mut Option<(TaskId, Micros, SiteId)>, now: Micros| {
        if let Some((task, since, site)) = open.take()
            && now - since > SHORT
        {
            found.push(Advice::Blocked(Blocked { task, at: since, time: now - since, site }));
        }
    };
    for record in trace.records() {
        match record.what {
            What::Blocked { site, .. } => {
                close(&mut open, record.at);
                open = Some((record.task, record.at, site));
            }
            What::Unblocked | What::PollEnded => close(&mut open, record.at),
            _ => {}
        }
    }
    close(&mut open, trace.last());
    found
}
