//! The performance table: `cargo xtask bench [--json]` builds what is measured and runs this.

use std::path::Path;

use anyhow::{Context, Result};
use clap::Parser;
use e2e::{Browser, Site};
use serde_json::json;
use xtask::{paths, site::weight::Weight};

/// Measures the site in dist/ beside a bare page
#[derive(Debug, Parser)]
struct Bench {
    /// Print a line of JSON a figure instead of the table
    #[arg(long)]
    json: bool,
}

/// How often a start is measured; the median counts.
const STARTS: usize = 9;

/// Writes down when a button named Run can first be pressed.
const WHEN_RUN_WORKS: &str = r#"
    new MutationObserver((_, observer) => {
        const run = [...document.querySelectorAll("button")].find((button) =>
            (button.getAttribute("aria-label") ?? button.textContent).trim() === "Run");
        if (!run || run.disabled) return;
        window.runWorksAt = performance.now();
        observer.disconnect();
    }).observe(document, { subtree: true, childList: true, attributes: true });
"#;

/// One measured figure.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    /// At most this.
    goal: Option<f64>,
    /// What it is compared with, in words.
    against: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let bench = Bench::parse();
    bench.print(&weight()?);
    for figure in starts().await? {
        bench.print(&figure);
    }
    Ok(())
}

impl Bench {
    fn print(&self, figure: &Figure) {
        let Figure { name, value, unit, goal, against } = figure;
        if self.json {
            let line =
                json!({ "name": name, "value": value, "unit": unit, "goal": goal, "against": against });
            println!("{line}");
        } else {
            let goal = goal.map_or_else(String::new, |goal| format!("at most {goal}"));
            println!("{name:<32} {value:>10.2} {unit:<6} {goal:<14} {against}");
        }
    }
}

fn weight() -> Result<Figure> {
    let bytes = Weight::of(&paths::dist())?.total();
    Ok(Figure {
        name: "page weight",
        value: f64::from(u32::try_from(bytes)?) / 1000.0,
        unit: "KB",
        goal: Some(160.0),
        against: "all files until Run works, gzip".to_owned(),
    })
}

/// From the start of the navigation to a *Run* that can be pressed, page beside bare page.
async fn starts() -> Result<[Figure; 3]> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        ours.push(start(&paths::dist(), "#/scene/hundred-urls").await?);
        bare.push(start(&paths::bare(), "").await?);
    }
    let (ours, bare) = (median(ours), median(bare));
    let figure = |name, value, unit, goal, against: &str| Figure {
        name,
        value,
        unit,
        goal,
        against: against.to_owned(),
    };
    Ok([
        figure("working Run", ours, "ms", None, "median of 9, nothing cached"),
        figure("working Run, bare page", bare, "ms", None, "median of 9, nothing cached"),
        figure("working Run / bare page", ours / bare, "×", Some(1.5), "a bare yew page, same build"),
    ])
}

/// One start in a new browser with an empty profile, in milliseconds.
async fn start(dir: &Path, route: &str) -> Result<f64> {
    let site = Site::of(dir, "/")?;
    let browser = Browser::start().await?;
    browser.before_load(WHEN_RUN_WORKS).await?;
    let page = browser.go(&site, route).await?;
    page.until("window.runWorksAt", std::time::Duration::from_secs(20)).await?;
    page.eval("return runWorksAt", json!([])).await?.as_f64().context("a time is a number")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
