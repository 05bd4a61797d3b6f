//! Who woke whom, and at which line everybody is, in runs of which it is known.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Poll, Waker};

use meanwhile::runtime::sync::{Mutex, Queue};
use meanwhile::runtime::{
    Plan, Pool, Runtime, VirtualHost, as_completed, blocking, http, join_all, simulate, simulate_blocking,
    sleep, spawn, timeout, yield_now,
};
use meanwhile::trace::moment::{JobState, Reason};
use meanwhile::trace::replay::TaskState;
use meanwhile::trace::{
    Cause, Lanes, Micros, Moment, On, Phase, Quantity, Replay, ResourceId, TaskId, Trace, What,
};

use crate::support::jobs::{Job, TakesJobs as _};
use crate::support::{at_ms, ms};

/// By whom each task of a name was woken, in order; itself is `itself`.
fn wakers(trace: &Trace, name: &str) -> Vec<String> {
    let (moments, lanes) = (Replay::of(trace), Lanes::of(trace));
    let name_of = |task: TaskId| lanes.get(task).map_or("", |lane| trace.text(lane.name));
    let woken = (1..).zip(trace.records()).filter(|(_, record)| matches!(record.what, What::Woken { .. }));
    let own = woken.filter(|(_, record)| name_of(record.task) == name);
    let word = |(records, task): (usize, TaskId)| {
        // A task that wakes itself is still running; it is ready once its poll has ended.
        let ready = (records..).find_map(|records| {
            match moments.snapshot(trace, records, trace.last()).task(task)? {
                TaskState::Ready(by) => Some(by),
                _ => None,
            }
        });
        let by = ready.unwrap();
        assert_eq!(moments.wakening(trace, records, task).map(|wakening| wakening.by), Some(by), "{name}");
        match by {
            Cause::Task(by) if by == task => "itself".to_owned(),
            Cause::Task(by) => name_of(by).to_owned(),
            Cause::Ended(by) => format!("end of {}", name_of(by)),
            Cause::Request(request) => format!("request {}", request.0),
            Cause::Cancelled { by } => format!("cancelled by {}", name_of(by)),
            by => format!("{by:?}").to_lowercase(),
        }
    };
    own.map(|(records, record)| word((records, record.task))).collect()
}

fn moment(trace: &Trace, millis: u64) -> Moment {
    let moments = Replay::of(trace);
    let at = at_ms(millis);
    moments.snapshot(trace, moments.records_until(trace, at), at).moment(30)
}

#[test]
fn timers_and_the_network_wake() {
    let trace = simulate(async {
        sleep(ms(10)).await;
        let plan = Plan::taking(at_ms(100));
        http::get("bytes/10").plan(plan).await.unwrap().bytes().await.unwrap();
    });
    let wakers = wakers(&trace, "main");
    assert_eq!(wakers.first().map(String::as_str), Some("timer"));
    assert!(wakers.len() > 2 && wakers[1..].iter().all(|by| by == "request 0"), "{wakers:?}");
}

#[test]
fn a_task_that_gives_way_wakes_itself() {
    let trace = simulate(async { yield_now().await });
    assert_eq!(wakers(&trace, "main"), ["itself"]);
}

#[test]
fn a_joined_task_wakes_whoever_awaits_it() {
    let trace = simulate(async { drop(spawn("child", sleep(ms(5))).await) });
    assert_eq!(wakers(&trace, "main"), ["end of child"]);
}

#[test]
fn the_last_of_several_wakes_whoever_awaits_all() {
    let trace = simulate(async {
        let tasks = [("slow", 30), ("fast", 10)].map(|(name, length)| spawn(name, sleep(ms(length))));
        drop(join_all(tasks).await);
    });
    assert_eq!(wakers(&trace, "main"), ["end of slow"]);
}

#[test]
fn each_of_several_wakes_whoever_awaits_them_in_the_order_of_their_ends() {
    let trace = simulate(async {
        let tasks = [("slow", 30), ("fast", 10)].map(|(name, length)| spawn(name, sleep(ms(length))));
        let mut tasks = as_completed(tasks);
        while tasks.next_result().await.is_some() {}
    });
    assert_eq!(wakers(&trace, "main"), ["end of fast", "end of slow"]);
}

#[test]
fn a_limit_on_a_request_is_a_timer_and_its_answer_is_not() {
    let request = || http::get("bytes/0").plan(Plan::taking(at_ms(20)));
    let trace = simulate(async move {
        assert!(timeout(ms(10), request()).await.is_err());
        assert!(timeout(ms(40), request()).await.is_ok());
    });
    // Each request wakes once when it has been sent; the second is answered as well.
    assert_eq!(wakers(&trace, "main"), ["request 0", "timer", "request 1", "request 1"]);
}

#[test]
fn a_limit_on_a_lock_is_a_timer_though_a_task_ends_at_the_same_moment() {
    let trace = simulate(async {
        let lock = Mutex::new("lock", ());
        let _guard = lock.lock().await;
        let ends = spawn("ends", sleep(ms(10)));
        assert!(timeout(ms(10), lock.lock()).await.is_err());
        drop(ends.await);
    });
    assert_eq!(wakers(&trace, "main"), ["timer", "end of ends"]);
}

#[test]
fn what_a_cancelled_task_drops_was_cancelled_by_it() {
    let trace = simulate(async {
        let child = spawn("child", async {
            let grandchild = spawn("grandchild", sleep(ms(1_000)));
            let _ = grandchild.await;
        });
        sleep(ms(10)).await;
        drop(child);
        sleep(ms(10)).await;
    });
    assert_eq!(wakers(&trace, "child"), ["cancelled by main"]);
    assert_eq!(wakers(&trace, "grandchild"), ["cancelled by child"]);
}

/// A waker that is called from outside of every task says nothing of who called it.
#[test]
fn what_is_not_known_is_not_guessed() {
    let host = VirtualHost::new();
    let waker = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&waker);
    let runtime = Runtime::new(Rc::clone(&host) as Rc<_>, async move {
        sleep(ms(10)).await;
        std::future::poll_fn(|context| match kept.replace(Some(context.waker().clone())) {
            None => Poll::Pending,
            Some(_) => Poll::Ready(()),
        })
        .await;
    });
    assert!(!host.run(&runtime, at_ms(1_000)));
    waker.borrow().as_ref().map(Waker::wake_by_ref);
    assert!(host.run(&runtime, at_ms(1_000)));
    assert_eq!(wakers(&Trace::from(&runtime), "main"), ["timer", "unknown"]);
}

/// A task that ended long before is not taken for what a limit did.
#[test]
fn a_limit_wakes_whoever_awaits_all() {
    let trace = simulate(async {
        let tasks = [("slow", 30), ("fast", 10)].map(|(name, length)| spawn(name, sleep(ms(length))));
        assert!(timeout(ms(20), join_all(tasks)).await.is_err());
    });
    assert_eq!(wakers(&trace, "main"), ["timer"]);
}

#[test]
fn what_main_left_behind_is_woken_by_the_shutdown() {
    let trace = simulate(async {
        spawn("left behind", sleep(ms(1000))).detach();
        sleep(ms(10)).await;
    });
    assert_eq!(wakers(&trace, "left behind"), ["shutdown"]);
}

#[test]
fn a_dropped_handle_wakes_its_task() {
    let trace = simulate(async {
        let given_up = spawn("given up", sleep(ms(1000)));
        sleep(ms(10)).await;
        drop(given_up);
        sleep(ms(10)).await;
    });
    assert_eq!(wakers(&trace, "given up"), ["cancelled by main"]);
}

#[test]
fn a_call_that_blocks_wakes_its_caller_by_its_end() {
    let sleeps = line!() + 2;
    let trace = simulate_blocking(|| {
        blocking::task("one", || blocking::sleep(ms(10)));
        blocking::task("two", || blocking::sleep(ms(10)));
    });
    assert_eq!(wakers(&trace, "main"), ["end of one", "end of two"]);
    let then = moment(&trace, 5);
    let running = then.running.unwrap();
    assert_eq!((running.task, running.blocked), (TaskId(1), Some(On::Timer { until: at_ms(10) })));
    assert_eq!(trace.site(running.line.unwrap()).unwrap().line, sleeps);
    assert_eq!((then.waiting.len(), then.waiting[0].reason), (1, Reason::Task));
}

/// Three want a lock: they stand in line for it, and whoever unlocks it wakes the next.
#[test]
fn a_lock_is_handed_on() {
    let trace = simulate(async {
        let lock = Rc::new(Mutex::new("lock", ()));
        let task = |lock: Rc<Mutex<()>>| async move {
            let _guard = lock.lock().await;
            sleep(ms(10)).await;
        };
        let tasks = ["a", "b", "c"].map(|name| spawn(name, task(Rc::clone(&lock))));
        drop(join_all(tasks).await);
    });
    assert_eq!(wakers(&trace, "b"), ["a", "timer"]);
    assert_eq!(wakers(&trace, "c"), ["b", "timer"]);

    let then = moment(&trace, 5);
    assert_eq!((then.running, then.ready.count, then.spawned), (None, 0, 4));
    let groups: Vec<_> = then.waiting.iter().map(|group| (group.reason, group.tasks.count)).collect();
    let lock = ResourceId(0);
    assert_eq!(groups, [(Reason::Timer, 1), (Reason::Lock(lock), 2), (Reason::Task, 1)]);
    assert_eq!((trace.name_of(lock), then.gauges), ("lock", vec![(Quantity::Of(lock), 1)]));
    let sleeper = then.waiting[0].tasks.first[0];
    assert_eq!((sleeper.task, sleeper.remaining(at_ms(5))), (TaskId(1), Some(at_ms(5))));
    let in_line: Vec<_> = then.waiting[1].tasks.first.iter().map(|waiting| waiting.task.0).collect();
    assert_eq!(in_line, [2, 3]);
    assert_eq!(then.waiting[1].tasks.first[0].remaining(at_ms(5)), None);
}

#[test]
fn an_item_wakes_whoever_waits_for_one() {
    let trace = simulate(async {
        let queue = Queue::new("queue", 1);
        let taker = queue.clone();
        let consumer = spawn("consumer", async move { taker.get().await == 1 });
        sleep(ms(10)).await;
        queue.put(1).await;
        drop(consumer.await);
    });
    assert_eq!(wakers(&trace, "consumer"), ["main"]);
}

/// A request is sent after the time that was measured, though that was recorded much later.
#[test]
fn requests_are_grouped_by_how_far_they_are() {
    let trace = simulate(async {
        let tasks = [100, 200].map(|millis| {
            let plan = Plan { uplink: at_ms(millis / 10), ..Plan::taking(at_ms(millis)) };
            spawn("request", async move { http::get("bytes/10").plan(plan).await?.bytes().await })
        });
        drop(join_all(tasks).await);
    });
    let groups = |millis| {
        let groups = moment(&trace, millis).waiting.into_iter();
        groups.map(|group| (group.reason, group.tasks.count)).collect::<Vec<_>>()
    };
    let (sending, waiting) = (Reason::Request(Phase::Sending), Reason::Request(Phase::Waiting));
    assert_eq!(groups(5), [(sending, 2), (Reason::Task, 1)]);
    assert_eq!(groups(15), [(sending, 1), (waiting, 1), (Reason::Task, 1)]);
    assert_eq!(groups(30), [(waiting, 2), (Reason::Task, 1)]);
    assert!(groups(199).contains(&(Reason::Request(Phase::Receiving), 1)));
    assert_eq!(groups(300), []);
}

/// Two threads have three jobs: the third has to wait, and none of them is in the loop's queue.
#[test]
fn jobs_for_other_threads_are_not_in_the_ready_queue() {
    let trace = simulate(async {
        let pool = Pool::new(2);
        let jobs = [("a", 30), ("b", 10), ("c", 8)];
        let jobs = jobs.map(|(name, length)| pool.take(Job::new(name).work(ms(length)).sleep(ms(10))));
        drop(join_all(jobs).await);
    });
    assert_eq!(wakers(&trace, "main"), ["end of a"]);
    let jobs = |millis| {
        let then = moment(&trace, millis);
        assert_eq!((then.ready.count, then.running), (0, None), "at {millis}");
        let states = then.jobs.first.iter().map(|job| match job.state {
            JobState::OnThread { thread } => {
                format!("{} {} {thread}", job.task.0, if job.blocked.is_some() { "blocked" } else { "busy" })
            }
            JobState::Queued => format!("{} queued", job.task.0),
            JobState::Done => format!("{} done", job.task.0),
        });
        states.collect::<Vec<_>>()
    };
    assert_eq!(jobs(5), ["1 busy 1", "2 busy 2", "3 queued"]);
    assert_eq!(jobs(15), ["1 busy 1", "2 blocked 2", "3 queued"]);
    assert_eq!(jobs(25), ["1 busy 1", "3 busy 2"]);
    assert_eq!(jobs(35), ["1 blocked 1", "3 blocked 2"]);
    assert_eq!(jobs(45), [""; 0]);
}

/// All are spawned before any is polled; the queue has the order of spawning.
#[test]
fn the_ready_queue_is_in_order() {
    let trace = simulate(async {
        let tasks = (0..40).map(|_| spawn("task", yield_now()));
        drop(join_all(tasks).await);
    });
    let moments = Replay::of(&trace);
    let first_poll_ended =
        (1..).zip(trace.records()).find(|(_, record)| record.what == What::PollEnded).unwrap();
    let then = moments.snapshot(&trace, first_poll_ended.0, Micros::ZERO).moment(30);
    assert_eq!((then.ready.count, then.ready.first.len()), (40, 30));
    for (number, ready) in (1..).zip(&then.ready.first) {
        assert_eq!((ready.task, ready.by), (TaskId(number), Cause::Spawned));
    }
}
