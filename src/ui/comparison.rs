//! The picture: both variants on one axis.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::app::pressed;
use super::brush::{Brush, Hint, Range};
use super::model::Model;
use super::session::{Action, Painter};
use crate::browser::view::{self, Resizes, ThemeChanges};
use crate::scenes::Variant;
use crate::timeline::gesture::Wish;
use crate::timeline::playback::{self, Direction, Target};
use crate::trace::{Lane, Outcome, Phase};

/// What the picture needs.
#[derive(Properties)]
pub struct ComparisonProps {
    /// What is shown.
    pub model: Rc<RefCell<Model>>,
    /// Changes when something other than a live run changed it.
    pub beat: u32,
    /// Where the brush is left for the frames of a run.
    pub painter: Painter,
    /// Takes the reader's wishes.
    pub dispatch: Callback<Action>,
}

impl PartialEq for ComparisonProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.model, &other.model)
            && self.beat == other.beat
            && Rc::ptr_eq(&self.painter, &other.painter)
            && self.dispatch == other.dispatch
    }
}

/// The canvas, its legend and its zoom, and the selected lane in words.
#[component]
pub fn Comparison(props: &ComparisonProps) -> Html {
    let canvas = use_node_ref();
    let range = use_state_eq(|| Range::Both);
    let with_paths = use_state_eq(|| false);
    let brush = use_brush(props, &canvas, *range, *with_paths);
    let hint = use_state_eq(|| None::<Hint>);
    let box_node = use_node_ref();
    {
        let node = box_node.clone();
        use_effect_with((*hint).clone(), move |hint| {
            if let (Some(hint), Some(element)) = (hint, node.cast::<web_sys::HtmlElement>()) {
                view::place(&element, hint.at.0, hint.at.1);
            }
        });
    }
    let reader = Reader {
        brush: Rc::clone(&brush),
        range: range.clone(),
        model: Rc::clone(&props.model),
        dispatch: props.dispatch.clone(),
    };
    let onpointer = pointers(&reader, &hint);
    let onkeydown = {
        let reader = reader.clone();
        Callback::from(move |event: KeyboardEvent| {
            if reader.key(&event.key(), event.shift_key()) {
                event.prevent_default();
            }
        })
    };
    let ondblclick = {
        let reader = reader.clone();
        Callback::from(move |event: MouseEvent| reader.zoom(f64::from(event.offset_x()), 0.5))
    };
    let onwheel = {
        let reader = reader.clone();
        Callback::from(move |event: WheelEvent| {
            // A plain wheel scrolls the page; pinching on a touchpad arrives as a wheel with Ctrl.
            if event.ctrl_key() || event.shift_key() {
                event.prevent_default();
                let factor = if event.delta_y() + event.delta_x() > 0.0 { 1.25 } else { 0.8 };
                reader.zoom(f64::from(event.offset_x()), factor);
            }
        })
    };
    let model = props.model.borrow();
    html! {
        <section class="comparison" aria-label="Timeline">
            <div class="comparison-head">
                { legend(&model) }
                { range_buttons(&reader, &with_paths) }
            </div>
            <div class="stage">
                <canvas ref={canvas} class="timeline" role="application" tabindex="0" {onkeydown}
                    aria-label="Lanes of both programs over time. Up and Down choose a lane, Enter goes to its next event, Escape lets it go. The table below says the same."
                    onpointerdown={onpointer.clone()} onpointermove={onpointer.clone()} onpointerup={onpointer.clone()}
                    onpointercancel={onpointer.clone()} onpointerleave={onpointer} {onwheel} {ondblclick} />
                <div ref={box_node} class="hint" hidden={hint.is_none()}>{ hint.as_ref().map(|hint| hint.text.clone()) }</div>
            </div>
            <p class="note said" aria-live={if model.moves() { "off" } else { "polite" }}>{ said(&model, *with_paths) }</p>
        </section>
    }
}

/// What the picture shows of the selected lane and of the critical paths.
fn said(model: &Model, with_paths: bool) -> String {
    let mut said = vec![model.words().unwrap_or_else(|| {
        "Choose a lane, by a click or with ↑ and ↓, to read what its task does, what it waits for and who woke it."
            .to_owned()
    })];
    said.extend(Variant::ALL.into_iter().filter(|_| with_paths).map(|variant| {
        let folded = model.shown(variant);
        let path = folded.path();
        let list =
            if path.is_empty() { "known when it has ended".to_owned() } else { folded.names().path(path) };
        format!("Critical path, {}: {list}.", variant.word())
    }));
    said.join(" ")
}

/// The brush, and all that moves it: new settings, a new size, a new theme, a new range.
#[hook]
fn use_brush(props: &ComparisonProps, canvas: &NodeRef, range: Range, with_paths: bool) -> Rc<Brush> {
    let brush = use_memo(Rc::as_ptr(&props.model) as usize, |_| Brush::new(&props.model, canvas));
    brush.show(range, with_paths);
    {
        let (brush, painter) = (Rc::clone(&brush), Rc::clone(&props.painter));
        use_effect_with(Rc::as_ptr(&brush) as usize, move |_| {
            painter.replace(Some({
                let brush = Rc::clone(&brush);
                Rc::new(move || brush.paint())
            }));
            let repaint = {
                let brush = Rc::clone(&brush);
                move || brush.paint()
            };
            let resizes = brush.element.cast().map(|element| Resizes::of(&element, repaint.clone()));
            let themes = ThemeChanges::watch(repaint);
            move || {
                painter.take();
                drop((resizes, themes));
            }
        });
    }
    {
        let brush = Rc::clone(&brush);
        use_effect_with((range, with_paths, props.beat, Rc::as_ptr(&brush) as usize), move |_| brush.paint());
    }
    brush
}

/// What a reader does to the picture.
#[derive(Clone)]
struct Reader {
    brush: Rc<Brush>,
    range: UseStateHandle<Range>,
    model: Rc<RefCell<Model>>,
    dispatch: Callback<Action>,
}

impl Reader {
    fn wishes(&self, wish: Wish) {
        match wish {
            Wish::Press((x, y)) => {
                if let Some(lane) = self.brush.lane_at(y) {
                    self.dispatch.emit(Action::Select(Some(lane)));
                }
                // A name has no time.
                if !self.brush.is_margin(x) {
                    self.seek(x);
                }
            }
            Wish::Scrub(x) => self.seek(x),
            Wish::Zoom { from, to, factor } => self.show(self.brush.zoomed(from, to, factor)),
        }
    }

    fn seek(&self, x: f64) {
        if let Some(at) = self.brush.time_at(x) {
            self.dispatch.emit(Action::Play(playback::Action::Seek(at)));
        }
    }

    fn zoom(&self, x: f64, factor: f64) {
        self.show(self.brush.zoomed(x, x, factor));
    }

    fn show(&self, range: Range) {
        self.range.set(range);
        // Painted at once: the next wish may come before the components are rendered, and begins
        // where this one ends.
        self.brush.show_range(range);
    }

    /// Whether a key means something here.
    fn key(&self, key: &str, shift: bool) -> bool {
        let selected = self.model.borrow().selected;
        match key {
            "+" | "=" => self.show(self.brush.zoomed_about_middle(0.5)),
            "-" => self.show(self.brush.zoomed_about_middle(2.0)),
            // Without Shift they step, as everywhere.
            "ArrowLeft" if shift => self.show(self.brush.moved(-0.2)),
            "ArrowRight" if shift => self.show(self.brush.moved(0.2)),
            "0" => self.show(Range::Both),
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

    /// Selects the lane above or below.
    fn step(&self, up: bool) {
        let lane = self.model.borrow().neighbour(up);
        self.dispatch.emit(Action::Select(lane));
    }
}

fn pointers(reader: &Reader, hint: &UseStateHandle<Option<Hint>>) -> Callback<PointerEvent> {
    let (reader, hint) = (reader.clone(), hint.clone());
    Callback::from(move |event: PointerEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let (brush, pointer, kind) = (&reader.brush, event.pointer_id(), event.type_());
        let mut gesture = brush.gesture.borrow_mut();
        let wish = match kind.as_str() {
            "pointerdown" if event.button() == 0 => {
                if let Some(element) = brush.element.cast::<web_sys::Element>() {
                    // Fails only if the pointer is gone already.
                    let _ = element.set_pointer_capture(pointer);
                }
                gesture.down(pointer, at, event.pointer_type() == "touch")
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

/// Which part of time, and what of it is picked out, by buttons.
fn range_buttons(reader: &Reader, with_paths: &UseStateHandle<bool>) -> Html {
    let fit = |fitting: Range, name: &'static str| {
        let reader = reader.clone();
        let pressed = pressed(*reader.range == fitting);
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| reader.show(fitting)}>{ name }</button> }
    };
    let zoom = |factor: f64, sign: &'static str, name: &'static str| {
        let reader = reader.clone();
        let onclick = move |_| reader.show(reader.brush.zoomed_about_middle(factor));
        html! { <button type="button" aria-label={name} title={name} {onclick}>{ sign }</button> }
    };
    let toggle = {
        let with_paths = with_paths.clone();
        move |_| with_paths.set(!*with_paths)
    };
    html! {
        <div class="segments" role="group" aria-label="Part of time">
            <button type="button" aria-pressed={pressed(**with_paths)} onclick={toggle}>{ "Critical path" }</button>
            { fit(Range::Both, "Both") }
            { fit(Range::Async, "Async only") }
            { zoom(0.5, "+", "Zoom in") }
            { zoom(2.0, "−", "Zoom out") }
        </div>
    }
}

/// What the colours mean, and the shapes of ends where there are any.
fn legend(model: &Model) -> Html {
    let entry = |phase: Phase| {
        html! { <li><span class={format!("swatch {}", phase.label())}></span>{ phase.label() }</li> }
    };
    let is_marked = |lane: &Lane| lane.ended.is_some_and(|end| end.1 != Outcome::Ok);
    let marks =
        Variant::ALL.iter().any(|variant| model.shown(*variant).lanes.as_slice().iter().any(is_marked));
    html! {
        <ul class="legend" aria-label="What colours and shapes mean">
            { for Phase::ALL.into_iter().map(entry) }
            <li><span class="swatch ghost"></span>{ format!("faint: {}", model.ghost_name()) }</li>
            if marks {
                <li>{ "✕ failed, ⊘ cancelled, ⊠ panicked" }</li>
            }
        </ul>
    }
}
