//! Other threads: jobs in the order of submission, side by side, and the loop free meanwhile.

use meanwhile::runtime::{
    Failure, JoinError, Plan, Pool, Until, all_tasks, as_completed, interval, join_all, now, println,
    simulate, sleep, spawn, squares, timeout, wait, work,
};
use meanwhile::trace::{Lanes, Outcome, RequestOutcome, ThreadUse, Totals};

use crate::support::guard::OnDrop;
use crate::support::jobs::{Job, TakesJobs as _, offload};
use crate::support::threads::worker;
use crate::support::{at_ms, expect, ms};

#[test]
fn jobs_are_taken_first_in_first_out_by_threads_that_are_free() {
    let trace = simulate(async {
        let pool = Pool::new(2);
        let jobs = [("a", 30), ("b", 10), ("c", 10), ("d", 5)];
        let jobs = jobs.map(|(name, length)| pool.take(Job::new(name).work(ms(length)).print(name)));
        join_all(jobs).await;
        println!("all");
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "b"), (20, "c"), (25, "d"), (30, "a"), (30, "all")]);
    run.lane("a").does("running 30ms").ends(Outcome::Ok).is_child_of("main");
    run.lane("b").does("running 10ms");
    run.lane("c").does("queued 10ms, running 10ms");
    run.lane("d").does("queued 20ms, running 5ms").is_polled(0);
    run.thread_does("");
    assert_eq!(worker(&trace, 1), "0–30: 0–30 busy");
    assert_eq!(worker(&trace, 2), "0–30: 0–10 busy, 10–20 busy, 20–25 busy");
}

#[test]
fn a_thread_is_started_only_when_none_is_free() {
    let trace = simulate(async {
        let pool = Pool::new(3);
        for _ in 0..3 {
            let _ = pool.take(Job::new("job").work(ms(10))).await;
            sleep(ms(5)).await;
        }
    });
    assert_eq!(ThreadUse::of(&trace).workers().len(), 1);
    assert_eq!(worker(&trace, 1), "0–45: 0–10 busy, 15–25 busy, 30–40 busy");
}

#[test]
fn the_loop_is_free_while_another_thread_computes() {
    let program = |offloads: bool| {
        simulate(async move {
            let ticker = spawn("ticker", async {
                let mut ticks = interval(ms(10));
                for _ in 0..100 {
                    ticks.tick().await;
                    println!("{}", now().as_millis());
                }
            });
            sleep(ms(5)).await;
            let range = 0..10_000_000;
            let sum = if offloads {
                offload(Job::new("sum").squares(range)).await.unwrap()
            } else {
                squares(range)
            };
            println!("{sum}");
            drop(ticker);
        })
    };
    let sum = "333333283333335000000";
    let offloaded = program(true);
    let run = expect(&offloaded);
    run.prints_at(&[(0, "0"), (10, "10"), (20, "20"), (30, "30"), (40, "40"), (45, sum)]);
    run.thread_does("").lane("sum").does("running 40ms");
    let on_the_loop = program(false);
    expect(&on_the_loop).prints_at(&[(0, "0"), (45, sum)]).thread_does("busy 40ms");
}

/// What happens on another thread while the loop is held is learnt late, and not misplaced.
#[test]
fn a_result_waits_for_a_loop_that_is_held() {
    let trace = simulate(async {
        let job = Job::new("job").work(ms(10)).sleep(ms(10)).work(ms(10));
        let job = offload(job);
        sleep(ms(5)).await;
        work(ms(95));
        job.await.unwrap();
    });
    let run = expect(&trace);
    run.is_over_at(100).thread_does("busy 95ms");
    run.lane("job").does("running 10ms, blocked 10ms, running 10ms, queued 70ms").ends_at(100);
    assert_eq!(worker(&trace, 1), "0–100: 0–10 busy, 10–20 blocked, 20–30 busy");
    let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
    assert_eq!((totals.busy, totals.workers), (at_ms(95), 1));
    assert_eq!((totals.workers_busy, totals.workers_blocked), (at_ms(20), at_ms(10)));
    assert!((totals.busy_share() - 0.95).abs() < 1e-9, "the run's own thread alone");
}

#[test]
fn handles_of_jobs_are_handles_like_others() {
    let trace = simulate(async {
        let pool = Pool::new(3);
        let submit = |millis| pool.take(Job::new(format!("{millis}")).squares(0..millis).sleep(ms(millis)));
        let mut results = as_completed([submit(30), submit(10), submit(20)]);
        while let Some(result) = results.next_result().await {
            println!("{}", result.unwrap());
        }
        let waited = wait([submit(7), submit(4)], Until::First).await;
        println!("{:?}, {} left: {}", waited.done, waited.pending.len(), waited.pending[0].name());
        println!("{:?}", timeout(ms(1), submit(50)).await.is_err());
        println!("{} task", all_tasks().len());
    });
    let lines = ["285", "2470", "8555", "[Ok(14)], 1 left: 7", "true", "1 task"];
    expect(&trace).prints(&lines).is_over_at(35);
}

/// `asyncio` schedules `call_soon_threadsafe`, and that the task's next step: two turns.
#[test]
fn a_result_comes_behind_what_is_ready() {
    let trace = simulate(async {
        let timer = spawn("timer", async {
            sleep(ms(10)).await;
            println!("timer");
        });
        let job = offload(Job::new("job").sleep(ms(10)));
        spawn("worker", async move {
            job.await.unwrap();
            println!("job");
        })
        .detach();
        timer.await.unwrap();
        println!("main");
        sleep(ms(1)).await;
    });
    expect(&trace).prints(&["job", "timer", "main"]);
}

#[test]
fn a_worker_that_dies_is_replaced_and_its_job_is_lost() {
    let trace = simulate(async {
        let pool = Pool::new(1);
        let dies = pool.take(Job::new("dies").squares(0..10).work(ms(10)).die().print("never"));
        let next = pool.take(Job::new("next").work(ms(10)));
        let _clean_up = OnDrop::new(|| println!("clean-up"));
        assert_eq!(dies.await, Err(JoinError::Died));
        println!("{}", JoinError::Died);
        assert_eq!(next.await, Ok(0));
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "the worker died"), (20, "clean-up")]);
    run.lane("dies").does("running 10ms").ends(Outcome::Failed).ends_at(10);
    run.lane("next").does("queued 10ms, running 10ms").ends(Outcome::Ok);
    assert_eq!(worker(&trace, 1), "0–10, 10–20: 0–10 busy, 10–20 busy");
}

#[test]
fn one_lock_lets_one_thread_compute_at_a_time() {
    let program = |lock: bool| {
        simulate(async move {
            let pool = Pool::new(3);
            let pool = if lock { pool.global_lock(ms(5)) } else { pool };
            let jobs = ["a", "b", "c"].map(|name| pool.take(Job::new(name).work(ms(12)).print(name)));
            join_all(jobs).await;
        })
    };
    let trace = program(true);
    let run = expect(&trace);
    run.is_over_at(36).prints_at(&[(32, "a"), (34, "b"), (36, "c")]);
    run.lane("a").does("running 5ms, awaiting 10ms, running 5ms, awaiting 10ms, running 2ms");
    run.lane("b").does("awaiting 5ms, running 5ms, awaiting 10ms, running 5ms, awaiting 7ms, running 2ms");
    run.lane("c").does("awaiting 10ms, running 5ms, awaiting 10ms, running 5ms, awaiting 4ms, running 2ms");
    let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
    assert_eq!((totals.workers, totals.workers_busy), (3, at_ms(36)), "the total is the sum");
    expect(&program(false)).is_over_at(12);
}

/// As in `CPython`: who sleeps or reads does not need the lock.
#[test]
fn whoever_does_not_compute_lets_the_lock_go() {
    let trace = simulate(async {
        let pool = Pool::new(2).global_lock(ms(5));
        let sleeps = pool.take(Job::new("sleeps").work(ms(2)).sleep(ms(20)).work(ms(2)));
        let works = pool.take(Job::new("works").work(ms(30)));
        join_all([sleeps, works]).await;
    });
    let run = expect(&trace);
    run.lane("sleeps").does("running 2ms, blocked 20ms, running 2ms");
    // It gets the lock back as soon as the other has had it for 5 ms.
    run.lane("works").does("awaiting 2ms, running 20ms, awaiting 2ms, running 10ms");
    run.is_over_at(34);
}

#[test]
fn a_job_that_is_given_up_before_it_begins_never_does() {
    let trace = simulate(async {
        let pool = Pool::new(1);
        let first = pool.take(Job::new("first").work(ms(10)));
        let second = pool.take(Job::new("second").print("second"));
        let third = pool.take(Job::new("third").print("third"));
        sleep(ms(5)).await;
        drop(second);
        third.cancel();
        assert_eq!(third.await, Err(JoinError::Cancelled));
        first.await.unwrap();
    });
    let run = expect(&trace);
    run.prints::<&str>(&[]).is_over_at(10);
    for name in ["second", "third"] {
        run.lane(name).does("queued 5ms").ends(Outcome::Cancelled);
    }
}

/// Nothing stops a thread from outside: not in Python, and not here.
#[test]
fn a_job_that_is_given_up_while_it_runs_keeps_its_thread() {
    let trace = simulate(async {
        let pool = Pool::new(1);
        let first = pool.take(Job::new("first").work(ms(10)).print("still there").work(ms(10)));
        let second = pool.take(Job::new("second").work(ms(10)));
        sleep(ms(5)).await;
        drop(first);
        second.await.unwrap();
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "still there")]).is_over_at(30);
    run.lane("first").does("running 5ms").ends(Outcome::Cancelled).ends_at(5);
    run.lane("second").does("queued 20ms, running 10ms");
    assert_eq!(worker(&trace, 1), "0–30: 0–20 busy, 20–30 busy");
}

#[test]
fn threads_end_with_the_run() {
    let trace = simulate(async {
        offload(Job::new("detached").work(ms(100))).detach();
        sleep(ms(10)).await;
    });
    expect(&trace).is_over_at(10).lane("detached").does("running 10ms").ends(Outcome::Cancelled);
    assert_eq!(worker(&trace, 1), "0–10: 0–10 busy");
}

#[test]
fn a_pool_that_is_dropped_ends_its_threads() {
    let trace = simulate(async {
        let job = Pool::new(1).take(Job::new("job").work(ms(10)));
        job.await.unwrap();
        let pool = Pool::new(1);
        pool.take(Job::new("detached").work(ms(10))).detach();
        sleep(ms(5)).await;
        drop(pool);
        sleep(ms(5)).await;
    });
    expect(&trace).is_over_at(20).lane("detached").does("running 5ms").ends(Outcome::Cancelled);
    // The second has the number of the first, which is free by then.
    assert_eq!(worker(&trace, 1), "0–10, 10–15: 0–10 busy, 10–15 busy");
}

#[test]
fn offloaded_jobs_share_32_threads() {
    let trace = simulate(async {
        join_all((0..40).map(|_| offload(Job::new("job").sleep(ms(10))))).await;
    });
    assert_eq!(ThreadUse::of(&trace).workers().len(), 32);
    expect(&trace).is_over_at(20);
}

#[test]
fn a_thread_reads_and_counts_bytes() {
    let plan = Plan::taking(at_ms(100));
    let trace = simulate(async move {
        let job = |path: &str, plan: &Plan| offload(Job::new("job").squares(0..3).read(path, plan.clone()));
        println!("{:?}", job("bytes/1000", &plan).await);
        println!("{:?}", job("nothing", &plan).await);
        println!("{:?}", job("bytes/9", &Plan { failure: Some(Failure::Refused), ..plan }).await);
    });
    let run = expect(&trace);
    run.prints_at(&[
        (100, "Ok(1005)"),
        (200, "Err(Panicked(\"nothing was answered with status 404\"))"),
        (208, "Err(Panicked(\"the connection to bytes/9 was refused\"))"),
    ]);
    // A status that is no success is an answer all the same.
    run.requests_end(&[RequestOutcome::Ok, RequestOutcome::Ok, RequestOutcome::Failed]);
    run.lane("job").does("blocked 100ms").ends(Outcome::Ok);
    let totals = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), trace.last());
    assert_eq!((totals.requests, totals.failed_requests, totals.received), (3, 1, 1002));
    assert_eq!((totals.tasks, totals.failed), (3, 2));
}

/// Jobs have numbers among those of tasks.
#[test]
fn tasks_spawned_after_jobs_are_still_found() {
    let trace = simulate(async {
        let pool = Pool::new(1);
        let job = pool.take(Job::new("job").work(ms(10)));
        let task = spawn("task", async { sleep(ms(20)).await });
        let other = pool.take(Job::new("other job"));
        println!("{} {} {}", task.name(), job.name(), other.name());
        job.await.unwrap();
        task.cancel();
        assert_eq!(task.await, Err(JoinError::Cancelled));
    });
    let run = expect(&trace);
    run.prints(&["task job other job"]).is_over_at(10);
    run.lane("task").ends(Outcome::Cancelled).is_polled(2);
}
