//! Whoever has the thread can look at its own task, and at all that are alive.

use meanwhile::runtime::{
    Runtime, Task, VirtualHost, all_tasks, current_task, println, simulate, sleep, spawn, yield_now,
};
use meanwhile::trace::Outcome;

use crate::support::guard::OnDrop;
use crate::support::{expect, ms};

fn names(tasks: &[Task]) -> String {
    tasks.iter().map(Task::name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_task_knows_itself() {
    let trace = simulate(async {
        let main = current_task();
        let task = spawn("a", async move {
            assert!(current_task() == current_task());
            assert!(current_task() != main);
            println!("{}, spawned by {}", current_task().name(), main.name());
            sleep(ms(1)).await;
            // Others had the thread meanwhile.
            println!("still {}", current_task().name());
        });
        assert_eq!(task.name(), "a");
        assert_eq!(task.id(), all_tasks()[1].id());
        sleep(ms(5)).await;
        println!("back in {}", current_task().name());
        assert_eq!(task.name(), "a");
    });
    expect(&trace).prints(&["a, spawned by main", "still a", "back in main"]).lane("main").ends(Outcome::Ok);
}

#[test]
fn all_that_are_alive_stand_in_the_order_of_spawning() {
    let trace = simulate(async {
        println!("{}", names(&all_tasks()));
        let late = spawn("late", sleep(ms(20)));
        let early = spawn("early", sleep(ms(10)));
        // Neither has had a turn; they are there all the same.
        let before = all_tasks();
        println!("{}", names(&before));
        sleep(ms(15)).await;
        println!("{}", names(&all_tasks()));
        let finished: Vec<_> = before.iter().map(Task::is_finished).collect();
        assert_eq!(finished, [false, false, true]);
        late.await.unwrap();
        println!("{}", names(&all_tasks()));
        early.await.unwrap();
    });
    expect(&trace).prints(&["main", "main late early", "main late", "main"]).lane("main").ends(Outcome::Ok);
}

#[test]
fn all_but_this_one_are_cancelled_and_clean_up() {
    let trace = simulate(async {
        for name in ["a", "b"] {
            let clean_up = OnDrop::new(move || println!("{name} cleans up"));
            let long = async move {
                let _clean_up = clean_up;
                sleep(ms(1000)).await;
            };
            spawn(name, long).detach();
        }
        sleep(ms(5)).await;
        let me = current_task();
        let others: Vec<_> = all_tasks().into_iter().filter(|task| *task != me).collect();
        others.iter().for_each(Task::cancel);
        println!("{} were asked to end, {} are alive", others.len(), all_tasks().len());
        yield_now().await;
        others.iter().for_each(Task::cancel);
        println!("{} is alive", names(&all_tasks()));
    });
    let run = expect(&trace);
    run.prints_at(&[
        (5, "2 were asked to end, 3 are alive"),
        (5, "a cleans up"),
        (5, "b cleans up"),
        (5, "main is alive"),
    ]);
    run.lane("a").ends(Outcome::Cancelled).is_polled(2);
    run.lane("main").ends(Outcome::Ok);
}

#[test]
fn a_task_that_cancels_itself_ends_at_its_next_turn() {
    let trace = simulate(async {
        let task = spawn("a", async {
            current_task().cancel();
            println!("goes on");
            yield_now().await;
            println!("never");
        });
        println!("{}", task.await.unwrap_err());
    });
    expect(&trace).prints(&["goes on", "the task was cancelled"]).lane("a").ends(Outcome::Cancelled);
}

#[test]
fn what_outlives_its_run_is_over() {
    let kept = std::rc::Rc::new(std::cell::RefCell::new(None));
    let keep = std::rc::Rc::clone(&kept);
    let host = VirtualHost::new();
    let runtime = Runtime::new(std::rc::Rc::clone(&host) as _, async move {
        keep.replace(Some(current_task()));
    });
    host.run(&runtime, meanwhile::runtime::virtual_host::LIMIT);
    let task = kept.take().unwrap();
    assert!(task.is_finished());
    assert_eq!(task.name(), "main");
    drop(runtime);
    task.cancel();
    assert!(task.is_finished());
    assert_eq!(task.name(), "");
}
