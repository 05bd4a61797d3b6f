//! `CPython` as the judge of pools: the same jobs begin, take turns and end at the same times, and
//! in the same order.

use meanwhile::runtime::{Pool, as_completed, blocking, println, simulate, simulate_blocking, sleep, spawn};
use meanwhile::trace::Trace;

use crate::support::cpython::version;
use crate::support::jobs::{Job, TakesJobs as _, offload};
use crate::support::ms;
use crate::support::python::{self, Played, printed};

/// Name, and milliseconds of computing, sleeping and computing again.
const JOBS: [(&str, u64, u64, u64); 7] = [
    ("a", 12, 3, 4),
    ("b", 4, 11, 3),
    ("c", 7, 2, 6),
    ("d", 10, 1, 1),
    ("e", 3, 3, 3),
    ("f", 5, 5, 5),
    ("g", 1, 20, 1),
];

fn job((name, before, pause, after): (&str, u64, u64, u64)) -> Job {
    Job::new(name)
        .print(format!("{name} begins"))
        .work(ms(before))
        .print(format!("{name} sleeps"))
        .sleep(ms(pause))
        .work(ms(after))
        .print(format!("{name} ends"))
}

async fn run() {
    let ticks = spawn("ticker", async {
        for tick in 0..12 {
            println!("tick {tick}");
            sleep(ms(7)).await;
        }
    });
    let pool = Pool::new(3).global_lock(ms(5));
    let mut jobs: Vec<_> = JOBS.iter().map(|parts| (parts.0, pool.take(job(*parts)))).collect();
    sleep(ms(1)).await;
    drop(jobs.pop());
    // Which one it was is not part of a result.
    let named = jobs.into_iter().map(|(name, job)| {
        spawn(name, async move {
            job.await.unwrap();
            name
        })
    });
    let mut results = as_completed(named);
    while let Some(name) = results.next_result().await {
        println!("got {}", name.unwrap());
    }
    ticks.await.unwrap();
    offload(job(("h", 2, 2, 2))).await.unwrap();
    println!("offloaded h");
}

fn block() {
    for lock in [false, true] {
        let mut pool = blocking::Pool::new(3);
        if lock {
            pool = pool.global_lock(ms(5));
        }
        let mut jobs: Vec<_> = JOBS.iter().map(|parts| pool.take(job(*parts))).collect();
        while let Some(done) = blocking::next_finished(&mut jobs) {
            println!("got {}", done.name());
        }
        let jobs: Vec<_> = JOBS.iter().map(|parts| pool.take(job(*parts))).collect();
        for done in jobs {
            let name = done.name();
            done.join().unwrap();
            println!("got {name}");
        }
    }
}

fn agrees(rust: &Trace, python: &Played) {
    assert_eq!(python.error, None);
    assert_eq!(printed(rust), python.lines);
}

#[test]
fn pools_do_what_pythons_do() {
    if version("comparing pools with CPython").is_none() {
        return;
    }
    let file = python::run(&["tests/python/programs/pools.py".to_owned()]).remove(0);
    agrees(&simulate(run()), file.run());
    agrees(&simulate_blocking(block), file.block());
}
