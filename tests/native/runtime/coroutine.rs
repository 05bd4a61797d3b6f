//! A coroutine that nobody awaits never runs, and says on which line it was called.

use meanwhile::runtime::{coroutine, println, simulate, sleep, spawn};
use meanwhile::trace::{Micros, Trace, What};

use crate::support::{expect, ms};

async fn greet() -> u32 {
    println!("hello");
    sleep(ms(5)).await;
    7
}

/// When each was given up, its name, and the line that called it.
fn never_awaited(trace: &Trace) -> Vec<(Micros, String, u32)> {
    let found = trace.records().filter_map(|record| match record.what {
        What::NeverAwaited { name, site } => {
            Some((record.at, trace.text(name).to_owned(), trace.site(site).unwrap().line))
        }
        _ => None,
    });
    found.collect()
}

#[test]
fn the_body_of_a_forgotten_coroutine_never_runs() {
    let line = line!() + 3;
    let trace = simulate(async {
        sleep(ms(3)).await;
        drop(coroutine("greet", greet()));
        println!("over");
    });
    expect(&trace).prints(&["over"]).is_over_at(3);
    assert_eq!(never_awaited(&trace), [(Micros(3_000), "greet".to_owned(), line)]);
}

#[test]
fn a_coroutine_is_given_up_when_its_variable_goes() {
    let trace = simulate(async {
        let _forgotten = coroutine("greet", greet());
        sleep(ms(3)).await;
    });
    assert_eq!(never_awaited(&trace)[0].0, Micros(3_000));
}

#[test]
fn an_awaited_coroutine_is_its_future() {
    let trace = simulate(async {
        assert_eq!(coroutine("greet", greet()).await, 7);
    });
    expect(&trace).prints(&["hello"]).is_over_at(5);
    assert_eq!(never_awaited(&trace), []);
}

/// Whoever began to await it has not forgotten it.
#[test]
fn a_cancelled_coroutine_was_not_forgotten() {
    let trace = simulate(async {
        let task = spawn("greet", coroutine("greet", greet()));
        sleep(ms(3)).await;
        task.cancel();
    });
    assert_eq!(never_awaited(&trace), []);
}

#[test]
fn outside_a_run_nobody_is_told() {
    drop(coroutine("greet", greet()));
}
