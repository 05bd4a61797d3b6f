//! Waiting for some of several tasks takes the turns that it takes in asyncio.
//!
//! As in `order.rs`: the same program in Python is in `tests/asyncio`.

use std::time::Duration;

use meanwhile::runtime::gather::{Until, as_completed, try_join_all, wait};
use meanwhile::runtime::{JoinError, println, sleep, spawn, yield_now};

use crate::support::cpython::agrees;
use crate::support::ms;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn as_they_complete() {
    async fn job(value: u64, naps: &[u64]) -> u64 {
        for nap in naps {
            sleep(ms(*nap)).await;
        }
        println!("job {value} ends");
        value
    }
    agrees("as_completed", async {
        let beside = spawn("ticker", async {
            sleep(ms(500)).await;
            for tick in 0..6 {
                println!("tick {tick}");
                yield_now().await;
            }
        });
        let mut jobs = as_completed([
            spawn("40", job(40, &[2000])),
            spawn("10", job(10, &[500])),
            spawn("30", job(30, &[1500])),
            spawn("11", job(11, &[300, 200])),
            spawn("5", job(5, &[])),
        ]);
        while let Some(result) = jobs.next_result().await {
            println!("main got {}", result.unwrap());
        }
        beside.await.unwrap();
    });
}

#[test]
fn wait_for_some() {
    async fn job(name: &str, seconds: u32, fails: bool) -> Result<(), String> {
        sleep(seconds * SECOND).await;
        println!("{name} {}", if fails { "fails" } else { "ends" });
        if fails { Err(name.to_owned()) } else { Ok(()) }
    }
    agrees("wait_for_some", async {
        let beside = spawn("ticker", async {
            for _ in 0..5 {
                sleep(SECOND).await;
                for tick in 0..3 {
                    println!("tick {tick}");
                    yield_now().await;
                }
            }
        });
        let mut jobs = [("a", 3, false), ("b", 1, false), ("c", 2, true), ("d", 4, false)]
            .map(|(name, seconds, fails)| spawn(name, job(name, seconds, fails)))
            .into_iter()
            .collect::<Vec<_>>();
        for until in [Until::First, Until::FirstFailure, Until::All] {
            let waited = wait(jobs, until).await;
            println!("{} done {} pending", waited.done.len(), waited.pending.len());
            jobs = waited.pending;
        }
        beside.await.unwrap();
    });
}

/// What the jobs fail with.
struct Failure(String);

impl From<JoinError> for Failure {
    fn from(error: JoinError) -> Self {
        Self(error.to_string())
    }
}

#[test]
fn gather_first_error() {
    async fn job(name: &'static str, seconds: u32, error: Option<&str>) -> Result<&'static str, Failure> {
        sleep(seconds * SECOND).await;
        if let Some(error) = error {
            println!("{name} fails");
            return Err(Failure(error.to_owned()));
        }
        println!("{name} ends");
        Ok(name)
    }
    agrees("gather_first_error", async {
        let beside = spawn("ticker", async {
            for tick in 0..4 {
                sleep(SECOND).await;
                println!("tick {tick}");
            }
        });
        let jobs = [
            spawn("a", job("a", 1, None)),
            spawn("b", job("b", 2, Some("no b"))),
            spawn("c", job("c", 3, None)),
        ];
        if let Err(Failure(error)) = try_join_all(jobs).await {
            println!("main met: {error}");
        }
        beside.await.unwrap();
        let jobs = ["x", "y"].map(|name| spawn(name, job(name, 1, None)));
        println!("all: {}", try_join_all(jobs).await.unwrap_or_default().join(" "));
    });
}
