//! One page, put together from several upstream APIs. Each part is used as it arrives.

use std::error::Error;
use std::time::Duration;

use serde::Deserialize;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, as_completed, blocking, gauge, println, spawn};

/// What we want of an answer; the rest of it is skipped.
#[derive(Debug, Deserialize)]
struct Post {
    title: String,
}

/// The upstream APIs, and how many milliseconds each takes.
const UPSTREAMS: [(&str, u64); 8] = [
    ("orders", 800),
    ("profile", 300),
    ("offers", 1_100),
    ("reviews", 500),
    ("stock", 650),
    ("prices", 400),
    ("map", 950),
    ("weather", 350),
];

fn upstreams(settings: &Settings) -> impl Iterator<Item = (u32, &'static str, Plan)> {
    let asked = (1..=settings.get("n")).zip(UPSTREAMS);
    asked.map(|(n, (name, millis))| (n, name, Plan::taking(Duration::from_millis(millis).into())))
}

/// Puts a part into the page.
fn show(shown: &mut u32, name: &str, title: &str) {
    *shown += 1;
    gauge("parts shown", i64::from(*shown));
    println!("part {shown}, {name}: {title}");
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn ask(number: u32, name: &'static str, plan: Plan) -> Result<(&'static str, String), HttpError> {
    let response = http::get(format!("posts/{number}")).plan(plan).await?;
    let post: Post = response.error_for_status()?.json().await?;
    Ok((name, post.title))
}

async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    let tasks = upstreams(&settings).map(|(number, name, plan)| spawn(name, ask(number, name, plan)));

    // Not `join_all`: that would give all parts at once, when the slowest is here. This gives each
    // as soon as there is one, so the reader sees something from the first moment on.
    let mut shown = 0;
    let mut parts = as_completed(tasks);
    while let Some(part) = parts.next_result().await {
        let (name, title) = part??;
        show(&mut shown, name, &title);
    }
    println!("the page is complete");
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn ask_blocking(number: u32, plan: Plan) -> Result<String, HttpError> {
    let response = blocking::get(format!("posts/{number}")).plan(plan).send()?;
    let post: Post = response.error_for_status()?.json()?;
    Ok(post.title)
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    // Parts are used as they arrive here, too. But they arrive in the order of asking, and nobody
    // is asked before the one before has answered.
    let mut shown = 0;
    for (number, name, plan) in upstreams(settings) {
        let title = blocking::task(name, || ask_blocking(number, plan))?;
        show(&mut shown, name, &title);
    }
    println!("the page is complete");
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "fan-out",
    title: "Fan out, gather in",
    group: Group::Requests,
    lesson: "A page needs parts from four upstream APIs. The async program asks all of them and shows \
             each part as it arrives: the first is visible when the fastest has answered, and the page \
             is complete with the slowest. The blocking program shows its parts as they arrive, too, but \
             asks one after another, so the first is that of whoever comes first in the list. How soon \
             something is to be seen often matters more than when all of it is.",
    params: &[Param::count("n", "Upstream APIs", 4, 1, 8)],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("fan_out.rs"),
    python: source!("fan_out.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;

    #[test]
    fn the_first_part_comes_with_the_fastest_and_the_last_with_the_slowest() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.gauge("parts shown"), [(0.3, 1), (0.5, 2), (0.8, 3), (1.1, 4)]);
        let names = run.finish_order();
        assert_eq!(names, ["profile", "reviews", "orders", "offers", "main"]);
        run.ends_at(1.1);
    }

    #[test]
    fn blocking_shows_them_in_the_order_of_asking() {
        let block = Played::new(&SCENE, "").block;
        assert_eq!(block.gauge("parts shown"), [(0.8, 1), (1.1, 2), (2.2, 3), (2.7, 4)]);
        block.ends_at(2.7);
    }

    #[test]
    fn another_upstream_costs_only_the_blocking_program() {
        let played = Played::new(&SCENE, "n=8");
        played.run.ends_at(1.1);
        played.block.ends_at(5.05);
        assert_eq!(played.run.most("parts shown"), 8);
    }
}
