//! The picture of the lanes: how high it is, where its rows are, and what is told of a lane.
//!
//! Where things are says the crate itself, which draws the same picture natively.

use anyhow::{Context, Result};
use meanwhile::render::picture::Runs;
use meanwhile::scenes::{self, Address};
use meanwhile::timeline::{Folds, Picture, Side, Track, View, draw};
use meanwhile::trace::{Gauges, Lanes, ThreadUse};
use serde_json::json;

use super::Page;

const CANVAS: &str = "document.querySelector('canvas.timeline')";

/// The text below the picture.
const SAID: &str = "document.querySelector('.said').textContent";

/// How high the lanes of one side may be together on a wide page, in pixels.
const LANES_HEIGHT: f64 = 260.0;

/// What points at the picture.
#[derive(Clone, Copy, Debug)]
pub enum Finger {
    /// The mouse.
    Mouse,
    /// The mouse, with the shift key.
    ShiftedMouse,
    /// One of several fingers.
    Touch(u8),
}

/// A spot of the picture: a row, or the time axis above all of them, and a share of the width.
pub type Spot = (Option<usize>, f64);

impl Page {
    /// The picture that the page draws of its scene before a run.
    ///
    /// # Errors
    /// Where the page shows no scene.
    pub async fn picture(&self) -> Result<Picture> {
        self.drawn(false).await
    }

    /// The same with every parent folded.
    ///
    /// # Errors
    /// Where the page shows no scene.
    pub async fn folded_picture(&self) -> Result<Picture> {
        self.drawn(true).await
    }

    async fn drawn(&self, folded: bool) -> Result<Picture> {
        let read = self.eval(&format!("return [location.hash, {CANVAS}.clientWidth]")).await?;
        let (hash, width): (String, f64) = serde_json::from_value(read)?;
        let route = hash.strip_prefix("#/scene/").with_context(|| format!("{hash} is no scene"))?;
        let (id, query) = route.split_once('?').unwrap_or((route, ""));
        let scene = scenes::find(id).with_context(|| format!("there is no scene {id}"))?;
        Ok(drawn(&Runs::of(scene, &Address::parse(scene, query).settings), width, folded))
    }

    /// Waits until the picture has a height, in pixels.
    ///
    /// # Errors
    /// Where it never has.
    pub async fn until_height(&self, height: f64) -> Result<()> {
        self.until(&format!("{CANVAS}.getBoundingClientRect().height === {height}")).await
    }

    /// Waits until the picture is that of its scene before a run.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until_drawn(&self) -> Result<()> {
        self.until(CANVAS).await?;
        let height = self.picture().await?.height;
        self.until_height(height).await
    }

    /// Gives the picture the focus.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn focus_timeline(&self) -> Result<()> {
        self.focus("canvas.timeline").await
    }

    /// Sends the picture a pointer's event: `down`, `move`, `up` or `cancel`.
    ///
    /// # Errors
    /// Where there is no picture, or it has no such row.
    pub async fn pointer(&self, kind: &str, finger: Finger, (row, share): Spot) -> Result<()> {
        let y = match row {
            None => 12.0,
            Some(row) => {
                let picture = self.picture().await?;
                let row = picture.rows.get(row).with_context(|| format!("there is no row {row}"))?;
                row.y + (row.h - row.gap) / 2.0
            }
        };
        let (id, device, shift) = match finger {
            Finger::Mouse => (1, "mouse", false),
            Finger::ShiftedMouse => (1, "mouse", true),
            Finger::Touch(number) => (2 + i32::from(number), "touch", false),
        };
        let script = format!(
            "const [kind, pointerType, pointerId, shiftKey, share, y] = arguments;
            const canvas = {CANVAS};
            const box = canvas.getBoundingClientRect();
            canvas.dispatchEvent(new PointerEvent(`pointer${{kind}}`, {{ pointerId, pointerType, shiftKey,
                button: 0, bubbles: true, clientX: box.left + share * box.width, clientY: box.top + y }}))"
        );
        self.call(&script, json!([kind, device, id, shift, share, y])).await?;
        Ok(())
    }

    /// Presses a spot of the picture and lets it go.
    ///
    /// # Errors
    /// Those of [`Page::pointer`].
    pub async fn tap(&self, finger: Finger, spot: Spot) -> Result<()> {
        self.pointer("down", finger, spot).await?;
        self.pointer("up", finger, spot).await
    }

    /// What is told below the picture.
    ///
    /// # Errors
    /// Where there is no picture.
    pub async fn said(&self) -> Result<String> {
        self.string(SAID).await
    }

    /// Waits until what is told below the picture begins so.
    ///
    /// # Errors
    /// Where it never does.
    pub async fn until_said(&self, start: &str) -> Result<()> {
        self.until(&format!("{SAID}.startsWith({})", json!(start))).await
    }

    /// Waits until this is told below the picture, or no longer.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until_told(&self, part: &str, told: bool) -> Result<()> {
        self.until(&format!("{SAID}.includes({}) === {told}", json!(part))).await
    }
}

/// All runs on one axis, without the names of what is measured.
fn drawn(runs: &Runs, width: f64, folded: bool) -> Picture {
    let folds_of =
        runs.programs.iter().map(|(_, trace)| (Lanes::of(trace), ThreadUse::of(trace), Gauges::of(trace)));
    let folds_of: Vec<_> = folds_of.collect();
    let tracks = runs.programs.iter().zip(&folds_of).map(|((program, trace), (lanes, threads, gauges))| {
        Track { title: program.heading(), ghost: Some(Side::over(trace, lanes, threads, gauges)), run: None }
    });
    let tracks: Vec<_> = tracks.collect();
    let mut folds = Folds::default();
    if folded {
        let outlines: Vec<_> =
            tracks.iter().enumerate().map(|(side, track)| track.outline(side, None)).collect();
        folds.fold_all(&outlines);
    }
    let view =
        View { end: runs.end(), width, lanes_height: LANES_HEIGHT, folds: Some(&folds), ..View::default() };
    draw(&tracks, &view)
}
