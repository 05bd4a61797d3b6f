//! Where a task is, for the loop that polls it: a table without effects of its own.

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It waits, and is not in the ready queue; or it is in the queue, to be polled, or dropped.
    Between(Next),
    /// It is being polled, and this is what it will be when that has returned.
    Polled(Next),
    /// It is being dropped, as it was cancelled. Nothing reaches it any more.
    Dropped,
    /// It is over.
    Over,
}

/// What comes next for a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing, before it is woken.
    Wait,
    /// It is in the ready queue, and is polled when its turn comes.
    Poll,
    /// It is in the ready queue, and is dropped when its turn comes: its clean-up runs then.
    Drop,
}

/// What happens to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Its waker is called.
    Woken,
    /// It is asked to end.
    Cancelled,
    /// It is the first in the ready queue.
    Turn,
    /// It was polled, and is not over.
    Pending,
    /// It has returned, panicked, or been dropped.
    Ended,
}

/// What the loop has to do about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effects {
    /// Record that it was asked to end: it had not been before.
    pub asked: bool,
    /// Put it into the ready queue, where it is not yet, and record that.
    pub enqueue: bool,
    /// Poll it, or drop it; as the stage says.
    pub run: bool,
}

impl Stage {
    /// What becomes of a task, and what the loop has to do.
    pub const fn on(self, event: Event) -> (Self, Effects) {
        const NOTHING: Effects = Effects { asked: false, enqueue: false, run: false };
        match (self, event) {
            (_, Event::Ended) => (Self::Over, NOTHING),
            (Self::Between(Next::Poll), Event::Turn) => {
                (Self::Polled(Next::Wait), Effects { run: true, ..NOTHING })
            }
            (Self::Between(Next::Drop), Event::Turn) => (Self::Dropped, Effects { run: true, ..NOTHING }),
            (Self::Polled(next), Event::Pending) => (Self::Between(next), NOTHING),
            (Self::Between(next), Event::Woken | Event::Cancelled) => {
                let (next, effects) = next.on(event);
                (Self::Between(next), effects)
            }
            (Self::Polled(next), Event::Woken | Event::Cancelled) => {
                let (next, effects) = next.on(event);
                (Self::Polled(next), effects)
            }
            (stage, _) => (stage, NOTHING),
        }
    }
}

impl Next {
    /// A task is in the queue once, and is asked to end once.
    const fn on(self, event: Event) -> (Self, Effects) {
        let cancel = matches!(event, Event::Cancelled);
        let effects = Effects {
            asked: cancel && !matches!(self, Self::Drop),
            enqueue: matches!(self, Self::Wait),
            run: false,
        };
        match self {
            Self::Wait | Self::Poll => (if cancel { Self::Drop } else { Self::Poll }, effects),
            Self::Drop => (self, effects),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Event::{Cancelled, Ended, Pending, Turn, Woken};
    use super::Next::{Drop, Poll, Wait};
    use super::Stage::{Between, Dropped, Over, Polled};
    use super::*;

    const ASKED: Effects = Effects { asked: true, enqueue: false, run: false };
    const ENQUEUE: Effects = Effects { asked: false, enqueue: true, run: false };
    const BOTH: Effects = Effects { asked: true, enqueue: true, run: false };
    const RUN: Effects = Effects { asked: false, enqueue: false, run: true };
    const NOTHING: Effects = Effects { asked: false, enqueue: false, run: false };

    /// Each stage, with what becomes of it when it is woken, cancelled, has its turn, or is pending.
    const TABLE: [(Stage, [(Stage, Effects); 4]); 8] = [
        (
            Between(Wait),
            [
                (Between(Poll), ENQUEUE),
                (Between(Drop), BOTH),
                (Between(Wait), NOTHING),
                (Between(Wait), NOTHING),
            ],
        ),
        (
            Between(Poll),
            [(Between(Poll), NOTHING), (Between(Drop), ASKED), (Polled(Wait), RUN), (Between(Poll), NOTHING)],
        ),
        (
            Between(Drop),
            [(Between(Drop), NOTHING), (Between(Drop), NOTHING), (Dropped, RUN), (Between(Drop), NOTHING)],
        ),
        (
            Polled(Wait),
            [
                (Polled(Poll), ENQUEUE),
                (Polled(Drop), BOTH),
                (Polled(Wait), NOTHING),
                (Between(Wait), NOTHING),
            ],
        ),
        (
            Polled(Poll),
            [
                (Polled(Poll), NOTHING),
                (Polled(Drop), ASKED),
                (Polled(Poll), NOTHING),
                (Between(Poll), NOTHING),
            ],
        ),
        (
            Polled(Drop),
            [
                (Polled(Drop), NOTHING),
                (Polled(Drop), NOTHING),
                (Polled(Drop), NOTHING),
                (Between(Drop), NOTHING),
            ],
        ),
        (Dropped, [(Dropped, NOTHING); 4]),
        (Over, [(Over, NOTHING); 4]),
    ];

    #[test]
    fn every_event_at_every_stage_does_what_the_table_says() {
        for (stage, becomes) in TABLE {
            for (event, expected) in [Woken, Cancelled, Turn, Pending].into_iter().zip(becomes) {
                assert_eq!(stage.on(event), expected, "{stage:?} {event:?}");
            }
            assert_eq!(stage.on(Ended), (Over, NOTHING), "{stage:?}");
        }
    }

    /// Whatever happens, a task is in the queue exactly when its stage says so.
    #[test]
    fn it_is_in_the_queue_once() {
        let events = [Woken, Cancelled, Turn, Pending];
        for run in 0..4_usize.pow(6) {
            let (mut stage, mut queued) = (Between(Poll), true);
            for step in 0..6 {
                let event = events[run / 4_usize.pow(step) % 4];
                if event == Turn && !queued {
                    continue;
                }
                let (next, effects) = stage.on(event);
                assert!(!(effects.enqueue && queued), "{run}: {stage:?} {event:?}");
                queued = (queued && !effects.run) || effects.enqueue;
                stage = next;
                if let Between(next) = stage {
                    assert_eq!(queued, next != Wait, "{run}: {stage:?}");
                }
            }
        }
    }
}
