//! What a pool of workers gains: the same sums by one thread, one after another.

use anyhow::Result;
use e2e::{Browser, Site};

use crate::figure::Figure;

/// How often the scene runs. Both its sides run each time, one after the other; the best counts, as
/// whatever else the machine does can only lengthen them.
const TIMES: usize = 7;

pub async fn measure() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/process-pool").await?;
    let (mut pooled, mut alone) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..TIMES {
        let finish = page.run_scene().await?;
        pooled = pooled.min(finish.run().seconds);
        alone = alone.min(finish.blocking().seconds);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(vec![
        Figure::new("process-pool, one thread", alone * 1e3, "ms", "best of 7"),
        Figure::ratio(
            "process-pool ÷ one thread",
            pooled / alone,
            format!("4 workers, {cores} cores, best of 7"),
        )
        .at_most(0.65),
    ])
}
