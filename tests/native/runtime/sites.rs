//! Whoever waits says on which line of the program.

use meanwhile::runtime::{
    Plan, blocking, http, join_all, simulate, simulate_blocking, sleep, spawn, timeout,
};
use meanwhile::trace::{Lanes, On};

use crate::support::{at_ms, expect, ms};

const FILE: &str = file!();

fn timer(on: &On) -> bool {
    matches!(on, On::Timer { .. })
}

fn task(on: &On) -> bool {
    matches!(on, On::Task(_))
}

fn request(on: &On) -> bool {
    matches!(on, On::Request(_))
}

fn plan() -> Plan {
    Plan { chunks: 2, ..Plan::taking(at_ms(100)) }
}

/// The lines so many above this one.
macro_rules! lines {
    ($($offset:literal),*) => { [$(line!() - $offset),*] };
}

#[test]
fn a_sleep_is_on_the_line_that_sleeps() {
    let trace = simulate(async {
        sleep(ms(1)).await;
        sleep(ms(2)).await;
    });
    expect(&trace).lane("main").waits_on_lines(FILE, timer, &lines!(3, 2));
}

#[test]
fn a_sleep_is_on_its_line_wherever_it_is_awaited() {
    let trace = simulate(async {
        let nap = sleep(ms(1));
        timeout(ms(5), nap).await
    });
    expect(&trace).lane("main").waits_on_lines(FILE, timer, &lines!(3));
}

#[test]
fn a_handle_is_on_the_line_that_awaits_it() {
    let trace = simulate(async {
        let first = spawn("first", sleep(ms(1)));
        let mut second = spawn("second", sleep(ms(3)));
        first.await.unwrap();
        timeout(ms(1), &mut second).await.unwrap_err();
        (&mut second).await.unwrap();
    });
    let run = expect(&trace);
    run.lane("main").waits_on_lines(FILE, task, &lines!(5, 4, 3));
    run.lane("first").is_spawned_on_line(line!() - 8);
    run.lane("second").is_spawned_on_line(line!() - 8);
}

#[test]
fn many_handles_are_on_the_line_that_joins_them() {
    let trace = simulate(async {
        let tasks = [1, 2].map(|millis| spawn("task", sleep(ms(millis))));
        join_all(tasks).await;
    });
    let group = |on: &On| matches!(on, On::Group(_));
    expect(&trace).lane("main").waits_on_lines(FILE, group, &lines!(3));
}

#[test]
fn a_request_is_on_the_lines_that_await_its_parts() {
    let trace = simulate(async {
        let mut response = http::get("posts/1").plan(plan()).await.unwrap();
        response.chunk().await.unwrap();
        response.bytes().await.unwrap();
    });
    expect(&trace).lane("main").waits_on_lines(FILE, request, &lines!(4, 3, 2));
}

#[test]
fn json_is_on_the_line_that_awaits_it() {
    let trace = simulate(async {
        let response = http::get("posts/1").plan(plan()).await.unwrap();
        response.json::<serde::de::IgnoredAny>().await.unwrap();
    });
    expect(&trace).lane("main").waits_on_lines(FILE, request, &lines!(3, 2));
}

#[test]
#[rustfmt::skip]
fn a_chain_over_several_lines_is_on_the_line_of_its_await() {
    let trace = simulate(async {
        let response = http::get("posts/1")
            .plan(plan())
            .await;
        drop(response);
    });
    expect(&trace).lane("main").waits_on_lines(FILE, request, &lines!(3));
}

#[test]
fn a_request_with_a_limit_is_on_the_line_of_the_limit() {
    let trace = simulate(async {
        let request = http::get("posts/1").plan(plan());
        let result = timeout(ms(50), request).await;
        drop(result);
    });
    expect(&trace).lane("main").waits_on_lines(FILE, request, &lines!(3));
}

#[test]
fn a_blocking_call_is_on_its_line() {
    let trace = simulate_blocking(|| {
        blocking::sleep(ms(5));
        blocking::get("posts/1").plan(plan()).send().unwrap();
        blocking::task("child", || blocking::sleep(ms(5)));
    });
    let run = expect(&trace);
    run.lane("main").waits_on_lines(FILE, timer, &lines!(5));
    run.lane("main").waits_on_lines(FILE, request, &lines!(5));
    run.lane("main").waits_on_lines(FILE, task, &lines!(5));
    run.lane("child").waits_on_lines(FILE, timer, &lines!(6)).is_spawned_on_line(line!() - 6);
}

#[test]
fn a_blocking_call_of_an_async_task_is_on_its_line() {
    let trace = simulate(async {
        blocking::sleep(ms(5));
    });
    expect(&trace).lane("main").waits_on_lines(FILE, timer, &lines!(2));
}

#[test]
fn main_is_on_the_line_that_runs_it() {
    let trace = simulate(async {});
    expect(&trace).lane("main").is_spawned_on_line(line!() - 1);
    let label = trace.site_label(Lanes::of(&trace).as_slice()[0].site);
    assert_eq!(label, format!("sites.rs:{}", line!() - 3));
}
