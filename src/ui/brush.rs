//! Draws the picture and paints it; pointers and keys ask it what is where.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::NodeRef;

use super::canvas::Canvas;
use super::model::Model;
use crate::browser::view;
use crate::timeline::gesture::{Gesture, Point};
use crate::timeline::{LaneId, Picture, Scale, View, draw, label, words};
use crate::trace::Micros;

/// Which part of time is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Until the last program ends; in a live run, as far as it has come.
    All,
    /// Until the first program ends.
    First,
    /// Chosen by hand: from one time to another.
    Window(Micros, Micros),
}

/// What the pointer is on.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// What it is.
    pub text: String,
    /// Where the pointer is.
    pub at: Point,
}

/// Draws and paints.
pub struct Brush {
    model: Rc<RefCell<Model>>,
    /// The canvas.
    pub element: NodeRef,
    /// The pointers that are down on it.
    pub gesture: RefCell<Gesture>,
    canvas: RefCell<Option<Canvas>>,
    picture: RefCell<Option<Picture>>,
    range: Cell<Range>,
    with_paths: Cell<bool>,
    zoom: Cell<f64>,
}

/// The size of the page's type at which pictures are as they are, in pixels: with larger type they are
/// larger.
const TYPE: f64 = 15.0;

impl Brush {
    /// A brush for a canvas.
    pub fn new(model: &Rc<RefCell<Model>>, element: &NodeRef) -> Self {
        Self {
            model: Rc::clone(model),
            element: element.clone(),
            gesture: RefCell::default(),
            canvas: RefCell::default(),
            picture: RefCell::default(),
            range: Cell::new(Range::All),
            with_paths: Cell::new(false),
            zoom: Cell::new(1.0),
        }
    }

    /// Shows another part of time from the next painting on, with or without the critical paths.
    pub fn show(&self, range: Range, with_paths: bool) {
        self.range.set(range);
        self.with_paths.set(with_paths);
    }

    /// Shows another part of time at once.
    pub fn show_range(&self, range: Range) {
        self.range.set(range);
        self.paint();
    }

    /// Paints what there is to see now.
    pub fn paint(&self) {
        let Some(element) = self.element.cast::<HtmlCanvasElement>() else { return };
        let width = f64::from(element.client_width());
        if width < 1.0 {
            return;
        }
        let zoom = view::type_size().map_or(1.0, |size| size / TYPE);
        self.zoom.set(zoom);
        let width = width / zoom;
        let theme = view::theme();
        let mut canvas = self.canvas.borrow_mut();
        if canvas.as_ref().is_none_or(|canvas| canvas.theme() != theme) {
            *canvas = Canvas::new(element, theme);
        }
        let model = self.model.borrow();
        let lit = model.lit();
        let (view, with_paths) = (self.view(&model, width), self.with_paths.get());
        model.drawn.set(Some((view.unfolded(), with_paths)));
        let picture = draw(&model.tracks(with_paths, lit.as_ref()), &view);
        if let Some(canvas) = &*canvas {
            canvas.paint(&picture, view::pixel_ratio(), zoom);
        }
        self.picture.replace(Some(picture));
    }

    fn view<'m>(&self, model: &'m Model, width: f64) -> View<'m> {
        let lanes_height = if width < 560.0 { 200.0 } else { 260.0 };
        let (start, end) = match self.range.get() {
            Range::All => (Micros::ZERO, model.horizon()),
            Range::First => (Micros::ZERO, model.end_of(0)),
            Range::Window(start, end) => (start, end),
        };
        let (playhead, selected, wake) = (model.playhead(), model.selected, model.wake());
        let (looped, folds) = (model.playback().range(), Some(&model.folds));
        View { start, end, width, lanes_height, playhead, looped, selected, wake, folds }
    }

    /// A place of the canvas as one of the picture.
    pub fn inside(&self, (x, y): Point) -> Point {
        (x / self.zoom.get(), y / self.zoom.get())
    }

    fn scale(&self) -> Option<Scale> {
        self.picture.borrow().as_ref().map(|picture| picture.scale)
    }

    /// The range after zooming by a factor, so that what is at one place gets to another.
    pub fn zoomed(&self, from: f64, to: f64, factor: f64) -> Range {
        let whole = self.model.borrow().whole();
        self.scale().map_or(self.range.get(), |scale| {
            let (start, end) = scale.zoomed(whole, from, to, factor);
            Range::Window(start, end)
        })
    }

    /// The range after zooming about its middle.
    pub fn zoomed_about_middle(&self, factor: f64) -> Range {
        let middle = self.scale().map_or(0.0, |scale| f64::midpoint(scale.left, scale.right));
        self.zoomed(middle, middle, factor)
    }

    /// The range after moving by a share of its length.
    pub fn moved(&self, share: f64) -> Range {
        let Some(scale) = self.scale() else { return self.range.get() };
        let way = share * (scale.right - scale.left);
        if way < 0.0 {
            self.zoomed(scale.left, scale.left - way, 1.0)
        } else {
            self.zoomed(scale.left + way, scale.left, 1.0)
        }
    }

    /// The time at a place along the axis, or at its nearer end; none before anything was drawn.
    pub fn time_at(&self, x: f64) -> Option<Micros> {
        let scale = self.scale()?;
        Some(scale.at(x).max(scale.start).min(scale.end))
    }

    /// Whether a place is in the margin, where the names are.
    pub fn is_margin(&self, x: f64) -> bool {
        self.scale().is_none_or(|scale| x < scale.left)
    }

    /// The lane at a height.
    pub fn lane_at(&self, y: f64) -> Option<LaneId> {
        self.picture.borrow().as_ref()?.lane_at(y)
    }

    /// The parent whose handle is at a place.
    pub fn handle_at(&self, (x, y): Point) -> Option<LaneId> {
        self.picture.borrow().as_ref()?.handle_at(x, y)
    }

    /// What is at a place; it is shown there, on the canvas.
    pub fn hint(&self, at: Point) -> Option<Hint> {
        let picture = self.picture.borrow();
        let (row, time) = picture.as_ref()?.hit(at.0, at.1)?;
        let model = self.model.borrow();
        // The run may be another one than that of the picture.
        let number = model.numbers().find(|number| *number == row.track)?;
        let folded = model.shown(number);
        let lane = folded.replay.lanes.get(row.first)?;
        let name = folded.trace.text(lane.name);
        let name = if row.lanes > 1 { format!("{name} and {} more", row.lanes - 1) } else { name.to_owned() };
        let what = words::state_at(lane, time, model.now(number));
        Some(Hint {
            text: format!("{name}, at {}: {what}", label::time(time)),
            at: (at.0 * self.zoom.get(), at.1 * self.zoom.get()),
        })
    }
}
