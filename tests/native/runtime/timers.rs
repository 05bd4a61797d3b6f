//! Timers fire in the order of their deadlines, then of their setting; limits hold.

use std::rc::Rc;
use std::time::Duration;

use meanwhile::runtime::virtual_host::LIMIT;
use meanwhile::runtime::{
    Elapsed, Host, Runtime, VirtualHost, println, simulate, sleep, spawn, timeout, yield_now,
};
use meanwhile::trace::{Lanes, Micros, Outcome, Trace};
use proptest::prelude::*;

use crate::support::guard::Census;
use crate::support::{at_ms, expect, ms};

/// Tasks that each sleep once and then say their number.
fn sleepers(naps: Vec<u64>) -> Trace {
    simulate(async move {
        let tasks: Vec<_> = naps
            .into_iter()
            .enumerate()
            .map(|(number, nap)| {
                spawn("sleeper", async move {
                    sleep(Duration::from_micros(nap)).await;
                    println!("{number}");
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    })
}

proptest! {
    #![proptest_config(crate::support::invariants::cases(100))]

    #[test]
    fn sleepers_wake_by_deadline_then_by_order_of_setting(naps in prop::collection::vec(1_u64..9, 0..40)) {
        let mut order: Vec<_> = naps.iter().copied().enumerate().collect();
        order.sort_by_key(|(_, nap)| *nap);
        let numbers: Vec<_> = order.iter().map(|(number, _)| number.to_string()).collect();
        let trace = sleepers(naps.clone());
        expect(&trace).prints(&numbers);
        prop_assert_eq!(trace.last(), Micros(naps.into_iter().max().unwrap_or(0)));
    }
}

#[test]
fn a_sleep_counts_from_its_first_poll() {
    let trace = simulate(async {
        let nap = sleep(ms(10));
        sleep(ms(5)).await;
        nap.await;
    });
    expect(&trace).is_over_at(15).lane("main").does("sleeping 5ms, sleeping 10ms").is_polled(3);
}

#[test]
fn a_sleep_of_no_length_gives_way_and_waits_for_nothing() {
    let trace = simulate(async {
        let other = spawn("other", async { println!("other") });
        sleep(Duration::ZERO).await;
        println!("main");
        other.await.unwrap();
    });
    expect(&trace).prints(&["other", "main"]).is_over_at(0).lane("main").is_polled(2);
}

#[test]
fn a_sleep_beyond_all_bounds_does_not_overflow() {
    let trace = simulate(async {
        assert_eq!(timeout(ms(1), sleep(Duration::MAX)).await, Err(Elapsed(ms(1))));
        timeout(Duration::MAX, sleep(ms(1))).await.unwrap();
    });
    expect(&trace).is_over_at(2);
}

#[test]
fn a_timer_goes_with_its_future() {
    let host = VirtualHost::new();
    let main = async {
        let nap = spawn("nap", sleep(ms(1000)));
        timeout(ms(5), sleep(ms(1000))).await.unwrap_err();
        timeout(ms(1000), yield_now()).await.unwrap();
        drop(nap);
        std::future::pending::<()>().await;
    };
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, main);
    assert!(!host.run(&runtime, at_ms(4)), "the limit is not reached");
    assert_eq!(runtime.timers(), 3);
    assert!(!host.run(&runtime, LIMIT), "main waits for ever");
    assert_eq!((runtime.timers(), runtime.live_tasks()), (0, 1));
}

#[test]
fn a_timer_that_is_polled_often_is_set_once() {
    let host = VirtualHost::new();
    let main = async {
        let ticks = async {
            for _ in 0..20 {
                sleep(ms(1)).await;
            }
        };
        futures::join!(sleep(ms(50)), ticks);
    };
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, main);
    host.run(&runtime, at_ms(10));
    assert_eq!(runtime.timers(), 2);
    assert!(host.run(&runtime, LIMIT));
    assert_eq!(runtime.recorder().trace().last(), at_ms(50));
}

#[test]
fn a_sleep_that_moves_to_another_task_wakes_that_one() {
    let trace = simulate(async {
        let mut nap = Box::pin(sleep(ms(10)));
        assert!(futures::poll!(nap.as_mut()).is_pending());
        spawn("other", nap).await.unwrap();
    });
    let run = expect(&trace);
    run.is_over_at(10).lane("other").does("sleeping 10ms").is_polled(2);
    run.lane("main").is_polled(2);
}

#[test]
fn a_future_within_its_limit_gives_its_result() {
    let trace = simulate(async {
        let result = timeout(ms(10), async {
            sleep(ms(9)).await;
            "done"
        });
        println!("{:?}", result.await);
    });
    expect(&trace).prints_at(&[(9, "Ok(\"done\")")]).is_over_at(9);
}

#[test]
fn a_future_beyond_its_limit_is_dropped_with_all_that_it_began() {
    let census = Census::default();
    let held = census.clone();
    let trace = simulate(async move {
        let late = async {
            let _guard = held.guard();
            spawn("child", sleep(ms(1000))).await.unwrap();
        };
        let error = timeout(ms(1500), timeout(ms(10), late)).await.unwrap().unwrap_err();
        println!("{error}, {} alive", held.alive());
        yield_now().await;
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "timed out after 10 ms, 0 alive")]);
    run.lane("child").ends(Outcome::Cancelled).ends_at(10);
}

#[test]
fn a_future_that_is_ready_when_its_limit_runs_out_wins() {
    let trace = simulate(async {
        assert_eq!(timeout(ms(5), sleep(ms(5))).await, Ok(()));
        assert_eq!(timeout(Duration::ZERO, async { 1 }).await, Ok(1));
        assert_eq!(timeout(Duration::ZERO, sleep(ms(5))).await, Err(Elapsed(Duration::ZERO)));
    });
    expect(&trace).is_over_at(5).lane("main").ends(Outcome::Ok);
}

/// The task's own timer fires in the same moment, but its end comes turns later.
#[test]
fn a_task_that_ends_when_the_limit_runs_out_loses() {
    let trace = simulate(async {
        let task = spawn("a", sleep(ms(5)));
        assert_eq!(timeout(ms(5), task).await, Err(Elapsed(ms(5))));
    });
    expect(&trace).is_over_at(5).lane("main").ends(Outcome::Ok);
}

#[test]
fn the_inner_of_two_limits_is_told_from_the_outer() {
    let trace = simulate(async {
        let inner = timeout(ms(20), timeout(ms(10), sleep(ms(30)))).await;
        assert_eq!(inner, Ok(Err(Elapsed(ms(10)))));
        let outer = timeout(ms(10), timeout(ms(20), sleep(ms(30)))).await;
        assert_eq!(outer, Err(Elapsed(ms(10))));
    });
    expect(&trace).is_over_at(20).lane("main").ends(Outcome::Ok);
}

#[test]
fn a_run_that_can_never_go_on_stops() {
    let trace = simulate(std::future::pending::<()>());
    assert_eq!(Lanes::of(&trace).main_end(), None);
    assert_eq!(trace.last(), Micros::ZERO);
}
