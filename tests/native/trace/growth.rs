//! Taking a trace in as it grows gives what taking it in at once gives, and its batches rebuild it.

use meanwhile::trace::{Cursor, Lanes, Micros, Replay, Span, Totals, Trace};
use proptest::prelude::*;

use crate::support::invariants::{Check, cases};
use crate::support::records::{hostile, plausible, wild};

/// Cuts a trace into batches of random numbers of records, and hands each on as a worker does.
fn batches<'a>(trace: &'a Trace, sizes: &'a [usize]) -> impl Iterator<Item = (Cursor, Cursor)> + 'a {
    let mut records = trace.records();
    let mut sizes = sizes.iter().copied().cycle();
    let mut from = Cursor::default();
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let size = sizes.next().unwrap_or(1);
        done = records.by_ref().take(size).count() < size;
        let to = if done { trace.end() } else { records.cursor() };
        Some((std::mem::replace(&mut from, to), to))
    })
}

/// What is between two cursors.
fn between(trace: &Trace, from: Cursor, to: Cursor) -> &[u8] {
    let rest = trace.batch(from);
    &rest[..rest.len() - trace.batch(to).len()]
}

fn spans(lanes: &Lanes, now: Micros) -> Vec<Vec<Span>> {
    lanes.as_slice().iter().map(|lane| lane.spans(now).collect()).collect()
}

fn grows_as_it_is(trace: &Trace, sizes: &[usize]) -> Check {
    let mut copy = Trace::new();
    let mut replay = <Replay>::default();
    for (from, to) in batches(trace, sizes) {
        prop_assert_eq!(copy.append(between(trace, from, to)), Ok(()));
        prop_assert_eq!(copy.end(), to, "the copy ends where the batch did");
        replay.catch_up(&copy);
    }
    prop_assert_eq!(&copy, trace);
    prop_assert_eq!((copy.len(), copy.tasks(), copy.last()), (trace.len(), trace.tasks(), trace.last()));
    prop_assert_eq!(copy.next_request(), trace.next_request());

    let now = trace.last() + Micros(30);
    let whole = Replay::of(trace);
    let segments = |replay: &Replay| replay.threads.segments(now).collect::<Vec<_>>();
    let totals = |replay: &Replay| Totals::at(&replay.lanes, &replay.threads, now);
    prop_assert_eq!(spans(&replay.lanes, now), spans(&whole.lanes, now));
    prop_assert_eq!(segments(&replay), segments(&whole));
    prop_assert_eq!(totals(&replay), totals(&whole));
    prop_assert_eq!(replay.gauges.as_slice(), whole.gauges.as_slice());
    Ok(())
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn a_plausible_trace_grows_as_it_is(trace in plausible(), sizes in prop::collection::vec(0_usize..20, 1..9)) {
        prop_assume!(sizes.iter().any(|size| *size > 0));
        grows_as_it_is(&trace, &sizes)?;
    }

    #[test]
    fn a_hostile_trace_grows_as_it_is(trace in hostile(), sizes in prop::collection::vec(0_usize..20, 1..9)) {
        prop_assume!(sizes.iter().any(|size| *size > 0));
        grows_as_it_is(&trace, &sizes)?;
    }

    /// The clock that is set back, the record from the future: what is read never runs backwards.
    #[test]
    fn time_never_runs_backwards(trace in wild()) {
        let times: Vec<_> = trace.records().map(|record| record.at).collect();
        prop_assert!(times.is_sorted(), "{times:?}");
        prop_assert_eq!(times.len(), trace.len());
        prop_assert_eq!(times.last().copied().unwrap_or_default(), trace.last());
    }

    /// The copy's strings are the original's, in later records too.
    #[test]
    fn a_copy_goes_on_where_the_original_stopped(trace in plausible(), line in 0_u8..9) {
        let mut copy = Trace::new();
        prop_assert_eq!(copy.append(trace.batch(Cursor::default())), Ok(()));
        let text = format!("line {line}");
        let mut original = Trace::clone(&trace);
        prop_assert_eq!(copy.intern(&text), original.intern(&text));
        prop_assert_eq!(&copy, &original);
    }
}

#[test]
fn what_follows_a_whole_batch_is_not_kept_in_part() {
    let mut trace = Trace::new();
    let name = trace.intern("main");
    let site = trace.locate(std::panic::Location::caller());
    let main = trace.next_task();
    trace.push(Micros(3), main, meanwhile::trace::What::Spawned { parent: None, name, site });
    let before = trace.clone();
    trace.push(Micros(900), main, meanwhile::trace::What::PollStarted);
    let mut copy = Trace::new();
    let cut = &trace.batch(Cursor::default())[..trace.bytes().len() - 1];
    assert_eq!(copy.append(cut), Err(meanwhile::trace::TraceError::Truncated));
    assert_eq!(copy, before);
}
