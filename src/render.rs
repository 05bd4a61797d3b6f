//! The `render` command: a scene in virtual time, as text, as a picture or as data.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::scenes::{self, Address, Scene, Settings, Variant};
use crate::timeline::{Side, Theme, Track, View, draw, svg, text};
use crate::trace::{Lanes, ThreadUse, Trace};

/// Runs a scene in virtual time and writes what happened to standard output.
#[derive(Debug, Parser)]
#[command(name = "render")]
struct Arguments {
    /// The scene, with parameters: `hundred-urls` or `hundred-urls?n=20&latency=300`.
    scene: String,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The colours of the picture.
    #[arg(long, value_enum, default_value_t = ThemeName::Light)]
    theme: ThemeName,
    /// The width of the picture in pixels, or of the text's lanes in characters (a tenth of it).
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u32).range(200..=4000))]
    width: u32,
    /// What random choices are drawn from.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Svg,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ThemeName {
    Light,
    Dark,
}

/// Reads the command line, and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match render(&arguments) {
        // A reader that has seen enough, such as `head`, is no error.
        Ok(output) => {
            std::io::stdout().write_all(output.as_bytes()).map_or(ExitCode::SUCCESS, |()| ExitCode::SUCCESS)
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn render(arguments: &Arguments) -> Result<String, String> {
    let (scene, settings) = program(arguments)?;
    let run = scene.simulate(&settings);
    let block = scene.simulate_blocking(&settings);
    Ok(match arguments.format {
        Format::Text => format!(
            "{}\n\n{}\n\n{}\n{}\n\n{}",
            scene.title,
            Variant::Async.title(),
            text::timeline(&run, arguments.width / 10),
            Variant::Blocking.title(),
            text::timeline(&block, arguments.width / 10)
        ),
        Format::Svg => picture(scene, &run, &block, arguments),
        Format::Json => json(scene, &settings, &run, &block),
    })
}

fn program(arguments: &Arguments) -> Result<(&'static Scene, Settings), String> {
    let (id, query) = arguments.scene.split_once('?').unwrap_or((&arguments.scene, ""));
    let scene = scenes::find(id).ok_or_else(|| {
        let known: Vec<_> = scenes::ALL.iter().map(|scene| scene.id).collect();
        format!("There is no scene “{id}”. There are: {}.", known.join(", "))
    })?;
    let mut address = Address::parse(scene, query);
    if let Some(problem) = address.problems.first() {
        return Err(problem.to_string());
    }
    address.settings.seed = arguments.seed.unwrap_or(address.settings.seed);
    Ok((scene, address.settings))
}

fn picture(scene: &Scene, run: &Trace, block: &Trace, arguments: &Arguments) -> String {
    let (run_lanes, run_thread) = (Lanes::of(run), ThreadUse::of(run));
    let (block_lanes, block_thread) = (Lanes::of(block), ThreadUse::of(block));
    let side = |trace, lanes, thread| Side { trace, lanes, thread, now: Trace::last(trace), live: false };
    let tracks = [
        Track { title: Variant::Async.title(), ghost: None, run: Some(side(run, &run_lanes, &run_thread)) },
        Track {
            title: Variant::Blocking.title(),
            ghost: None,
            run: Some(side(block, &block_lanes, &block_thread)),
        },
    ];
    let view = View {
        start: crate::trace::Micros::ZERO,
        end: run.last().max(block.last()),
        width: arguments.width.into(),
        lanes_height: 240.0,
    };
    let theme = match arguments.theme {
        ThemeName::Light => Theme::Light,
        ThemeName::Dark => Theme::Dark,
    };
    svg::document(&draw(&tracks, &view), theme, scene.title)
}

fn json(scene: &Scene, settings: &Settings, run: &Trace, block: &Trace) -> String {
    let side = |trace: &Trace| {
        let lanes = Lanes::of(trace);
        let totals = crate::trace::Totals::at(&lanes, &ThreadUse::of(trace), trace.last());
        serde_json::json!({
            "seconds": totals.wall.secs(),
            "busy": totals.busy.secs(),
            "blocked": totals.blocked.secs(),
            "tasks": totals.tasks,
            "failed": totals.failed,
            "cancelled": totals.cancelled,
            "requests": totals.requests,
            "how": "simulated",
        })
    };
    let data = serde_json::json!({
        "scene": scene.id,
        "seed": settings.seed,
        "async": side(run),
        "blocking": side(block),
    });
    format!("{data:#}\n")
}
