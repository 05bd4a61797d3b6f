//! How long tests wait, once for all of them.
//!
//! They wait for events. How long one may take says nothing about the page: it only ends a test whose
//! event never comes, and is long enough for a machine that is busy with other things.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// How long an event may take.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// The first pause between two looks; each one is a tenth longer than the one before.
const SHORTEST: Duration = Duration::from_millis(20);

/// The longest pause between two looks.
const LONGEST: Duration = Duration::from_millis(200);

/// Waits until a look at something says yes.
///
/// # Errors
/// Those of looking, and `what` when [`PATIENCE`] is over.
pub async fn until(what: &str, mut look: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    let mut pause = SHORTEST;
    while !look().await? {
        if Instant::now() > end {
            bail!("after {PATIENCE:?} still not true: {what}");
        }
        sleep(pause).await;
        pause = LONGEST.min(pause.mul_f64(1.1));
    }
    Ok(())
}
