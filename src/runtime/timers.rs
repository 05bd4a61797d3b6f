//! The timers of a run: by deadline, then by order of setting.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::task::Waker;

use crate::trace::Micros;

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TimerKey {
    deadline: Micros,
    number: u64,
    /// Where its waker is.
    slot: usize,
}

/// All timers. One that is cleared stays in the heap until it comes to the top.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<TimerKey>>,
    /// By slot, with the number of the timer that it belongs to; none for those that were cleared.
    wakers: Vec<Option<(u64, Waker)>>,
    free: Vec<usize>,
    next: u64,
    len: usize,
}

impl Timers {
    /// How many are set.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Sets a timer.
    pub fn set(&mut self, deadline: Micros, waker: Waker) -> TimerKey {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.wakers.push(None);
            self.wakers.len() - 1
        });
        self.next += 1;
        self.len += 1;
        self.wakers[slot] = Some((self.next, waker));
        let key = TimerKey { deadline, number: self.next, slot };
        self.heap.push(Reverse(key));
        key
    }

    /// Has another waker called, if the timer is still set.
    pub fn renew(&mut self, key: TimerKey, waker: &Waker) {
        if let Some((_, known)) = self.slot_of(key).and_then(Option::as_mut) {
            known.clone_from(waker);
        }
    }

    /// Clears a timer, if it is still set, and gives its waker back.
    pub fn clear(&mut self, key: TimerKey) -> Option<Waker> {
        let (_, waker) = self.slot_of(key)?.take()?;
        self.len -= 1;
        Some(waker)
    }

    /// A timer's slot, if no other timer has it by now.
    fn slot_of(&mut self, key: TimerKey) -> Option<&mut Option<(u64, Waker)>> {
        let slot = self.wakers.get_mut(key.slot)?;
        let is_its = slot.as_ref().is_some_and(|(number, _)| *number == key.number);
        is_its.then_some(slot)
    }

    /// The earliest deadline.
    pub fn earliest(&mut self) -> Option<Micros> {
        while let Some(Reverse(first)) = self.heap.peek() {
            if self.wakers[first.slot].is_some() {
                return Some(first.deadline);
            }
            self.free.push(first.slot);
            self.heap.pop();
        }
        None
    }

    /// Takes the earliest timer, if it is due.
    pub fn take_due(&mut self, now: Micros) -> Option<Waker> {
        self.earliest().filter(|deadline| *deadline <= now)?;
        let Reverse(first) = self.heap.pop()?;
        self.free.push(first.slot);
        self.len -= 1;
        self.wakers[first.slot].take().map(|(_, waker)| waker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_by_deadline_then_by_order_and_cleared_ones_do_not() {
        let mut timers = Timers::default();
        let keys = [30, 10, 20, 10, 20].map(|due| timers.set(Micros(due), Waker::noop().clone()));
        assert!(timers.clear(keys[2]).is_some());
        assert_eq!((timers.len(), timers.earliest()), (4, Some(Micros(10))));
        assert!(timers.take_due(Micros(5)).is_none());
        let mut taken = 0;
        while timers.take_due(Micros(20)).is_some() {
            taken += 1;
        }
        assert_eq!((taken, timers.len(), timers.earliest()), (3, 1, Some(Micros(30))));
    }

    #[test]
    fn a_slot_is_used_again_only_when_nothing_speaks_of_it() {
        let mut timers = Timers::default();
        let first = timers.set(Micros(10), Waker::noop().clone());
        timers.clear(first);
        let second = timers.set(Micros(5), Waker::noop().clone());
        assert_ne!(first.slot, second.slot);
        assert!(timers.clear(first).is_none());
        assert_eq!((timers.len(), timers.earliest()), (1, Some(Micros(5))));
        assert!(timers.take_due(Micros(10)).is_some());
        assert!(timers.earliest().is_none());
        let third = timers.set(Micros(1), Waker::noop().clone());
        assert!(third.slot < 2);
        // Whoever had the slot before has no power over who has it now.
        assert!(timers.clear(first).is_none() && timers.clear(second).is_none());
        assert_eq!(timers.len(), 1);
    }
}
