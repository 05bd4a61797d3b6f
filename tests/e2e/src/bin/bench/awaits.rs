//! What an await costs that gives way to whoever is ready, trace and all, beside one of a promise.

use anyhow::Result;
use e2e::{Browser, Site};
use serde::Deserialize;
use serde_json::json;

use crate::figure::{Figure, median};

/// How often each side is measured.
const TIMES: usize = 15;

/// How many awaits in all.
const AWAITS: u32 = 200_000;

/// The same loops, in plain JavaScript, and all in turns.
const SCRIPT: &str = include_str!("scripts/awaits.js");

/// Nanoseconds an await, one value a round.
#[derive(Debug, Deserialize)]
struct Costs {
    ours: Vec<f64>,
    /// In virtual time, without a look at the clock.
    timeless: Vec<f64>,
    /// A look at the clock.
    clock: Vec<f64>,
    value: Vec<f64>,
    promise: Vec<f64>,
    call: Vec<f64>,
    /// Records an await.
    records: f64,
}

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::of(&xtask::paths::awaits(), "/")?;
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    let page = browser.go(&site, "").await?;
    page.until("window.ours").await?;
    let mut costs = Vec::new();
    for tasks in [1, 100] {
        let measured = page.call("return costs(...arguments)", json!([TIMES, tasks, AWAITS / tasks])).await?;
        costs.push(serde_json::from_value(measured)?);
    }
    let [one, many]: [Costs; 2] = costs.try_into().map_err(|_| anyhow::anyhow!("two were measured"))?;
    let many_ratio = median(many.ours.clone()) / median(many.value.clone());
    let records = one.records * 1e9 / median(one.ours.clone());
    let ours = median(one.ours);
    let [value, promise, call] = [one.value, one.promise, one.call].map(median);
    let [timeless, clock] = [one.timeless, one.clock].map(median);
    Ok(vec![
        Figure::new("await", ours, "ns", "200,000 in one task, tracing on"),
        Figure::new("await of a promise", value, "ns", "`await null` in an async function"),
        Figure::ratio("await ÷ await of a promise", ours / value, "`await null`").at_most(0.7),
        Figure::ratio("await ÷ await Promise.resolve()", ours / promise, "`await Promise.resolve()`"),
        Figure::ratio("await ÷ await of an async call", ours / call, "`await nothing()`, an async function"),
        Figure::new("a look at the clock", clock, "ns", "`performance.now()`; every poll ends with one"),
        Figure::new("await, clock aside", timeless, "ns", "the same in virtual time, tracing on"),
        Figure::ratio("await, clock aside ÷ await of a promise", timeless / value, "`await null`"),
        Figure::new("await, 100 tasks in turns", median(many.ours), "ns", "2,000 in each, tracing on"),
        Figure::ratio("await ÷ promise, 100 tasks in turns", many_ratio, "`await null` in 100 async calls")
            .at_most(0.7),
        Figure::new("records made a second, wasm", records, "1/s", "in the loop of one task"),
    ])
}
