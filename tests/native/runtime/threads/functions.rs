//! A job is a plain function that blocks: what it takes, what it gives, and what it may do.

use std::time::Duration;

use meanwhile::runtime::http::HttpError;
use meanwhile::runtime::thread::{JobFunction, die};
use meanwhile::runtime::{
    Failure, JoinError, NetworkError, Plan, Pool, TaskOutput, blocking, gauge, now, println, simulate,
    simulate_blocking, spawn_blocking, work,
};
use meanwhile::trace::{Outcome, RequestOutcome, What};
use serde::{Deserialize, Serialize};

use crate::support::threads::worker;
use crate::support::{at_ms, expect, ms};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Dish {
    name: String,
    oven: Duration,
    courses: Vec<Option<u8>>,
}

impl TaskOutput for Dish {}

fn cook(mut dish: Dish) -> Dish {
    blocking::sleep(dish.oven);
    println!("{} is ready after {} ms", dish.name, now().as_millis());
    dish.courses.push(Some(7));
    dish
}

#[test]
fn arguments_and_results_are_of_any_type_that_can_be_sent() {
    let trace = simulate(async {
        let pie = Dish { name: "pie".to_owned(), oven: ms(30), courses: vec![None, Some(1)] };
        let cooked = spawn_blocking("cook", cook, pie).await.unwrap();
        assert_eq!(cooked.courses, [None, Some(1), Some(7)]);
        let nothing = Pool::new(1).submit("nothing", |()| (), ()).await;
        assert_eq!(nothing, Ok(()));
    });
    let run = expect(&trace);
    run.prints_at(&[(30, "pie is ready after 30 ms")]);
    run.lane("cook").does("blocked 30ms").ends(Outcome::Ok);
}

fn read((path, plan): (String, Plan)) -> Result<usize, HttpError> {
    Ok(blocking::get(path).plan(plan).send()?.error_for_status()?.into_bytes().len())
}

#[test]
fn an_error_that_is_returned_is_a_result_and_a_failed_task() {
    let trace = simulate(async {
        let plan = Plan { failure: Some(Failure::Refused), ..Plan::taking(at_ms(100)) };
        let refused = spawn_blocking("job", read, ("bytes/9".to_owned(), plan)).await.unwrap();
        let url = "bytes/9".to_owned();
        assert_eq!(refused, Err(HttpError::Network(NetworkError::Refused { url })));
    });
    expect(&trace).requests_end(&[RequestOutcome::Failed]).lane("job").ends(Outcome::Failed);
}

/// It can do something about a request that failed.
fn read_twice(path: String) -> usize {
    let broken = Plan { failure: Some(Failure::Reset), ..Plan::taking(at_ms(100)) };
    let first = read((path.clone(), broken));
    println!("{}", first.unwrap_err());
    read((path, Plan::taking(at_ms(100)))).unwrap()
}

#[test]
fn a_job_may_make_several_requests() {
    let trace = simulate_blocking(|| {
        let job = blocking::Pool::new(1).submit("job", read_twice, "bytes/9".to_owned());
        println!("{:?}", job.join());
    });
    let run = expect(&trace);
    run.prints_at(&[(100, "the connection to bytes/9 was cut off after 0 bytes"), (200, "Ok(9)")]);
    run.requests_end(&[RequestOutcome::Failed, RequestOutcome::Ok]);
    assert_eq!(worker(&trace, 1), "0–200: 0–200 blocked");
}

fn breaks(length: Duration) -> u8 {
    work(length);
    panic!("after {} ms", length.as_millis());
}

#[test]
fn a_panic_ends_the_job_and_the_worker_goes_on() {
    let trace = simulate(async {
        let pool = Pool::new(1);
        let (broken, next) = (pool.submit("broken", breaks, ms(10)), pool.submit("next", works, ms(10)));
        assert_eq!(broken.await, Err(JoinError::Panicked("after 10 ms".to_owned())));
        assert_eq!(next.await, Ok(10));
    });
    let run = expect(&trace);
    run.is_over_at(20).lane("broken").does("running 10ms").ends(Outcome::Panicked);
    assert_eq!(worker(&trace, 1), "0–20: 0–10 busy, 10–20 busy");
}

fn works(length: Duration) -> u128 {
    work(length);
    length.as_millis()
}

/// What it calls as tasks, and the quantities that it names.
fn with_parts(parts: u32) -> u32 {
    for part in 0..parts {
        blocking::task("part", || work(ms(5)));
        gauge("parts", part.into());
    }
    parts
}

#[test]
fn tasks_of_a_job_have_no_lanes_of_their_own() {
    let trace = simulate(async {
        assert_eq!(spawn_blocking("job", with_parts, 3).await, Ok(3));
    });
    let run = expect(&trace);
    run.lane("job").does("running 15ms");
    assert_eq!(trace.tasks(), 2);
    let values = trace.records().filter_map(|record| match record.what {
        What::Gauge { gauge, value } => Some((trace.text(gauge).to_owned(), value, record.at)),
        _ => None,
    });
    let parts = [(0, 5), (1, 10), (2, 15)].map(|(part, millis)| ("parts".to_owned(), part, at_ms(millis)));
    assert_eq!(values.collect::<Vec<_>>(), parts);
}

fn pool_within(_: ()) -> String {
    let inner = blocking::Pool::new(1).submit("inner", works, ms(1));
    inner.join().unwrap_err().to_string()
}

#[test]
fn a_job_has_no_threads_of_its_own() {
    simulate_blocking(|| {
        let outer = blocking::Pool::new(1).submit("outer", pool_within, ());
        assert_eq!(outer.join().unwrap(), "the task panicked: there are no other threads here");
    });
}

/// What it waits for the lock is known only when others compute beside it.
fn clock(_: ()) -> Vec<u128> {
    let mut times = Vec::new();
    for _ in 0..2 {
        work(ms(4));
        times.push(now().as_millis());
    }
    times
}

#[test]
fn under_a_lock_a_job_reads_a_clock_that_knows_nothing_of_the_others() {
    let trace = simulate(async {
        let pool = Pool::new(2).global_lock(ms(5));
        let [one, other] = ["one", "other"].map(|name| pool.submit(name, clock, ()));
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (vec![4, 8], vec![4, 8]));
    });
    expect(&trace).is_over_at(16);
}

fn for_ever(_: ()) {
    loop {
        blocking::sleep(Duration::ZERO);
    }
}

#[test]
fn a_job_that_never_ends_is_ended_and_says_why() {
    let trace = simulate(async {
        let endless = spawn_blocking("endless", for_ever, ()).await;
        println!("{}", endless.unwrap_err());
    });
    let sentence = "the task panicked: a job may have a million steps in virtual time, and this one has more";
    expect(&trace).prints(&[sentence]);
}

#[test]
fn where_there_is_no_job_nothing_dies_but_the_program() {
    let trace = simulate_blocking(|| {
        if now() == Duration::ZERO {
            die();
        }
    });
    expect(&trace).lane("main").ends(Outcome::Panicked);
}

fn reversed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.reverse();
    bytes
}

/// What crosses is a path and bytes; whatever they are, there is an answer.
#[test]
fn functions_are_called_by_bytes() {
    let function = JobFunction::new(reversed);
    assert!(function.name().ends_with("functions::reversed"), "{}", function.name());
    assert_eq!(JobFunction::new(cook).name().rsplit("::").next(), Some("cook"));
    let refused = function.call(&[]).unwrap_err();
    assert!(refused.starts_with(function.name()) && refused.contains("could not be called"), "{refused}");
    for bytes in [vec![], vec![255; 3], vec![0; 40], (0..=255).collect()] {
        drop(function.call(&bytes));
    }
    assert_eq!(function.call(b"\x02ab"), Ok(b"\x02ba".to_vec()));
}
