//! Dropping a run in its middle drops all that it holds.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use meanwhile::runtime::{
    Host, JoinHandle, Plan, Runtime, TaskOutput, gauge, http, join_all, println, sleep, spawn, timeout,
};
use meanwhile::trace::{Outcome, RequestOutcome, Trace, What};

use crate::support::guard::{Census, OnDrop};
use crate::support::host::CountingHost;
use crate::support::{at_ms, expect, ms};

/// Runs a program for some time, drops the run, and gives what had been recorded by then.
fn stop_after<F>(millis: u64, host: &Rc<CountingHost>, main: F) -> Trace
where
    F: Future<Output: TaskOutput> + 'static,
{
    let runtime = Runtime::new(Rc::clone(host) as Rc<dyn Host>, main);
    assert!(!host.run(&runtime, at_ms(millis)), "the program is over already");
    let recorder = Rc::clone(runtime.recorder());
    drop(runtime);
    recorder.trace().clone()
}

#[test]
fn nothing_is_left_of_a_run_that_was_dropped() {
    let (host, census) = (CountingHost::new(), Census::default());
    let held = census.clone();
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async move {
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let guard = held.guard();
                spawn("task", async move {
                    let _guard = guard;
                    let plan = Plan::taking(at_ms(100));
                    let response = timeout(ms(5000), http::get("bytes/90").plan(plan)).await;
                    let mut response = response.unwrap().unwrap();
                    sleep(ms(if number % 2 == 0 { 0 } else { 1000 })).await;
                    response.chunk().await.unwrap();
                    drop(response);
                    sleep(ms(5000)).await;
                })
            })
            .collect();
        join_all(tasks).await;
    });
    assert!(!host.run(&runtime, at_ms(50)));
    assert_eq!((census.alive(), host.requests(), runtime.live_tasks()), (20, 20, 21));
    assert!(!host.run(&runtime, at_ms(200)));
    // Half of them sleep for long; the others hold a response, and sleep.
    assert_eq!((census.alive(), host.requests(), runtime.timers()), (20, 10, 20));
    assert!(host.alarm().is_some());
    drop(runtime);
    assert_eq!((census.alive(), host.requests(), host.alarm()), (0, 0, None));
}

#[test]
fn a_run_that_was_never_polled_can_be_dropped() {
    let (host, census) = (CountingHost::new(), Census::default());
    let guard = census.guard();
    let main = async move { drop(guard) };
    drop(Runtime::new(Rc::clone(&host) as Rc<dyn Host>, main));
    assert_eq!(census.alive(), 0);
}

#[test]
fn results_that_nobody_took_are_dropped() {
    let (host, census) = (CountingHost::new(), Census::default());
    let guard = census.guard();
    let trace = stop_after(10, &host, async move {
        let task = spawn("a", async move { vec![guard] });
        sleep(ms(1000)).await;
        drop(task);
    });
    assert_eq!(census.alive(), 0);
    expect(&trace).lane("a").ends(Outcome::Ok).ends_at(0);
}

#[test]
fn tasks_are_seen_to_end_and_requests_to_be_given_up() {
    let host = CountingHost::new();
    let trace = stop_after(50, &host, async {
        let task = spawn("a", async {
            let plan = Plan::taking(at_ms(100));
            http::get("posts/1").plan(plan).await.map(|response| response.status())
        });
        task.await.unwrap()
    });
    let run = expect(&trace);
    run.requests_end(&[RequestOutcome::Aborted]);
    run.lane("a").ends(Outcome::Cancelled).ends_at(8).does("sending 8ms");
    run.lane("main").ends(Outcome::Cancelled).ends_at(8).does("awaiting 8ms");
    let given_up = trace.records().find(|record| matches!(record.what, What::RequestFinished { .. }));
    assert_eq!(given_up.map(|record| record.task.0), Some(1), "the task that began it gave it up");
}

#[test]
fn clean_up_may_call_whatever_it_likes() {
    let (host, census) = (CountingHost::new(), Census::default());
    let held = census.clone();
    let trace = stop_after(10, &host, async move {
        let other = spawn("other", sleep(ms(1000)));
        let clean_up = OnDrop::new(move || {
            println!("cleans up");
            gauge("depth", 0);
            other.cancel();
            let (guard, nested) = (held.guard(), held.clone());
            let late = OnDrop::new(move || {
                let guard = nested.guard();
                drop(spawn("later", async move { drop(guard) }));
            });
            spawn("late", async move {
                let _held = (guard, late);
                sleep(ms(1)).await;
            })
            .detach();
        });
        let task = spawn("a", async move {
            let _clean_up = clean_up;
            sleep(ms(1000)).await;
        });
        task.await.unwrap();
    });
    assert_eq!(census.alive(), 0);
    expect(&trace).prints(&["cleans up"]).lane("a").ends(Outcome::Cancelled);
}

async fn hold<T>(held: T) {
    sleep(ms(1000)).await;
    drop(held);
}

#[test]
fn a_clean_up_that_panics_keeps_no_other_from_running() {
    let (host, census) = (CountingHost::new(), Census::default());
    let held = census.clone();
    stop_after(10, &host, async move {
        let bad = OnDrop::new(|| panic!("a clean-up that fails"));
        let (before, after) = (held.guard(), held.guard());
        let tasks = [spawn("before", hold(before)), spawn("bad", hold(bad)), spawn("after", hold(after))];
        join_all(tasks).await;
    });
    assert_eq!(census.alive(), 0);
}

#[test]
fn a_handle_that_outlives_its_run_does_nothing() {
    let host = CountingHost::new();
    let kept: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
    let keeps = Rc::clone(&kept);
    stop_after(10, &host, async move {
        keeps.replace(Some(spawn("a", sleep(ms(1000)))));
        sleep(ms(1000)).await;
    });
    let handle = kept.take().unwrap();
    assert!(handle.is_finished());
    handle.cancel();
    drop(handle);
}

#[test]
fn the_next_run_of_a_host_starts_afresh() {
    let host = CountingHost::new();
    stop_after(10, &host, sleep(ms(1000)));
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async {
        sleep(ms(5)).await;
        println!("done");
    });
    assert!(host.run(&runtime, at_ms(1000)));
    expect(&Trace::from(&runtime)).prints(&["done"]).lane("main").ends(Outcome::Ok);
}
