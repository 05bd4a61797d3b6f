//! An interval ticks at a fixed rate: what happens between two ticks does not move the next.

use std::time::Duration;

use meanwhile::runtime::{blocking, interval, println, simulate, sleep, spawn, timeout, yield_now};
use meanwhile::trace::Outcome;

use crate::support::{expect, ms};

#[test]
fn the_first_tick_is_there_at_once_and_each_later_one_a_period_after_the_last_was_due() {
    let trace = simulate(async {
        sleep(ms(7)).await;
        let mut clock = interval(ms(10));
        sleep(ms(1)).await;
        for (tick, pause) in [(1, 3), (2, 9), (3, 0)] {
            clock.tick().await;
            println!("tick {tick}");
            sleep(ms(pause)).await;
        }
    });
    let run = expect(&trace);
    run.prints_at(&[(8, "tick 1"), (18, "tick 2"), (28, "tick 3")]);
    // No record of its own: what it waits for is a timer.
    run.lane("main")
        .does("sleeping 7ms, sleeping 1ms, sleeping 3ms, sleeping 7ms, sleeping 9ms, sleeping 1ms");
}

#[test]
fn a_late_tick_does_not_move_those_after_it() {
    let trace = simulate(async {
        let mut clock = interval(ms(10));
        for (tick, pause) in [(1, 25), (2, 0), (3, 0), (4, 0)] {
            clock.tick().await;
            println!("tick {tick}");
            sleep(ms(pause)).await;
        }
    });
    expect(&trace).prints_at(&[(0, "tick 1"), (25, "tick 2"), (25, "tick 3"), (30, "tick 4")]);
}

/// As `asyncio.sleep` does when there is no time left to sleep.
#[test]
fn an_overdue_tick_gives_way_once_and_the_first_does_not() {
    let trace = simulate(async {
        let beside = spawn("beside", async {
            for turn in 0..3 {
                println!("turn {turn}");
                yield_now().await;
            }
        });
        let mut clock = interval(ms(1));
        clock.tick().await;
        println!("tick 1");
        blocking::sleep(ms(2));
        for tick in 2..4 {
            clock.tick().await;
            println!("tick {tick}");
        }
        beside.await.unwrap();
    });
    expect(&trace).prints(&["tick 1", "turn 0", "tick 2", "turn 1", "tick 3", "turn 2"]);
}

#[test]
fn a_tick_that_nobody_waited_for_is_left_to_the_next_who_asks() {
    let trace = simulate(async {
        let mut clock = interval(ms(10));
        clock.tick().await;
        timeout(ms(4), clock.tick()).await.unwrap_err();
        println!("gave up");
        clock.tick().await;
        println!("tick");
    });
    let run = expect(&trace);
    run.prints_at(&[(4, "gave up"), (10, "tick")]).lane("main").ends(Outcome::Ok);
}

#[test]
fn a_period_of_nothing_gives_way_each_time() {
    let trace = simulate(async {
        let other = spawn("other", async { println!("other") });
        let mut clock = interval(Duration::ZERO);
        for _ in 0..3 {
            clock.tick().await;
            println!("tick");
        }
        other.await.unwrap();
    });
    expect(&trace).prints(&["tick", "other", "tick", "tick"]).is_over_at(0);
}
