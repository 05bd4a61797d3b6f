//! The performance table: `cargo xtask bench [--json]` builds what is measured and runs this.
//!
//! Two sides of a ratio are measured in turns, in one browser or in browsers started in turns, and
//! their medians are compared: what else the machine does slows both. A module a figure:
//!
//! - [`weight`]: what each kind of visit downloads.
//! - [`starts`]: how soon *Run* works, beside a bare yew page.
//! - [`walls`]: how long runs take, beside plain JavaScript and the ideal, on a busy machine, and drawn.
//! - [`records`]: how many records a second, and what one costs.
//! - [`frames`]: how the page keeps its frames while a thousand lanes live, beside an empty page.
//! - [`hands`]: how it keeps them while a reader scrubs and zooms.
//! - [`pool`]: what workers gain on this machine's cores.
//! - [`lighthouse`]: what npm's Lighthouse says of a page as a whole.
//! - [`awaits`]: what an await costs, beside one of a promise.
//! - [`recorder`]: what the recorder for Python programs costs.

mod awaits;
mod figure;
mod frames;
mod hands;
mod lighthouse;
mod pool;
mod recorder;
mod records;
mod starts;
mod walls;
mod weight;

use anyhow::{Result, ensure};
use clap::{Parser, ValueEnum};
use figure::Figure;

/// Measures the site in dist/ beside bare pages and plain JavaScript
#[derive(Debug, Parser)]
struct Bench {
    /// Print a line of JSON a figure instead of the table
    #[arg(long)]
    json: bool,
    /// Measure only these
    #[arg(value_enum)]
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Weight,
    Starts,
    Walls,
    Records,
    Frames,
    Hands,
    Pool,
    Lighthouse,
    Awaits,
    Recorder,
}

#[tokio::main]
async fn main() -> Result<()> {
    let bench = Bench::parse();
    let chosen = |part: &Part| bench.parts.is_empty() || bench.parts.contains(part);
    let mut failed = Vec::new();
    for part in Part::value_variants().iter().filter(|part| chosen(part)) {
        match part.measure().await {
            Ok(figures) => {
                for figure in figures {
                    println!("{}", if bench.json { figure.json() } else { figure.row() });
                }
            }
            // The others are worth having all the same.
            Err(error) => {
                eprintln!("{part:?} could not be measured: {error:#}");
                failed.push(format!("{part:?}"));
            }
        }
    }
    ensure!(failed.is_empty(), "not measured: {}", failed.join(", "));
    Ok(())
}

impl Part {
    async fn measure(self) -> Result<Vec<Figure>> {
        match self {
            Self::Weight => weight::measure(),
            Self::Starts => starts::measure().await,
            Self::Walls => walls::measure().await,
            Self::Records => records::measure(),
            Self::Frames => frames::measure().await,
            Self::Hands => hands::measure().await,
            Self::Pool => pool::measure().await,
            Self::Lighthouse => lighthouse::measure().await,
            Self::Awaits => awaits::measure().await,
            Self::Recorder => recorder::measure(),
        }
    }
}
