//! Async runs on a real event loop: at level 3, which needs no site around the page.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::disallowed_methods, reason = "these tests watch the browser from outside of a run")]

use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use meanwhile::browser::{AsyncRun, Epoch, Level, NetworkChoice, RunConfig, Token, held, view::Frames};
use meanwhile::runtime::{Plan, TaskOutput, http, join_all, sleep, spawn, yield_now};
use meanwhile::trace::{Micros, Outcome, Trace, What};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn start<F: Future<Output: TaskOutput> + 'static>(pace: f64, main: F) -> AsyncRun {
    let network = NetworkChoice::Local;
    let config = RunConfig { pace, network, level: Level::Timers, token: Token::random() };
    AsyncRun::start(&config, Epoch::now(), main, Rc::new(|| {}))
}

/// Waits for the end of a run; a run that takes longer than ten seconds fails.
async fn finish(run: &AsyncRun) -> Trace {
    let end = async {
        while !run.is_finished() {
            TimeoutFuture::new(1).await;
        }
    };
    match select(std::pin::pin!(end), TimeoutFuture::new(10_000)).await {
        Either::Left(_) => run.trace().clone(),
        Either::Right(_) => panic!("the run does not end; it has {} records", run.trace().len()),
    }
}

fn outcomes(trace: &Trace) -> Vec<Outcome> {
    let mut outcomes: Vec<_> = trace
        .records()
        .filter_map(|record| match record.what {
            What::Finished { outcome } => Some((record.task, outcome)),
            _ => None,
        })
        .collect();
    outcomes.sort_by_key(|(task, _)| *task);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

const MILLIS: fn(u64) -> Duration = Duration::from_millis;

#[wasm_bindgen_test]
async fn a_hundred_waits_take_as_long_as_one() {
    let run = start(1.0, async {
        join_all((0..100).map(|_| spawn("wait", sleep(MILLIS(100))))).await;
    });
    let trace = finish(&run).await;
    assert!((Micros(100_000)..Micros(200_000)).contains(&trace.last()), "{}", trace.last());
    assert_eq!(trace.tasks(), 101);
}

#[wasm_bindgen_test]
async fn scene_time_is_real_time_times_the_pace() {
    let before = Epoch::now();
    let run = start(1000.0, sleep(Duration::from_mins(1)));
    let trace = finish(&run).await;
    let real = Epoch::now().millis() - before.millis();
    assert!((60.0..160.0).contains(&real), "{real} ms");
    assert!((Micros(60_000_000)..Micros(160_000_000)).contains(&trace.last()), "{}", trace.last());
}

/// The least that `count` sleeps one after another took in five runs: what else the machine does
/// can only add to it.
async fn sleeps(count: u32, length: Duration, pace: f64) -> Micros {
    let mut least = Micros(u64::MAX);
    for _ in 0..5 {
        let run = start(pace, async move {
            for _ in 0..count {
                sleep(length).await;
            }
        });
        least = least.min(finish(&run).await.last());
    }
    least
}

#[wasm_bindgen_test]
async fn short_sleeps_are_not_stretched_to_the_timer_clamp() {
    let taken = sleeps(50, MILLIS(1), 1.0).await;
    // Timers that set timers would take 4 ms each: 200 ms.
    assert!((Micros(50_000)..Micros(100_000)).contains(&taken), "{taken}");
}

#[wasm_bindgen_test]
async fn sleeps_below_a_millisecond_are_kept() {
    let taken = sleeps(20, MILLIS(500), 1000.0).await;
    // 20 × 0.5 ms of real time, each late by the clock's resolution and a hop. Whole milliseconds
    // would make at least 20 s of it, clamped ones 80 s.
    assert!((Micros(10_000_000)..Micros(20_000_000)).contains(&taken), "{taken}");
}

#[wasm_bindgen_test]
async fn a_panic_harms_no_other_task() {
    let run = start(1.0, async {
        let others: Vec<_> = (0..3).map(|_| spawn("other", sleep(MILLIS(20)))).collect();
        let broken = spawn("broken", async {
            sleep(MILLIS(5)).await;
            assert!(black_box(false), "on purpose");
        });
        let error = broken.await.expect_err("it panicked");
        assert_eq!(error.to_string(), "the task panicked: on purpose");
        join_all(others).await;
    });
    let trace = finish(&run).await;
    let panicked = outcomes(&trace);
    assert_eq!(panicked, [Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Ok, Outcome::Panicked]);
}

#[wasm_bindgen_test]
async fn a_main_task_that_panics_ends_the_run() {
    let run = start(1.0, async {
        let _waits = spawn("waits", sleep(Duration::from_secs(1000)));
        sleep(MILLIS(5)).await;
        assert!(black_box(false), "on purpose");
    });
    assert_eq!(outcomes(&finish(&run).await), [Outcome::Panicked, Outcome::Cancelled]);
}

#[wasm_bindgen_test]
async fn ready_tasks_leave_the_page_its_frames() {
    let frames = Rc::new(Cell::new(0));
    let count = Rc::clone(&frames);
    let counting = Frames::start(move |_| count.set(count.get() + 1));
    let run = start(1.0, async {
        let end = Epoch::now().millis() + 1000.0;
        let busy = |_| {
            spawn("busy", async move {
                while Epoch::now().millis() < end {
                    yield_now().await;
                }
            })
        };
        join_all((0..20).map(busy)).await;
    });
    let trace = finish(&run).await;
    drop(counting);
    assert!(trace.len() > 10_000, "{} records", trace.len());
    // Sixty would be all; the machine that tests has other things to do as well.
    assert!(frames.get() >= 30, "{} frames in a second", frames.get());
}

#[wasm_bindgen_test]
async fn dropping_a_run_in_its_middle_leaves_nothing_behind() {
    let before = held();
    let ended = Rc::new(Cell::new(0));
    let count = Rc::clone(&ended);
    let run = start(1.0, async move {
        let work = |number: u64| {
            let guard = Counted(Rc::clone(&count));
            spawn("work", async move {
                let _guard = guard;
                sleep(MILLIS(20 + number)).await;
                let plan = Plan::taking(Micros(5_000_000));
                http::get("posts/1").plan(plan).await.map(drop)
            })
        };
        join_all((0..100).map(work)).await;
    });
    TimeoutFuture::new(60).await;
    assert_ne!(held(), before, "it should hold a timer");
    let length = run.trace().len();
    let recorder = run.recorder();
    drop(run);
    assert_eq!(held(), before);
    assert_eq!(ended.get(), 100, "every future was dropped");
    let after = recorder.trace().len();
    TimeoutFuture::new(60).await;
    assert_eq!(recorder.trace().len(), after, "nothing runs any more");
    assert!(after > length, "the requests were given up on the record");
}

struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[wasm_bindgen_test]
async fn a_run_that_is_over_holds_nothing() {
    let before = held();
    let run = start(1.0, sleep(Duration::from_micros(5500)));
    finish(&run).await;
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn a_run_may_be_dropped_by_its_own_event() {
    let slot: Rc<Cell<Option<AsyncRun>>> = Rc::default();
    let own = Rc::clone(&slot);
    let network = NetworkChoice::Local;
    let config = RunConfig { pace: 1.0, network, level: Level::Timers, token: Token::random() };
    let before = held();
    let main = async {
        yield_now().await;
        sleep(Duration::from_secs(1000)).await;
    };
    slot.set(Some(AsyncRun::start(&config, Epoch::now(), main, Rc::new(move || drop(own.take())))));
    TimeoutFuture::new(20).await;
    assert!(slot.take().is_none());
    assert_eq!(held(), before);
}
