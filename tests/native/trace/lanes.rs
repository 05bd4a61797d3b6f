//! The spans of a lane never overlap, cover it without gap, add up to the totals, and say what was so.

use meanwhile::trace::{Lanes, Micros, Trace};
use proptest::prelude::*;

use crate::support::invariants::{
    cases, folds_agree_with_the_oracle, segments_are_in_order, spans_add_up, spans_cover_lanes,
};
use crate::support::records::{Sample, hostile, plausible, wild};

/// A trace and a time at or after its last record.
fn with_now(traces: impl Strategy<Value = Sample>) -> impl Strategy<Value = (Sample, Micros)> {
    (traces, 0_u64..500).prop_map(|(trace, after)| {
        let now = trace.last() + Micros(after);
        (trace, now)
    })
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn spans_of_plausible_lanes_cover_them((trace, now) in with_now(plausible())) {
        spans_cover_lanes(&trace, now)?;
    }

    #[test]
    fn spans_of_hostile_lanes_cover_them((trace, now) in with_now(hostile())) {
        spans_cover_lanes(&trace, now)?;
    }

    #[test]
    fn spans_of_wild_lanes_cover_them((trace, now) in with_now(wild())) {
        spans_cover_lanes(&trace, now)?;
    }

    #[test]
    fn spans_of_plausible_lanes_add_up_to_the_totals((trace, now) in with_now(plausible())) {
        spans_add_up(&trace, now)?;
    }

    #[test]
    fn spans_of_hostile_lanes_add_up_to_the_totals((trace, now) in with_now(hostile())) {
        spans_add_up(&trace, now)?;
    }

    #[test]
    fn segments_of_a_plausible_thread_are_in_order((trace, now) in with_now(plausible())) {
        segments_are_in_order(&trace, now)?;
    }

    #[test]
    fn segments_of_a_hostile_thread_are_in_order((trace, now) in with_now(hostile())) {
        segments_are_in_order(&trace, now)?;
    }

    #[test]
    fn segments_of_a_wild_thread_are_in_order((trace, now) in with_now(wild())) {
        segments_are_in_order(&trace, now)?;
    }

    #[test]
    fn plausible_folds_say_what_was_so(trace in plausible()) {
        folds_agree_with_the_oracle(&trace)?;
    }

    #[test]
    fn hostile_folds_say_what_was_so(trace in hostile()) {
        folds_agree_with_the_oracle(&trace)?;
    }

    /// Asking for a time before the last record shows no more than what is known by then.
    #[test]
    fn a_lane_never_ends_before_its_last_span(trace in hostile(), now in 0_u64..4000) {
        for lane in Lanes::of(&trace).as_slice() {
            let last = lane.spans(Micros(now)).last();
            prop_assert!(last.is_none_or(|span| span.end <= lane.end(Micros(now))));
        }
    }
}

#[test]
fn a_chain_of_seventy_thousand_tasks_is_folded() {
    let mut trace = Trace::new();
    let name = trace.intern("link");
    let site = trace.locate(std::panic::Location::caller());
    for task in 0..70_000_u32 {
        let parent = task.checked_sub(1).map(meanwhile::trace::TaskId);
        let spawned = meanwhile::trace::What::Spawned { parent, name, site };
        trace.push(Micros(task.into()), meanwhile::trace::TaskId(task), spawned);
    }
    let lanes = Lanes::of(&trace);
    assert_eq!(lanes.as_slice().last().map(|lane| lane.depth), Some(u16::MAX));
}
