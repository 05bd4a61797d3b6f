//! Quantities over time, and when each mistake was made.

use std::rc::Rc;

use meanwhile::runtime::sync::Mutex;
use meanwhile::runtime::{Plan, blocking, coroutine, gauge, http, join_all, simulate, sleep, spawn};
use meanwhile::scenes;
use meanwhile::trace::{Advice, Gauges, Micros, Trace, What, advice};
use proptest::prelude::*;

use crate::support::invariants::cases;
use crate::support::records::{hostile, wild};
use crate::support::{at_ms, ms};

#[test]
fn a_quantity_has_its_values_in_order() {
    let trace = simulate(async {
        gauge("depth", 3);
        sleep(ms(10)).await;
        for value in [5, -2] {
            gauge("depth", value);
        }
        gauge("other", 1);
    });
    let gauges = Gauges::of(&trace);
    let names: Vec<_> = gauges.as_slice().iter().map(|gauge| trace.quantity_name(gauge.of)).collect();
    assert_eq!(names, ["depth", "other"]);
    let depth = &gauges.as_slice()[0];
    assert_eq!(depth.values(), [(Micros::ZERO, 3), (at_ms(10), 5), (at_ms(10), -2)]);
    assert_eq!((depth.min, depth.max), (-2, 5));
    assert_eq!((depth.at(at_ms(9)), depth.at(at_ms(10)), depth.at(at_ms(99))), (Some(3), Some(-2), Some(-2)));
    assert_eq!(gauges.as_slice()[1].at(at_ms(9)), None);
    assert_eq!(gauges.get(depth.of), Some(depth));
}

/// Finds out when each mistake was made, in milliseconds.
fn made(trace: &Trace) -> Vec<Option<u64>> {
    let found = advice(trace);
    found.iter().map(|found| found.at().map(|time| time.0 / 1000)).collect()
}

#[test]
fn calls_that_block_for_equally_long_are_told_apart() {
    let trace = simulate(async {
        for _ in 0..7 {
            sleep(ms(100)).await;
            blocking::sleep(ms(900));
            blocking::sleep(ms(20));
        }
    });
    assert_eq!(made(&trace), [Some(100), Some(1120), Some(2140), Some(3160), Some(4180), None]);
}

#[test]
fn a_call_that_still_blocks_began_when_it_did() {
    let trace = simulate(async {
        sleep(ms(100)).await;
        blocking::sleep(ms(900));
    });
    let blocks = trace.records().find(|record| matches!(record.what, What::Blocked { .. })).unwrap();
    let mut cut = Trace::new();
    let mut records = trace.records();
    records.by_ref().take_while(|record| *record != blocks).for_each(drop);
    let rest = trace.batch(records.cursor()).len();
    let whole = trace.bytes().to_vec();
    cut.append(&whole[..whole.len() - rest]).unwrap();
    assert_eq!(cut.last(), at_ms(100));
    // Half a second later a line is printed by somebody.
    let text = cut.intern("line");
    cut.push(at_ms(600), blocks.task, What::Printed { text });
    assert_eq!(made(&cut), [Some(100)]);
}

#[test]
fn a_coroutine_is_forgotten_when_it_is_thrown_away() {
    let trace = simulate(async {
        sleep(ms(30)).await;
        for _ in 0..3 {
            drop(coroutine("save", async {}));
            sleep(ms(5)).await;
        }
    });
    assert_eq!(made(&trace), [Some(30)]);
}

/// The same line awaits without the lock at first: that is no mistake yet.
#[test]
fn a_lock_is_held_across_an_await_when_its_holder_begins_to_wait() {
    let pause = || sleep(ms(100));
    let trace = simulate(async move {
        let lock = Rc::new(Mutex::new("lock", ()));
        let tasks = (0..3).map(|_| {
            let lock = Rc::clone(&lock);
            spawn("task", async move {
                let mut guard = None;
                for _ in 0..2 {
                    pause().await;
                    guard = Some(lock.lock().await);
                }
                drop(guard);
            })
        });
        drop(join_all(tasks).await);
    });
    let found = advice(&trace);
    let held = found.iter().position(|found| matches!(found, Advice::HeldLock(_)));
    if let Some(place) = held {
        assert_eq!(made(&trace)[place], Some(100));
    }
    assert!(held.is_some(), "{found:?}");
}

#[test]
fn the_others_say_when_they_were() {
    let in_turn = simulate(async {
        sleep(ms(10)).await;
        for _ in 0..3 {
            let plan = Plan::taking(at_ms(200));
            drop(spawn("fetch", async move { http::get("bytes/9").plan(plan).await?.bytes().await }).await);
        }
        spawn("left behind", sleep(ms(1_000))).detach();
        sleep(ms(10)).await;
    });
    assert_eq!(made(&in_turn), [Some(10), Some(620)]);
    let crowd = made(&scenes::find("too-many").map(|scene| scene.simulate(0, &scene.defaults())).unwrap());
    assert_eq!(crowd, [Some(0)]);
}

proptest! {
    #![proptest_config(cases(100))]

    /// A mistake has a time within the run, unless it only counts others.
    #[test]
    fn every_mistake_of_any_trace_has_its_time(trace in prop_oneof![hostile(), wild()]) {
        for found in advice(&trace) {
            prop_assert_eq!(found.at().is_some(), !matches!(found, Advice::More(_)), "{:?}", found);
            prop_assert!(found.at() <= Some(trace.last()));
        }
    }

    #[test]
    fn quantities_have_the_values_that_were_recorded(trace in hostile()) {
        let gauges = Gauges::of(&trace);
        let values = |of| trace.records().filter_map(move |record| match record.what.quantity() {
            Some((quantity, value)) if quantity == of => Some((record.at, value)),
            _ => None,
        });
        for gauge in gauges.as_slice() {
            prop_assert_eq!(gauge.values(), values(gauge.of).collect::<Vec<_>>());
        }
        let all: usize = gauges.as_slice().iter().map(|gauge| gauge.values().len()).sum();
        prop_assert_eq!(all, trace.records().filter(|record| record.what.quantity().is_some()).count());
    }
}
