//! A host may interrupt a run after any turn, and is told when to go on.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use meanwhile::runtime::network::{Latency, simulate};
use meanwhile::runtime::{
    Answer, BlockingAnswer, BlockingHost, Host, NetworkError, Request, Runtime, http, join_all, println,
    sleep, spawn, yield_now,
};
use meanwhile::trace::{Micros, Outcome, Trace};
use proptest::prelude::*;

use crate::support::{at_ms, expect, ms};

/// A host whose clock the test sets, and which counts how often it is asked to go on.
#[derive(Default)]
struct Stepping {
    now: Cell<Micros>,
    alarm: Cell<Option<Micros>>,
    asked: Cell<usize>,
}

impl BlockingHost for Stepping {
    fn now(&self) -> Micros {
        self.now.get()
    }

    fn block(&self, length: Micros) {
        self.now.set(self.now.get() + length);
    }

    fn fetch_blocking(&self, _: &Request, _: Option<Micros>) -> Result<BlockingAnswer, NetworkError> {
        unreachable!("no program here makes a blocking request")
    }
}

impl Host for Stepping {
    fn wake_at(&self, deadline: Option<Micros>) {
        self.alarm.set(deadline);
    }

    fn wake_soon(&self) {
        self.asked.set(self.asked.get() + 1);
    }

    fn fetch(&self, request: Request) -> LocalBoxFuture<'static, Result<Answer, NetworkError>> {
        simulate(request).boxed_local()
    }
}

/// Runs a program to its end; `budgets` say how many turns are taken at a time.
fn run(budgets: &[usize]) -> Trace {
    let host = Rc::new(Stepping::default());
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, program());
    let mut budgets = budgets.iter().copied().cycle();
    loop {
        let left = Cell::new(budgets.next().unwrap());
        let more = runtime.run(|_| {
            left.set(left.get().saturating_sub(1));
            left.get() == 0
        });
        if runtime.is_finished() {
            return Trace::from(&runtime);
        }
        if !more {
            host.now.set(host.alarm.get().expect("nothing is ready, and no timer is set"));
        }
    }
}

/// Something of everything: requests, ties, children, giving way, a panic and a cancellation.
async fn program() -> Outcome {
    let latency = Latency { base: at_ms(20), jitter: 0.5, seed: 1 };
    let requests = (1..=5).map(|number| {
        spawn(&format!("post {number}"), async move {
            http::get(format!("posts/{number}")).plan(latency.plan(number)).await?.bytes().await
        })
    });
    let requests: Vec<_> = requests.collect();
    let ticker = spawn("ticker", async {
        for tick in 0..10 {
            println!("tick {tick}");
            sleep(ms(tick % 4)).await;
        }
    });
    let doomed = spawn("doomed", async {
        yield_now().await;
        std::future::pending::<()>().await;
    });
    let panics = spawn("panics", async {
        sleep(ms(3)).await;
        assert!(!std::hint::black_box(true), "on purpose");
    });
    join_all(requests).await;
    drop(doomed);
    let _ = (panics.await, ticker.await);
    Outcome::Ok
}

#[test]
fn a_run_that_is_interrupted_after_every_turn_is_the_same_run() {
    assert_eq!(run(&[1]), run(&[usize::MAX]));
}

proptest! {
    #![proptest_config(crate::support::invariants::cases(20))]

    #[test]
    fn a_run_that_is_interrupted_anywhere_is_the_same_run(budgets in prop::collection::vec(1_usize..30, 1..8)) {
        prop_assert_eq!(run(&budgets), run(&[usize::MAX]));
    }
}

#[test]
fn the_host_is_asked_once_for_what_becomes_ready_at_once() {
    let host = Rc::new(Stepping::default());
    let left: Rc<RefCell<Vec<Waker>>> = Rc::default();
    let leaves = Rc::clone(&left);
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async move {
        let park = |leaves: Rc<RefCell<Vec<Waker>>>| {
            let mut polled = false;
            poll_fn(move |context| {
                leaves.borrow_mut().push(context.waker().clone());
                if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
            })
        };
        join_all([spawn("a", park(Rc::clone(&leaves))), spawn("b", park(leaves))]).await;
    });
    assert_eq!(host.asked.get(), 1, "for main");
    assert!(!runtime.run(|_| false));
    assert_eq!(host.asked.get(), 1, "what becomes ready in a run needs no asking");
    let wakers = left.take();
    wakers.iter().for_each(Waker::wake_by_ref);
    assert_eq!(host.asked.get(), 2, "for a; b comes along");
    assert!(!runtime.run(|_| false));
    assert!(runtime.is_finished());
}

#[test]
fn the_host_knows_the_next_deadline_when_nothing_is_ready() {
    let host = Rc::new(Stepping::default());
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async {
        let nap = spawn("nap", sleep(ms(5)));
        sleep(ms(9)).await;
        nap.await.unwrap();
    });
    for alarm in [Some(at_ms(5)), Some(at_ms(9))] {
        assert!(!runtime.run(|_| false));
        assert_eq!(host.alarm.get(), alarm);
        host.now.set(alarm.unwrap());
    }
    assert!(!runtime.run(|_| false));
    assert_eq!((host.alarm.get(), runtime.is_finished()), (None, true));
}

#[test]
fn an_alarm_that_comes_early_or_late_does_no_harm() {
    let host = Rc::new(Stepping::default());
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async {
        sleep(ms(5)).await;
        println!("awake");
    });
    for now in [0, 4, 7] {
        host.now.set(at_ms(now));
        assert!(!runtime.run(|_| false));
    }
    expect(&Trace::from(&runtime)).prints_at(&[(7, "awake")]).lane("main").does("sleeping 7ms").is_polled(2);
}
