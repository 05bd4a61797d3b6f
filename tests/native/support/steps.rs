//! Random steps, of which random traces are made.

use std::num::NonZeroU8;

use meanwhile::trace::{Outcome, RequestOutcome};
use proptest::prelude::*;
use proptest::sample::Index;

/// One random step. Numbers are indices into whatever there is when the step is taken, so that
/// any part of a list of steps is a list of steps too, and failures shrink.
#[derive(Clone, Debug)]
pub struct Step {
    pub after: u64,
    pub task: Index,
    pub act: Act,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Act {
    Spawn,
    /// Spawns a job for another thread.
    Submit,
    PollStart,
    PollEnd,
    /// For one of all causes.
    Wake(u8),
    Wait(Reason),
    Block(Reason),
    Unblock,
    Request(Option<u64>),
    Sent(Index, u64),
    Headers(Index, u16),
    Chunk(Index, u32),
    RequestEnd(Index, RequestOutcome),
    Gauge(i64),
    Print(u8),
    Forget(u8),
    OnThread {
        thread: NonZeroU8,
        ago: u64,
        does: Does,
    },
    Finish(Outcome),
    /// Asks a task to end.
    Cancel(Index),
    /// A cancellation arrives; whether the task refuses it.
    Cancelled(bool),
    /// Learns of the failure of a task.
    Read(Index),
    /// Forms a group of the tasks from one on, at most so many.
    Group(Index, u8),
}

/// A wake by a timer.
const BY_TIMER: u8 = 0;

/// What happens on another thread.
#[derive(Clone, Debug)]
pub enum Does {
    Run,
    Block(Reason),
    Done,
    End,
}

/// What is waited for.
#[derive(Clone, Debug)]
pub enum Reason {
    Timer(u64),
    Request(Index),
    Task(Index),
    Group(Index),
    Named(u8),
    Other,
}

fn reasons() -> impl Strategy<Value = Reason> {
    prop_oneof![
        2 => (0_u64..300).prop_map(Reason::Timer),
        4 => any::<Index>().prop_map(Reason::Request),
        1 => any::<Index>().prop_map(Reason::Task),
        1 => any::<Index>().prop_map(Reason::Group),
        1 => any::<u8>().prop_map(Reason::Named),
        1 => Just(Reason::Other),
    ]
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    prop::sample::select(vec![Outcome::Ok, Outcome::Failed, Outcome::Cancelled, Outcome::Panicked])
}

fn request_outcomes() -> impl Strategy<Value = RequestOutcome> {
    prop::sample::select(vec![RequestOutcome::Ok, RequestOutcome::Failed, RequestOutcome::Aborted])
}

pub fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Spawn),
        1 => Just(Act::Submit),
        8 => Just(Act::PollStart),
        8 => Just(Act::PollEnd),
        4 => any::<u8>().prop_map(Act::Wake),
        8 => reasons().prop_map(Act::Wait),
        2 => reasons().prop_map(Act::Block),
        2 => Just(Act::Unblock),
        4 => prop::option::of(0_u64..200).prop_map(Act::Request),
        4 => (any::<Index>(), 0_u64..300).prop_map(|(request, ago)| Act::Sent(request, ago)),
        3 => (any::<Index>(), any::<u16>()).prop_map(|(request, status)| Act::Headers(request, status)),
        3 => (any::<Index>(), any::<u32>()).prop_map(|(request, bytes)| Act::Chunk(request, bytes)),
        2 => (any::<Index>(), request_outcomes()).prop_map(|(request, end)| Act::RequestEnd(request, end)),
        3 => any::<i64>().prop_map(Act::Gauge),
        1 => any::<u8>().prop_map(|word| if word % 4 == 0 { Act::Forget(word) } else { Act::Print(word) }),
        1 => outcomes().prop_map(Act::Finish),
        3 => on_threads(),
        3 => relations(),
    ]
}

/// What tasks do with others.
fn relations() -> impl Strategy<Value = Act> {
    prop_oneof![
        any::<Index>().prop_map(Act::Cancel),
        any::<bool>().prop_map(Act::Cancelled),
        any::<Index>().prop_map(Act::Read),
        (any::<Index>(), 1_u8..4).prop_map(|(first, count)| Act::Group(first, count)),
    ]
}

fn on_threads() -> impl Strategy<Value = Act> {
    let does = prop_oneof![
        4 => Just(Does::Run),
        3 => reasons().prop_map(Does::Block),
        2 => Just(Does::Done),
        1 => Just(Does::End),
    ];
    let threads =
        prop_oneof![9 => 1_u8..4, 1 => 1_u8..=255].prop_map(|number| NonZeroU8::new(number).unwrap());
    (threads, 0_u64..300, does).prop_map(|(thread, ago, does)| Act::OnThread { thread, ago, does })
}

/// Random steps of one task that belong together: alone they would rarely meet.
fn stories() -> impl Strategy<Value = Vec<Act>> {
    let request = any::<Index>;
    let fetch =
        (prop::option::of(0_u64..200), request(), any::<bool>()).prop_map(|(uplink, request, blocks)| {
            let reason = Reason::Request(request);
            let (waits, goes_on) =
                if blocks { (Act::Block(reason), Act::Unblock) } else { (Act::Wait(reason), Act::PollEnd) };
            vec![Act::PollStart, Act::Request(uplink), waits, goes_on]
        });
    let answer =
        (request(), 0_u64..400, 0_u16..600, any::<bool>()).prop_map(|(request, ago, status, more)| {
            let (sent, headers) = (Act::Sent(request, ago), Act::Headers(request, status));
            let last = if more { Act::Wait(Reason::Request(request)) } else { headers.clone() };
            vec![Act::Wake(BY_TIMER), Act::PollStart, sent, headers, last, Act::PollEnd]
        });
    let look = request().prop_map(|request| {
        vec![Act::Wake(BY_TIMER), Act::PollStart, Act::Wait(Reason::Request(request)), Act::PollEnd]
    });
    let turn = prop::collection::vec(acts(), 1..4).prop_map(|mut acts| {
        acts.splice(0..0, [Act::Wake(BY_TIMER), Act::PollStart]);
        acts.push(Act::PollEnd);
        acts
    });
    let job = prop::collection::vec(on_threads(), 1..5).prop_map(|mut acts| {
        acts.insert(0, Act::Submit);
        acts
    });
    prop_oneof![
        6 => acts().prop_map(|act| vec![act]),
        2 => fetch,
        1 => answer,
        1 => look,
        3 => turn,
        1 => job,
    ]
}

/// Random steps; a third of them take no time.
pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let after = prop_oneof![1 => Just(0_u64), 2 => 1_u64..120];
    let story = (any::<Index>(), stories()).prop_flat_map(move |(task, acts)| {
        let times = prop::collection::vec(after.clone(), acts.len());
        (Just(task), Just(acts), times)
    });
    prop::collection::vec(story, 0..most).prop_map(|stories| {
        let steps = stories.into_iter().flat_map(|(task, acts, times)| {
            times.into_iter().zip(acts).map(move |(after, act)| Step { after, task, act })
        });
        steps.collect()
    })
}
