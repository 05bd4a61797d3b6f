//! How many records a second a run makes and a page takes in, and what a record costs.

use std::time::Instant;

use anyhow::{Context, Result};
use meanwhile::scenes::{Address, find};
use meanwhile::trace::{Lanes, Trace};

use crate::figure::{Figure, median};

const TIMES: usize = 9;

pub fn measure() -> Result<Vec<Figure>> {
    let (mut made, mut folded) = (Vec::new(), Vec::new());
    let mut trace = Trace::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        trace = thousand()?;
        made.push(rate(&trace, begun));
        let begun = Instant::now();
        let lanes = Lanes::of(&trace);
        folded.push(rate(&trace, begun));
        anyhow::ensure!(lanes.as_slice().len() == 1_001, "a lane a task");
    }
    let cost = count(trace.bytes().len()) / count(trace.len());
    let how = "hundred-urls with 1,000, in virtual time, on this machine";
    Ok(vec![
        Figure::new("records made a second, native", median(made), "1/s", how),
        Figure::new("records folded a second, native", median(folded), "1/s", how),
        Figure::new("bytes a record", cost, "B", "hundred-urls, strings included").at_most(8.0),
    ])
}

/// The trace of a thousand requests at once.
fn thousand() -> Result<Trace> {
    let scene = find("hundred-urls").context("the scene is in the catalogue")?;
    Ok(scene.simulate(0, &Address::parse(scene, "n=1000").settings))
}

fn rate(trace: &Trace, begun: Instant) -> f64 {
    count(trace.len()) / begun.elapsed().as_secs_f64()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
