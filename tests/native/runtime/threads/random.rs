//! Random jobs on random pools: what must hold for all of them, and the same each time.

use std::rc::Rc;

use meanwhile::runtime::{
    BlockingAnswer, BlockingHost, Failure, NetworkError, Plan, Pool, Request, Runtime, blocking, join_all,
    println, simulate, simulate_blocking, sleep, work,
};
use meanwhile::trace::{Lanes, Micros, Outcome, ThreadState, ThreadUse, Trace};
use proptest::prelude::*;

use crate::support::host::CountingHost;
use crate::support::invariants::{
    Check, cases, folds_agree_with_the_oracle, segments_are_in_order, spans_add_up, spans_cover_lanes,
};
use crate::support::jobs::{Job, Step, TakesJobs as _, offload};
use crate::support::{at_ms, expect, ms};

fn plans() -> impl Strategy<Value = Plan> {
    let times = (0_u64..40_000, 0_u64..40_000, 0_u64..40_000);
    let failures = prop::sample::select(vec![
        None,
        None,
        Some(Failure::Refused),
        Some(Failure::Reset),
        Some(Failure::Hang),
    ]);
    (times, prop::option::of(0_u32..500), 1_u32..4, 200_u16..600, failures).prop_map(
        |((uplink, think, downlink), size, chunks, status, failure)| Plan {
            uplink: Micros(uplink),
            think: Micros(think),
            downlink: Micros(downlink),
            size,
            chunks,
            status,
            failure,
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    let lengths = || prop_oneof![Just(0_u64), 1_u64..20_000].prop_map(Micros);
    prop_oneof![
        2 => (0_u64..5_000_000, 0_u64..5_000_000).prop_map(|(start, end)| Step::Squares(start..end)),
        4 => lengths().prop_map(Step::Work),
        3 => lengths().prop_map(Step::Sleep),
        1 => (0_u32..2_000, plans())
            .prop_map(|(size, plan)| Step::Read(format!("bytes/{size}"), plan)),
        1 => "[a-zé]{0,9}".prop_map(Step::Print),
        1 => Just(Step::Die),
    ]
}

fn jobs() -> impl Strategy<Value = Vec<Job>> {
    let job =
        ("[a-zé ]{0,9}", prop::collection::vec(steps(), 0..6)).prop_map(|(name, steps)| Job { name, steps });
    prop::collection::vec(job, 0..12)
}

/// How many workers, how often a lock is passed on, and what the program does meanwhile.
type Pools = (usize, Option<u64>, u64, u64);

fn pools() -> impl Strategy<Value = Pools> {
    (1_usize..5, prop::option::of(0_u64..8_000), 0_u64..30, 0_u64..30)
}

fn run((workers, lock, sleeps, works): Pools, jobs: Vec<Job>) -> Trace {
    simulate(async move {
        let mut pool = Pool::new(workers);
        if let Some(interval) = lock {
            pool = pool.global_lock(Micros(interval).into());
        }
        let mut handles: Vec<_> = jobs.into_iter().map(|job| pool.take(job)).collect();
        sleep(ms(sleeps)).await;
        // One is given up, whatever it is doing.
        drop(handles.pop());
        work(ms(works));
        join_all(handles).await;
    })
}

fn run_blocking((workers, lock, sleeps, works): Pools, jobs: Vec<Job>) -> Trace {
    simulate_blocking(move || {
        let mut pool = blocking::Pool::new(workers);
        if let Some(interval) = lock {
            pool = pool.global_lock(Micros(interval).into());
        }
        let mut handles: Vec<_> = jobs.into_iter().map(|job| pool.take(job)).collect();
        blocking::sleep(ms(sleeps));
        drop(handles.pop());
        work(ms(works));
        while let Some(done) = blocking::next_finished(&mut handles) {
            let _ = done.join();
        }
    })
}

fn holds(trace: &Trace) -> Check {
    for now in [trace.last(), trace.last() + at_ms(7)] {
        spans_cover_lanes(trace, now)?;
        spans_add_up(trace, now)?;
        segments_are_in_order(trace, now)?;
    }
    folds_agree_with_the_oracle(trace)?;
    let lanes = Lanes::of(trace);
    prop_assert!(lanes.as_slice().iter().all(|lane| lane.ended.is_some()), "everybody is over");
    let copy = Trace::from_bytes(&trace.to_bytes());
    prop_assert_eq!(copy.as_ref(), Ok(trace));
    Ok(())
}

/// At most one thread computes at a time.
fn takes_turns(trace: &Trace) -> Check {
    let threads = ThreadUse::of(trace);
    let workers = threads.workers().iter().flat_map(|worker| worker.segments(trace.last()));
    let mut busy: Vec<_> = workers.filter(|segment| segment.state == ThreadState::Busy).collect();
    busy.sort_by_key(|segment| segment.start);
    let in_turn = busy.is_sorted_by(|one, next| one.end <= next.start);
    prop_assert!(in_turn, "two threads compute under one lock: {:?}", busy);
    Ok(())
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn runs_leave_traces_that_make_sense_and_are_the_same_each_time(pool in pools(), jobs in jobs()) {
        for run in [run, run_blocking] {
            let trace = run(pool, jobs.clone());
            holds(&trace)?;
            if pool.1.is_some() {
                takes_turns(&trace)?;
            }
            prop_assert!(trace == run(pool, jobs.clone()), "another run of the same program differs");
        }
    }

    /// First in, first out: each job begins when a thread is free, and not before the job ahead.
    #[test]
    fn jobs_are_scheduled_as_a_list(workers in 1_usize..6, lengths in prop::collection::vec(0_u64..50, 1..30)) {
        let jobs: Vec<_> = lengths.iter().map(|length| Job::new("job").work(ms(*length))).collect();
        let trace = simulate(async move {
            let pool = Pool::new(workers);
            join_all(jobs.into_iter().map(|job| pool.take(job))).await;
        });
        let mut free = vec![0; workers];
        for (length, lane) in lengths.iter().zip(&Lanes::of(&trace).as_slice()[1..]) {
            let thread = free.iter_mut().min().unwrap();
            *thread += length;
            prop_assert_eq!(lane.ended, Some((at_ms(*thread), Outcome::Ok)));
        }
    }

    /// With a lock the threads need as long as one would.
    #[test]
    fn a_lock_makes_it_take_the_sum(interval in 1_u64..20, lengths in prop::collection::vec(0_u64..50, 1..8)) {
        let workers = lengths.len();
        let jobs: Vec<_> = lengths.iter().map(|length| Job::new("job").work(ms(*length))).collect();
        let trace = simulate(async move {
            let pool = Pool::new(workers).global_lock(ms(interval));
            join_all(jobs.into_iter().map(|job| pool.take(job))).await;
        });
        takes_turns(&trace)?;
        prop_assert_eq!(trace.last(), at_ms(lengths.iter().sum()));
    }

    /// Among equals nobody keeps it longer than agreed.
    #[test]
    fn a_lock_is_passed_on_every_interval(interval in 1_u64..20, length in 1_u64..50, workers in 2_usize..6) {
        let trace = simulate(async move {
            let pool = Pool::new(workers).global_lock(ms(interval));
            join_all((0..workers).map(|_| pool.take(Job::new("job").work(ms(length))))).await;
        });
        for worker in ThreadUse::of(&trace).workers() {
            let parts = worker.segments(trace.last()).filter(|segment| segment.state == ThreadState::Busy);
            let parts: Vec<_> = parts.map(|segment| segment.end - segment.start).collect();
            let (last, whole) = parts.split_last().unwrap();
            prop_assert!(whole.iter().all(|part| *part == at_ms(interval)), "{:?}", parts);
            prop_assert_eq!(*last, at_ms((length - 1) % interval + 1));
        }
    }
}

#[test]
fn a_run_that_is_dropped_ends_its_threads() {
    let host = CountingHost::new();
    let runtime = Runtime::new(Rc::clone(&host) as _, async {
        let pool = Pool::new(2);
        let jobs = [20, 30, 40].map(|length| pool.take(Job::new("job").work(ms(length))));
        offload(Job::new("offloaded").sleep(ms(50))).detach();
        sleep(ms(10)).await;
        println!("waiting");
        join_all(jobs).await;
    });
    assert!(!host.run(&runtime, at_ms(15)));
    assert_eq!(host.pools(), 2);
    let recorder = Rc::clone(runtime.recorder());
    drop(runtime);
    assert_eq!(host.pools(), 0);
    let trace = recorder.trace().clone();
    let lanes = Lanes::of(&trace);
    assert_eq!(lanes.as_slice().len(), 5);
    for lane in lanes.as_slice() {
        assert_eq!(lane.ended, Some((trace.last(), Outcome::Cancelled)), "{:?}", lane.task);
    }
    expect(&trace).prints(&["waiting"]);
}

#[test]
fn a_pool_ends_its_threads_when_nobody_can_use_them() {
    let host = CountingHost::new();
    let counts = Rc::clone(&host);
    let runtime = Runtime::new(Rc::clone(&host) as _, async move {
        let pool = Pool::new(1);
        assert_eq!(counts.pools(), 0, "no job, no thread");
        let job = pool.take(Job::new("job").work(ms(1)));
        drop(pool);
        assert_eq!(counts.pools(), 1, "whoever has a handle may wait");
        assert_eq!(job.await, Ok(0));
        assert_eq!(counts.pools(), 0);
    });
    assert!(host.run(&runtime, at_ms(15)));
}

/// A host that has a clock, and no threads.
struct Bare;

impl BlockingHost for Bare {
    fn now(&self) -> Micros {
        Micros::ZERO
    }

    fn block(&self, _: Micros) {}

    fn fetch_blocking(&self, _: &Request, _: Option<Micros>) -> Result<BlockingAnswer, NetworkError> {
        unreachable!("nothing is requested")
    }
}

#[test]
fn without_threads_jobs_fail_and_say_why() {
    let recorder = blocking::run(Rc::new(Bare), || {
        let job = blocking::Pool::new(1).take(Job::new("job"));
        println!("{}", job.join().unwrap_err());
    });
    let run = expect(&recorder.trace());
    run.prints(&["the task panicked: there are no other threads here"]);
    run.lane("job").ends(Outcome::Panicked);
}
