//! A coroutine was only called.

use super::{Advice, name};
use crate::trace::replay::{Fold, Step};
use crate::trace::{Lanes, Micros, SiteId, TaskId, TextId, Trace, What};

/// A coroutine was made and thrown away without ever having been awaited. What was called at the
/// same line is one mistake, however often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverAwaited {
    /// The task in which it was thrown away first.
    pub task: TaskId,
    /// When.
    pub at: Micros,
    /// The function that made it.
    pub function: TextId,
    /// The line that called it.
    pub site: SiteId,
    /// How often.
    pub times: usize,
}

impl NeverAwaited {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        let body = if self.times == 1 { "its body never ran" } else { "no body ever ran" };
        let times = if self.times == 1 { String::new() } else { format!(", {} times", self.times) };
        format!(
            "“{}” was called in “{}” and never awaited, in {}{times}: {body}.",
            trace.text(self.function),
            name(trace, lanes, self.task),
            trace.site_label(self.site),
        )
    }
}

/// Each line.
#[derive(Default)]
pub(super) struct Find(Vec<NeverAwaited>);

impl Find {
    pub fn found(self) -> Vec<Advice> {
        self.0.into_iter().map(Advice::NeverAwaited).collect()
    }
}

impl Fold for Find {
    fn observe(&mut self, Step { record, .. }: &Step<'_>) {
        let What::NeverAwaited { name: function, site } = record.what else { return };
        match self.0.iter_mut().find(|known| (known.function, known.site) == (function, site)) {
            Some(known) => known.times += 1,
            None => self.0.push(NeverAwaited { task: record.task, at: record.at, function, site, times: 1 }),
        }
    }
}
