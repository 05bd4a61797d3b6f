//! A task that panics is recorded as panicked, and harms no other.

use std::rc::Rc;

use meanwhile::runtime::{
    Host, JoinError, Plan, Runtime, http, join_all, println, simulate, sleep, spawn, yield_now,
};
use meanwhile::trace::{Outcome, RequestOutcome, Trace};

use crate::support::guard::{Census, OnDrop};
use crate::support::host::CountingHost;
use crate::support::{at_ms, expect, ms};

/// Panics, and does not look as if it never returned.
fn fail(message: &str) {
    panic!("{message}");
}

#[test]
fn the_message_comes_to_whoever_awaits_the_task() {
    let trace = simulate(async {
        let fixed = spawn("fixed", async { panic!("as it is") });
        let made = spawn("made", async { panic!("made of {} parts", 2) });
        let strange = spawn("strange", async { std::panic::panic_any(7_u8) });
        let fixed: Result<(), _> = fixed.await;
        assert_eq!(fixed, Err(JoinError::Panicked("as it is".to_owned())));
        let made: Result<(), _> = made.await;
        println!("{}", made.unwrap_err());
        let strange: Result<(), _> = strange.await;
        println!("{}", strange.unwrap_err());
    });
    expect(&trace)
        .prints(&["the task panicked: made of 2 parts", "the task panicked: a panic without a message"]);
}

#[test]
fn other_tasks_go_on() {
    let trace = simulate(async {
        let before = spawn("before", sleep(ms(20)));
        let bad = spawn("bad", async {
            sleep(ms(10)).await;
            fail("bad luck");
        });
        let after = spawn("after", sleep(ms(20)));
        for result in join_all([before, bad, after]).await {
            println!("{}", if result.is_ok() { "good" } else { "bad" });
        }
    });
    let run = expect(&trace);
    run.prints_at(&[(20, "good"), (20, "bad"), (20, "good")]);
    run.lane("bad").ends(Outcome::Panicked).ends_at(10).does("sleeping 10ms");
    run.lane("before").ends(Outcome::Ok);
    run.lane("main").ends(Outcome::Ok);
}

#[test]
fn what_a_panicked_task_held_is_dropped() {
    let (host, census) = (CountingHost::new(), Census::default());
    let held = census.clone();
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async move {
        let guard = held.guard();
        let bad = spawn("bad", async move {
            let _guard = guard;
            let _child = spawn("child", sleep(ms(1000)));
            let _response = http::get("bytes/9").plan(Plan::taking(at_ms(100))).await.unwrap();
            fail("in the middle of the body");
        });
        bad.await.unwrap_err();
        yield_now().await;
    });
    assert!(host.run(&runtime, at_ms(5000)));
    assert_eq!((census.alive(), host.requests(), runtime.timers()), (0, 0, 0));
    let run = expect(&Trace::from(&runtime));
    run.requests_end(&[RequestOutcome::Aborted]).is_over_at(92);
    run.lane("child").ends(Outcome::Cancelled);
}

#[test]
fn a_panic_of_main_ends_the_run() {
    let trace = simulate(async {
        spawn("other", sleep(ms(1000))).detach();
        sleep(ms(5)).await;
        fail("main");
    });
    let run = expect(&trace);
    run.is_over_at(5).lane("main").ends(Outcome::Panicked);
    run.lane("other").ends(Outcome::Cancelled);
}

#[test]
fn a_clean_up_that_panics_does_not_spread() {
    let trace = simulate(async {
        let task = spawn("a", async {
            let _clean_up = OnDrop::new(|| panic!("in a clean-up"));
            sleep(ms(1000)).await;
        });
        yield_now().await;
        task.cancel();
        assert_eq!(task.await, Err(JoinError::Cancelled));
        println!("main goes on");
    });
    expect(&trace).prints(&["main goes on"]).lane("a").ends(Outcome::Cancelled);
}

#[test]
fn scene_functions_outside_a_run_say_so() {
    let message = std::panic::catch_unwind(|| drop(spawn("a", async {}))).unwrap_err();
    let message = message.downcast_ref::<String>().cloned().unwrap_or_default();
    assert_eq!(message, "called outside an async run: scene functions work only inside a task");
    println!("goes nowhere");
}
