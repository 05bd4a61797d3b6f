//! Failures, cancelling and limits take their turns as `CPython`'s asyncio has them.
//!
//! As in `order.rs`: the same program in Python is in `tests/asyncio`.

use std::time::Duration;

use meanwhile::runtime::{JoinError, join_all, println, sleep, spawn, timeout, yield_now};

use crate::support::cpython::agrees;
use crate::support::guard::OnDrop;
use crate::support::ms;

const MINUTE: Duration = Duration::from_mins(1);

/// The `finally` of the Python programs.
#[must_use]
fn finally(name: &'static str) -> impl Drop {
    OnDrop::new(move || println!("{name} cleans up"))
}

async fn ticker(ticks: u32, every: Duration) {
    for tick in 0..ticks {
        sleep(every).await;
        println!("tick {tick}");
    }
}

#[test]
fn failures() {
    async fn job(name: &str, length: u64, error: Option<&str>) -> Result<String, String> {
        sleep(ms(length)).await;
        if let Some(error) = error {
            println!("{name} fails");
            return Err(error.to_owned());
        }
        println!("{name} ends");
        Ok(name.to_owned())
    }
    agrees("failures", async {
        let lone = spawn("lone", job("lone", 10, Some("no luck")));
        let beside = spawn("beside", job("beside", 20, None));
        if let Err(error) = lone.await.unwrap() {
            println!("main met: {error}");
        }
        println!("main got {}", beside.await.unwrap().unwrap());
        let jobs = [
            spawn("good", job("good", 20, None)),
            spawn("bad", job("bad", 10, Some("broken"))),
            spawn("last", job("last", 30, None)),
        ];
        for result in join_all(jobs).await {
            println!("result: {}", result.unwrap().unwrap_or_else(|error| error));
        }
    });
}

#[test]
fn cancel_cleanup() {
    async fn worker(name: &'static str, length: Duration) {
        let _clean_up = finally(name);
        println!("{name} begins");
        sleep(length).await;
        println!("{name} ends");
    }
    agrees("cancel_cleanup", async {
        let asleep = spawn("asleep", worker("asleep", MINUTE));
        let ready = spawn("ready", worker("ready", ms(10)));
        let over = spawn("over", worker("over", Duration::ZERO));
        sleep(ms(10)).await;
        // Python's clean-up belongs to a body that has begun; that of a value, to the value.
        let new = spawn("new", async { worker("new", MINUTE).await });
        for task in [&new, &asleep, &ready, &over] {
            task.cancel();
            println!("cancelled");
        }
        yield_now().await;
        println!("main gave way");
        for task in [asleep, ready, over, new] {
            match task.await {
                Ok(()) => println!("was over before"),
                Err(error) => {
                    assert_eq!(error, JoinError::Cancelled);
                    println!("was cancelled");
                }
            }
        }
    });
}

#[test]
fn shutdown() {
    async fn worker(name: &'static str) {
        let _clean_up = finally(name);
        loop {
            sleep(MINUTE).await;
        }
    }
    agrees("shutdown", async {
        let beside = spawn("ticker", async {
            sleep(Duration::from_secs(2)).await;
            for tick in 0..5 {
                println!("tick {tick}");
                yield_now().await;
            }
        });
        let workers = ["a", "b", "c"].map(|name| spawn(name, worker(name)));
        sleep(Duration::from_secs(2)).await;
        println!("main cancels");
        for task in workers.iter().rev() {
            task.cancel();
        }
        workers[1].cancel();
        let results = join_all(workers).await;
        let cancelled = results.iter().filter(|one| **one == Err(JoinError::Cancelled));
        println!("{} were cancelled", cancelled.count());
        beside.await.unwrap();
    });
}

#[test]
fn timeout_scope() {
    async fn call(name: &'static str, length: Duration) {
        let _clean_up = finally(name);
        sleep(length).await;
        println!("{name} ends");
    }
    async fn limited(limit: u64, first: u64, second: u64) {
        let two_calls = async {
            call("first", ms(first)).await;
            call("second", ms(second)).await;
            println!("got both");
        };
        if timeout(Duration::from_secs(limit), two_calls).await.is_err() {
            println!("timed out");
        }
    }
    agrees("timeout_scope", async {
        let beside = spawn("ticker", ticker(5, Duration::from_secs(1)));
        limited(2, 1500, 1500).await;
        limited(2, 750, 750).await;
        limited(1, 7000, 7000).await;
        beside.await.unwrap();
    });
}

#[test]
fn wait_for() {
    async fn job(name: &'static str, length: Duration) -> &'static str {
        let _clean_up = finally(name);
        sleep(length).await;
        println!("{name} ends");
        name
    }
    const LIMIT: Duration = Duration::from_secs(1);
    agrees("wait_for", async {
        println!("got {}", timeout(LIMIT, job("quick", ms(500))).await.unwrap());
        timeout(LIMIT, job("slow", 10 * LIMIT)).await.unwrap_err();
        println!("timed out");
        let mut task = spawn("task", job("task", 10 * LIMIT));
        timeout(LIMIT, &mut task).await.unwrap_err();
        // What dropping the handle would ask for; awaiting it is what `wait_for` adds.
        task.cancel();
        let cancelled = task.await == Err(JoinError::Cancelled);
        println!("timed out, cancelled: {}", if cancelled { "True" } else { "False" });
    });
}

#[test]
fn left_behind() {
    agrees("left_behind", async {
        let endless = async {
            let _clean_up = OnDrop::new(|| println!("cleans up"));
            for turn in 0_u32.. {
                println!("turn {turn}");
                yield_now().await;
            }
        };
        spawn("endless", endless).detach();
        yield_now().await;
        yield_now().await;
        println!("main ends");
    });
}

#[test]
fn left_behind_later() {
    agrees("left_behind_later", async {
        let endless = async {
            let _clean_up = OnDrop::new(|| println!("cleans up"));
            sleep(ms(10)).await;
            for turn in 0_u32.. {
                println!("turn {turn}");
                yield_now().await;
            }
        };
        spawn("endless", endless).detach();
        sleep(ms(10)).await;
        println!("main ends");
    });
}
