//! A program in a dedicated worker, as the page sees it.
//!
//! ```text
//! Loading ─► Ready ─► Running ─► Finished
//!    └─────────┴─────────┴─────► Failed(sentence)
//! ```
//!
//! A worker is loaded ahead of time, so that programs can begin at one moment, and runs one: an async
//! program on its event loop, or a blocking one that holds its thread.

use thiserror::Error;

use crate::trace::TraceError;

/// How often the clocks are compared; the best comparison counts.
const COMPARISONS: u8 = 4;

/// The most that a program may record, in bytes: some five million events.
const MOST_BYTES: usize = 32 << 20;

/// Where a worker stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// It is being loaded, and then asked what its clock says.
    Loading {
        /// How often it has said so. The first time it only says that it is there.
        answers: u8,
        /// The program that it is to run as soon as it is ready, by its name.
        program: Option<String>,
    },
    /// It waits for its program.
    Ready {
        /// The threads for the program's pools.
        threads: Threads,
    },
    /// It runs its program.
    Running {
        /// Which one, by its name.
        program: String,
        /// How much of a trace it has sent, in bytes.
        recorded: usize,
    },
    /// The program is over; the trace is whole.
    Finished,
    /// It is of no more use. What it recorded is still there.
    Failed(WorkerError),
}

/// Threads that a worker was asked to have ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// It was not asked.
    Unasked,
    /// They are on their way.
    Coming,
    /// They are there, or cannot be had.
    There,
}

/// Why a worker is of no more use. Each text is a sentence for the reader, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorkerError {
    /// It could not be started.
    #[error("a worker did not start: {0}")]
    Load(String),
    /// It is of another version than the page.
    #[error("the site was replaced while this page was open: reload it")]
    Version,
    /// Its program ended in a way that it should not.
    #[error("the {program} program broke off: {reason}")]
    Crashed {
        /// Which program.
        program: String,
        /// What the browser or the program said.
        reason: String,
    },
    /// What it sent is no trace.
    #[error(transparent)]
    Damaged(#[from] TraceError),
    /// It recorded more than can be shown.
    #[error("the {program} program recorded more than {} MB, and was ended", MOST_BYTES >> 20)]
    TooMuch {
        /// Which program.
        program: String,
    },
}

/// What happens to a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is to run a program of this name.
    Start(String),
    /// It is to have so many threads ready.
    WantThreads(u32),
    /// It said what its clock says, and of which version it is: the page's own or not.
    Answered {
        /// Whether it is the page's own.
        same_version: bool,
    },
    /// It has the threads.
    HasThreads,
    /// It sent more of the trace, of so many bytes; or something that is none.
    Recorded(Result<usize, TraceError>),
    /// Its program is over.
    Finished,
    /// It sent something that this version cannot read.
    Unreadable,
    /// It could not be loaded, or broke, or has said that it cannot go on: why.
    Broke(String),
}

/// What is to be done about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the worker what its clock says.
    AskTime,
    /// Ask it for so many threads.
    AskForThreads(u32),
    /// Loading is over: it has no limit any more.
    Loaded,
    /// Send it its program.
    SendProgram,
    /// Terminate it, and let go of all that was for it.
    Release,
    /// Tell the page that something has changed.
    Notify,
}

impl WorkerState {
    /// A worker that is being loaded.
    pub const LOADING: Self = Self::Loading { answers: 0, program: None };

    /// What an event makes of it, and what is to be done, in this order.
    #[must_use]
    pub fn on(self, event: Event) -> (Self, Vec<Effect>) {
        use Effect::{AskForThreads, AskTime, Loaded, Notify, Release, SendProgram};
        match (self, event) {
            // Nothing more can happen to it.
            (over @ (Self::Finished | Self::Failed(_)), _) => (over, Vec::new()),
            (_, Event::Answered { same_version: false } | Event::Unreadable) => failed(WorkerError::Version),

            (Self::Loading { answers, .. }, Event::Start(program)) => {
                (Self::Loading { answers, program: Some(program) }, Vec::new())
            }
            (Self::Loading { answers, program }, Event::Answered { .. }) if answers < COMPARISONS => {
                (Self::Loading { answers: answers + 1, program }, vec![AskTime])
            }
            (Self::Loading { program: None, .. }, Event::Answered { .. }) => {
                (Self::Ready { threads: Threads::Unasked }, vec![Loaded, Notify])
            }
            (Self::Loading { program: Some(program), .. }, Event::Answered { .. }) => {
                (Self::Running { program, recorded: 0 }, vec![Loaded, SendProgram, Notify])
            }

            (Self::Ready { .. }, Event::Start(program)) => {
                (Self::Running { program, recorded: 0 }, vec![SendProgram])
            }
            (Self::Ready { threads: Threads::Unasked }, Event::WantThreads(count)) => {
                (Self::Ready { threads: Threads::Coming }, vec![AskForThreads(count)])
            }
            (Self::Ready { .. }, Event::HasThreads) => {
                (Self::Ready { threads: Threads::There }, vec![Notify])
            }

            (Self::Running { program, recorded }, Event::Recorded(Ok(more))) => {
                let recorded = recorded.saturating_add(more);
                if recorded > MOST_BYTES {
                    return failed(WorkerError::TooMuch { program });
                }
                (Self::Running { program, recorded }, vec![Notify])
            }
            (Self::Running { .. }, Event::Recorded(Err(error))) => failed(error.into()),
            (Self::Running { .. }, Event::Finished) => (Self::Finished, vec![Release, Notify]),
            (Self::Running { program, .. }, Event::Broke(reason)) => {
                failed(WorkerError::Crashed { program, reason })
            }
            (Self::Loading { .. } | Self::Ready { .. }, Event::Broke(reason)) => {
                failed(WorkerError::Load(reason))
            }

            // Heard too late, or twice.
            (state, _) => (state, Vec::new()),
        }
    }
}

fn failed(error: WorkerError) -> (WorkerState, Vec<Effect>) {
    (WorkerState::Failed(error), vec![Effect::Release, Effect::Notify])
}

#[cfg(test)]
mod tests {
    use super::Effect::{AskForThreads, AskTime, Loaded, Notify, Release, SendProgram};
    use super::*;

    const ANSWER: Event = Event::Answered { same_version: true };
    const RELEASED: &[Effect] = &[Release, Notify];

    fn loading(answers: u8, program: Option<&str>) -> WorkerState {
        WorkerState::Loading { answers, program: program.map(str::to_owned) }
    }

    const fn ready(threads: Threads) -> WorkerState {
        WorkerState::Ready { threads }
    }

    fn running(recorded: usize) -> WorkerState {
        WorkerState::Running { program: "async".to_owned(), recorded }
    }

    fn start(program: &str) -> Event {
        Event::Start(program.to_owned())
    }

    fn too_much() -> WorkerError {
        WorkerError::TooMuch { program: "async".to_owned() }
    }

    fn crashed(reason: &str) -> WorkerError {
        WorkerError::Crashed { program: "async".to_owned(), reason: reason.to_owned() }
    }

    fn broke() -> Event {
        Event::Broke("why".to_owned())
    }

    #[test]
    fn it_goes_from_state_to_state() {
        let (unasked, coming, there) =
            (ready(Threads::Unasked), ready(Threads::Coming), ready(Threads::There));
        let table: Vec<(WorkerState, Event, WorkerState, &[Effect])> = vec![
            (WorkerState::LOADING, ANSWER, loading(1, None), &[AskTime]),
            (loading(3, None), ANSWER, loading(4, None), &[AskTime]),
            (loading(4, None), ANSWER, unasked.clone(), &[Loaded, Notify]),
            (loading(2, None), start("async"), loading(2, Some("async")), &[]),
            (loading(4, Some("async")), ANSWER, running(0), &[Loaded, SendProgram, Notify]),
            (loading(1, None), Event::WantThreads(3), loading(1, None), &[]),
            (unasked.clone(), Event::WantThreads(3), coming.clone(), &[AskForThreads(3)]),
            (coming.clone(), Event::WantThreads(3), coming.clone(), &[]),
            (coming.clone(), Event::HasThreads, there.clone(), &[Notify]),
            (there.clone(), Event::WantThreads(3), there.clone(), &[]),
            (there, start("async"), running(0), &[SendProgram]),
            (coming, start("async"), running(0), &[SendProgram]),
            (running(0), Event::HasThreads, running(0), &[]),
            (running(5), start("blocking"), running(5), &[]),
            (running(5), Event::Recorded(Ok(7)), running(12), &[Notify]),
            (running(5), Event::Finished, WorkerState::Finished, RELEASED),
            // A batch that comes before there is a program is none of a program's.
            (unasked.clone(), Event::Recorded(Ok(7)), unasked, &[]),
        ];
        for (before, event, after, effects) in table {
            let told = format!("{before:?} on {event:?}");
            assert_eq!(before.on(event), (after, effects.to_vec()), "{told}");
        }
    }

    #[test]
    fn what_goes_wrong_ends_it_with_a_sentence() {
        let load = || WorkerError::Load("why".to_owned());
        let stranger = Event::Answered { same_version: false };
        let damaged = TraceError::Truncated;
        let table = [
            (WorkerState::LOADING, broke(), load()),
            (loading(4, Some("async")), broke(), load()),
            (ready(Threads::Coming), broke(), load()),
            // Between two batches, with what was recorded before.
            (running(5), broke(), crashed("why")),
            (WorkerState::LOADING, stranger, WorkerError::Version),
            (ready(Threads::There), Event::Unreadable, WorkerError::Version),
            (running(5), Event::Unreadable, WorkerError::Version),
            (running(5), Event::Recorded(Err(damaged)), WorkerError::Damaged(damaged)),
            (running(MOST_BYTES), Event::Recorded(Ok(1)), too_much()),
            (running(1), Event::Recorded(Ok(usize::MAX)), too_much()),
        ];
        for (before, event, error) in table {
            let told = format!("{before:?} on {event:?}");
            assert_eq!(before.on(event), (WorkerState::Failed(error), RELEASED.to_vec()), "{told}");
        }
        let sentences = [
            (load(), "a worker did not start: why"),
            (crashed("out of luck"), "the async program broke off: out of luck"),
            (WorkerError::Version, "the site was replaced while this page was open: reload it"),
            (too_much(), "the async program recorded more than 32 MB, and was ended"),
        ];
        for (error, sentence) in sentences {
            assert_eq!(error.to_string(), sentence);
        }
    }

    #[test]
    fn what_comes_after_the_end_changes_nothing() {
        for over in [WorkerState::Finished, WorkerState::Failed(crashed("why"))] {
            let late = [
                start("async"),
                Event::WantThreads(3),
                ANSWER,
                Event::Answered { same_version: false },
                Event::HasThreads,
                Event::Recorded(Ok(7)),
                Event::Finished,
                Event::Unreadable,
                broke(),
            ];
            for event in late {
                assert_eq!(over.clone().on(event), (over.clone(), Vec::new()));
            }
        }
    }

    #[test]
    fn a_program_that_was_wanted_early_starts_when_the_clocks_are_compared() {
        let mut state = WorkerState::LOADING.on(start("async")).0;
        let mut asked = 0;
        while let WorkerState::Loading { .. } = state {
            let (next, effects) = state.on(ANSWER);
            asked += effects.iter().filter(|effect| **effect == AskTime).count();
            state = next;
        }
        assert_eq!((state, asked), (running(0), usize::from(COMPARISONS)));
    }
}
