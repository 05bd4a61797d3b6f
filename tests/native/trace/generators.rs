//! The random traces that the other tests are made of are worth testing with.

use std::collections::BTreeSet;
use std::mem::discriminant;

use meanwhile::trace::{Cause, Lane, Lanes, Micros, On, Phase, Replay, TaskId, ThreadState, Trace, What};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::oracle::Oracle;
use crate::support::records::{Sample, hostile, plausible, wild};

/// A hundred samples, the same each time.
fn samples(of: &impl Strategy<Value = Sample>) -> Vec<Sample> {
    let mut runner = TestRunner::deterministic();
    (0..100).map(|_| of.new_tree(&mut runner).unwrap().current()).collect()
}

/// How many kinds of record there are in all samples.
fn kinds(samples: &[Sample]) -> usize {
    let mut kinds = Vec::new();
    for record in samples.iter().flat_map(|sample| sample.records().collect::<Vec<_>>()) {
        if !kinds.contains(&discriminant(&record.what)) {
            kinds.push(discriminant(&record.what));
        }
    }
    kinds.len()
}

fn phases(samples: &[Sample]) -> BTreeSet<Phase> {
    let spans = |trace: &Trace| {
        let lanes = Lanes::of(trace);
        let all = lanes.as_slice().iter().flat_map(|lane| lane.spans(trace.last()));
        all.map(|span| span.phase).collect::<Vec<_>>()
    };
    samples.iter().flat_map(|sample| spans(sample)).collect()
}

/// How many samples change what was taken for sending until then.
fn rewritten(samples: &[Sample]) -> usize {
    let rewrites = |trace: &Trace| {
        let mut copy = Trace::new();
        let mut lanes = Replay::new(Lanes::default());
        let mut records = trace.records();
        while let Some(record) = records.next() {
            let before = lanes.get(record.task).map(|lane| lane.closed().to_vec());
            let rest = trace.batch(records.cursor()).len();
            let next = trace.batch(copy.end());
            copy.append(&next[..next.len() - rest]).unwrap();
            lanes.catch_up(&copy);
            let after = lanes.get(record.task).map(Lane::closed);
            if matches!(record.what, What::RequestSent { .. }) && before.as_deref() != after {
                return true;
            }
        }
        false
    };
    samples.iter().filter(|sample| rewrites(sample)).count()
}

#[test]
fn every_kind_of_record_and_phase_is_met() {
    for samples in [samples(&plausible()), samples(&hostile())] {
        assert_eq!(kinds(&samples), 26);
        assert_eq!(phases(&samples).len(), Phase::ALL.len());
    }
    assert_eq!(kinds(&samples(&wild())), 25, "all but members of groups");
}

#[test]
fn the_past_is_rewritten_often() {
    let (plausible, hostile) = (rewritten(&samples(&plausible())), rewritten(&samples(&hostile())));
    assert!(plausible > 10 && hostile > 10, "{plausible} and {hostile} of 100");
}

/// In a plausible trace one task at most is polled, and only one that was ready.
#[test]
fn plausible_polls_are_paired() {
    for sample in samples(&plausible()) {
        let mut polled = None;
        for record in sample.records() {
            match record.what {
                What::PollStarted => assert_eq!(polled.replace(record.task), None, "{sample:?}"),
                What::PollEnded => assert_eq!(polled.take(), Some(record.task), "{sample:?}"),
                _ => {}
            }
        }
    }
}

/// A hostile trace breaks that rule, or it would test nothing new.
#[test]
fn hostile_polls_are_not_paired() {
    let unpaired = |trace: &Trace| {
        let polls = trace.records().filter(|record| record.what == What::PollStarted).count();
        let ends = trace.records().filter(|record| record.what == What::PollEnded).count();
        polls.abs_diff(ends) > 1
    };
    assert!(samples(&hostile()).iter().filter(|sample| unpaired(sample)).count() > 30);
}

/// The oracle itself, on a trace that is small enough to be judged by eye.
#[test]
fn the_oracle_looks_moments_up() {
    let mut trace = Trace::new();
    let (name, url) = (trace.intern("main"), trace.intern("posts/1"));
    let site = trace.locate(std::panic::Location::caller());
    let (main, request) = (trace.next_task(), trace.next_request());
    for (at, what) in [
        (0, What::Spawned { parent: None, name, site }),
        (10, What::PollStarted),
        (20, What::RequestStarted { request, url, uplink: None }),
        (20, What::Waiting { on: On::Request(request), site }),
        (30, What::PollEnded),
        (80, What::Woken { by: Cause::Request(request) }),
        (85, What::PollStarted),
        (90, What::RequestSent { request, ago: Micros(40) }),
        (90, What::HeadersArrived { request, status: 200 }),
        (95, What::Blocked { on: On::Timer { until: Micros(99) }, site }),
    ] {
        trace.push(Micros(at), main, what);
    }
    let oracle = Oracle::of(&trace);
    let expected = [
        (5, Phase::Queued, ThreadState::Idle),
        (15, Phase::Running, ThreadState::Busy),
        (30, Phase::Sending, ThreadState::Idle),
        (49, Phase::Sending, ThreadState::Idle),
        (50, Phase::Waiting, ThreadState::Idle),
        (80, Phase::Queued, ThreadState::Idle),
        (90, Phase::Running, ThreadState::Busy),
        (95, Phase::Blocked, ThreadState::Blocked),
    ];
    for (at, phase, state) in expected {
        assert_eq!(oracle.phase(main, Micros(at)), Some(phase), "at {at}");
        assert_eq!(oracle.thread(Micros(at)).0, state, "at {at}");
    }
    assert_eq!(oracle.phase(TaskId(1), Micros(5)), None);
    assert!(oracle.moments().contains(&Micros(50)));
}
