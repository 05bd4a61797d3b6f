//! What went wrong in an async run, and where.
//!
//! A mistake is one small type with a sentence for the reader, in a file with the function that
//! finds it. All of them look at a trace from outside: they know what happened and not what was
//! meant, so each says in its description what it takes for a mistake.
//!
//! **Only async programs are judged.** A blocking program blocks; that is no mistake.

mod blocked;
mod crowd;
mod cut_off;
mod held_lock;
mod in_turn;
mod never_awaited;
mod unread;

pub use blocked::Blocked;
pub use crowd::Crowd;
pub use cut_off::CutOff;
pub use held_lock::HeldLock;
pub use in_turn::InTurn;
pub use never_awaited::NeverAwaited;
pub use unread::Unread;

use serde::{Deserialize, Serialize};

use super::lanes::Lanes;
use super::record::{Micros, SiteId, TaskId};
use super::replay::fold;
use super::store::Trace;

/// What nobody minds: to be kept waiting for up to this long.
const SHORT: Micros = Micros(50_000);

/// How many mistakes of a kind are told. The others are counted.
const MOST: usize = 5;

/// A mistake, or how many more there are of the kind before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The thread stood still.
    Blocked(Blocked),
    /// A coroutine was only called.
    NeverAwaited(NeverAwaited),
    /// What could have run together ran in turn.
    InTurn(InTurn),
    /// Too many requests at once.
    Crowd(Crowd),
    /// A task was still at it when all was over.
    CutOff(CutOff),
    /// A task kept a lock while it waited for something else.
    HeldLock(HeldLock),
    /// A task failed, and no other task learnt of it.
    Unread(Unread),
    /// There are more of the kind before.
    More(usize),
}

impl Advice {
    /// A sentence for the reader.
    #[must_use]
    pub fn text(&self, trace: &Trace, lanes: &Lanes) -> String {
        match self {
            Self::Blocked(found) => found.text(trace, lanes),
            Self::NeverAwaited(found) => found.text(trace, lanes),
            Self::InTurn(found) => found.text(trace, lanes),
            Self::Crowd(found) => found.text(trace, lanes),
            Self::CutOff(found) => found.text(trace, lanes),
            Self::HeldLock(found) => found.text(trace, lanes),
            Self::Unread(found) => found.text(trace, lanes),
            Self::More(more) => format!("… and {more} more of this kind."),
        }
    }

    /// When the mistake was made: the thread blocked, the coroutine thrown away, the first of the tasks in
    /// turn spawned, the crowd complete, the task cut off or failed, or the first wait begun with the lock. None for
    /// what only counts others.
    #[must_use]
    pub const fn at(&self) -> Option<Micros> {
        match self {
            Self::Blocked(found) => Some(found.at),
            Self::NeverAwaited(found) => Some(found.at),
            Self::InTurn(found) => Some(found.at),
            Self::Crowd(found) => Some(found.at),
            Self::CutOff(found) => Some(found.at),
            Self::HeldLock(found) => Some(found.at),
            Self::Unread(found) => Some(found.at),
            Self::More(_) => None,
        }
    }

    /// The line to change: the one that blocks, calls, awaits with the lock, or spawned the tasks. None for
    /// what only counts others.
    #[must_use]
    pub fn line(&self, lanes: &Lanes) -> Option<SiteId> {
        let spawned = |task| lanes.get(task).map(|lane| lane.site);
        match self {
            Self::Blocked(found) => Some(found.site),
            Self::NeverAwaited(found) => Some(found.site),
            Self::InTurn(found) => spawned(found.first),
            Self::Crowd(found) => spawned(found.task),
            Self::CutOff(found) => spawned(found.task),
            Self::HeldLock(found) => Some(found.site),
            Self::Unread(found) => spawned(found.task),
            Self::More(_) => None,
        }
    }

    /// How much time the mistake costs: for how long the thread stood still, by how much tasks in turn took
    /// longer than the longest of them, for how long a lock kept others waiting, or how long a task had lived
    /// whose work was thrown away. None where no time of this run was lost.
    #[must_use]
    pub fn cost(&self, lanes: &Lanes) -> Option<Micros> {
        match self {
            Self::Blocked(found) => Some(found.time),
            Self::InTurn(found) => Some(found.whole - found.longest),
            Self::HeldLock(found) => Some(found.time),
            Self::CutOff(found) => lanes.get(found.task).map(|lane| found.at - lane.spawned),
            Self::NeverAwaited(_) | Self::Crowd(_) | Self::Unread(_) | Self::More(_) => None,
        }
    }
}

/// A mistake as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// A sentence for the reader.
    pub text: String,
    /// When the mistake was made; none for what only counts others.
    pub at: Option<Micros>,
    /// The line to change.
    pub line: Option<SiteId>,
    /// How much time it costs, in words; none where no time of this run was lost.
    pub cost: Option<String>,
}

impl Told {
    /// All that there is to say about an async run, in order.
    #[must_use]
    pub fn about(trace: &Trace) -> Vec<Self> {
        let (lanes, found) = find(trace);
        let told = |found: Advice| Self {
            text: found.text(trace, &lanes),
            at: found.at(),
            line: found.line(&lanes),
            cost: found.cost(&lanes).map(length),
        };
        found.into_iter().map(told).collect()
    }
}

/// What there is to say about an async run, kind by kind, at most a few of each.
#[must_use]
pub fn advice(trace: &Trace) -> Vec<Advice> {
    find(trace).1
}

/// The lanes of a run, and what there is to say about it, found in one pass.
fn find(trace: &Trace) -> (Lanes, Vec<Advice>) {
    let folds = (
        Lanes::default(),
        blocked::Find::default(),
        never_awaited::Find::default(),
        crowd::Find::default(),
        cut_off::Find::default(),
        held_lock::Find::new(trace),
    );
    let (lanes, blocked, never_awaited, crowd, cut_off, held_lock) = fold(trace, folds);
    let kinds = [
        blocked.found(trace.last()),
        never_awaited.found(),
        in_turn::find(&lanes),
        crowd.found(),
        cut_off.found(),
        held_lock.found(),
        unread::find(&lanes),
    ];
    let mut all = Vec::new();
    for mut found in kinds {
        let more = found.len().saturating_sub(MOST);
        found.truncate(MOST);
        all.append(&mut found);
        if more > 0 {
            all.push(Advice::More(more));
        }
    }
    (lanes, all)
}

/// The name of a task.
fn name<'a>(trace: &'a Trace, lanes: &Lanes, task: TaskId) -> &'a str {
    lanes.get(task).map_or("", |lane| trace.text(lane.name))
}

/// The line that spawned a task.
fn spawned_at(trace: &Trace, lanes: &Lanes, task: TaskId) -> String {
    lanes.get(task).map_or_else(String::new, |lane| trace.site_label(lane.site))
}

/// A length of time in words, in whole milliseconds or tenths of a second.
fn length(time: Micros) -> String {
    let millis = (time.0 + 500) / 1_000;
    if millis < 1_000 {
        return format!("{millis} ms");
    }
    let tenths = (millis + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
