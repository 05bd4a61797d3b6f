//! What a task returned comes to whoever awaits it, in order and once.

use futures::future::select;
use meanwhile::runtime::{
    JoinError, JoinHandle, Until, join_all, println, simulate, sleep, spawn, wait, yield_now,
};
use meanwhile::trace::{GroupId, GroupKind, Lanes, On, Outcome, TaskId, Trace, What};

use crate::support::{expect, ms};

fn sleeper(name: &str, millis: u64) -> JoinHandle<u64> {
    spawn(name, async move {
        sleep(ms(millis)).await;
        millis
    })
}

/// How often the main task was woken.
fn woken(trace: &Trace) -> usize {
    let main = meanwhile::trace::TaskId::MAIN;
    trace.records().filter(|record| record.task == main && matches!(record.what, What::Woken { .. })).count()
}

#[test]
fn results_stand_in_the_order_of_the_handles() {
    let trace = simulate(async {
        let results = join_all([sleeper("a", 30), sleeper("b", 10), sleeper("c", 20)]).await;
        println!("{results:?}");
    });
    expect(&trace).prints(&["[Ok(30), Ok(10), Ok(20)]"]).is_over_at(30);
}

#[test]
fn whoever_joins_many_is_woken_once() {
    let trace = simulate(async {
        join_all((0..50).map(|number| sleeper("task", 10 + number % 7))).await;
    });
    assert_eq!(woken(&trace), 1);
    expect(&trace).lane("main").is_polled(2).does("awaiting 16ms");
}

#[test]
fn joining_nothing_and_what_is_over_takes_no_time() {
    let trace = simulate(async {
        let none = join_all(Vec::<JoinHandle<u64>>::new()).await;
        assert!(none.is_empty());
        let tasks = [sleeper("a", 1), sleeper("b", 2)];
        sleep(ms(5)).await;
        println!("{:?}", join_all(tasks).await);
    });
    expect(&trace).prints_at(&[(5, "[Ok(1), Ok(2)]")]).lane("main").is_polled(2);
}

#[test]
fn a_joiner_that_is_polled_for_another_reason_goes_on_waiting() {
    let trace = simulate(async {
        let mut all = Box::pin(join_all([sleeper("a", 10), sleeper("b", 20)]));
        for _ in 0..3 {
            let pause = Box::pin(sleep(ms(3)));
            assert!(matches!(select(all.as_mut(), pause).await, futures::future::Either::Right(_)));
        }
        println!("{:?}", all.await);
    });
    expect(&trace).prints_at(&[(20, "[Ok(10), Ok(20)]")]);
}

#[test]
fn a_failed_task_is_told_from_a_successful_one() {
    let trace = simulate(async {
        let bad = spawn("bad", async { Err::<(), _>("no") });
        let good = spawn("good", async { Ok::<_, ()>(1) });
        println!("{:?} {:?}", bad.await, good.await);
    });
    let run = expect(&trace);
    run.prints(&["Ok(Err(\"no\")) Ok(Ok(1))"]).lane("bad").ends(Outcome::Failed);
    run.lane("good").ends(Outcome::Ok);
    run.lane("main").ends(Outcome::Ok);
}

#[test]
fn main_fails_as_any_task_does() {
    expect(&simulate(async { Err::<(), _>("no") })).lane("main").ends(Outcome::Failed);
}

#[test]
fn waiting_names_the_task() {
    let trace = simulate(async {
        let task = sleeper("a", 10);
        assert!(!task.is_finished());
        let id = task.id();
        task.await.unwrap();
        println!("{}", id.0);
    });
    let on_first = |what: &What| matches!(what, What::Waiting { on: On::Task(task), .. } if task.0 == 1);
    expect(&trace).prints(&["1"]).has(1, on_first).lane("main").does("awaiting 10ms");
}

#[test]
fn who_joins_many_waits_for_them_as_a_group() {
    let trace = simulate(async {
        let tasks = [sleeper("a", 1), sleeper("b", 10), sleeper("c", 20)];
        sleep(ms(5)).await;
        join_all(tasks).await;
    });
    expect(&trace).has(1, |what| matches!(what, What::Waiting { on: On::Group(_), .. })).is_over_at(20);
    let group = trace.group(GroupId(0)).unwrap();
    assert_eq!((group.kind, group.task, group.count()), (GroupKind::Gather, TaskId::MAIN, 3));
    assert_eq!(group.members, vec![1..4; 1], "tasks with successive numbers are one stretch");
}

/// Tasks need not be awaited in the order of their numbers, nor all of them.
#[test]
fn a_group_has_the_tasks_that_were_given() {
    let trace = simulate(async {
        let [a, b, c, d] = [sleeper("a", 1), sleeper("b", 2), sleeper("c", 3), sleeper("d", 4)];
        drop(wait([d, a, b], Until::All).await);
        drop(c);
    });
    let group = trace.group(GroupId(0)).unwrap();
    assert_eq!((group.kind, &group.members[..]), (GroupKind::Wait, &[4..5, 1..3][..]));
    assert_eq!(trace.next_group(), GroupId(1));
}

#[test]
fn a_failure_is_read_by_the_task_that_awaits_it() {
    let trace = simulate(async {
        let failing = spawn("failing", async { Err::<(), _>("no") });
        let reader = spawn("reader", async move { failing.await.is_ok() });
        spawn("lost", async { Err::<(), _>("no") }).detach();
        drop(reader.await);
        drop(spawn("fine", async { Ok::<_, &str>(()) }).await);
        sleep(ms(5)).await;
    });
    let lanes = Lanes::of(&trace);
    let read = |task| lanes.get(TaskId(task)).unwrap().read.map(|read| read.1);
    assert_eq!([1, 2, 3, 4].map(read), [Some(TaskId(2)), None, None, None]);
}

#[test]
fn a_handle_awaited_by_reference_can_be_awaited_again() {
    let trace = simulate(async {
        let mut task = sleeper("a", 10);
        let pause = Box::pin(sleep(ms(3)));
        let waiting = Box::pin(async { (&mut task).await });
        drop(select(waiting, pause).await);
        println!("{:?}", task.await);
    });
    expect(&trace).prints_at(&[(10, "Ok(10)")]).lane("a").ends(Outcome::Ok);
}

#[test]
fn a_result_that_was_taken_is_not_waited_for_for_ever() {
    let trace = simulate(async {
        let greedy = spawn("greedy", async {
            let mut task = spawn("a", async { 1_u64 });
            (&mut task).await.unwrap();
            task.await.unwrap()
        });
        println!("{}", greedy.await.unwrap_err());
    });
    expect(&trace).prints(&["the task panicked: a task's result was awaited a second time"]);
}

#[test]
fn a_cancelled_task_has_no_result() {
    let trace = simulate(async {
        let task = sleeper("a", 10);
        yield_now().await;
        task.cancel();
        let result = task.await;
        assert_eq!(result, Err(JoinError::Cancelled));
        println!("{}", result.unwrap_err());
    });
    expect(&trace).prints_at(&[(0, "the task was cancelled")]).lane("a").ends(Outcome::Cancelled);
}
