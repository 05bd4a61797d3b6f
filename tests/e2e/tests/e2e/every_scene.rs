//! Every scene of the catalogue in a browser, on a page that is never reloaded: it runs to its end,
//! comes to what it comes to in virtual time, and leaves nothing behind.

use anyhow::{Context, Result};
use e2e::held::COUNT_HELD;
use e2e::{Browser, Finish, Held, How, Page, Side, Site};
use meanwhile::scenes::{self, Address, Pace, Scene, Tolerance, Variant};
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
    sides: [Totals; 2],
}

impl Due {
    fn of(scene: &'static Scene) -> Self {
        let tolerance = Tolerance::of(scene);
        let settings = Address::parse(scene, tolerance.query).settings;
        let sides = [scene.simulate(&settings), scene.simulate_blocking(&settings)].map(|run| totals(&run));
        Self { scene, tolerance, pace: pace(&sides), sides }
    }

    fn route(&self) -> String {
        let Self { scene, tolerance, pace, .. } = self;
        format!("#/scene/{}?pace={pace}&{}", scene.id, tolerance.query)
    }

    /// Before when neither side can be over, in scene seconds.
    fn soonest(&self) -> [f64; 2] {
        self.sides.map(|totals| self.tolerance.around(totals.wall, self.pace).start().secs())
    }

    /// What must hold however busy the machine is: by how much it is late is measured elsewhere.
    fn expect_facts(&self, finish: &Finish) {
        assert_eq!(finish.scene, self.scene.id);
        assert!((finish.pace - self.pace.factor()).abs() < 1e-9, "{finish:#?}");
        let how = if self.pace == Pace::ONE { How::Measured } else { How::Scaled };
        for ((side, totals), soonest) in sides(finish).into_iter().zip(self.sides).zip(self.soonest()) {
            assert_eq!(side.how, how, "{finish:#?}");
            let due = (totals.tasks, totals.failed, totals.cancelled);
            assert_eq!((side.tasks, side.failed, side.cancelled), due, "{finish:#?}");
            assert!(side.seconds >= soonest, "too soon for {soonest}: {finish:#?}");
        }
        let [run, block] = sides(finish).map(|side| side.seconds);
        assert!((finish.ratio - block / run.max(1e-6)).abs() < 1e-6 * finish.ratio.max(1.0), "{finish:#?}");
    }
}

fn totals(run: &Trace) -> Totals {
    Totals::at(&Lanes::of(run), &ThreadUse::of(run), run.last())
}

/// The slowest pace at which nothing takes too long. What computes does not do so any faster, and
/// runs at the pace of virtual time.
fn pace([run, block]: &[Totals; 2]) -> Pace {
    let computes = run.busy.max(block.busy) > Micros::ZERO;
    let hurry = run.wall.max(block.wall).secs() / LONGEST;
    if computes || hurry <= 1.0 {
        return Pace::ONE;
    }
    let text = format!("{hurry:.3}");
    Pace::parse(&text, Pace::ONE).unwrap_or_else(|problem| panic!("{problem}"))
}

fn sides(finish: &Finish) -> [&Side; 2] {
    [&finish.run, &finish.blocking]
}

async fn expect_agreement(page: &Page, due: &Due, at_rest: &Held) -> Result<()> {
    page.route(&due.route()).await?;
    page.until_level(1).await?;
    due.expect_facts(&page.run_scene().await?);
    expect_ended(page).await?;
    page.until_held_within(at_rest).await
}

/// Nothing of either side goes on.
async fn expect_ended(page: &Page) -> Result<()> {
    for variant in Variant::ALL {
        let rows = page.table_of(variant.name()).await?;
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
