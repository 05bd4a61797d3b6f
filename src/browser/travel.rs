//! Has tasks travel from place to place: measures where they are shown, and moves them there from
//! where they were. Which of them, [`travels`] decides.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::page;
use crate::timeline::label::Fixed;
use crate::timeline::travel::{Seat, Travel, travels};

/// Remembers where the tasks were.
#[derive(Debug, Default)]
pub struct Follower {
    seats: RefCell<Vec<Seat>>,
    width: Cell<i32>,
    changed: Cell<f64>,
}

impl Follower {
    /// To be called when the places were drawn anew. Tasks are elements with a `data-task`, in
    /// elements with a `data-place`; `stepped` is whether the reader asked for just this change.
    pub fn follow(&self, places: &HtmlElement, stepped: bool) {
        let now = web_sys::window()
            .and_then(|window| window.performance())
            .map_or(0.0, |performance| performance.now());
        let (width, after) = (places.offset_width(), seats(places));
        // In another width everything is elsewhere, and nothing has moved.
        let resized = self.width.replace(width) != width;
        let before = self.seats.replace(after);
        let after = self.seats.borrow();
        if *after == before {
            return;
        }
        let since = now - self.changed.replace(now);
        if !resized && !page::prefers_reduced_motion() {
            travel(places, &travels(&before, &after, since, stepped));
        }
    }
}

/// Where the tasks are, without what moves them at present.
fn seats(places: &HtmlElement) -> Vec<Seat> {
    let mut seats = Vec::new();
    for_each(places, "[data-place] > [data-task]", |chip| {
        let number = |element: &Element, name| element.get_attribute(name)?.parse().ok();
        let place = chip.parent_element().and_then(|place| number(&place, "data-place"));
        if let (Some(task), Some(place)) = (number(chip, "data-task"), place) {
            seats.push(Seat {
                task,
                place,
                x: f64::from(chip.offset_left()),
                y: f64::from(chip.offset_top()),
            });
        }
    });
    seats
}

/// Puts tasks where they were and lets go of them: the style sheet moves them from there.
fn travel(places: &HtmlElement, travels: &[Travel]) {
    if travels.is_empty() {
        return;
    }
    let mut held = Vec::new();
    for Travel { task, x, y } in travels {
        for_each(places, &format!("[data-place] > [data-task='{task}']"), |chip| {
            let [x, y] = [*x, *y].map(|value| Fixed { value, digits: 0 });
            let style = chip.style();
            let _ = style.set_property("transition", "none");
            let _ = style.set_property("transform", &format!("translate({x}px, {y}px)"));
            held.push(style);
        });
    }
    // Asked for a size, the browser takes notice of where they are now.
    let _ = places.offset_width();
    for style in held {
        let _ = style.remove_property("transition");
        let _ = style.remove_property("transform");
    }
}

fn for_each(places: &HtmlElement, selector: &str, mut look: impl FnMut(&HtmlElement)) {
    let Ok(found) = places.query_selector_all(selector) else { return };
    for place in 0..found.length() {
        if let Some(element) = found.get(place).and_then(|node| node.dyn_into().ok()) {
            look(&element);
        }
    }
}
