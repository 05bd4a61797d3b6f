//! Tasks take their turns in the order in which `CPython`'s asyncio gives them.
//!
//! Each test has its program in Python under its name in `tests/asyncio`; `CPython` runs that in
//! virtual time, and both must print the same lines, in the same order, at the same microseconds.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use meanwhile::runtime::{JoinHandle, blocking, join_all, println, sleep, spawn, yield_now};

use crate::support::cpython::agrees;
use crate::support::ms;

const fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

#[test]
fn timer_ties() {
    async fn sleeper(name: &str, naps: &[u64]) {
        for nap in naps {
            sleep(micros(*nap)).await;
        }
        println!("{name}");
    }
    agrees("timer_ties", async {
        let tasks = [
            spawn("1", sleeper("one nap", &[300_000])),
            spawn("2", sleeper("two naps", &[100_000, 200_000])),
            spawn("3", sleeper("three naps", &[100_000, 100_000, 100_000])),
            spawn("4", sleeper("one nap, set later", &[300_000])),
            spawn("5", sleeper("long, then short", &[200_000, 100_000])),
            spawn("6", sleeper("shorter", &[299_999])),
            spawn("7", sleeper("longer", &[300_001])),
        ];
        sleep(ms(300)).await;
        println!("main");
        for task in tasks {
            task.await.unwrap();
        }
        println!("all");
    });
}

#[test]
fn ping_pong() {
    async fn player(name: &str, rounds: u32) {
        for number in 0..rounds {
            println!("{name} {number}");
            yield_now().await;
        }
        println!("{name} stops");
    }
    agrees("ping_pong", async {
        let first = spawn("ping", player("ping", 4));
        let second = spawn("pong", player("pong", 2));
        println!("main gives way");
        yield_now().await;
        let third = spawn("third", player("third", 3));
        yield_now().await;
        second.await.unwrap();
        println!("pong is over");
        first.await.unwrap();
        println!("ping is over");
        third.await.unwrap();
    });
}

#[test]
fn sleep_zero() {
    async fn napper(name: &str, length: Duration) {
        sleep(length).await;
        println!("{name}");
    }
    agrees("sleep_zero", async {
        let mut tasks = vec![spawn("1", napper("1 ms", ms(1))), spawn("2", napper("2 ms", ms(2)))];
        sleep(Duration::ZERO).await;
        tasks.push(spawn("spinner", async {
            for turn in 0..6 {
                println!("turn {turn}");
                sleep(Duration::ZERO).await;
            }
        }));
        sleep(Duration::ZERO).await;
        blocking::sleep(micros(1500));
        println!("main held the thread");
        sleep(Duration::ZERO).await;
        println!("main gave way");
        sleep(Duration::ZERO).await;
        println!("main gave way again");
        join_all(tasks).await;
        println!("main is over");
    });
}

#[test]
fn gather_or_await() {
    async fn job(name: &'static str, length: Duration) -> &'static str {
        sleep(length).await;
        println!("{name} ends");
        name
    }
    fn jobs(first: &'static str, second: &'static str) -> [JoinHandle<&'static str>; 2] {
        [spawn(first, job(first, ms(200))), spawn(second, job(second, ms(500)))]
    }
    agrees("gather_or_await", async {
        let gatherer = async {
            let names: Result<Vec<_>, _> = join_all(jobs("g1", "g2")).await.into_iter().collect();
            println!("gathered {}", names.unwrap().join(" "));
        };
        let awaiter = async {
            let [first, second] = jobs("a1", "a2");
            println!("awaited {} {}", first.await.unwrap(), second.await.unwrap());
        };
        let ticker = async {
            sleep(ms(500)).await;
            for tick in 0..6 {
                println!("tick {tick}");
                yield_now().await;
            }
        };
        for task in [spawn("gatherer", gatherer), spawn("awaiter", awaiter), spawn("ticker", ticker)] {
            task.await.unwrap();
        }
    });
}

#[test]
fn gather_mixed() {
    async fn job(name: &'static str, naps: &'static [u64]) -> &'static str {
        println!("{name} begins");
        for nap in naps {
            sleep(ms(*nap)).await;
        }
        println!("{name} ends");
        name
    }
    async fn gather(jobs: impl IntoIterator<Item = JoinHandle<&'static str>>) -> String {
        let names: Result<Vec<_>, _> = join_all(jobs).await.into_iter().collect();
        names.unwrap().join(" ")
    }
    agrees("gather_mixed", async {
        let beside = spawn("ticker", async {
            for tick in 0..5 {
                println!("tick {tick}");
                sleep(ms(50)).await;
            }
        });
        let jobs = [
            spawn("1", job("slow", &[150])),
            spawn("2", job("at once", &[])),
            spawn("3", job("in two parts", &[50, 50])),
            spawn("4", job("gives way", &[0])),
        ];
        sleep(ms(10)).await;
        println!("main gathers");
        println!("{}", gather(jobs).await);
        println!("{}", gather([spawn("5", job("another", &[0]))]).await);
        println!("none{}", gather([]).await);
        beside.await.unwrap();
    });
}

#[test]
fn nested_spawns() {
    fn node(name: String, depth: u32) -> LocalBoxFuture<'static, ()> {
        async move {
            println!("{name} begins");
            let mut children = Vec::new();
            for letter in if depth > 0 { ["a", "b"].as_slice() } else { &[] } {
                let child = format!("{name}{letter}");
                children.push(spawn(&child, node(child.clone(), depth - 1)));
                println!("{name} has spawned {letter}");
            }
            yield_now().await;
            println!("{name} goes on");
            for child in children {
                child.await.unwrap();
            }
            println!("{name} ends");
        }
        .boxed_local()
    }
    agrees("nested_spawns", async {
        spawn("x", node("x".to_owned(), 3)).await.unwrap();
        println!("over");
    });
}

#[test]
fn spawned_by_task() {
    async fn grandchild(name: &str, millis: u64) -> u64 {
        println!("{name} begins");
        sleep(ms(millis)).await;
        println!("{name} ends");
        millis
    }
    agrees("spawned_by_task", async {
        let alive = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::clone(&alive);
        let child = spawn("child", async move {
            println!("child begins");
            kept.borrow_mut().push(spawn("first", grandchild("first", 20)));
            sleep(ms(10)).await;
            kept.borrow_mut().push(spawn("second", grandchild("second", 10)));
            println!("child ends");
        });
        println!("main waits");
        child.await.unwrap();
        println!("main goes on");
        for (name, task) in ["first", "second"].into_iter().zip(alive.take()) {
            println!("{name} gave {}", task.await.unwrap());
        }
    });
}

#[test]
fn finished_task() {
    fn short(name: &'static str) -> JoinHandle<&'static str> {
        spawn(name, async move {
            println!("{name}");
            name
        })
    }
    agrees("finished_task", async {
        let beside = spawn("ticker", async {
            for tick in 0..6 {
                println!("tick {tick}");
                yield_now().await;
            }
        });
        let tasks = ["a", "b", "c"].map(short);
        yield_now().await;
        yield_now().await;
        let over = if tasks.iter().all(JoinHandle::is_finished) { "True" } else { "False" };
        println!("all are over: {over}");
        for task in tasks {
            println!("got {}", task.await.unwrap());
        }
        println!("got {}", short("d").await.unwrap());
        beside.await.unwrap();
    });
}

#[test]
fn monitor() {
    async fn job(name: &str, seconds: u64) {
        sleep(Duration::from_secs(seconds)).await;
        println!("{name} ends");
    }
    agrees("monitor", async {
        let jobs = [("a", 2), ("b", 3), ("c", 1)].map(|(name, length)| spawn(name, job(name, length)));
        for _ in 0..3 {
            sleep(Duration::from_secs(1)).await;
            println!("alive: {}", jobs.iter().filter(|job| !job.is_finished()).count());
        }
        join_all(jobs).await;
        println!("over");
    });
}

#[test]
fn blocking_call() {
    async fn napper(name: &str, length: u64) {
        sleep(ms(length)).await;
        println!("{name} wakes");
        sleep(ms(5)).await;
        println!("{name} wakes again");
    }
    agrees("blocking_call", async {
        let blocker = spawn("blocker", async {
            sleep(ms(10)).await;
            println!("blocks");
            blocking::sleep(ms(100));
            println!("blocked");
            yield_now().await;
            println!("gave way");
        });
        let naps = [("30 ms", 30), ("20 ms", 20), ("late", 200)];
        let naps = naps.map(|(name, length)| spawn(name, napper(name, length)));
        join_all([blocker].into_iter().chain(naps)).await;
        println!("over");
    });
}
