//! Calls that survive a panic.

use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;

use meanwhile::browser::{Epoch, Level, NetworkChoice, RunConfig, Token, freeze, guard, held};
use meanwhile::runtime::thread::{call::set_guard, die};
use meanwhile::runtime::{JoinError, Plan, Recorder, blocking, simulate_blocking};
use meanwhile::trace::{Micros, Outcome, Record, TaskId, Trace, What};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_call_that_returns_is_well() {
    let called = Cell::new(false);
    assert_eq!(guard::call(&|| called.set(true)), Ok(()));
    assert!(called.get());
}

#[wasm_bindgen_test]
fn a_panic_is_an_error_with_its_message() {
    let number = black_box(7);
    assert_eq!(guard::call(&|| panic!("number {number}")), Err("number 7".to_owned()));
    assert_eq!(guard::call(&|| ()), Ok(()), "and the next call is well again");
}

#[wasm_bindgen_test]
fn guards_nest() {
    let outer = guard::call(&|| {
        assert_eq!(guard::call(&|| panic!("inner")), Err("inner".to_owned()));
        panic!("outer");
    });
    assert_eq!(outer, Err("outer".to_owned()));
}

/// The address of a local variable: where the shadow stack stands.
#[inline(never)]
fn stack() -> usize {
    let here = black_box([0_u8; 16]);
    std::ptr::from_ref(black_box(&here)).addr()
}

#[inline(never)]
fn deep(depth: u32) -> u8 {
    let frame = black_box([7_u8; 4096]);
    assert!(depth > 0, "deep down");
    deep(depth - 1).wrapping_add(black_box(frame)[5])
}

#[wasm_bindgen_test]
fn the_stack_is_whole_again_after_a_trap() {
    let before = stack();
    for _ in 0..1000 {
        // 40 KB each: without healing the stack of 1 MB would be gone after 25 of them.
        assert!(
            guard::call(&|| {
                black_box(deep(black_box(10)));
            })
            .is_err()
        );
    }
    assert_eq!(stack(), before);
}

fn config() -> RunConfig {
    let network = NetworkChoice::Local;
    RunConfig { pace: 1.0, network, level: Level::Timers, token: Token::random() }
}

fn ends(trace: &Trace) -> Vec<(TaskId, Outcome)> {
    let end = |record: Record| match record.what {
        What::Finished { outcome } => Some((record.task, outcome)),
        _ => None,
    };
    trace.records().filter_map(end).collect()
}

#[wasm_bindgen_test]
fn a_blocking_program_freezes_the_page_and_leaves_its_trace() {
    let before = held();
    let begun = Epoch::now();
    let trace = freeze(&config(), begun, || {
        blocking::sleep(Duration::from_millis(30));
        let plan = Plan::taking(Micros(20_000));
        blocking::get("posts/1").plan(plan).send().is_ok_and(|response| response.status() == 200)
    });
    assert!(Epoch::now().millis() - begun.millis() >= 49.0);
    assert!(trace.last() >= Micros(49_000), "{}", trace.last());
    assert_eq!(ends(&trace), [(TaskId(0), Outcome::Ok)]);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn a_blocking_program_that_panics_leaves_a_whole_trace() {
    let trace = freeze(&config(), Epoch::now(), || {
        blocking::task("fine", || ());
        blocking::task("broken", || assert!(black_box(false), "on purpose"));
    });
    assert!(Recorder::current().is_none());
    let expected = [(TaskId(1), Outcome::Ok), (TaskId(2), Outcome::Panicked), (TaskId(0), Outcome::Panicked)];
    assert_eq!(ends(&trace), expected);
}

fn breaks(_: ()) {
    panic!("out of luck");
}

fn dies(_: ()) {
    die();
}

/// In virtual time other threads are this one.
#[wasm_bindgen_test]
fn jobs_that_die_and_panic_in_virtual_time_harm_nobody_else() {
    set_guard(guard::call);
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(1);
        let jobs = [
            pool.submit("breaks", breaks, ()),
            pool.submit("dies", dies, ()),
            pool.submit("is well", |()| (), ()),
        ];
        let results = jobs.map(blocking::JoinHandle::join);
        let panicked = JoinError::Panicked("out of luck".to_owned());
        assert_eq!(results, [Err(panicked), Err(JoinError::Died), Ok(())]);
    });
    assert!(Recorder::current().is_none());
    let ended = |record: Record| match record.what {
        What::Finished { outcome } => Some((record.task.0, outcome)),
        _ => None,
    };
    let outcomes = [(1, Outcome::Panicked), (2, Outcome::Failed), (3, Outcome::Ok), (0, Outcome::Ok)];
    assert_eq!(trace.records().filter_map(ended).collect::<Vec<_>>(), outcomes);
}
