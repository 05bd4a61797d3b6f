//! A comparison as a picture, without a browser.

use crate::scenes::{Scene, Settings};
use crate::timeline::{Picture, Side, Theme, Track, View, draw, svg};
use crate::trace::{Gauges, Micros, Program, Replay, Trace};

/// How a picture looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Its colours.
    pub theme: Theme,
    /// Its width, in pixels.
    pub width: f64,
    /// The most that the lanes of one program take of its height, in pixels.
    pub lanes_height: f64,
    /// Whether quantities are drawn, too: a small picture has no room for them.
    pub gauges: bool,
    /// The moment that is marked.
    pub playhead: Option<Micros>,
}

/// The programs of a scene, run in virtual time.
#[derive(Clone, Debug)]
pub struct Runs {
    /// Each program and what it did, in the order of the page.
    pub programs: Vec<(&'static Program, Trace)>,
}

impl Runs {
    /// Runs all.
    #[must_use]
    pub fn of(scene: &Scene, settings: &Settings) -> Self {
        Self { programs: scene.programs.iter().zip(scene.simulate_all(settings)).collect() }
    }

    /// When the last of them ends.
    #[must_use]
    pub fn end(&self) -> Micros {
        self.programs.iter().map(|(_, trace)| trace.last()).max().unwrap_or_default()
    }

    /// All on one axis.
    #[must_use]
    pub fn picture(&self, look: Look) -> Picture {
        self.picture_of(self.programs.len(), look)
    }

    /// The first so many on one axis.
    pub(super) fn picture_of(&self, programs: usize, look: Look) -> Picture {
        let shown = || self.programs.iter().take(programs);
        let histories: Vec<_> = shown().map(|(_, trace)| Replay::of(trace)).collect();
        let none = Gauges::default();
        let tracks = shown().zip(&histories).map(|((program, trace), history)| {
            let gauges = if look.gauges { &history.gauges } else { &none };
            let run = Some(Side::over(trace, &history.lanes, &history.threads, gauges));
            Track { title: program.heading(), ghost: None, run }
        });
        let tracks: Vec<_> = tracks.collect();
        let Look { width, lanes_height, playhead, .. } = look;
        let end = shown().map(|(_, trace)| trace.last()).max().unwrap_or_default();
        let view = View { end, width, lanes_height, playhead, ..View::default() };
        draw(&tracks, &view)
    }

    /// The same as an SVG document with this title.
    #[must_use]
    pub fn document(&self, title: &str, look: Look) -> String {
        svg::document(&self.picture(look), look.theme, title)
    }
}
