//! A task that nobody wants any more is dropped on its own next turn.

use meanwhile::runtime::{join_all, println, simulate, sleep, spawn, timeout, yield_now};
use meanwhile::trace::{Lanes, Outcome, Trace, What};

use crate::support::guard::{Census, OnDrop};
use crate::support::{expect, ms};

/// The task whose turn it was when this line was printed, by name.
fn printer(trace: &Trace, line: &str) -> String {
    let lanes = Lanes::of(trace);
    let mut polled = None;
    for record in trace.records() {
        match record.what {
            What::PollStarted => polled = Some(record.task),
            What::PollEnded => polled = None,
            What::Printed { text } if trace.text(text) == line => {
                assert_eq!(polled, Some(record.task), "{line} was not printed in the task's own turn");
                return trace.text(lanes.get(record.task).unwrap().name).to_owned();
            }
            _ => {}
        }
    }
    panic!("nobody printed {line}")
}

/// What the trace says of cancellations, in order: who, what, of whom.
fn cancellations(trace: &Trace) -> Vec<String> {
    let lanes = Lanes::of(trace);
    let name = |task| trace.text(lanes.get(task).unwrap().name);
    let said = trace.records().filter_map(|record| match record.what {
        What::CancelRequested { of } => Some(format!("{} asks {}", name(record.task), name(of))),
        What::CancelDelivered => Some(format!("{} is cancelled", name(record.task))),
        What::CancelRefused => Some(format!("{} refuses", name(record.task))),
        _ => None,
    });
    said.collect()
}

/// Asking twice is asking once; that a task had ended before is no cancellation.
#[test]
fn a_cancellation_is_asked_for_and_then_delivered() {
    let trace = simulate(async {
        let task = spawn("a", sleep(ms(1000)));
        let parent = spawn("b", async move {
            let child = spawn("child", sleep(ms(1000)));
            task.cancel();
            task.cancel();
            drop(task.await);
            child.await
        });
        let over = spawn("c", async {});
        sleep(ms(5)).await;
        over.cancel();
        drop(parent);
        sleep(ms(5)).await;
        spawn("left behind", sleep(ms(1000))).detach();
    });
    let expected = [
        "b asks a",
        "a is cancelled",
        "main asks b",
        "b is cancelled",
        "b asks child",
        "child is cancelled",
        "main asks left behind",
        "left behind is cancelled",
    ];
    assert_eq!(cancellations(&trace), expected);
}

#[test]
fn dropping_the_handle_cancels_the_task() {
    let trace = simulate(async {
        let task = spawn("a", async {
            let _clean_up = OnDrop::new(|| println!("cleans up"));
            sleep(ms(1000)).await;
            println!("never");
        });
        sleep(ms(5)).await;
        drop(task);
        println!("main goes on");
        sleep(ms(5)).await;
    });
    let run = expect(&trace);
    run.prints_at(&[(5, "main goes on"), (5, "cleans up")]).is_over_at(10);
    run.lane("a").ends(Outcome::Cancelled).ends_at(5).does("sleeping 5ms").is_polled(2);
    assert_eq!(printer(&trace, "cleans up"), "a");
}

#[test]
fn a_detached_task_goes_on() {
    let trace = simulate(async {
        spawn("a", async {
            sleep(ms(5)).await;
            println!("a ends");
        })
        .detach();
        sleep(ms(10)).await;
    });
    expect(&trace).prints_at(&[(5, "a ends")]).lane("a").ends(Outcome::Ok);
}

#[test]
fn a_task_that_was_never_polled_only_drops_what_it_holds() {
    let trace = simulate(async {
        let held = OnDrop::new(|| println!("dropped"));
        drop(spawn("a", async move {
            let _held = held;
            println!("never");
        }));
        println!("main");
        yield_now().await;
    });
    expect(&trace).prints(&["main", "dropped"]).lane("a").ends(Outcome::Cancelled);
    assert_eq!(printer(&trace, "dropped"), "a");
}

#[test]
fn cancelling_twice_or_too_late_changes_nothing() {
    let trace = simulate(async {
        let task = spawn("a", sleep(ms(1000)));
        let over = spawn("over", async {});
        sleep(ms(1)).await;
        task.cancel();
        task.cancel();
        over.cancel();
        assert!(task.await.is_err());
        assert!(over.await.is_ok());
    });
    let run = expect(&trace);
    run.lane("a").ends(Outcome::Cancelled).is_polled(2);
    run.lane("over").ends(Outcome::Ok).is_polled(1);
}

#[test]
fn a_task_that_is_ready_when_it_is_cancelled_does_not_run() {
    let trace = simulate(async {
        let task = spawn("a", async {
            yield_now().await;
            println!("never");
        });
        yield_now().await;
        task.cancel();
        assert!(task.await.is_err());
    });
    expect(&trace).prints::<&str>(&[]).lane("a").ends(Outcome::Cancelled);
}

#[test]
fn a_task_can_end_although_it_was_cancelled_during_its_last_poll() {
    let trace = simulate(async {
        let (give, take) = futures::channel::oneshot::channel();
        let task = spawn("a", async move {
            let own: meanwhile::runtime::JoinHandle<u64> = take.await.unwrap();
            drop(own);
            7_u64
        });
        give.send(task).ok().unwrap();
        sleep(ms(1)).await;
    });
    expect(&trace).lane("a").ends(Outcome::Ok);
}

#[test]
fn a_task_that_cancels_itself_is_dropped_on_its_next_turn() {
    let trace = simulate(async {
        let (give, take) = futures::channel::oneshot::channel();
        let task = spawn("a", async move {
            let own: meanwhile::runtime::JoinHandle<()> = take.await.unwrap();
            drop(own);
            println!("still here");
            sleep(ms(1000)).await;
        });
        give.send(task).ok().unwrap();
        sleep(ms(1)).await;
    });
    expect(&trace).prints(&["still here"]).is_over_at(1).lane("a").ends(Outcome::Cancelled);
}

#[test]
fn whoever_stops_joining_cancels_all_that_are_left() {
    let census = Census::default();
    let held = census.clone();
    let trace = simulate(async move {
        let tasks = [5, 50, 60].map(|millis| {
            let guard = held.guard();
            spawn(&format!("{millis}"), async move {
                let _guard = guard;
                sleep(ms(millis)).await;
            })
        });
        timeout(ms(20), join_all(tasks)).await.unwrap_err();
        yield_now().await;
        println!("{} are alive", held.alive());
    });
    let run = expect(&trace);
    run.prints_at(&[(20, "0 are alive")]);
    run.lane("5").ends(Outcome::Ok).ends_at(5);
    run.lane("50").ends(Outcome::Cancelled).ends_at(20);
    run.lane("60").ends(Outcome::Cancelled).ends_at(20);
}

#[test]
fn the_end_of_main_cancels_all_others() {
    let census = Census::default();
    let held = census.clone();
    let trace = simulate(async move {
        for name in ["a", "b"] {
            let guard = held.guard();
            let endless = async move {
                let _guard = guard;
                for _ in 0_u64.. {
                    sleep(ms(1000)).await;
                }
            };
            spawn(name, endless).detach();
        }
        sleep(ms(5)).await;
    });
    assert_eq!(census.alive(), 0);
    let run = expect(&trace);
    run.is_over_at(5).lane("main").ends(Outcome::Ok);
    run.lane("a").ends(Outcome::Cancelled).ends_at(5);
    run.lane("b").ends(Outcome::Cancelled).ends_at(5);
}

#[test]
fn what_is_spawned_while_the_rest_is_cancelled_is_cancelled_too() {
    let trace = simulate(async {
        let clean_up = OnDrop::new(|| spawn("again", async { println!("never") }).detach());
        let task = async move {
            let _clean_up = clean_up;
            sleep(ms(1000)).await;
        };
        spawn("a", task).detach();
        sleep(ms(5)).await;
    });
    expect(&trace).prints::<&str>(&[]).is_over_at(5).lane("again").ends(Outcome::Cancelled);
}
