//! The blocking twin of the pools: only who waits for a result holds the program's own thread.

use meanwhile::runtime::{JoinError, blocking, now, println, simulate, simulate_blocking, spawn, work};
use meanwhile::trace::{Lanes, On, Outcome, ThreadUse, Totals};

use crate::support::jobs::{Job, TakesJobs as _};
use crate::support::threads::worker;
use crate::support::{at_ms, expect, ms};

#[test]
fn joining_holds_the_thread_until_the_job_is_over() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(2);
        let jobs = [30, 10, 10].map(|length| {
            let name = format!("{length} ms");
            pool.take(Job::new(&name).squares(0..4).work(ms(length)).print(name))
        });
        println!("submitted");
        for job in jobs {
            println!("{} {:?}", now().as_millis(), job.join());
        }
    });
    let run = expect(&trace);
    run.prints_at(&[
        (0, "submitted"),
        (10, "10 ms"),
        (20, "10 ms"),
        (30, "30 ms"),
        (30, "0 Ok(14)"),
        (30, "30 Ok(14)"),
        (30, "30 Ok(14)"),
    ]);
    run.thread_does("blocked 30ms").lane("main").does("blocked 30ms").ends(Outcome::Ok);
    run.lane("30 ms").does("running 30ms").is_child_of("main").is_polled(0);
    assert_eq!(worker(&trace, 1), "0–30: 0–30 busy");
    assert_eq!(worker(&trace, 2), "0–30: 0–10 busy, 10–20 busy");
    let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
    assert_eq!((totals.blocked, totals.busy, totals.workers_busy), (at_ms(30), at_ms(0), at_ms(50)));
}

#[test]
fn what_happened_while_the_thread_was_elsewhere_has_its_place() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(1);
        let job = pool.take(Job::new("job").work(ms(10)).sleep(ms(10)));
        work(ms(40));
        blocking::sleep(ms(10));
        println!("{}", job.is_finished());
        job.join().unwrap();
    });
    let run = expect(&trace);
    run.prints(&["false"]).thread_does("busy 40ms, blocked 10ms");
    run.lane("job").does("running 10ms, blocked 10ms, queued 30ms").ends_at(50);
    assert_eq!(worker(&trace, 1), "0–50: 0–10 busy, 10–20 blocked");
}

#[test]
fn a_wait_names_its_line() {
    let mut line = 0;
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(1);
        let job = pool.take(Job::new("job").sleep(ms(1)));
        line = line!() + 1;
        job.join().unwrap();
    });
    let is_task = |on: &On| matches!(on, On::Task(_));
    expect(&trace).lane("main").waits_on_lines(file!(), is_task, &[line]);
    expect(&trace).lane("job").is_spawned_on_line(line - 2);
}

/// A queue of jobs: results as they come, and a job whose worker died is taken again.
#[test]
fn results_come_as_they_are_there_and_jobs_can_be_added() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(2);
        let job = |name: &str, length| Job::new(name).squares(0..3).work(ms(length));
        let mut jobs =
            vec![pool.take(job("slow", 50)), pool.take(job("dies", 10).die()), pool.take(job("quick", 10))];
        while let Some(done) = blocking::next_finished(&mut jobs) {
            let (name, at) = (done.name(), now().as_millis());
            match done.join() {
                Ok(sum) => println!("{at} {name}: {sum}"),
                Err(JoinError::Died) => {
                    println!("{at} {name} again");
                    jobs.push(pool.take(job(&name, 10)));
                }
                Err(error) => println!("{error}"),
            }
        }
    });
    let run = expect(&trace);
    run.prints(&["10 dies again", "20 quick: 5", "30 dies: 5", "50 slow: 5"]);
    run.lane("dies").ends(Outcome::Failed).ends_at(10);
    assert_eq!(worker(&trace, 2), "0–10, 10–50: 0–10 busy, 10–20 busy, 20–30 busy");
}

#[test]
fn the_first_that_ended_comes_first_however_late_it_is_asked_for() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(3);
        let [slow, middle, quick] =
            [30, 20, 10].map(|length| pool.take(Job::new(format!("{length} ms")).sleep(ms(length))));
        slow.join().unwrap();
        let mut jobs = vec![middle, quick];
        let first = blocking::next_finished(&mut jobs).unwrap();
        println!("{} at {} ms, {} left", first.name(), now().as_millis(), jobs.len());
        assert!(blocking::next_finished::<u128>(&mut Vec::new()).is_none());
    });
    expect(&trace).prints(&["10 ms at 30 ms, 1 left"]);
}

#[test]
fn one_lock_makes_threads_take_turns() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(2).global_lock(ms(5));
        let jobs = ["a", "b"].map(|name| pool.take(Job::new(name).work(ms(10))));
        for job in jobs {
            job.join().unwrap();
        }
    });
    let run = expect(&trace);
    run.is_over_at(20).thread_does("blocked 20ms");
    run.lane("a").does("running 5ms, awaiting 5ms, running 5ms");
}

#[test]
fn a_job_whose_handle_is_dropped_is_given_up() {
    let trace = simulate_blocking(|| {
        let pool = blocking::Pool::new(1);
        let first = pool.take(Job::new("first").work(ms(10)));
        drop(pool.take(Job::new("second").print("second")));
        first.join().unwrap();
        blocking::sleep(ms(10));
    });
    let run = expect(&trace);
    run.prints::<&str>(&[]).is_over_at(20);
    run.lane("second").ends(Outcome::Cancelled).ends_at(0);
}

#[test]
fn an_async_task_that_joins_holds_the_loop() {
    let trace = simulate(async {
        let other = spawn("other", async { println!("other") });
        let pool = blocking::Pool::new(1);
        pool.take(Job::new("job").work(ms(10))).join().unwrap();
        other.await.unwrap();
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "other")]).thread_does("blocked 10ms");
    run.lane("other").does("queued 10ms");
}
