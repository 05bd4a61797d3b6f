//! Async runs on a real event loop: at level 3, which needs no site around the page.

use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use meanwhile::browser::{AsyncRun, Epoch, Level, NetworkChoice, RunConfig, Token, held, view::Frames};
use meanwhile::runtime::{Plan, TaskOutput, http, join_all, now, sleep, spawn, yield_now};
use meanwhile::trace::{Micros, On, Outcome, Trace, What};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::count::Count;

/// A run, and how many turns it had.
struct Started {
    run: AsyncRun,
    turns: Count,
}

fn start<F: Future<Output: TaskOutput> + 'static>(pace: f64, main: F) -> Started {
    let network = NetworkChoice::Local;
    let config = RunConfig { pace, network, level: Level::Timers, token: Token::random() };
    let turns = Count::default();
    let counted = turns.clone();
    let run = AsyncRun::start(&config, Epoch::now(), main, Rc::new(move || counted.one_more()));
    Started { run, turns }
}

impl Started {
    /// Waits until a turn of the run has made something so.
    async fn until(&self, so: impl Fn(&AsyncRun) -> bool) {
        while !so(&self.run) {
            self.turns.reaches(self.turns.get() + 1).await;
        }
    }

    /// Waits for the end of the run.
    async fn finish(&self) -> Trace {
        self.until(AsyncRun::is_finished).await;
        self.run.trace().clone()
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
async fn a_hundred_waits_are_one_wait() {
    let run = start(1.0, async {
        join_all((0..100).map(|_| spawn("wait", sleep(MILLIS(100))))).await;
    });
    let trace = run.finish().await;
    assert!(trace.last() >= Micros(100_000), "{}", trace.last());
    assert_eq!(trace.tasks(), 101);
    let before_the_first_ends =
        trace.records().take_while(|record| !matches!(record.what, What::Finished { .. }));
    let waits = before_the_first_ends
        .filter(|record| matches!(record.what, What::Waiting { on: On::Timer { .. }, .. }));
    assert_eq!(waits.count(), 100);
}

#[wasm_bindgen_test]
async fn scene_time_is_real_time_times_the_pace() {
    let before = Epoch::now();
    let run = start(1000.0, sleep(Duration::from_mins(1)));
    let trace = run.finish().await;
    let real = Epoch::now().millis() - before.millis();
    assert!(real >= 60.0, "{real} ms");
    assert!(trace.last() >= Micros(60_000_000), "{}", trace.last());
    assert!(trace.last() <= Micros::from_secs(real), "{} in {real} ms", trace.last());
}

/// The shortest of many sleeps in a row, or the first that is short enough. What else the machine
/// does makes some of them longer, but never one shorter.
async fn shortest_sleep(length: Duration, pace: f64, enough: Micros) -> Micros {
    let shortest = Rc::new(Cell::new(Micros(u64::MAX)));
    let found = Rc::clone(&shortest);
    let run = start(pace, async move {
        for number in 0..1_000 {
            let before = Micros::from(now());
            sleep(length).await;
            // Browsers stretch timers only from the fifth on that was set by the one before it.
            if number >= 10 {
                found.set(found.get().min(Micros::from(now()) - before));
            }
            if found.get() < enough {
                break;
            }
        }
    });
    run.finish().await;
    shortest.get()
}

#[wasm_bindgen_test]
async fn short_sleeps_are_not_stretched_to_the_timer_clamp() {
    // Timers that set timers would take 4 ms each.
    let enough = Micros(3_000);
    let taken = shortest_sleep(MILLIS(1), 1.0, enough).await;
    assert!((Micros(1_000)..enough).contains(&taken), "{taken}");
}

#[wasm_bindgen_test]
async fn sleeps_below_a_millisecond_are_kept() {
    // 0.5 ms of real time. Whole milliseconds would make at least 1 s of it, clamped ones 4 s.
    let enough = Micros(800_000);
    let taken = shortest_sleep(MILLIS(500), 1000.0, enough).await;
    assert!((Micros(500_000)..enough).contains(&taken), "{taken}");
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
    let trace = run.finish().await;
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
    assert_eq!(outcomes(&run.finish().await), [Outcome::Panicked, Outcome::Cancelled]);
}

/// So many frames are waited for.
const FRAMES: u32 = 30;
/// So much work is done meanwhile at the most, some twenty times of what is done between the frames: work
/// that leaves them no room comes to its end before them.
const YIELDS: u32 = 4_000_000;

#[wasm_bindgen_test]
async fn ready_tasks_leave_the_page_its_frames() {
    let frames = Count::default();
    let counted = frames.clone();
    let counting = Frames::start(move |_| counted.one_more());
    let (seen, yields) = (frames.clone(), Rc::new(Cell::new(0)));
    let yielded = Rc::clone(&yields);
    let run = start(1.0, async move {
        let busy = |_| {
            let (seen, yielded) = (seen.clone(), Rc::clone(&yielded));
            spawn("busy", async move {
                while seen.get() < FRAMES && yielded.get() < YIELDS {
                    yielded.set(yielded.get() + 1);
                    yield_now().await;
                }
            })
        };
        join_all((0..20).map(busy)).await;
    });
    run.finish().await;
    drop(counting);
    assert!(frames.get() >= FRAMES, "{} frames beside {} yields", frames.get(), yields.get());
}

#[wasm_bindgen_test]
async fn dropping_a_run_in_its_middle_leaves_nothing_behind() {
    let before = held();
    let ended = Count::default();
    let counted = ended.clone();
    let nap = |number: u64| sleep(MILLIS(20 + number));
    let run = start(1.0, async move {
        let request = |number: u64| {
            let guard = Counted(counted.clone());
            spawn("work", async move {
                let _guard = guard;
                nap(number).await;
                let plan = Plan::taking(Micros(5_000_000));
                http::get("posts/1").plan(plan).await.map(drop)
            })
        };
        join_all((0..100).map(request)).await;
    });
    let is_request = |what| matches!(what, What::RequestStarted { .. });
    run.until(|run| run.trace().records().any(|record| is_request(record.what))).await;
    assert_ne!(held(), before, "it should hold a timer");
    let length = run.run.trace().len();
    let recorder = run.run.recorder();
    drop(run);
    assert_eq!(held(), before);
    assert_eq!(ended.get(), 100, "every future was dropped");
    let after = recorder.trace().len();
    // By the end of a run that sleeps as long as the longest of the others, all of those would be over.
    start(1.0, nap(100)).finish().await;
    assert_eq!(recorder.trace().len(), after, "nothing runs any more");
    assert!(after > length, "the requests were given up on the record");
}

/// Counts that it was dropped.
struct Counted(Count);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.one_more();
    }
}

#[wasm_bindgen_test]
async fn a_run_that_is_over_holds_nothing() {
    let before = held();
    let run = start(1.0, sleep(Duration::from_micros(5500)));
    run.finish().await;
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
    let dropped = Count::default();
    let counted = dropped.clone();
    let on_event = move || {
        drop(own.take());
        counted.one_more();
    };
    slot.set(Some(AsyncRun::start(&config, Epoch::now(), main, Rc::new(on_event))));
    dropped.reaches(1).await;
    assert!(slot.take().is_none());
    assert_eq!(held(), before);
}
