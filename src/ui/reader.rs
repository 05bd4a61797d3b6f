//! What a reader does to the picture, with pointers and keys.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::brush::{Brush, Hint, Range};
use super::model::Model;
use super::session::Action;
use crate::timeline::gesture::Wish;
use crate::timeline::playback::{self, Direction, Target};
use crate::timeline::{Fold, LaneId};

/// What a reader does to the picture.
#[derive(Clone)]
pub struct Reader {
    /// Draws it, and knows what is where.
    pub brush: Rc<Brush>,
    /// The part of time that is shown.
    pub range: UseStateHandle<Range>,
    /// What is shown.
    pub model: Rc<RefCell<Model>>,
    /// Takes the reader's wishes.
    pub dispatch: Callback<Action>,
}

impl Reader {
    fn wishes(&self, wish: Wish) {
        match wish {
            Wish::Press((x, y)) => {
                if let Some(parent) = self.brush.handle_at((x, y)) {
                    return self.dispatch.emit(Action::Fold(parent));
                }
                if let Some(lane) = self.brush.lane_at(y) {
                    self.dispatch.emit(Action::Select(Some(lane)));
                }
                // A name has no time.
                if !self.brush.is_margin(x) {
                    self.seek(x);
                }
            }
            Wish::Scrub(x) => self.seek(x),
            Wish::Loop(from, to) => {
                if let (Some(from), Some(to)) = (self.brush.time_at(from), self.brush.time_at(to)) {
                    let looped = playback::Action::Loop(playback::Range::new(from, to));
                    self.dispatch.emit(Action::Play(looped));
                }
            }
            Wish::Zoom { from, to, factor } => self.show(self.brush.zoomed(from, to, factor)),
        }
    }

    fn seek(&self, x: f64) {
        if let Some(at) = self.brush.time_at(x) {
            self.dispatch.emit(Action::Play(playback::Action::Seek(at)));
        }
    }

    /// Zooms about a place of the canvas.
    pub fn zoom(&self, x: f64, factor: f64) {
        let (x, _) = self.brush.inside((x, 0.0));
        self.show(self.brush.zoomed(x, x, factor));
    }

    /// Shows another part of time.
    pub fn show(&self, range: Range) {
        self.range.set(range);
        // Painted at once: the next wish may come before the components are rendered, and begins
        // where this one ends.
        self.brush.show_range(range);
    }

    /// Takes a key, if it means something here.
    pub fn key(&self, key: &str, shift: bool) -> bool {
        let selected = self.model.borrow().selected;
        match key {
            "+" | "=" => self.show(self.brush.zoomed_about_middle(0.5)),
            "-" => self.show(self.brush.zoomed_about_middle(2.0)),
            "ArrowLeft" if shift => self.show(self.brush.moved(-0.2)),
            "ArrowRight" if shift => self.show(self.brush.moved(0.2)),
            "ArrowLeft" | "ArrowRight" => return self.fold(selected, key == "ArrowLeft"),
            "0" => self.show(Range::All),
            "ArrowUp" | "ArrowDown" => self.step(key == "ArrowUp"),
            "Enter" => match selected {
                None => self.step(false),
                Some(lane) => {
                    let direction = if shift { Direction::Back } else { Direction::Forward };
                    let target = Target::Task { side: lane.track, task: lane.task };
                    self.dispatch.emit(Action::Play(playback::Action::Jump(direction, target)));
                }
            },
            "Escape" if selected.is_some() => self.dispatch.emit(Action::Select(None)),
            _ => return false,
        }
        true
    }

    /// Folds a parent that is open, or unfolds a closed one. Elsewhere the arrows step.
    fn fold(&self, lane: Option<LaneId>, close: bool) -> bool {
        let wanted = if close { Fold::Open } else { Fold::Closed };
        let parent = lane.filter(|lane| self.model.borrow().fold(*lane) == Some(wanted));
        if let Some(parent) = parent {
            self.dispatch.emit(Action::Fold(parent));
        }
        parent.is_some()
    }

    /// Selects the lane above or below.
    fn step(&self, up: bool) {
        let lane = self.model.borrow().neighbour(up);
        self.dispatch.emit(Action::Select(lane));
    }
}

/// Takes what is done with a mouse, a pen or fingers.
pub fn pointers(reader: &Reader, hint: &UseStateHandle<Option<Hint>>) -> Callback<PointerEvent> {
    let (reader, hint) = (reader.clone(), hint.clone());
    Callback::from(move |event: PointerEvent| {
        let at = reader.brush.inside((f64::from(event.offset_x()), f64::from(event.offset_y())));
        let (brush, pointer, kind) = (&reader.brush, event.pointer_id(), event.type_());
        let mut gesture = brush.gesture.borrow_mut();
        let wish = match kind.as_str() {
            "pointerdown" if event.button() == 0 => {
                if let Some(element) = brush.element.cast::<web_sys::Element>() {
                    // Fails only if the pointer is gone already.
                    let _ = element.set_pointer_capture(pointer);
                }
                if event.shift_key() {
                    gesture.down_to_loop(pointer, at);
                    None
                } else {
                    gesture.down(pointer, at, event.pointer_type() == "touch")
                }
            }
            "pointermove" => gesture.moved(pointer, at),
            "pointerup" => gesture.up(pointer),
            _ => {
                gesture.cancel(pointer);
                None
            }
        };
        drop(gesture);
        hint.set(if kind == "pointermove" { brush.hint(at) } else { None });
        if let Some(wish) = wish {
            reader.wishes(wish);
        }
    })
}
