//! A run of a scene's programs: when each begins, and where.
//!
//! ```text
//! Preparing ─► Waking ─► Running
//! ```
//!
//! Programs in workers begin at one moment. Those that compute begin one after the other, and so do those on
//! the page's own thread: first the async ones, each alone on the page's event loop, and then the blocking
//! ones, which freeze it together.

use std::collections::VecDeque;

use crate::trace::ProgramKind;

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Venue {
    /// In a worker of its own.
    Worker,
    /// On the page's event loop.
    Page,
    /// It holds the page's own thread.
    Freeze,
    /// It is computed, for want of something that it needs here.
    Computed,
}

/// What the reader wants, and what the browser allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// The programs are to run on the page's own thread.
    pub on_page: bool,
    /// There are workers.
    pub workers: bool,
    /// A thread that is held hears of other threads: through the service worker.
    pub hears: bool,
}

impl Venue {
    /// Where a program runs that has so many threads beside its own.
    #[must_use]
    pub const fn of(kind: ProgramKind, threads: u8, conditions: Conditions) -> Self {
        let Conditions { on_page, workers, hears } = conditions;
        match kind {
            ProgramKind::Async if on_page || !workers => Self::Page,
            ProgramKind::Blocking if on_page => Self::Freeze,
            ProgramKind::Blocking if !workers || (threads > 0 && !hears) => Self::Computed,
            ProgramKind::Async | ProgramKind::Blocking => Self::Worker,
        }
    }
}

/// How far a session is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SessionState {
    /// Something is not ready.
    #[default]
    Preparing,
    /// All is, but for the service worker, which is woken.
    Waking,
    /// The programs were told to begin, or to wait for the one before.
    Running {
        /// The program that those in the queue wait for.
        current: Option<usize>,
        /// The programs that have not begun, in their order.
        queue: VecDeque<(usize, Venue)>,
    },
}

/// What happens to a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// All that the programs need is ready.
    Ready,
    /// The service worker is awake: the programs may begin.
    Awake {
        /// Where each program runs.
        venues: Vec<Venue>,
        /// Whether each needs the processor for itself.
        sequential: bool,
    },
    /// The program of this number is over.
    Over(usize),
}

/// What is to be done about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Wake the service worker.
    Wake,
    /// Compute a program, to its end.
    Compute(usize),
    /// Let a program begin in its worker.
    BeginInWorker {
        /// Which.
        number: usize,
        /// Whether another one ran before it, with which its threads may have gone.
        is_later: bool,
    },
    /// Let a program begin on the page's event loop.
    BeginOnPage(usize),
    /// After a moment in which the reader sees the end of the last one, run these on the page's own thread, to
    /// their ends.
    Freeze(Vec<usize>),
}

impl SessionState {
    /// The state after an event, and what is to be done. An event that means nothing in a state changes
    /// nothing.
    #[must_use]
    pub fn on(self, event: Event) -> (Self, Vec<Effect>) {
        match (self, event) {
            (Self::Preparing, Event::Ready) => (Self::Waking, vec![Effect::Wake]),
            (Self::Waking, Event::Awake { venues, sequential }) => Self::begun(&venues, sequential),
            (Self::Running { current: Some(current), queue }, Event::Over(number)) if current == number => {
                let (state, next) = Self::next(queue, true);
                (state, next.into_iter().collect())
            }
            (state, _) => (state, Vec::new()),
        }
    }

    /// The program that others wait for.
    #[must_use]
    pub const fn current(&self) -> Option<usize> {
        match self {
            Self::Running { current, .. } => *current,
            Self::Preparing | Self::Waking => None,
        }
    }

    fn begun(venues: &[Venue], sequential: bool) -> (Self, Vec<Effect>) {
        let (mut effects, mut queue, mut freezing) = (Vec::new(), VecDeque::new(), Vec::new());
        for (number, venue) in venues.iter().copied().enumerate() {
            match venue {
                Venue::Worker if !sequential => {
                    effects.push(Effect::BeginInWorker { number, is_later: false });
                }
                Venue::Computed => effects.push(Effect::Compute(number)),
                Venue::Worker | Venue::Page => queue.push_back((number, venue)),
                Venue::Freeze => freezing.push((number, venue)),
            }
        }
        queue.extend(freezing);
        let (state, first) = Self::next(queue, false);
        effects.extend(first);
        (state, effects)
    }

    /// Takes the next program from the queue; of those that freeze the page, all.
    fn next(mut queue: VecDeque<(usize, Venue)>, is_later: bool) -> (Self, Option<Effect>) {
        let (current, effect) = match queue.pop_front() {
            None => (None, None),
            Some((number, Venue::Freeze)) => {
                let others = queue.drain(..).map(|(number, _)| number);
                (None, Some(Effect::Freeze([number].into_iter().chain(others).collect())))
            }
            Some((number, Venue::Page)) => (Some(number), Some(Effect::BeginOnPage(number))),
            Some((number, _)) => (Some(number), Some(Effect::BeginInWorker { number, is_later })),
        };
        (Self::Running { current, queue }, effect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Conditions = Conditions { on_page: false, workers: true, hears: true };

    #[test]
    fn where_a_program_runs() {
        let (futures, calls) = (ProgramKind::Async, ProgramKind::Blocking);
        let on_page = Conditions { on_page: true, ..ALL };
        let deaf = Conditions { hears: false, ..ALL };
        let without = Conditions { workers: false, ..deaf };
        for (kind, threads, conditions, venue) in [
            (futures, 0, ALL, Venue::Worker),
            (futures, 3, deaf, Venue::Worker),
            (futures, 3, without, Venue::Page),
            (futures, 0, on_page, Venue::Page),
            (calls, 3, ALL, Venue::Worker),
            (calls, 0, deaf, Venue::Worker),
            (calls, 3, deaf, Venue::Computed),
            (calls, 0, without, Venue::Computed),
            (calls, 0, on_page, Venue::Freeze),
        ] {
            assert_eq!(Venue::of(kind, threads, conditions), venue, "{kind:?}, {threads}, {conditions:?}");
        }
    }

    /// All that is done from the beginning on, while each program that others wait for ends.
    fn done(venues: &[Venue], sequential: bool) -> Vec<Vec<Effect>> {
        let (state, woken) = SessionState::default().on(Event::Ready);
        let (mut state, begun) = state.on(Event::Awake { venues: venues.to_vec(), sequential });
        let mut done = vec![woken, begun];
        while let Some(current) = state.current() {
            assert_eq!(
                state.clone().on(Event::Over(current + 1)),
                (state.clone(), vec![]),
                "nothing waits for it"
            );
            let (next, effects) = state.on(Event::Over(current));
            state = next;
            done.push(effects);
        }
        done
    }

    #[test]
    fn who_begins_when() {
        use Effect::{BeginInWorker, BeginOnPage, Compute, Freeze, Wake};
        let worker = |number, is_later| BeginInWorker { number, is_later };
        for (venues, sequential, expected) in [
            (
                vec![Venue::Worker, Venue::Computed, Venue::Worker],
                false,
                vec![vec![worker(0, false), Compute(1), worker(2, false)]],
            ),
            (
                vec![Venue::Worker, Venue::Computed, Venue::Worker],
                true,
                vec![vec![Compute(1), worker(0, false)], vec![worker(2, true)], vec![]],
            ),
            (
                vec![Venue::Freeze, Venue::Page, Venue::Freeze, Venue::Page],
                false,
                vec![vec![BeginOnPage(1)], vec![BeginOnPage(3)], vec![Freeze(vec![0, 2])]],
            ),
            (vec![Venue::Freeze], true, vec![vec![Freeze(vec![0])]]),
            (vec![Venue::Computed], true, vec![vec![Compute(0)]]),
        ] {
            let expected = [vec![vec![Wake]], expected].concat();
            assert_eq!(done(&venues, sequential), expected, "{venues:?}, {sequential}");
        }
    }

    #[test]
    fn what_comes_at_the_wrong_time_changes_nothing() {
        let awake = Event::Awake { venues: vec![Venue::Worker], sequential: true };
        let (waking, _) = SessionState::Preparing.on(Event::Ready);
        let (running, _) = waking.clone().on(awake.clone());
        for (state, events) in [
            (SessionState::Preparing, vec![awake.clone(), Event::Over(0)]),
            (waking, vec![Event::Ready, Event::Over(0)]),
            (running, vec![Event::Ready, awake, Event::Over(1)]),
        ] {
            for event in events {
                assert_eq!(state.clone().on(event.clone()), (state.clone(), vec![]), "{event:?}");
            }
        }
    }
}
