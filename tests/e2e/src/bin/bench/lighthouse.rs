//! What npm's Lighthouse says of the catalogue and of a scene's page, served compressed.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xtask::site::server::Server;

use crate::figure::{Figure, median};

/// How often each page is judged; the median counts.
const TIMES: usize = 3;

const PAGES: [&str; 2] = ["", "#/scene/three-requests"];

const SWITCHES: &str = "--headless=new --no-sandbox --disable-gpu --disable-background-networking";

/// Scores from 0 to 100.
#[derive(Clone, Copy, Debug)]
struct Scores {
    performance: f64,
    accessibility: f64,
    manners: f64,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let server = Server::bind(&e2e::dist(), axum::Router::new(), 0).await?;
    let url = server.url()?;
    let serving = tokio::spawn(server.serve());
    let laptop = worst(&url, &["--preset=desktop"]).await?;
    let phone = worst(&url, &[]).await?;
    serving.abort();
    let of = "catalogue and scene, the lower one, as a laptop";
    Ok(vec![
        Figure::new("Lighthouse, accessibility", laptop.accessibility, "", of).at_least(100.0),
        Figure::new("Lighthouse, best practices", laptop.manners, "", of).at_least(100.0),
        Figure::new("Lighthouse, performance", laptop.performance, "", of).at_least(95.0),
        Figure::new(
            "Lighthouse, performance on a phone",
            phone.performance,
            "",
            "a slow one: a quarter of the speed",
        ),
    ])
}

/// The lower ones of both pages.
async fn worst(url: &str, options: &[&str]) -> Result<Scores> {
    let mut worst = Scores { performance: 100.0, accessibility: 100.0, manners: 100.0 };
    for page in PAGES {
        let mut performance = Vec::new();
        for _ in 0..TIMES {
            let scores = judged(&format!("{url}{page}"), options).await?;
            performance.push(scores.performance);
            worst.accessibility = worst.accessibility.min(scores.accessibility);
            worst.manners = worst.manners.min(scores.manners);
        }
        worst.performance = worst.performance.min(median(performance));
    }
    Ok(worst)
}

async fn judged(url: &str, options: &[&str]) -> Result<Scores> {
    let found = xtask::setup::browser::find().context("Chromium is missing: run `cargo xtask setup`")?;
    let mut lighthouse = tokio::process::Command::new("lighthouse");
    if let Some(path) = xtask::setup::tools::search_path() {
        lighthouse.env("PATH", path);
    }
    lighthouse.env("CHROME_PATH", found.browser);
    lighthouse
        .args([url, "--quiet", "--output=json"])
        .args(options)
        .arg(format!("--chrome-flags={SWITCHES}"));
    lighthouse.arg("--only-categories=performance,accessibility,best-practices");
    let output = lighthouse.stderr(Stdio::inherit()).output().await?;
    ensure!(output.status.success(), "lighthouse ended with {}", output.status);
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let of = |category: &str| {
        let score = report["categories"][category]["score"].as_f64();
        Ok::<_, anyhow::Error>(score.with_context(|| format!("{url} has no score for {category}"))? * 100.0)
    };
    Ok(Scores {
        performance: of("performance")?,
        accessibility: of("accessibility")?,
        manners: of("best-practices")?,
    })
}
