//! Two background tasks that check something every second, beside the main one.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError};
use crate::runtime::{Plan, blocking, gauge, interval, now, println, sleep, spawn};

/// A check and a page are each a request that takes its time.
fn plan(settings: &Settings, what: &str) -> Plan {
    Plan::taking(settings.millis(what).into())
}

/// Says how far a check is from where it should be: one is due every period, the first at once.
fn announce(who: &str, number: u32, every: Duration) {
    let late = now().saturating_sub(every * (number - 1)).as_millis();
    println!("{who}: check {number} is {late} ms late");
    gauge(&format!("{who}: late by ms"), i64::try_from(late).unwrap_or(i64::MAX));
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn check(who: &str, number: u32, settings: &Settings) -> Result<(), HttpError> {
    announce(who, number, settings.millis("every"));
    let response = http::get("posts/1").plan(plan(settings, "check")).await?;
    response.error_for_status()?.bytes().await?;
    Ok(())
}

/// Checks, then sleeps for the period. So the next check comes a period after the *end* of this
/// one: each adds its own length to the delay of all that follow.
async fn sleep_after_work(settings: Settings) -> Result<(), HttpError> {
    for number in 1.. {
        check("sleep after work", number, &settings).await?;
        sleep(settings.millis("every")).await;
    }
    Ok(())
}

/// Keeps a clock that knows when the next check is due, and sleeps only for what is left of the
/// period.
async fn fixed_rate(settings: Settings) -> Result<(), HttpError> {
    let mut clock = interval(settings.millis("every"));
    for number in 1.. {
        clock.tick().await;
        check("fixed rate", number, &settings).await?;
    }
    Ok(())
}

async fn run(settings: Settings) -> Result<(), HttpError> {
    let drifting = spawn("sleep after work", sleep_after_work(settings.clone()));
    let steady = spawn("fixed rate", fixed_rate(settings.clone()));

    for page in 1..=settings.get("pages") {
        let response = http::get(format!("posts/{page}")).plan(plan(&settings, "page")).await?;
        response.error_for_status()?.bytes().await?;
        println!("page {page} read");
    }

    // Neither would end by itself.
    drifting.cancel();
    steady.cancel();
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn check_blocking(number: u32, settings: &Settings) -> Result<(), HttpError> {
    announce("between pages", number, settings.millis("every"));
    blocking::get("posts/1").plan(plan(settings, "check")).send()?.error_for_status()?;
    Ok(())
}

fn read_blocking(page: u32, settings: &Settings) -> Result<(), HttpError> {
    blocking::get(format!("posts/{page}")).plan(plan(settings, "page")).send()?.error_for_status()?;
    println!("page {page} read");
    Ok(())
}

fn block(settings: &Settings) -> Result<(), HttpError> {
    for page in 1..=settings.get("pages") {
        // There is no beside. The checks come when a page has been read, and each of them holds
        // up the next page.
        blocking::task(&format!("check {page}"), || check_blocking(page, settings))?;
        blocking::task(&format!("page {page}"), || read_blocking(page, settings))?;
    }
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "periodic",
    title: "Every second",
    group: Group::Tasks,
    lesson: "While main reads pages, two background tasks each check something “every second”. The one that \
             sleeps for a second after each check drifts: its period is the second and the check. The one at \
             a fixed rate sleeps for what is left of the second, and its sixth check is as punctual as its \
             first. Sleeping after the work is right where a pause between two checks is what matters; \
             where the beat matters, keep a clock.",
    params: &[
        Param::millis("every", "Every", 1_000, 100, 5_000),
        Param::millis("check", "A check takes", 250, 0, 5_000),
        Param::count("pages", "Pages", 5, 1, 50),
        Param::millis("page", "A page takes", 1_100, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::ConcurrencyInPython],
    reported: &[],
    note: "",
    differs: &[],
    rust: source!("periodic.rs"),
    python: source!("periodic.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::Played;
    use crate::trace::Outcome;

    const DRIFTING: &str = "sleep after work: late by ms";
    const STEADY: &str = "fixed rate: late by ms";

    #[test]
    fn sleeping_after_the_work_drifts() {
        let late = [(0.0, 0), (1.25, 250), (2.5, 500), (3.75, 750), (5.0, 1_000)];
        assert_eq!(Played::new(&SCENE, "").run.gauge(DRIFTING), late);
    }

    #[test]
    fn a_fixed_rate_does_not() {
        let late = [(0.0, 0), (1.0, 0), (2.0, 0), (3.0, 0), (4.0, 0), (5.0, 0)];
        assert_eq!(Played::new(&SCENE, "").run.gauge(STEADY), late);
    }

    #[test]
    fn main_is_not_held_up_and_ends_both() {
        let run = Played::new(&SCENE, "").run;
        run.ends_at(5.5);
        for name in ["sleep after work", "fixed rate"] {
            assert_eq!((run.outcome_of(name), run.span_of(name).1), (Outcome::Cancelled, 5.5));
        }
    }

    #[test]
    fn blocking_the_checks_hold_up_the_pages_and_the_pages_the_checks() {
        let block = Played::new(&SCENE, "").block;
        block.ends_at(6.75);
        let late = [(0.0, 0), (1.35, 350), (2.7, 700), (4.05, 1_050), (5.4, 1_400)];
        assert_eq!(block.gauge("between pages: late by ms"), late);
    }

    #[test]
    fn a_check_without_length_does_not_drift_and_one_longer_than_the_period_is_always_late() {
        let late = |query, gauge| Played::new(&SCENE, query).run.gauge(gauge);
        assert!(late("check=0", DRIFTING).iter().all(|(_, late)| *late == 0));
        assert_eq!(late("check=2000", STEADY), [(0.0, 0), (2.0, 1_000), (4.0, 2_000)]);
    }
}
