//! The blocking twin: each call holds the thread, so times add up.

use meanwhile::runtime::http::HttpError;
use meanwhile::runtime::{
    Failure, NetworkError, Plan, blocking, now, println, simulate, simulate_blocking, sleep, spawn,
};
use meanwhile::trace::{Lanes, Outcome, RequestOutcome, ThreadUse, Totals, What};
use serde::de::IgnoredAny;

use crate::support::{at_ms, expect, ms};

fn plan() -> Plan {
    Plan { uplink: at_ms(10), think: at_ms(70), downlink: at_ms(20), ..Plan::default() }
}

fn failing(failure: Failure) -> Plan {
    Plan { failure: Some(failure), chunks: 4, ..plan() }
}

#[test]
fn a_limit_ends_a_request_at_any_step() {
    for (after, story) in [(5, "sending 5ms"), (50, "sending 10ms, waiting 40ms")] {
        let trace = simulate_blocking(|| {
            let error = blocking::get("posts/1").plan(plan()).timeout(ms(after)).send().unwrap_err();
            let limit = at_ms(after);
            assert_eq!(error, NetworkError::TimedOut { url: "posts/1".to_owned(), limit }.into());
            println!("{error}");
        });
        let run = expect(&trace);
        let sentence = format!("posts/1 was not answered within {after} ms");
        run.prints_at(&[(after, &sentence)]).requests_end(&[RequestOutcome::Aborted]);
        run.lane("main").does(story);
    }
}

#[test]
fn an_answer_in_the_last_moment_is_in_time() {
    let trace = simulate_blocking(|| {
        blocking::get("posts/1").plan(plan()).timeout(ms(100)).send().unwrap();
        let never = blocking::get("posts/1").plan(failing(Failure::Hang)).timeout(ms(3000));
        println!("{}", never.send().unwrap_err());
        let refused = blocking::get("posts/1").plan(failing(Failure::Refused)).timeout(ms(3000));
        println!("{}", refused.send().unwrap_err());
    });
    expect(&trace).prints_at(&[
        (3100, "posts/1 was not answered within 3000 ms"),
        (3110, "the connection to posts/1 was refused"),
    ]);
}

#[test]
fn the_clock_is_the_same_on_both_sides() {
    let run = simulate(async {
        sleep(ms(5)).await;
        println!("{:?}", now());
    });
    expect(&run).prints(&["5ms"]);
    let block = simulate_blocking(|| {
        blocking::sleep(ms(7));
        println!("{:?}", now());
    });
    expect(&block).prints(&["7ms"]);
    assert_eq!(now(), ms(0));
}

/// Panics, and does not look as if it never returned.
fn fail(message: &str) {
    panic!("{message}");
}

#[test]
fn times_add_up() {
    let trace = simulate_blocking(|| {
        blocking::sleep(ms(50));
        for number in 1..=3 {
            let response = blocking::get(format!("posts/{number}")).plan(plan()).send().unwrap();
            let _: IgnoredAny = response.json().unwrap();
        }
        println!("done");
    });
    let run = expect(&trace);
    run.prints_at(&[(350, "done")]).thread_does("blocked 350ms");
    let request = "sending 10ms, waiting 70ms, receiving 20ms";
    run.lane("main").does(&["blocked 50ms", request, request, request].join(", ")).ends(Outcome::Ok);
    let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
    assert_eq!((totals.wall, totals.blocked, totals.idle), (at_ms(350), at_ms(350), at_ms(0)));
    assert_eq!((totals.requests, totals.failed_requests, totals.tasks), (3, 0, 0));
}

#[test]
fn a_call_has_a_lane_and_its_caller_waits() {
    let trace = simulate_blocking(|| {
        let sum: u64 = [20, 30]
            .map(|millis| {
                blocking::task(&format!("{millis} ms"), || {
                    blocking::sleep(ms(millis));
                    millis
                })
            })
            .iter()
            .sum();
        println!("{sum}");
    });
    let run = expect(&trace);
    run.prints_at(&[(50, "50")]).polls("main 20 ms main 30 ms main");
    run.lane("main").does("awaiting 20ms, awaiting 30ms");
    run.lane("20 ms").does("blocked 20ms").is_child_of("main").ends(Outcome::Ok).ends_at(20);
    run.lane("30 ms").does("blocked 30ms").is_child_of("main").ends(Outcome::Ok).ends_at(50);
}

#[test]
fn calls_within_calls_have_their_parents() {
    let trace = simulate_blocking(|| {
        blocking::task("outer", || {
            blocking::sleep(ms(1));
            blocking::task("inner", || blocking::sleep(ms(2)));
            blocking::sleep(ms(3));
        });
    });
    let run = expect(&trace);
    run.polls("main outer inner outer main").is_over_at(6);
    run.lane("inner").is_child_of("outer").does("blocked 2ms");
    run.lane("outer").is_child_of("main").does("blocked 1ms, awaiting 2ms, blocked 3ms");
    run.lane("main").does("awaiting 6ms");
}

#[test]
fn a_failed_call_is_told_from_a_good_one() {
    let trace = simulate_blocking(|| {
        let good = blocking::task("good", || Ok::<_, HttpError>(()));
        let bad = blocking::task("bad", || blocking::get("posts/0").send()?.error_for_status().map(drop));
        println!("{}", bad.unwrap_err());
        good
    });
    let run = expect(&trace);
    run.prints(&["posts/0 was answered with status 404"]);
    run.lane("good").ends(Outcome::Ok);
    run.lane("bad").ends(Outcome::Failed);
    run.lane("main").ends(Outcome::Ok);
}

#[test]
fn a_panic_ends_every_call_that_is_open() {
    let trace = simulate_blocking(|| {
        blocking::task("over", || {});
        blocking::task("outer", || blocking::task("inner", || fail("deep down")));
    });
    let run = expect(&trace);
    run.lane("over").ends(Outcome::Ok);
    for name in ["inner", "outer", "main"] {
        run.lane(name).ends(Outcome::Panicked);
    }
}

#[test]
fn failures_are_those_of_the_async_client() {
    let trace = simulate_blocking(|| {
        for failure in [Failure::Refused, Failure::Reset] {
            let error = blocking::get("bytes/100").plan(failing(failure)).send().map(drop).unwrap_err();
            println!("{error}");
        }
        let text: Result<IgnoredAny, _> = blocking::get("bytes/20").send().unwrap().json();
        println!("{}", text.map(drop).unwrap_err().to_string().contains("not the JSON"));
    });
    let run = expect(&trace);
    run.prints_at(&[
        (10, "the connection to bytes/100 was refused"),
        (105, "the connection to bytes/100 was cut off after 50 bytes"),
        (105, "true"),
    ]);
    run.requests_end(&[RequestOutcome::Failed, RequestOutcome::Failed, RequestOutcome::Ok]);
    run.lane("main").ends(Outcome::Ok);
}

#[test]
fn a_request_that_is_never_answered_is_given_up() {
    let trace = simulate_blocking(|| blocking::get("posts/1").plan(failing(Failure::Hang)).send().map(drop));
    let run = expect(&trace);
    run.requests_end(&[RequestOutcome::Failed]).is_over_at(60_010);
    run.lane("main").does("sending 10ms, waiting 60s").ends(Outcome::Failed);
}

#[test]
fn an_async_task_that_blocks_keeps_all_others_queued() {
    let trace = simulate(async {
        let blocker = spawn("blocker", async {
            sleep(ms(10)).await;
            blocking::sleep(ms(100));
        });
        let ready = spawn("ready", sleep(ms(10)));
        let asleep = spawn("asleep", sleep(ms(500)));
        for task in [blocker, ready, asleep] {
            task.await.unwrap();
        }
    });
    let run = expect(&trace);
    run.lane("blocker").does("sleeping 10ms, blocked 100ms").ends_at(110);
    // Its timer was due, but the loop did not come round to look.
    run.lane("ready").does("sleeping 10ms, queued 100ms").ends_at(110);
    run.lane("asleep").does("sleeping 500ms").ends_at(500);
    run.thread_does("blocked 100ms");
}

#[test]
fn a_blocking_request_of_an_async_task_holds_the_loop() {
    let trace = simulate(async {
        let other = spawn("other", async { println!("other") });
        blocking::get("posts/1").plan(plan()).send().unwrap();
        other.await.unwrap();
    });
    let run = expect(&trace);
    run.prints_at(&[(100, "other")]).thread_does("blocked 100ms");
    run.lane("main").does("sending 10ms, waiting 70ms, receiving 20ms");
    run.lane("other").does("queued 100ms");
}

#[test]
fn blocking_functions_record_that_they_block() {
    let trace = simulate_blocking(|| blocking::sleep(ms(1)));
    let blocked = |what: &What| matches!(what, What::Blocked { .. } | What::Unblocked);
    expect(&trace).has(2, blocked).lane("main").is_polled(1);
}
