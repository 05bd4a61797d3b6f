//! Both scenes run to their end at every level, and the page says which it is and what came of it.

use anyhow::{Context, Result};
use e2e::{Browser, Finish, How, Page, Side, Site};
use tempfile::TempDir;

struct Level {
    number: u8,
    /// Part of the sentence that names it on the page.
    sentence: &'static str,
    /// How the blocking side's numbers are obtained.
    blocking: How,
}

const LEVELS: [Level; 4] = [
    Level { number: 1, sentence: "this page's own service worker answers it", blocking: How::Measured },
    Level { number: 2, sentence: "requests fetch real files of this site", blocking: How::Measured },
    Level { number: 3, sentence: "timers stand in for the network", blocking: How::Measured },
    Level { number: 4, sentence: "blocking programs are simulated", blocking: How::Simulated },
];

/// A scene, and how long its requests take in seconds.
struct Run {
    route: &'static str,
    scene: &'static str,
    requests: u32,
    longest: f64,
    sum: f64,
}

const THREE: Run = Run {
    route: "#/scene/three-requests?a=600&b=1000&c=300",
    scene: "three-requests",
    requests: 3,
    longest: 1.0,
    sum: 1.9,
};

const TWENTY: Run = Run {
    route: "#/scene/hundred-urls?n=20&latency=100",
    scene: "hundred-urls",
    requests: 20,
    longest: 0.1,
    sum: 2.0,
};

#[tokio::test]
async fn level_1_where_the_service_worker_answers() -> Result<()> {
    let (site, page) = e2e::open(THREE.route).await?;
    expect_both_scenes(&page, 1).await?;
    assert_eq!(asked_for(&site, "net/"), 0, "{:#?}", site.requests());
    assert_eq!(asked_for(&site, "data/posts/"), 0, "{:#?}", site.requests());
    Ok(())
}

#[tokio::test]
async fn level_2_where_there_is_no_service_worker() -> Result<()> {
    let browser = Browser::start().await?;
    browser.before_load("delete Navigator.prototype.serviceWorker").await?;
    let site = Site::built()?;
    let page = browser.open(&site, THREE.route).await?;
    expect_both_scenes(&page, 2).await?;
    assert_eq!(asked_for(&site, "net/"), 0, "{:#?}", site.requests());
    // Each side fetches for itself.
    for number in 4..=20 {
        assert_eq!(asked_for(&site, &format!("data/posts/{number}.json")), 2, "{:#?}", site.requests());
    }
    Ok(())
}

#[tokio::test]
async fn level_3_in_a_frame_without_an_origin() -> Result<()> {
    let site = Site::built()?;
    site.allow_every_origin();
    let (_folder, host) = host_of(&site.url(THREE.route))?;
    let page = Browser::start().await?.go(&host, "").await?;
    page.enter_frame().await?;
    expect_both_scenes(&page, 3).await?;
    assert_eq!(asked_for(&site, "net/") + asked_for(&site, "data/posts/"), 0, "{:#?}", site.requests());
    Ok(())
}

#[tokio::test]
async fn level_4_where_there_are_no_workers() -> Result<()> {
    let browser = Browser::start().await?;
    browser.before_load("delete window.Worker").await?;
    let site = Site::built()?;
    let page = browser.open(&site, THREE.route).await?;
    expect_both_scenes(&page, 4).await?;
    assert_eq!(asked_for(&site, "net/") + asked_for(&site, "data/posts/"), 0, "{:#?}", site.requests());
    Ok(())
}

/// A site whose one page shows an address in a frame that is allowed scripts, and nothing else.
fn host_of(address: &str) -> Result<(TempDir, Site)> {
    let folder = TempDir::new()?;
    let frame = format!(
        "<!doctype html><link rel=icon href='data:,'>
        <iframe sandbox='allow-scripts' src='{address}' width=1200 height=850></iframe>"
    );
    std::fs::write(folder.path().join("index.html"), frame)?;
    let host = Site::of(folder.path(), "/")?;
    Ok((folder, host))
}

fn asked_for(site: &Site, start: &str) -> usize {
    site.requests().iter().filter(|path| path.starts_with(start)).count()
}

async fn expect_both_scenes(page: &Page, number: u8) -> Result<()> {
    let level = LEVELS.iter().find(|level| level.number == number).context("a level is 1 to 4")?;

    expect_run(page, level, &THREE).await?;
    let printed = [page.printed("Async").await?, page.printed("Blocking").await?];
    // By the clock the answers come in another order than the requests went out.
    for (lines, order) in printed.iter().zip([[3, 1, 2], [1, 2, 3]]) {
        let answers = order.map(|number| format!("answer {number} is here"));
        assert_eq!(lines[..3], answers, "{lines:#?}");
    }
    assert_eq!(printed[0][3..], printed[1][3..], "the same titles in the same order");
    assert_eq!(printed[0].len(), 6, "{printed:#?}");

    page.route(TWENTY.route).await?;
    expect_run(page, level, &TWENTY).await?;
    for side in ["Async", "Blocking"] {
        assert_eq!(page.printed(side).await?, ["20 of 20 titles"]);
    }
    Ok(())
}

async fn expect_run(page: &Page, level: &Level, run: &Run) -> Result<()> {
    let finish = page.run_scene().await?;
    expect_finish(&finish, level, run);
    let main = page.main_state().await?;
    assert_eq!((main.scene.as_str(), main.state.as_str()), (run.scene, "finished"));
    assert_eq!(main.level, level.number.to_string());
    let text = page.text().await?;
    assert!(text.contains(level.sentence), "level {} is not named: {text}", level.number);
    for (name, side) in finish.sides() {
        expect_table(&page.table_of(&name).await?, side);
    }
    Ok(())
}

fn expect_finish(finish: &Finish, level: &Level, run: &Run) {
    assert_eq!((finish.scene.as_str(), finish.seed, finish.level), (run.scene, 1, level.number));
    assert!((finish.pace - 1.0).abs() < 1e-9, "{finish:#?}");
    assert_eq!((finish.run().how, finish.blocking().how), (How::Measured, level.blocking));
    for (_, side) in finish.sides() {
        assert_eq!((side.tasks, side.failed, side.cancelled), (run.requests, 0, 0), "{finish:#?}");
    }
    // Nothing is faster than its latency, but for how browsers round their clocks and timers. What
    // is above it is the machine's load, which slows both sides: they cannot be taken for each other.
    let (seconds, blocking) = (finish.run().seconds, finish.blocking().seconds);
    assert!(seconds > run.longest - 0.005, "{finish:#?}");
    if level.blocking == How::Simulated {
        assert!((blocking - run.sum).abs() < 1e-6, "{finish:#?}");
    } else {
        assert!(blocking > run.sum - 0.005 && blocking > seconds, "{finish:#?}");
    }
}

/// The rows of the table are the tasks of the detail: as many, as good, and as long.
fn expect_table(rows: &[Vec<String>], side: &Side) {
    let column = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
    let (ends, state) = (column("Ends"), column("State"));
    let (main, tasks): (Vec<_>, Vec<_>) = rows[1..].iter().partition(|row| row[0] == "main");
    let [main] = main[..] else { panic!("there is one main task: {rows:#?}") };
    assert_eq!(tasks.len(), side.tasks as usize, "{rows:#?}");
    assert!(rows[1..].iter().all(|row| row[state] == "done"), "{rows:#?}");
    // Three digits are shown.
    let shown = seconds(&main[ends]);
    assert!((shown / side.seconds - 1.0).abs() < 0.006, "{shown} s is not {} s", side.seconds);
    assert!(tasks.iter().all(|row| seconds(&row[ends]) <= shown), "{rows:#?}");
}

/// Reads `506 ms`.
pub fn seconds(text: &str) -> f64 {
    let (number, unit) = text.split_once(' ').expect("a number and its unit");
    let unit = match unit {
        "s" => 1.0,
        "ms" => 1e-3,
        "µs" => 1e-6,
        _ => panic!("{text} is no time of a run this short"),
    };
    number.parse::<f64>().expect("a number") * unit
}
