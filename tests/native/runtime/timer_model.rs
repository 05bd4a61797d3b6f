//! Random naps with random limits, beside a model that looks through all timers each time.

use std::rc::Rc;
use std::time::Duration;

use meanwhile::runtime::virtual_host::LIMIT;
use meanwhile::runtime::{Host, Runtime, VirtualHost, join_all, println, sleep, spawn, timeout};
use meanwhile::trace::Trace;
use proptest::prelude::*;

use crate::support::expect;
use crate::support::invariants::cases;

/// What one task does, one after another: a nap, and the limit that it has.
type Rounds = Vec<(u64, u64)>;

/// A timer of the model.
struct Timer {
    deadline: u64,
    number: usize,
    task: usize,
    is_limit: bool,
}

/// The lines that the tasks print, by looking for the next timer in the list of all.
fn model(tasks: &[Rounds]) -> Vec<String> {
    let mut timers: Vec<Timer> = Vec::new();
    let mut next = 0;
    let mut set = |timers: &mut Vec<Timer>, now: u64, task: usize, (nap, limit): (u64, u64)| {
        for (length, is_limit) in [(nap, false), (limit, true)] {
            timers.push(Timer { deadline: now + length, number: next, task, is_limit });
            next += 1;
        }
    };
    for (task, rounds) in tasks.iter().enumerate() {
        rounds.first().into_iter().for_each(|round| set(&mut timers, 0, task, *round));
    }
    let mut round = vec![0; tasks.len()];
    let mut lines = Vec::new();
    while let Some(first) = timers.iter().min_by_key(|timer| (timer.deadline, timer.number)) {
        let (now, task) = (first.deadline, first.task);
        // Work that is done when its limit runs out counts.
        let late = !timers.iter().any(|timer| timer.task == task && timer.deadline == now && !timer.is_limit);
        timers.retain(|timer| timer.task != task);
        lines.push(format!("{now}: {task} in round {}{}", round[task], if late { ", late" } else { "" }));
        round[task] += 1;
        tasks[task].get(round[task]).into_iter().for_each(|round| set(&mut timers, now, task, *round));
    }
    lines
}

async fn napper(task: usize, rounds: Rounds) {
    let mut now = 0;
    for (number, (nap, limit)) in rounds.into_iter().enumerate() {
        let [length, limit_length] = [nap, limit].map(Duration::from_micros);
        let late = timeout(limit_length, sleep(length)).await.is_err();
        now += nap.min(limit);
        println!("{now}: {task} in round {number}{}", if late { ", late" } else { "" });
    }
}

fn run(tasks: Vec<Rounds>) -> Trace {
    let host = VirtualHost::new();
    let runtime = Runtime::new(Rc::clone(&host) as Rc<dyn Host>, async move {
        let tasks = tasks.into_iter().enumerate();
        join_all(tasks.map(|(number, rounds)| spawn("napper", napper(number, rounds)))).await;
    });
    assert!(host.run(&runtime, LIMIT));
    assert_eq!(runtime.timers(), 0, "timers are left");
    Trace::from(&runtime)
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn timers_fire_as_in_the_model(
        tasks in prop::collection::vec(prop::collection::vec((1_u64..12, 1_u64..12), 0..6), 0..12),
    ) {
        let expected = model(&tasks);
        expect(&run(tasks)).prints(&expected);
    }
}

#[test]
fn the_model_is_right_about_a_small_case() {
    let tasks = [vec![(5, 9), (9, 1)], vec![(3, 3), (2, 7)], vec![(8, 5)]];
    let lines = ["3: 1 in round 0", "5: 0 in round 0", "5: 2 in round 0, late", "5: 1 in round 1"];
    assert_eq!(model(&tasks)[..4], lines);
    assert_eq!(model(&tasks)[4..], ["6: 0 in round 1, late"]);
}
