//! A waker may be kept, copied and sent anywhere; it wakes its own task or nothing.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;

use meanwhile::runtime::{Host, Runtime, VirtualHost, simulate, sleep};
use meanwhile::trace::{Trace, What};

use crate::support::{at_ms, expect, ms};

/// The waker of the task that awaits this.
async fn waker() -> Waker {
    poll_fn(|context| Poll::Ready(context.waker().clone())).await
}

/// A run that sleeps for long, and its main task's waker.
fn sleeping_run(host: &Rc<VirtualHost>) -> (Runtime, Waker) {
    let left: Rc<RefCell<Option<Waker>>> = Rc::default();
    let leaves = Rc::clone(&left);
    let runtime = Runtime::new(Rc::clone(host) as Rc<dyn Host>, async move {
        leaves.replace(Some(waker().await));
        sleep(ms(1000)).await;
    });
    host.run(&runtime, at_ms(10));
    let waker = left.take().unwrap();
    (runtime, waker)
}

const WOKEN: fn(&What) -> bool = |what| matches!(what, What::Woken { .. });

#[test]
fn a_waker_wakes_its_task_between_polls() {
    let host = VirtualHost::new();
    let (runtime, waker) = sleeping_run(&host);
    waker.wake();
    assert!(!runtime.run(|_| false), "nothing else is ready");
    expect(&Trace::from(&runtime)).has(1, WOKEN).lane("main").is_polled(2);
}

#[test]
fn a_waker_of_a_run_that_is_gone_does_nothing() {
    let host = VirtualHost::new();
    let (runtime, waker) = sleeping_run(&host);
    let recorder = Rc::clone(runtime.recorder());
    drop(runtime);
    let before = recorder.trace().len();
    waker.wake_by_ref();
    waker.wake();
    assert_eq!(recorder.trace().len(), before);
}

#[test]
fn a_waker_of_another_run_of_the_same_thread_does_nothing() {
    let host = VirtualHost::new();
    let (first, waker) = sleeping_run(&host);
    drop(first);
    let (second, _) = sleeping_run(&host);
    waker.wake();
    expect(&Trace::from(&second)).has(0, WOKEN);
}

#[test]
fn a_waker_called_on_a_thread_without_a_run_does_nothing() {
    let host = VirtualHost::new();
    let (runtime, waker) = sleeping_run(&host);
    let copy = waker.clone();
    thread::spawn(move || copy.wake()).join().unwrap();
    expect(&Trace::from(&runtime)).has(0, WOKEN);
    waker.wake();
    expect(&Trace::from(&runtime)).has(1, WOKEN);
}

/// Each thread numbers its runs; a number must not be taken for another thread's.
#[test]
fn a_waker_called_on_a_thread_with_a_run_of_its_own_does_nothing_there() {
    let (send, receive) = mpsc::channel::<Waker>();
    let other = thread::spawn(move || {
        let runs: Vec<_> = (0..50).map(|_| sleeping_run(&VirtualHost::new())).collect();
        receive.iter().for_each(Waker::wake);
        let traces = runs.iter().map(|(runtime, _)| Trace::from(runtime));
        let woken = |trace: &Trace| trace.records().filter(|record| WOKEN(&record.what)).count();
        traces.map(|trace| woken(&trace)).sum::<usize>()
    });
    let runs: Vec<_> = (0..50).map(|_| sleeping_run(&VirtualHost::new())).collect();
    for (_, waker) in &runs {
        send.send(waker.clone()).unwrap();
    }
    drop(send);
    assert_eq!(other.join().unwrap(), 0, "wakers of this thread woke tasks of the other");
}

#[test]
fn wakers_of_one_task_are_known_to_be_the_same() {
    let trace = simulate(async {
        let first = waker().await;
        sleep(ms(1)).await;
        assert!(first.will_wake(&waker().await));
    });
    expect(&trace).is_over_at(1);
}
