//! A comparison as a picture, without a browser.

use crate::scenes::{Scene, Settings, Variant};
use crate::timeline::{Picture, Side, Theme, Track, View, draw, svg};
use crate::trace::{Gauges, Lanes, Micros, ThreadUse, Trace};

/// How a picture looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Its colours.
    pub theme: Theme,
    /// Its width, in pixels.
    pub width: f64,
    /// The most that the lanes of one side take of its height, in pixels.
    pub lanes_height: f64,
    /// Whether quantities are drawn, too: a small picture has no room for them.
    pub gauges: bool,
    /// The moment that is marked.
    pub playhead: Option<Micros>,
}

/// Both programs of a scene, run in virtual time.
#[derive(Clone, Debug)]
pub struct Runs {
    /// The async one.
    pub run: Trace,
    /// The blocking one.
    pub block: Trace,
}

impl Runs {
    /// Runs both.
    #[must_use]
    pub fn of(scene: &Scene, settings: &Settings) -> Self {
        Self { run: scene.simulate(settings), block: scene.simulate_blocking(settings) }
    }

    /// When the later of the two ends.
    #[must_use]
    pub fn end(&self) -> Micros {
        self.run.last().max(self.block.last())
    }

    /// Both on one axis.
    #[must_use]
    pub fn picture(&self, look: Look) -> Picture {
        let (run_lanes, run_thread) = (Lanes::of(&self.run), ThreadUse::of(&self.run));
        let (block_lanes, block_thread) = (Lanes::of(&self.block), ThreadUse::of(&self.block));
        let [run_gauges, block_gauges] = [&self.run, &self.block]
            .map(|trace| if look.gauges { Gauges::of(trace) } else { Gauges::default() });
        let sides = [
            Side::over(&self.run, &run_lanes, &run_thread, &run_gauges),
            Side::over(&self.block, &block_lanes, &block_thread, &block_gauges),
        ];
        let tracks = Variant::ALL.map(|variant| {
            let run = Some(sides[usize::from(variant == Variant::Blocking)]);
            Track { title: variant.title(), ghost: None, run }
        });
        let Look { width, lanes_height, playhead, .. } = look;
        let view = View { end: self.end(), width, lanes_height, playhead, ..View::default() };
        draw(&tracks, &view)
    }

    /// The same as an SVG document with this title.
    #[must_use]
    pub fn document(&self, title: &str, look: Look) -> String {
        svg::document(&self.picture(look), look.theme, title)
    }
}
