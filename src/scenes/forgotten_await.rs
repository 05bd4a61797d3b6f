//! A coroutine that is called and never awaited does nothing.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{coroutine, println, sleep};

/// How long it takes to tell the customer.
const CONFIRM: Duration = Duration::from_millis(300);

fn save_one(order: u32, saved: &Cell<u32>) {
    saved.set(saved.get() + 1);
    println!("order {order} saved");
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn save(order: u32, time: Duration, saved: Rc<Cell<u32>>) {
    sleep(time).await;
    save_one(order, &saved);
}

async fn forgotten(settings: Settings) {
    let (orders, time) = (settings.get("orders"), settings.millis("save"));
    let saved = Rc::new(Cell::new(0));
    for order in 1..=orders {
        println!("order {order} received");

        // This does not save anything. It makes an object that would, if it were awaited: not
        // one line of `save` has run so far.
        let saving = coroutine("save", save(order, time, Rc::clone(&saved)));
        // And it is thrown away. No error comes of it, not even a wrong result: the program
        // goes on as if all were well. Rust warns when it compiles ("futures do nothing unless
        // you await them"), Python when the object goes ("was never awaited").
        drop(saving);

        sleep(CONFIRM).await;
        println!("order {order} confirmed");
    }
    println!("{} of {orders} orders saved", saved.get());
}

async fn awaited(settings: Settings) {
    let (orders, time) = (settings.get("orders"), settings.millis("save"));
    let saved = Rc::new(Cell::new(0));
    for order in 1..=orders {
        println!("order {order} received");

        coroutine("save", save(order, time, Rc::clone(&saved))).await;

        sleep(CONFIRM).await;
        println!("order {order} confirmed");
    }
    println!("{} of {orders} orders saved", saved.get());
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "forgotten-await",
    title: "A forgotten await",
    group: Group::Coroutines,
    lesson: "Three orders come in; each is to be saved and then confirmed. But the coroutine that saves \
             is only called and never awaited, so its body never runs: every order is confirmed, and \
             none is saved. Calling a coroutine merely makes an object, and nothing fails when that is \
             thrown away. It is the most common mistake with async, so take the warning seriously \
             that names the line; the second program has it mended.",
    params: &[
        Param::count("orders", "Orders", 3, 1, 50),
        Param::millis("save", "Saving takes", 500, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("forgotten"), Program::futures("awaited")],
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "A blocking program has no await that could be forgotten: a plain call runs at once. That the first \
           program is so much faster here is the mistake, not a gain.",
    differs: &[],
    rust: source!("forgotten_await.rs"),
    python: source!("forgotten_await.py"),
};

programs!(async forgotten, async awaited);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::played;
    use crate::trace::What;

    /// The names and lines of what was called and never awaited.
    fn never_awaited(number: usize) -> Vec<String> {
        let trace = SCENE.simulate(number, &SCENE.defaults());
        let found = trace.records().filter_map(|record| match record.what {
            What::NeverAwaited { name, site } => {
                Some(format!("{} {}", trace.text(name), trace.site_label(site)))
            }
            _ => None,
        });
        found.collect()
    }

    #[test]
    fn the_body_never_runs() {
        let run = played("forgotten", &SCENE, "");
        assert!(run.lines().iter().all(|line| !line.ends_with(" saved") || line.starts_with("0 of 3")));
        assert_eq!(run.lines().last().unwrap(), "0 of 3 orders saved");
        run.ends_at(0.9);
    }

    #[test]
    fn each_forgotten_call_is_named_with_its_line() {
        let call = include_str!("forgotten_await.rs").lines().position(|line| line.contains("= coroutine("));
        let expected = format!("save forgotten_await.rs:{}", call.unwrap() + 1);
        assert_eq!(never_awaited(0), vec![expected; 3]);
    }

    #[test]
    fn awaited_it_does_what_was_meant() {
        let run = played("awaited", &SCENE, "");
        assert_eq!(run.lines().last().unwrap(), "3 of 3 orders saved");
        run.ends_at(2.4);
        assert!(never_awaited(1).is_empty());
    }
}
