//! The `render` command: a scene in virtual time, as text, as a picture or as data.
//!
//! - [`picture`]: how a comparison is drawn without a browser.
//! - [`social`]: the picture beside a link to a scene.
//! - [`site`]: what the build of the site needs of every scene.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::scenes::{self, Address, Scene};
use crate::timeline::playback::Link;
use crate::timeline::{Theme, chrome, heading, label, text};
use crate::trace::program::first_of;
use crate::trace::{How, Lanes, Micros, ProgramKind, RecordedProgram, RunFile, ThreadUse, Totals, Trace};

pub mod picture;
pub mod site;
pub mod social;

use picture::{Look, Runs};

/// Runs a scene in virtual time and writes what happened to standard output.
#[derive(Debug, Parser)]
#[command(name = "render")]
struct Arguments {
    /// The scene, with parameters as in the page's addresses: `hundred-urls` or
    /// `hundred-urls?n=20&latency=300&t=1.5`.
    #[arg(required_unless_present = "site")]
    scene: Option<String>,
    /// Write what the site shows of every scene into this folder instead: pictures, and `scenes.json`.
    #[arg(long, value_name = "FOLDER", conflicts_with = "scene")]
    site: Option<PathBuf>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The colours of the picture; light, if the scene's address names none.
    #[arg(long, value_enum)]
    theme: Option<ThemeName>,
    /// The width of the picture in pixels, or of the text's lanes in characters (a tenth of it).
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u32).range(200..=4000))]
    width: u32,
    /// The most that the lanes of one program take of the picture's height, in pixels.
    #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(u32).range(20..=4000))]
    lanes_height: u32,
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
    match render(&Arguments::parse()) {
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
    if let Some(folder) = &arguments.site {
        let written = site::write(folder).map(|()| String::new());
        return written.map_err(|error| format!("The files for the site could not be written: {error}."));
    }
    let asked = Asked::read(arguments)?;
    let runs = Runs::of(asked.scene, &asked.address.settings);
    let look = asked.look(arguments, &runs)?;
    Ok(match arguments.format {
        Format::Text => in_words(asked.scene, &runs, arguments.width / 10),
        Format::Svg => runs.document(asked.scene.title, look),
        Format::Json => json(asked.scene, &asked.address, &runs),
        Format::Chrome => chrome::document(&asked.file(runs), asked.scene.title),
    })
}

/// What the command line asks for.
struct Asked {
    scene: &'static Scene,
    address: Address,
    playhead: Option<Micros>,
}

impl Asked {
    /// One sentence for the first thing that cannot be read.
    fn read(arguments: &Arguments) -> Result<Self, String> {
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
        let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "t");
        let (link, problems) = Link::parse(named.as_ref().map(|(_, value)| &**value), None);
        match problems.first() {
            Some(problem) => Err(problem.to_string()),
            None => Ok(Self { scene, address, playhead: link.t }),
        }
    }

    fn look(&self, arguments: &Arguments, runs: &Runs) -> Result<Look, String> {
        let theme = match (arguments.theme, self.address.theme) {
            (Some(ThemeName::Dark), _) | (None, Some("dark")) => Theme::Dark,
            _ => Theme::Light,
        };
        if let Some(t) = self.playhead.filter(|t| *t > runs.end()) {
            let [t, end] = [t, runs.end()].map(label::time);
            return Err(format!("The moment {t} is after the end of the run, which is at {end}."));
        }
        Ok(Look {
            theme,
            width: arguments.width.into(),
            lanes_height: arguments.lanes_height.into(),
            gauges: true,
            playhead: self.playhead,
        })
    }

    /// The runs as the page would save them.
    fn file(&self, runs: Runs) -> RunFile {
        let programs = runs.programs.into_iter().map(|(program, trace)| RecordedProgram {
            program: program.clone(),
            how: How::Simulated,
            trace,
        });
        RunFile {
            scene: self.scene.id.to_owned(),
            query: self.address.settings.query(),
            pace: self.address.pace.0,
            level: 4,
            hidden: false,
            frozen: None,
            programs: programs.collect(),
        }
    }
}

fn in_words(scene: &Scene, runs: &Runs, columns: u32) -> String {
    let programs = runs.programs.iter().map(|(program, trace)| {
        let workers = ThreadUse::of(trace).workers().len();
        format!("\n{}\n\n{}", heading(&program.heading(), workers), text::timeline(trace, columns))
    });
    format!("{}\n{}", scene.title, programs.collect::<String>())
}

fn json(scene: &Scene, address: &Address, runs: &Runs) -> String {
    let totals = |trace: &Trace| {
        let lanes = Lanes::of(trace);
        let totals = Totals::at(&lanes, &ThreadUse::of(trace), trace.last());
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
    let settings = &address.settings;
    let params: serde_json::Map<_, _> = settings
        .params()
        .iter()
        .map(|param| {
            let value = settings.get(param.name);
            let value = if param.choices.is_empty() { value.into() } else { param.word(value).into() };
            (param.name.to_owned(), value)
        })
        .collect();
    let programs = runs.programs.iter().map(|(program, trace)| {
        let mut described = totals(trace);
        described["name"] = (*program.name).into();
        described["kind"] = program.kind.word().into();
        described
    });
    let mut data = serde_json::json!({
        "scene": scene.id,
        "params": params,
        "seed": settings.seed,
        // Virtual time passes at no pace; this is what a browser would be asked for.
        "pace": address.pace.factor(),
        "programs": programs.collect::<Vec<_>>(),
    });
    // The first program of each kind, as the page says it to hosts.
    let kinds: Vec<_> = scene.programs.iter().map(|program| program.kind).collect();
    for kind in [ProgramKind::Async, ProgramKind::Blocking] {
        if let Some(first) = first_of(&kinds, kind) {
            data[kind.word()] = totals(&runs.programs[first].1);
        }
    }
    format!("{data:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(arguments: &[&str]) -> Result<String, String> {
        let arguments = [&["render"], arguments].concat();
        render(&Arguments::try_parse_from(arguments).map_err(|error| error.to_string())?)
    }

    fn data(scene: &str) -> serde_json::Value {
        serde_json::from_str(&rendered(&[scene, "--format", "json"]).unwrap()).unwrap()
    }

    /// The number behind `height="` of the document itself.
    fn height(svg: &str) -> u32 {
        let (_, rest) = svg.split_once(" height=\"").unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn everything_that_an_address_says_counts() {
        let address = "hundred-urls?n=7&latency=250&jitter=40&seed=5&pace=2.5&network=public&speed=2";
        let data = data(address);
        assert_eq!(data["params"]["n"], 7);
        assert_eq!((&data["seed"], &data["pace"]), (&5.into(), &2.5.into()));
        assert_eq!(data["async"]["requests"], 7);
        assert!(data["blocking"]["seconds"].as_f64().unwrap() < 7.0 * 0.25 * 1.5, "{data}");
        // The moment is that of the page, the seed that of the option.
        let svg = |more: &[&str]| rendered(&[&[address, "--format", "svg"], more].concat()).unwrap();
        assert_ne!(svg(&[]), svg(&["--seed", "6"]));
        let at = rendered(&[&format!("{address}&t=0.2"), "--format", "svg"]).unwrap();
        let accent = crate::timeline::Palette::of(Theme::Light).accent;
        assert!(at.contains(accent) && !svg(&[]).contains(accent));
    }

    #[test]
    fn a_choice_is_told_as_its_word() {
        let scene =
            scenes::ALL.iter().find(|scene| scene.params.iter().any(|param| !param.choices.is_empty()));
        let scene = scene.unwrap();
        let param = scene.params.iter().find(|param| !param.choices.is_empty()).unwrap();
        let word = param.choices[1];
        let data = data(&format!("{}?{}={word}", scene.id, param.name));
        assert_eq!(data["params"][param.name], word);
    }

    #[test]
    fn a_picture_has_the_size_and_the_colours_that_are_asked_for() {
        let svg = |scene, more: &[&str]| rendered(&[&[scene, "--format", "svg"], more].concat()).unwrap();
        let (low, high) =
            (svg("hundred-urls", &["--lanes-height", "60"]), svg("hundred-urls", &["--lanes-height", "600"]));
        assert!(height(&low) < height(&high), "{} and {}", height(&low), height(&high));
        assert!(svg("hundred-urls", &["--width", "1200"]).contains("width=\"1200\""));
        let [light, dark] =
            [Theme::Light, Theme::Dark].map(|theme| crate::timeline::Palette::of(theme).ground);
        assert!(svg("kitchen", &[]).contains(light));
        assert!(svg("kitchen?theme=dark", &[]).contains(dark));
        assert!(svg("kitchen?theme=dark", &["--theme", "light"]).contains(light));
    }

    #[test]
    fn both_programs_are_told_in_words() {
        let text = rendered(&["three-requests", "--width", "400"]).unwrap();
        for part in ["Three requests\n", "Async: 1 thread", "Blocking: 1 thread", "answer 3 is here"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_sentence() {
        for (scene, sentence) in [
            ("nowhere", "There is no scene “nowhere”. There are: cpu-and-wait, "),
            ("kitchen?colour=red", "“colour” is not a parameter of this scene; it is ignored."),
            ("kitchen?pace=0", "“pace=0” is out of its range"),
            ("kitchen?t=soon", "“t=soon” is not a number of seconds"),
            ("three-requests?t=3", "The moment 3.00 s is after the end of the run, which is at 2.70 s."),
        ] {
            let error = rendered(&[scene]).unwrap_err();
            assert!(error.starts_with(sentence), "{error}");
        }
    }

    #[test]
    fn the_site_gets_every_scene() {
        let folder = std::env::temp_dir().join(format!("meanwhile-render-{}", std::process::id()));
        let written = rendered(&["--site", folder.to_str().unwrap()]);
        let text = std::fs::read_to_string(folder.join("scenes.json"));
        let missing: Vec<_> = scenes::ALL
            .iter()
            .flat_map(|scene| {
                let id = scene.id;
                ["light", "dark"]
                    .into_iter()
                    .flat_map(move |theme| {
                        ["posters", "pictures"].map(|part| format!("{part}/{id}-{theme}.svg"))
                    })
                    .chain([format!("social/{id}.svg")])
            })
            .filter(|file| !folder.join(file).is_file())
            .collect();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!((written, missing), (Ok(String::new()), vec![]));
        let described: Vec<serde_json::Value> = serde_json::from_str(&text.unwrap()).unwrap();
        let ids: Vec<_> = described.iter().filter_map(|scene| scene["id"].as_str()).collect();
        assert_eq!(ids, scenes::ALL.iter().map(|scene| scene.id).collect::<Vec<_>>());
    }
}
