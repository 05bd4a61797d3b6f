//! What could have run together ran in turn.

use super::{Advice, SHORT, length, name, spawned_at};
use crate::trace::{Lane, Lanes, Micros, Outcome, Phase, TaskId, Trace};

/// Tasks were awaited one after another though, by the look of it, they could have run together.
///
/// That is a guess, for a trace does not say who needs whose result. It is made where one task
/// spawned several at the same line, so that they do the same; each only after the one before had
/// ended; each spent most of its life waiting; and there was little else between them. One that
/// failed is no part of it: what follows is likely to be another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InTurn {
    /// Who spawned them.
    pub parent: TaskId,
    /// The first of them.
    pub first: TaskId,
    /// When it was spawned.
    pub at: Micros,
    /// The last of them.
    pub last: TaskId,
    /// How many they are.
    pub count: usize,
    /// How long all of them took.
    pub whole: Micros,
    /// How long the longest took, which is what all would have taken together.
    pub longest: Micros,
}

impl InTurn {
    pub(super) fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        format!(
            "“{}” spawned {} tasks in {}, “{}” to “{}”, each after the one before had ended: {} in all. If none needs another's result, spawn all and then await them: {}.",
            name(trace, lanes, self.parent),
            self.count,
            spawned_at(trace, lanes, self.first),
            name(trace, lanes, self.first),
            name(trace, lanes, self.last),
            length(self.whole),
            length(self.longest),
        )
    }
}

/// Each line that spawned such tasks.
pub(super) fn find(lanes: &Lanes) -> Vec<Advice> {
    let mut children: Vec<&Lane> = lanes.as_slice().iter().filter(|lane| lane.parent.is_some()).collect();
    children.sort_by_key(|lane| (lane.parent, lane.site, lane.task));
    let alike = children.chunk_by(|one, next| (one.parent, one.site) == (next.parent, next.site));
    alike.filter_map(judge).map(Advice::InTurn).collect()
}

/// Judges all that one task spawned at one line. Those still under way are left out.
fn judge(alike: &[&Lane]) -> Option<InTurn> {
    let done = match alike {
        [done @ .., last] if last.ended.is_none() => done,
        all => all,
    };
    let [first, .., last] = done else { return None };
    let in_turn = alike.windows(2).all(|pair| end(pair[0]).is_some_and(|end| end <= pair[1].spawned));
    if !in_turn || !done.iter().all(|lane| mostly_waits(lane)) {
        return None;
    }
    let lives = || done.iter().filter_map(|lane| Some(end(lane)? - lane.spawned));
    let (whole, longest) = (end(last)? - first.spawned, lives().max()?);
    let together = lives().sum::<Micros>();
    (together.0 > whole.0 / 2 && whole - longest > SHORT).then_some(InTurn {
        parent: first.parent?,
        first: first.task,
        at: first.spawned,
        last: last.task,
        count: done.len(),
        whole,
        longest,
    })
}

/// When it ended, if it ended well.
fn end(lane: &Lane) -> Option<Micros> {
    lane.ended.filter(|ended| ended.1 == Outcome::Ok).map(|ended| ended.0)
}

fn mostly_waits(lane: &Lane) -> bool {
    let waits = |phase| !matches!(phase, Phase::Queued | Phase::Running | Phase::Blocked);
    let waited: Micros =
        lane.closed().iter().filter(|span| waits(span.phase)).map(crate::trace::Span::length).sum();
    end(lane).is_some_and(|end| waited.0 > (end - lane.spawned).0 / 2)
}
