//! The critical path goes where the time went.

use meanwhile::runtime::{
    Pool, blocking, join_all, simulate, simulate_blocking, sleep, spawn, work, yield_now,
};
use meanwhile::scenes::{self, Address, Scene};
use meanwhile::trace::{Lanes, Micros, PathStep, Trace, critical_path};
use proptest::prelude::*;

use crate::support::invariants::{Check, cases};
use crate::support::jobs::{Job, TakesJobs as _};
use crate::support::records::{hostile, plausible, wild};
use crate::support::{at_ms, ms};

/// The steps that took any time, each as `name from-to` in milliseconds.
fn told(trace: &Trace) -> Vec<String> {
    let lanes = Lanes::of(trace);
    let millis = |time: Micros| time.0 / 1000;
    let tell = |step: &PathStep| {
        let name = lanes.get(step.task).map_or("?", |lane| trace.text(lane.name));
        format!("{name} {}-{}", millis(step.start), millis(step.end))
    };
    critical_path(trace).iter().filter(|step| step.start < step.end).map(tell).collect()
}

/// The tasks on the path, by name, those included that took no time.
fn names(trace: &Trace) -> Vec<String> {
    let lanes = Lanes::of(trace);
    let name = |step: &PathStep| lanes.get(step.task).map_or("?", |lane| trace.text(lane.name)).to_owned();
    critical_path(trace).iter().map(name).collect()
}

fn scene(id: &str, query: &str) -> (&'static Scene, Address) {
    let scene = scenes::find(id).unwrap();
    let address = Address::parse(scene, query);
    assert_eq!(address.problems, [], "{id} {query}");
    (scene, address)
}

fn run(id: &str, query: &str) -> Trace {
    let (scene, address) = scene(id, query);
    scene.simulate(0, &address.settings)
}

/// The second program.
fn second(id: &str, query: &str) -> Trace {
    let (scene, address) = scene(id, query);
    scene.simulate(1, &address.settings)
}

#[test]
fn of_three_requests_the_longest_decides() {
    let trace = run("three-requests", "");
    assert_eq!(told(&trace), ["request 2 0-1100"]);
    assert_eq!(names(&trace), ["main", "request 2", "main"]);
    let blocking = second("three-requests", "");
    assert_eq!(told(&blocking), ["request 1 0-900", "request 2 900-2000", "request 3 2000-2700"]);
}

#[test]
fn of_a_pipeline_the_slowest_stage_decides() {
    let slow_loading = told(&run("pipeline", ""));
    assert_eq!(slow_loading.len(), 3, "{slow_loading:?}");
    assert!(slow_loading[0].starts_with("source ") && slow_loading[0].ends_with(" 0-300"));
    assert_eq!(slow_loading[1..], ["transform 300-400", "load 400-2800"]);

    let slow_transforming = told(&run("pipeline", "transform=400"));
    assert_eq!(slow_transforming.last().unwrap(), "load 5100-5300");
    assert!(slow_transforming.contains(&"transform 300-5100".to_owned()), "{slow_transforming:?}");
}

#[test]
fn a_lock_is_a_chain_of_those_who_had_it() {
    let hundred: Vec<_> =
        (1..=100).map(|number| format!("task {number} {}-{}", number * 10 - 10, number * 10)).collect();
    assert_eq!(told(&run("lock", "")), hundred);
}

#[test]
fn who_blocks_the_loop_is_to_blame() {
    assert_eq!(told(&run("blocked-loop", "")), ["sleeper 0-5000"]);
    assert_eq!(told(&second("blocked-loop", "")), ["sleeper 0-5000"]);
}

/// The printer was ready at once, and had to wait for the thread: whoever had it decided.
#[test]
fn who_computes_before_the_last_task_is_to_blame() {
    let trace = simulate(async {
        let hog = spawn("hog", async { work(ms(300)) });
        let last = spawn("last", async {
            yield_now().await;
            work(ms(20));
        });
        drop(last.await);
        drop(hog);
    });
    assert_eq!(told(&trace), ["hog 0-300", "last 300-320"]);
}

/// A timer that is up while another task computes: the timer decides up to then, the other after.
#[test]
fn a_timer_that_is_late_is_late_because_of_others() {
    let trace = simulate(async {
        let hog = spawn("hog", async {
            sleep(ms(40)).await;
            work(ms(100));
        });
        sleep(ms(50)).await;
        drop(hog.await);
    });
    assert_eq!(told(&trace), ["hog 0-140"]);
}

#[test]
fn the_last_child_and_its_own_children_decide() {
    let trace = simulate(async {
        let parent = spawn("parent", async {
            sleep(ms(10)).await;
            let children = [("short", 20), ("long", 30)].map(|(name, length)| spawn(name, sleep(ms(length))));
            drop(join_all(children).await);
            sleep(ms(5)).await;
        });
        let other = spawn("other", sleep(ms(44)));
        drop(join_all([parent, other]).await);
        sleep(ms(1)).await;
    });
    assert_eq!(told(&trace), ["parent 0-10", "long 10-40", "parent 40-45", "main 45-46"]);
}

/// The third job had to wait for a thread: whoever had it before is to blame, and nobody else.
#[test]
fn of_a_pool_the_jobs_that_had_the_thread_decide() {
    let jobs = || [("a", 15), ("b", 10), ("c", 20)].map(|(name, length)| Job::new(name).work(ms(length)));
    let trace = simulate(async move {
        let pool = Pool::new(2);
        drop(join_all(jobs().map(|job| pool.take(job))).await);
        sleep(ms(5)).await;
    });
    assert_eq!(told(&trace), ["b 0-10", "c 10-30", "main 30-35"]);
    let blocking = simulate_blocking(move || {
        let pool = blocking::Pool::new(2);
        let mut jobs = jobs().map(|job| pool.take(job)).into();
        while let Some(job) = blocking::next_finished(&mut jobs) {
            drop(job.join());
        }
        blocking::sleep(ms(5));
    });
    assert_eq!(told(&blocking), ["b 0-10", "c 10-30", "main 30-35"]);
}

#[test]
fn a_run_that_goes_on_has_no_path() {
    assert_eq!(critical_path(&simulate(std::future::pending::<()>())), []);
    assert_eq!(critical_path(&Trace::new()), []);
}

/// Every scene's path covers its whole run, and lies in the lives of its tasks.
#[test]
fn the_path_of_every_scene_is_whole() {
    for scene in scenes::ALL {
        let settings = scene.defaults();
        for trace in scene.simulate_all(&settings) {
            let path = critical_path(&trace);
            let end = Lanes::of(&trace).main_end().unwrap().0;
            let whole: Micros = path.iter().map(|step| step.end - step.start).sum();
            assert_eq!((path[0].start, whole), (Micros::ZERO, end), "{}", scene.id);
            is_a_chain(&trace).unwrap();
            lies_in_its_lanes(&trace, &path).unwrap();
        }
    }
}

fn is_a_chain(trace: &Trace) -> Check {
    let path = critical_path(trace);
    let main = Lanes::of(trace).main_end();
    prop_assert_eq!(path.last().map(|step| step.end), main.map(|(end, _)| end));
    prop_assert!(path.iter().all(|step| step.start <= step.end), "{path:?}");
    prop_assert!(path.windows(2).all(|pair| pair[0].end == pair[1].start), "{path:?}");
    prop_assert!(path.windows(2).all(|pair| pair[0].task != pair[1].task), "{path:?}");
    Ok(())
}

fn lies_in_its_lanes(trace: &Trace, path: &[PathStep]) -> Check {
    let lanes = Lanes::of(trace);
    for step in path {
        let lane = lanes.get(step.task).unwrap();
        let lives = lane.spawned <= step.start && step.end <= lane.end(trace.last());
        prop_assert!(lives, "{step:?} is not in {}-{}", lane.spawned, lane.end(trace.last()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_plausible_path_is_a_chain_through_its_lanes(trace in plausible()) {
        is_a_chain(&trace)?;
        lies_in_its_lanes(&trace, &critical_path(&trace))?;
    }

    #[test]
    fn a_hostile_path_is_a_chain(trace in hostile()) {
        is_a_chain(&trace)?;
    }

    #[test]
    fn a_wild_path_is_a_chain(trace in wild()) {
        is_a_chain(&trace)?;
    }
}

#[test]
fn a_chain_of_blocking_calls_is_all_on_the_path() {
    let trace = simulate_blocking(|| {
        blocking::sleep(ms(5));
        blocking::task("call", || blocking::sleep(ms(10)));
        blocking::sleep(ms(7));
    });
    assert_eq!(told(&trace), ["main 0-5", "call 5-15", "main 15-22"]);
    assert_eq!(critical_path(&trace).last().unwrap().end, at_ms(22));
}
