//! Every scene of the catalogue in a browser, on a page that is never reloaded: it runs to its end,
//! comes to what it comes to in virtual time, and leaves nothing behind.

use anyhow::{Context, Result};
use e2e::held::COUNT_HELD;
use e2e::{Browser, Finish, Held, How, Page, Site};
use meanwhile::scenes::{self, Address, Pace, Scene, Tolerance};
use meanwhile::trace::{Lanes, Micros, ThreadUse, Totals, Trace};

const LINKS: &str =
    "return [...document.querySelectorAll('main a[href*=\"#/scene/\"]')].map((link) => link.hash)";

/// A run that would take longer is run at a faster pace, in real seconds.
const LONGEST: f64 = 1.5;

/// What a scene comes to in virtual time, and how closely a browser is to agree.
struct Due {
    scene: &'static Scene,
    tolerance: Tolerance,
    pace: Pace,
    /// Of each program.
    totals: Vec<Totals>,
}

impl Due {
    fn of(scene: &'static Scene) -> Self {
        let tolerance = Tolerance::of(scene);
        let settings = Address::parse(scene, tolerance.query).settings;
        let totals: Vec<_> = scene.simulate_all(&settings).iter().map(totals).collect();
        Self { scene, tolerance, pace: pace(&totals), totals }
    }

    fn route(&self) -> String {
        let Self { scene, tolerance, pace, .. } = self;
        format!("#/scene/{}?pace={pace}&{}", scene.id, tolerance.query)
    }

    /// What must hold however busy the machine is: by how much it is late is measured elsewhere.
    fn expect_facts(&self, finish: &Finish) {
        assert_eq!(finish.scene, self.scene.id);
        assert!((finish.pace - self.pace.factor()).abs() < 1e-9, "{finish:#?}");
        let how = if self.pace == Pace::ONE { How::Measured } else { How::Scaled };
        assert_eq!(finish.programs.len(), self.scene.programs.len(), "{finish:#?}");
        for ((found, program), totals) in finish.programs.iter().zip(self.scene.programs).zip(&self.totals) {
            assert_eq!((&*found.name, &*found.kind), (&*program.name, program.kind.word()), "{finish:#?}");
            let (side, soonest) = (&found.side, self.tolerance.around(totals.wall, self.pace).start().secs());
            assert_eq!(side.how, how, "{finish:#?}");
            let due = (totals.tasks, totals.failed, totals.cancelled);
            assert_eq!((side.tasks, side.failed, side.cancelled), due, "{finish:#?}");
            assert!(side.seconds >= soonest, "too soon for {soonest}: {finish:#?}");
        }
    }
}

fn totals(run: &Trace) -> Totals {
    Totals::at(&Lanes::of(run), &ThreadUse::of(run), run.last())
}

/// The slowest pace at which nothing takes too long. What computes does not do so any faster, and
/// runs at the pace of virtual time.
fn pace(programs: &[Totals]) -> Pace {
    let most = |of: fn(&Totals) -> Micros| programs.iter().map(of).max().unwrap_or_default();
    let computes = most(|totals| totals.busy) > Micros::ZERO;
    let hurry = most(|totals| totals.wall).secs() / LONGEST;
    if computes || hurry <= 1.0 {
        return Pace::ONE;
    }
    let text = format!("{hurry:.3}");
    Pace::parse(&text, Pace::ONE).unwrap_or_else(|problem| panic!("{problem}"))
}

async fn expect_agreement(page: &Page, due: &Due, at_rest: &Held) -> Result<()> {
    page.route(&due.route()).await?;
    page.until_level(1).await?;
    due.expect_facts(&page.run_scene().await?);
    expect_ended(page, due.scene).await?;
    page.until_held_within(at_rest).await
}

/// Nothing of any program goes on.
async fn expect_ended(page: &Page, scene: &Scene) -> Result<()> {
    for program in scene.programs {
        let rows = page.table_of(&program.heading()).await?;
        let ends = ["done", "failed", "cancelled", "panicked"];
        let ended = |row: &Vec<String>| row.last().is_some_and(|state| ends.contains(&state.as_str()));
        assert!(rows[1..].iter().all(ended), "{rows:#?}");
    }
    Ok(())
}

/// In how many groups the scenes run: side by side, for they hardly do more than wait.
const GROUPS: usize = 4;

async fn expect_group(group: usize) -> Result<()> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.before_load(COUNT_HELD).await?;
    let page = browser.open(&site, "").await?;
    // Failures that a scene plans, as the browser reports them.
    page.browser().expect_error("&status=");
    page.browser().expect_error("&fail=");

    // What is loaded for the first run stays for all others.
    page.route("#/scene/three-operations").await?;
    page.run_scene().await?;
    let idle = Held { channels: u32::MAX, workers: u32::MAX, ..Held::default() };
    page.until_held_within(&idle).await?;
    let at_rest = page.held().await?;
    // After a run the page waits a while before it has files kept, which no run holds.
    let soon = Held { timers: at_rest.timers + 1, ..at_rest };
    for scene in scenes::ALL.iter().skip(group).step_by(GROUPS) {
        expect_agreement(&page, &Due::of(scene), &soon).await.context(scene.id)?;
    }
    page.until_held_within(&at_rest).await
}

#[tokio::test]
async fn first_group_agrees_with_its_runs_in_virtual_time() -> Result<()> {
    expect_group(0).await
}

#[tokio::test]
async fn second_group_agrees_with_its_runs_in_virtual_time() -> Result<()> {
    expect_group(1).await
}

#[tokio::test]
async fn third_group_agrees_with_its_runs_in_virtual_time() -> Result<()> {
    expect_group(2).await
}

#[tokio::test]
async fn fourth_group_agrees_with_its_runs_in_virtual_time() -> Result<()> {
    expect_group(3).await
}

#[tokio::test]
async fn all_of_them_are_in_the_catalogue() -> Result<()> {
    let (_site, page) = e2e::open("").await?;
    let links: Vec<String> = serde_json::from_value(page.eval(LINKS).await?)?;
    for scene in scenes::ALL {
        let route = format!("#/scene/{}", scene.id);
        assert!(links.contains(&route), "{route} is not among {links:#?}");
    }
    Ok(())
}
