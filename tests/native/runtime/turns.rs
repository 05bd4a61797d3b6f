//! The ready queue is first in, first out.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use meanwhile::runtime::{println, simulate, sleep, spawn, yield_now};
use meanwhile::trace::{Outcome, What};

use crate::support::{expect, ms};

/// Waits until somebody calls the waker that it leaves behind.
async fn park(left: Rc<RefCell<Vec<Waker>>>) {
    let mut parked = false;
    poll_fn(|context| {
        if std::mem::replace(&mut parked, true) {
            return Poll::Ready(());
        }
        left.borrow_mut().push(context.waker().clone());
        Poll::Pending
    })
    .await;
}

#[test]
fn tasks_are_polled_in_the_order_of_spawning() {
    let trace = simulate(async {
        let tasks = ["a", "b", "c"].map(|name| spawn(name, async {}));
        for task in tasks {
            task.await.unwrap();
        }
    });
    expect(&trace).polls("main a b c main");
}

#[test]
fn a_task_that_gives_way_goes_to_the_end() {
    let trace = simulate(async {
        let tasks = [("a", 3), ("b", 1), ("c", 2)].map(|(name, times)| {
            spawn(name, async move {
                for _ in 0..times {
                    yield_now().await;
                }
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
    });
    // Main waits for a, which ends last.
    expect(&trace).polls("main a b c a b c a c a main");
}

#[test]
fn tasks_are_polled_in_the_order_of_waking() {
    let trace = simulate(async {
        let parked = Rc::new(RefCell::new(Vec::new()));
        let tasks = ["a", "b", "c"].map(|name| spawn(name, park(Rc::clone(&parked))));
        yield_now().await;
        let wakers = parked.take();
        for place in [2, 0, 1] {
            wakers[place].wake_by_ref();
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
    // Main waits for a alone, and is woken while b waits for its turn.
    expect(&trace).polls("main a b c main c a b main");
}

#[test]
fn a_task_that_is_woken_often_is_polled_once() {
    let trace = simulate(async {
        let parked = Rc::new(RefCell::new(Vec::new()));
        let task = spawn("a", park(Rc::clone(&parked)));
        yield_now().await;
        (0..5).for_each(|_| parked.borrow()[0].wake_by_ref());
        task.await.unwrap();
    });
    let woken = |what: &What| matches!(what, What::Woken { .. });
    // Main by itself and by a's end; a once.
    expect(&trace).polls("main a main a main").has(3, woken);
}

#[test]
fn a_task_that_is_over_is_not_polled_again() {
    let trace = simulate(async {
        let parked = Rc::new(RefCell::new(Vec::new()));
        let task = spawn("a", park(Rc::clone(&parked)));
        yield_now().await;
        parked.borrow()[0].wake_by_ref();
        task.await.unwrap();
        parked.borrow()[0].wake_by_ref();
        sleep(ms(1)).await;
    });
    let woken = |what: &What| matches!(what, What::Woken { .. });
    // Main by itself, by a's end and by its timer; a once.
    expect(&trace).has(4, woken).lane("a").is_polled(2).ends(Outcome::Ok);
}

#[test]
fn a_task_that_wakes_itself_is_polled_after_those_that_are_ready() {
    let trace = simulate(async {
        let other = spawn("other", async { println!("other") });
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            context.waker().wake_by_ref();
            if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        println!("main");
        other.await.unwrap();
    });
    expect(&trace).polls("main other main main").prints(&["other", "main"]);
}

#[test]
fn spawning_begins_nothing_by_itself() {
    let trace = simulate(async {
        let task = spawn("a", async { println!("a") });
        println!("main goes on");
        task.await.unwrap();
    });
    expect(&trace).prints(&["main goes on", "a"]).lane("a").is_child_of("main");
}

#[test]
fn what_becomes_ready_in_an_iteration_waits_for_the_next() {
    // Both timers are due in one iteration; a's second turn comes after b's first.
    let trace = simulate(async {
        let tasks = ["a", "b"].map(|name| {
            spawn(name, async move {
                sleep(ms(5)).await;
                println!("{name}");
                yield_now().await;
                println!("{name} again");
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
    });
    expect(&trace).prints(&["a", "b", "a again", "b again"]).is_over_at(5);
}
