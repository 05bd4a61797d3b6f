//! When each mistake was made.

use super::{Advice, Blocked, HeldLock, NeverAwaited};
use crate::trace::{Lanes, Micros, Record, Trace, What};

/// When each of these mistakes began, in their order; none for what only counts others, and for
/// what is not of this trace.
///
/// That is: when the thread was blocked, the coroutine thrown away, the first of the tasks in turn
/// spawned, the crowd complete, the task cut off, or the lock's holder began to wait for something
/// else.
#[must_use]
pub fn times(found: &[Advice], trace: &Trace, lanes: &Lanes) -> Vec<Option<Micros>> {
    let mut times: Vec<_> = found.iter().map(|advice| known(advice, lanes)).collect();
    let mut watches: Vec<_> =
        found.iter().zip(0..).filter_map(|(advice, place)| Watch::of(advice, place)).collect();
    for record in trace.records() {
        let mut made: Option<Mistake> = None;
        watches.retain_mut(|watch| {
            let began = watch.observe(&record);
            // Two that look the same are two mistakes, the first of them made first.
            if began.is_none() || made == Some(watch.mistake) {
                return true;
            }
            made = Some(watch.mistake);
            times[watch.place] = began;
            false
        });
    }
    // What still blocks the thread counts up to the last record, as it did when it was found.
    for watch in watches {
        if let (Mistake::Blocked(blocked), Some(since)) = (watch.mistake, watch.since)
            && trace.last() - since == blocked.time
        {
            times[watch.place].get_or_insert(since);
        }
    }
    times
}

/// The time of a mistake that says when it was, or that the lanes tell.
fn known(advice: &Advice, lanes: &Lanes) -> Option<Micros> {
    match advice {
        Advice::Crowd(crowd) => Some(crowd.at),
        Advice::CutOff(cut_off) => Some(cut_off.at),
        Advice::InTurn(in_turn) => lanes.get(in_turn.first).map(|lane| lane.spawned),
        Advice::Blocked(_) | Advice::NeverAwaited(_) | Advice::HeldLock(_) | Advice::More(_) => None,
    }
}

/// A mistake whose time only the records tell.
#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    Blocked(Blocked),
    NeverAwaited(NeverAwaited),
    HeldLock(HeldLock),
}

/// Looks out for one mistake.
struct Watch {
    place: usize,
    mistake: Mistake,
    /// Since when it has been under way: the thread blocked, the lock held.
    since: Option<Micros>,
}

impl Watch {
    fn of(advice: &Advice, place: usize) -> Option<Self> {
        let mistake = match *advice {
            Advice::Blocked(blocked) => Mistake::Blocked(blocked),
            Advice::NeverAwaited(never_awaited) => Mistake::NeverAwaited(never_awaited),
            Advice::HeldLock(held_lock) => Mistake::HeldLock(held_lock),
            Advice::InTurn(_) | Advice::Crowd(_) | Advice::CutOff(_) | Advice::More(_) => return None,
        };
        Some(Self { place, mistake, since: None })
    }

    /// Takes in the next record; when the mistake began, once it is known.
    fn observe(&mut self, record: &Record) -> Option<Micros> {
        match self.mistake {
            Mistake::Blocked(blocked) => self.blocked(&blocked, record),
            Mistake::NeverAwaited(NeverAwaited { function, site, .. }) => {
                (record.what == What::NeverAwaited { name: function, site }).then_some(record.at)
            }
            Mistake::HeldLock(held) => self.held(&held, record),
        }
    }

    fn blocked(&mut self, blocked: &Blocked, record: &Record) -> Option<Micros> {
        let ends = matches!(record.what, What::Blocked { .. } | What::Unblocked | What::PollEnded);
        let began = if ends { self.since.take() } else { None };
        match record.what {
            What::Blocked { site, .. } if (record.task, site) == (blocked.task, blocked.site) => {
                self.since = Some(record.at);
            }
            _ => {}
        }
        began.filter(|since| record.at - *since == blocked.time)
    }

    fn held(&mut self, held: &HeldLock, record: &Record) -> Option<Micros> {
        match record.what {
            What::Gauge { gauge, value } if gauge == held.lock => {
                self.since = (value > 0 && record.task == held.task).then_some(record.at);
            }
            What::Waiting { site, .. } if (record.task, site) == (held.task, held.site) => {
                return self.since.map(|_| record.at);
            }
            _ => {}
        }
        None
    }
}
