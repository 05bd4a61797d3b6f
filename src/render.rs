//! The `render` command: a scene in virtual time, as text, as a picture or as data.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::scenes::{self, Address, Scene, Settings, Variant};
use crate::timeline::{Side, Theme, Track, View, chrome, draw, heading, svg, text};
use crate::trace::{Gauges, How, Lanes, RecordedSide, RunFile, ThreadUse, Trace};

/// Runs a scene in virtual time and writes what happened to standard output.
#[derive(Debug, Parser)]
#[command(name = "render")]
struct Arguments {
    /// The scene, with parameters: `hundred-urls` or `hundred-urls?n=20&latency=300`.
    #[arg(required_unless_present = "posters")]
    scene: Option<String>,
    /// Write a small picture of every scene, light and dark, into this folder instead.
    #[arg(long, value_name = "FOLDER", conflicts_with = "scene")]
    posters: Option<PathBuf>,
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
    /// What Perfetto and other viewers of traces open.
    Chrome,
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
    if let Some(folder) = &arguments.posters {
        return posters(folder).map_err(|error| format!("The pictures could not be written: {error}."));
    }
    let (scene, settings) = program(arguments)?;
    let run = scene.simulate(&settings);
    let block = scene.simulate_blocking(&settings);
    Ok(match arguments.format {
        Format::Text => format!(
            "{}\n\n{}\n\n{}\n{}\n\n{}",
            scene.title,
            heading(Variant::Async.title(), ThreadUse::of(&run).workers().len()),
            text::timeline(&run, arguments.width / 10),
            heading(Variant::Blocking.title(), ThreadUse::of(&block).workers().len()),
            text::timeline(&block, arguments.width / 10)
        ),
        Format::Svg => {
            let theme = match arguments.theme {
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            };
            let width = arguments.width.into();
            picture(scene, &run, &block, Look { theme, width, lanes_height: 240.0, gauges: true })
        }
        Format::Json => json(scene, &settings, &run, &block),
        Format::Chrome => {
            let sides = [run, block].map(|trace| RecordedSide { how: How::Simulated, trace });
            let (scene_id, query) = (scene.id.to_owned(), settings.query());
            let run = RunFile {
                scene: scene_id,
                query,
                pace: scene.pace.0,
                level: 4,
                hidden: false,
                frozen: None,
                sides,
            };
            chrome::document(&run, scene.title)
        }
    })
}

fn program(arguments: &Arguments) -> Result<(&'static Scene, Settings), String> {
    let program = arguments.scene.as_deref().unwrap_or_default();
    let (id, query) = program.split_once('?').unwrap_or((program, ""));
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

/// A picture of each scene for the catalogue, which then needs to run none.
fn posters(folder: &Path) -> std::io::Result<String> {
    std::fs::create_dir_all(folder)?;
    for scene in scenes::ALL {
        let settings = scene.defaults();
        let (run, block) = (scene.simulate(&settings), scene.simulate_blocking(&settings));
        for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let look = Look { theme, width: 480.0, lanes_height: 90.0, gauges: false };
            let svg = picture(scene, &run, &block, look);
            std::fs::write(folder.join(format!("{}-{name}.svg", scene.id)), svg)?;
        }
    }
    Ok(String::new())
}

/// How a picture looks.
#[derive(Clone, Copy, Debug)]
struct Look {
    theme: Theme,
    width: f64,
    lanes_height: f64,
    gauges: bool,
}

fn picture(scene: &Scene, run: &Trace, block: &Trace, look: Look) -> String {
    let (run_lanes, run_thread) = (Lanes::of(run), ThreadUse::of(run));
    let (block_lanes, block_thread) = (Lanes::of(block), ThreadUse::of(block));
    // A small picture has no room for quantities.
    let [run_gauges, block_gauges] =
        [run, block].map(|trace| if look.gauges { Gauges::of(trace) } else { Gauges::default() });
    let sides = [
        Side::over(run, &run_lanes, &run_thread, &run_gauges),
        Side::over(block, &block_lanes, &block_thread, &block_gauges),
    ];
    let tracks = Variant::ALL.map(|variant| {
        let run = Some(sides[usize::from(variant == Variant::Blocking)]);
        Track { title: variant.title(), ghost: None, run }
    });
    let Look { theme, width, lanes_height, .. } = look;
    let end = run.last().max(block.last());
    let view = View { end, width, lanes_height, ..View::default() };
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
