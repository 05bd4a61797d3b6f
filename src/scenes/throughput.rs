//! How many requests a second: more at once helps, until the server is full.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, gauge, join_all, now, println, spawn};

/// A server that works on some requests at a time; the others wait in line.
#[derive(Clone)]
struct Server {
    /// How long it works on one.
    work: Duration,
    /// When each of its places will be free again.
    free: Rc<RefCell<Vec<Duration>>>,
}

impl Server {
    fn new(settings: &Settings) -> Self {
        let places = vec![Duration::ZERO; settings.get("places") as usize];
        Self { work: settings.millis("work"), free: Rc::new(RefCell::new(places)) }
    }

    /// A request comes in, and takes the place that is free first.
    fn enter(&self) -> Plan {
        let now = now();
        let mut places = self.free.borrow_mut();
        let Some(free) = places.iter_mut().min() else { return Plan::default() };
        *free = now.max(*free) + self.work;
        Plan::taking(free.saturating_sub(now).into())
    }
}

/// How many clients are at work together: 1, 2, 4 and so on, up to the most.
fn levels(settings: &Settings) -> Vec<u32> {
    let most = settings.get("most");
    let doubled = (0..).map(|power| 1_u32 << power).take_while(|level| *level < most);
    doubled.chain([most]).collect()
}

/// Prints a throughput with one decimal, and shows it beside the lanes.
fn report(what: &str, requests: u32, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
    let tenths = (u64::from(requests) * 10_000_000 + micros / 2) / micros;
    println!("{what}: {}.{} requests a second", tenths / 10, tenths % 10);
    gauge("requests a second", i64::try_from((tenths + 5) / 10).unwrap_or(i64::MAX));
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn client(rounds: u32, server: Server) -> Result<(), HttpError> {
    // One request at a time, again and again. How many there are at once is how many clients there
    // are: nobody has to be told a limit.
    for round in 1..=rounds {
        let response = http::get(format!("posts/{round}")).plan(server.enter()).await?;
        response.error_for_status()?.bytes().await?;
    }
    Ok(())
}

async fn run(settings: Settings) {
    let rounds = settings.get("rounds");
    for level in levels(&settings) {
        gauge("clients", level.into());
        let server = Server::new(&settings);
        let start = now();
        let clients = (1..=level)
            .map(|number| spawn(&format!("{level} at once: {number}"), client(rounds, server.clone())));
        join_all(clients).await;
        report(&format!("{level} at once"), level * rounds, now().saturating_sub(start));
    }
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn client_blocking(requests: u32, work: Duration) -> Result<(), HttpError> {
    // The server has places, and all but one of them are empty.
    for number in 0..requests {
        let plan = Plan::taking(work.into());
        blocking::get(format!("posts/{}", number % 100 + 1)).plan(plan).send()?.error_for_status()?;
    }
    Ok(())
}

fn block(settings: &Settings) {
    for level in levels(settings) {
        gauge("clients", level.into());
        let name = format!("{level} in turn");
        let requests = level * settings.get("rounds");
        let start = now();
        // A failure ends this level; the next one is measured all the same.
        let _ = blocking::task(&name, || client_blocking(requests, settings.millis("work")));
        report(&name, requests, now().saturating_sub(start));
    }
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "throughput",
    title: "Throughput",
    group: Group::Choosing,
    lesson: "A server needs 0.1 s for a request and works on sixteen at a time. One client that asks again and \
             again gets ten answers a second; two get twenty, sixteen get a hundred and sixty: throughput is \
             concurrency divided by latency. Beyond that the server is full, and more at once makes nothing \
             faster: with 64 the throughput is the same, and each answer takes four times as long. Measure \
             where that point is before you raise a limit; below it concurrency is free, above it you only \
             move the queue.",
    params: &[
        Param::count("most", "Clients, up to", 64, 1, 64),
        Param::count("places", "Server works on", 16, 1, 100),
        Param::millis("work", "A request takes", 100, 10, 2_000),
        Param::count("rounds", "Requests a client", 5, 1, 20),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program makes as many requests, one after another. Its throughput is that of one client, \
           however many requests there are.",
    differs: &[],
    rust: source!("throughput.rs"),
    python: source!("throughput.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn throughput_is_concurrency_divided_by_latency_until_the_server_is_full() {
        let run = Played::new(&SCENE, "").run;
        let expected = [(1, 10), (2, 20), (4, 40), (8, 80), (16, 160), (32, 160), (64, 160)];
        let expected = expected.map(|(level, rate)| format!("{level} at once: {rate}.0 requests a second"));
        assert_eq!(run.lines(), expected);
        assert_eq!(run.most("requests a second"), 160);
        // Five levels of 5 rounds, then 160 and 320 requests at 160 a second.
        run.ends_at(5.0 * 0.5 + 1.0 + 2.0);
    }

    #[test]
    fn beyond_that_each_answer_takes_longer() {
        let run = Played::new(&SCENE, "").run;
        let seconds = |name: &str| {
            let (start, end) = run.span_of(name);
            ((end - start) * 1e6).round() / 1e6
        };
        assert_eq!(seconds("16 at once: 16"), 0.5);
        assert_eq!(seconds("64 at once: 64"), 2.0);
    }

    #[test]
    fn one_after_another_is_one_client_for_ever() {
        let block = Played::new(&SCENE, "").block;
        block.ends_at(127.0 * 5.0 * 0.1);
        assert!(block.lines().iter().all(|line| line.ends_with(" in turn: 10.0 requests a second")));
    }

    #[test]
    fn a_server_is_full_whatever_its_size() {
        let last = |query| Played::new(&SCENE, query).run.lines().pop().unwrap();
        assert_eq!(last("most=1"), "1 at once: 10.0 requests a second");
        assert_eq!(last("most=50&places=10&rounds=2"), "50 at once: 100.0 requests a second");
        assert_eq!(last("most=64&places=1&rounds=1"), "64 at once: 10.0 requests a second");
        assert_eq!(last("most=64&places=100"), "64 at once: 640.0 requests a second");
        // Whoever is left over at the end keeps one place busy, and the others stand empty.
        assert_eq!(last("most=24&places=16&rounds=2"), "24 at once: 160.0 requests a second");
        assert_eq!(last("most=3&places=2&rounds=1"), "3 at once: 15.0 requests a second");
    }
}
