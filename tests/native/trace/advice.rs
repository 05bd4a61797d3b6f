//! Mistakes are found where they are made, and nowhere else.

use meanwhile::runtime::sync::Mutex;
use meanwhile::runtime::{Plan, blocking, coroutine, http, join_all, simulate, sleep, spawn};
use meanwhile::scenes::{self, Address};
use meanwhile::trace::advice::Told;
use meanwhile::trace::{Advice, Lanes, Program, ProgramKind, Trace, advice};

use crate::support::{at_ms, ms};

/// The scenes that make a mistake at their default settings: which, and how the sentence begins.
/// All others make none.
const MISTAKEN: &[(&str, &[&str])] = &[
    // They show a mistake, each one of its own.
    ("forgotten-await", &["“save” was called in “main” and never awaited, in forgotten_await.rs:"]),
    ("blocked-loop", &["“sleeper” blocked the event loop for 5.0 s, in blocked_loop.rs:"]),
    ("too-many", &["10000 requests were under way at once (after 0 ms), of tasks spawned in too_many.rs:"]),
    // Two guests who have nothing to do with each other are greeted in turn, as its lesson says.
    ("greet-in-turn", &["“main” spawned 2 tasks in greet_in_turn.rs:"]),
    // The lock is held across a sleep on purpose: the staircase that comes of it is the lesson.
    ("lock", &["“the lock” was held across the await in lock.rs:"]),
];

fn sentences(trace: &Trace) -> Vec<String> {
    Told::about(trace).into_iter().map(|told| told.text).collect()
}

/// Asserts how the sentences about a run begin.
#[track_caller]
fn begin(found: &[String], beginnings: &[&str]) {
    let alike = found.len() == beginnings.len()
        && found.iter().zip(beginnings).all(|(sentence, beginning)| sentence.starts_with(beginning));
    assert!(alike, "{found:#?} do not begin with {beginnings:#?}");
}

#[test]
fn each_fires_on_its_scene_and_is_silent_on_the_others() {
    for scene in scenes::ALL {
        let known = MISTAKEN.iter().find(|known| known.0 == scene.id);
        // Of several async programs, the first is the one with the mistake.
        let is_async = |program: &Program| program.kind == ProgramKind::Async;
        let number = scene.programs.iter().position(is_async).unwrap();
        let found = sentences(&scene.simulate(number, &scene.defaults()));
        begin(&found, known.map_or(&[], |known| known.1));
    }
    for (id, _) in MISTAKEN {
        assert!(scenes::find(id).is_some(), "{id}");
    }
}

#[test]
fn mended_there_is_nothing_to_say() {
    for (id, number, query) in [
        ("forgotten-await", 1, ""),
        ("blocked-loop", 1, ""),
        ("blocked-loop", 0, "length=50"),
        ("too-many", 1, ""),
        ("too-many", 0, "n=1000"),
        ("greet-in-turn", 0, "stay=50"),
        ("lock", 0, "n=1"),
        ("lock", 0, "n=6"),
        ("lock", 1, ""),
    ] {
        let scene = scenes::find(id).unwrap();
        let address = Address::parse(scene, query);
        assert_eq!(address.problems, [], "{id} {query}");
        assert_eq!(sentences(&scene.simulate(number, &address.settings)), [""; 0], "{id} {number} {query}");
    }
}

#[test]
fn a_failure_that_no_task_reads_is_lost() {
    let read = simulate(async { drop(spawn("tries", async { Err::<(), _>("no") }).await) });
    assert_eq!(sentences(&read), [""; 0]);
    let unread = simulate(async {
        spawn("tries", async {
            sleep(ms(20)).await;
            Err::<(), _>("no")
        })
        .detach();
        sleep(ms(30)).await;
    });
    let sentence = sentences(&unread);
    begin(&sentence, &["“tries”, spawned in advice.rs:"]);
    assert!(sentence[0].contains("failed after 20 ms, and no task ever read its error"), "{sentence:?}");
}

#[test]
fn many_of_a_kind_are_told_by_the_first_and_a_number() {
    let trace = simulate(async {
        for _ in 0..17 {
            blocking::sleep(ms(1_260));
        }
    });
    let lanes = Lanes::of(&trace);
    let found = advice(&trace);
    assert_eq!((found.len(), found[5]), (6, Advice::More(12)));
    begin(&sentences(&trace)[..1], &["“main” blocked the event loop for 1.3 s, in advice.rs:"]);
    assert_eq!(found[5].text(&trace, &lanes), "… and 12 more of this kind.");
}

#[test]
fn a_blocking_request_blocks_and_computing_does_not() {
    let trace = simulate(async {
        blocking::get("bytes/10").plan(Plan::taking(at_ms(100))).send().unwrap();
        meanwhile::runtime::work(ms(500));
    });
    begin(&sentences(&trace), &["“main” blocked the event loop for 100 ms, in advice.rs:"]);
}

#[test]
fn a_line_that_forgets_is_told_once_with_how_often() {
    let trace = simulate(async {
        for _ in 0..2 {
            drop(coroutine("twice", async {}));
        }
        drop(coroutine("once", async {}));
    });
    let found = sentences(&trace);
    begin(&found, &["“twice” was called", "“once” was called"]);
    assert!(found[0].ends_with(", 2 times: no body ever ran."), "{}", found[0]);
    assert!(found[1].ends_with(": its body never ran."), "{}", found[1]);
}

#[test]
fn in_turn_takes_the_same_line_ends_that_are_well_and_little_between() {
    let in_turn = simulate(async {
        for length in [100, 200, 300] {
            spawn("nap", sleep(ms(length))).await.unwrap();
        }
    });
    let found = sentences(&in_turn);
    begin(&found, &["“main” spawned 3 tasks in advice.rs:"]);
    assert!(found[0].contains(": 600 ms in all.") && found[0].ends_with(": 300 ms."), "{}", found[0]);

    let two_lines = simulate(async {
        spawn("fetch", sleep(ms(100))).await.unwrap();
        spawn("process", sleep(ms(100))).await.unwrap();
    });
    let retried = simulate(async {
        let attempt = || async {
            sleep(ms(100)).await;
            Err::<(), &str>("not yet")
        };
        for _ in 0..3 {
            let _ = spawn("attempt", attempt()).await;
        }
    });
    let now_and_then = simulate(async {
        for _ in 0..3 {
            spawn("check", sleep(ms(100))).await.unwrap();
            sleep(ms(400)).await;
        }
    });
    let together = simulate(async {
        for _ in 0..3 {
            join_all([1, 2].map(|_| spawn("one of two", sleep(ms(100))))).await;
        }
    });
    for trace in [two_lines, retried, now_and_then, together] {
        assert_eq!(sentences(&trace), [""; 0]);
    }
}

/// No scene leaves a task behind: those that have background tasks cancel them.
#[test]
fn what_main_leaves_behind_is_cut_off_and_what_it_cancels_is_not() {
    let left = simulate(async {
        spawn("left", sleep(ms(1_000))).detach();
        sleep(ms(300)).await;
    });
    let found = sentences(&left);
    begin(&found, &["“left”, spawned in advice.rs:"]);
    assert!(found[0].contains(" was still sleeping when “main” ended after 300 ms"), "{}", found[0]);

    let cancelled = simulate(async {
        let job = spawn("cancelled", sleep(ms(1_000)));
        let _dropped = spawn("dropped at the end", sleep(ms(1_000)));
        sleep(ms(300)).await;
        job.cancel();
    });
    let done = simulate(async {
        spawn("done", sleep(ms(100))).detach();
        sleep(ms(300)).await;
    });
    for trace in [cancelled, done] {
        assert_eq!(sentences(&trace), [""; 0]);
    }
}

#[test]
fn a_lock_may_be_held_across_a_wait_while_nobody_wants_it() {
    let hold = |lock: Mutex<()>, before: u32| async move {
        sleep(ms(before.into())).await;
        let _held = lock.lock().await;
        sleep(ms(200)).await;
    };
    let run = |second: u32| {
        simulate(async move {
            let lock = Mutex::new("the door", ());
            join_all([("a", 0), ("b", second)].map(|(name, at)| spawn(name, hold(lock.clone(), at)))).await;
        })
    };
    let found = sentences(&run(100));
    begin(&found, &["“the door” was held across the await in advice.rs:"]);
    assert!(found[0].contains("first by “a”, for 200 ms in all, while up to 1 other task"), "{}", found[0]);
    assert_eq!(sentences(&run(201)), [""; 0]);
}

#[test]
fn a_request_at_a_time_is_no_crowd() {
    let trace = simulate(async {
        for _ in 0..1_001 {
            http::get("bytes/1").plan(Plan::taking(at_ms(1))).await.unwrap().bytes().await.unwrap();
        }
    });
    assert_eq!(sentences(&trace), [""; 0]);
}
