//! A run and what is to be made of it, as parts of messages between the page and the runner.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::timeline::{Folds, LaneId, Theme, View};
use crate::trace::{How, Micros, Program, ProgramKind, RecordedProgram, RunFile, TaskId, Trace};

/// What can be made of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A picture that can be scaled.
    Svg,
    /// A picture in pixels, two for one of the screen.
    Png,
    /// A file that this page opens again.
    Run,
    /// A file that Perfetto and other viewers of traces open.
    Chrome,
}

impl Format {
    /// All, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Svg, Self::Png, Self::Run, Self::Chrome];

    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Run => "meanwhile",
            Self::Chrome => "trace.json",
        }
    }

    /// What kind of file it is.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Run => "application/octet-stream",
            Self::Chrome => "application/json",
        }
    }
}

/// A file of a run, to be handed to the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Save {
    /// What to make.
    pub format: Format,
    /// Of what. Its query may leave out what is at its default.
    pub run: RunFile,
    /// The scene's title.
    pub title: String,
    /// What of it is drawn, and how.
    pub look: Look,
}

/// How a picture of a run looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The part of time, the size, and the moment.
    pub view: View<'static>,
    /// The parents that are folded.
    pub folds: Folds,
    /// The colours.
    pub theme: Theme,
    /// With the critical paths.
    pub with_paths: bool,
}

fn push(parts: &Array, value: impl Into<JsValue>) {
    parts.push(&value.into());
}

fn number(time: Micros) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 µs, which is 285 years")]
    let number = time.0 as f64;
    number
}

/// A number of JavaScript; none where there is something else.
fn whole(value: &JsValue) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from f64 saturates")]
    value.as_f64().map(|number| number as u64)
}

fn short(value: &JsValue) -> Option<u32> {
    whole(value).and_then(|number| u32::try_from(number).ok())
}

/// A run as a message.
#[must_use]
pub fn write_run(run: &RunFile) -> Array {
    let parts = Array::new();
    push(&parts, run.scene.as_str());
    push(&parts, run.query.as_str());
    push(&parts, run.pace);
    push(&parts, run.level);
    push(&parts, run.hidden);
    push(&parts, run.frozen.map(number));
    for RecordedProgram { program, how, trace } in &run.programs {
        push(&parts, &*program.name);
        push(&parts, program.kind == ProgramKind::Blocking);
        push(&parts, *how as u8);
        push(&parts, Uint8Array::from(trace.bytes()));
    }
    parts
}

/// None for what is no run.
#[must_use]
pub fn read_run(message: &JsValue) -> Option<RunFile> {
    let parts: &Array = message.dyn_ref()?;
    let mut programs = Vec::new();
    for index in (6..parts.length()).step_by(4) {
        let name = parts.get(index).as_string()?.into();
        let is_blocking = parts.get(index + 1).as_bool()?;
        let kind = if is_blocking { ProgramKind::Blocking } else { ProgramKind::Async };
        let how = *How::ALL.get(short(&parts.get(index + 2))? as usize)?;
        let mut trace = Trace::new();
        trace.append(&Uint8Array::new(&parts.get(index + 3)).to_vec()).ok()?;
        programs.push(RecordedProgram { program: Program { name, kind }, how, trace });
    }
    Some(RunFile {
        scene: parts.get(0).as_string()?,
        query: parts.get(1).as_string()?,
        pace: short(&parts.get(2))?,
        level: u8::try_from(short(&parts.get(3))?).ok()?,
        hidden: parts.get(4).as_bool()?,
        frozen: whole(&parts.get(5)).map(Micros),
        programs,
    })
}

/// Lanes, two numbers each.
fn write_lanes(lanes: &[LaneId]) -> Array {
    let parts = Array::new();
    for lane in lanes {
        push(&parts, u32::try_from(lane.track).unwrap_or(u32::MAX));
        push(&parts, lane.task.0);
    }
    parts
}

fn read_lanes(message: &JsValue) -> impl Iterator<Item = LaneId> {
    let parts = Array::from(message);
    (0..parts.length() / 2).filter_map(move |place| {
        let (track, task) = (short(&parts.get(2 * place))?, short(&parts.get(2 * place + 1))?);
        Some(LaneId { track: track as usize, task: TaskId(task) })
    })
}

impl Save {
    /// The parts of the message.
    #[must_use]
    pub fn write(&self) -> Array {
        let Look { view, folds, theme, with_paths } = &self.look;
        let parts = Array::new();
        push(&parts, self.format as u8);
        push(&parts, write_run(&self.run));
        push(&parts, self.title.as_str());
        push(&parts, number(view.start));
        push(&parts, number(view.end));
        push(&parts, view.width);
        push(&parts, view.lanes_height);
        push(&parts, view.playhead.map(number));
        push(&parts, *theme == Theme::Dark);
        push(&parts, *with_paths);
        push(&parts, write_lanes(view.selected.as_slice()));
        push(&parts, write_lanes(folds.as_slice()));
        parts
    }

    /// None for what is no such order.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let time = |place| whole(&parts.get(place)).map(Micros);
        let selected = read_lanes(&parts.get(10)).next();
        let mut folds = Folds::default();
        read_lanes(&parts.get(11)).for_each(|lane| folds.toggle(lane));
        let view = View {
            start: time(3)?,
            end: time(4)?,
            width: parts.get(5).as_f64()?,
            lanes_height: parts.get(6).as_f64()?,
            playhead: time(7),
            selected,
            ..View::default()
        };
        let theme = if parts.get(8).as_bool()? { Theme::Dark } else { Theme::Light };
        Some(Self {
            format: *Format::ALL.get(short(&parts.get(0))? as usize)?,
            run: read_run(&parts.get(1))?,
            title: parts.get(2).as_string()?,
            look: Look { view, folds, theme, with_paths: parts.get(9).as_bool()? },
        })
    }
}
