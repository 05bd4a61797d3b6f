//! The picture: both variants on one axis.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::app::pressed;
use super::canvas::Canvas;
use super::model::Model;
use super::session::{Action, Painter};
use crate::browser::view::{self, Resizes, ThemeChanges};
use crate::scenes::Variant;
use crate::timeline::playback;
use crate::timeline::scale::bounded;
use crate::timeline::{Picture, View, draw, label};
use crate::trace::{Lane, Micros, Outcome, Phase};

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

/// Which part of time is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Range {
    /// Until the slower side ends; in a live run, as far as it has come.
    Both,
    /// Until the async side ends.
    Async,
    /// Chosen by hand: where it begins, and how long it is, in seconds.
    Window { start: f64, length: f64 },
}

/// The canvas, its legend and its zoom.
#[component]
pub fn Comparison(props: &ComparisonProps) -> Html {
    let canvas = use_node_ref();
    let range = use_state_eq(|| Range::Both);
    let brush = use_brush(props, &canvas, *range);
    let hint = use_state_eq(|| None::<Hint>);
    let box_node = use_node_ref();
    {
        let node = box_node.clone();
        use_effect_with((*hint).clone(), move |hint| {
            if let (Some(hint), Some(element)) = (hint, node.cast::<web_sys::HtmlElement>()) {
                view::place(&element, hint.x, hint.y);
            }
        });
    }
    // A press, and a drag with it, shows the moment under the pointer.
    let seek = {
        let (brush, dispatch) = (brush.clone(), props.dispatch.clone());
        move |event: &PointerEvent| {
            if let Some(at) = brush.time_at(f64::from(event.offset_x())) {
                dispatch.emit(Action::Play(playback::Action::Seek(at)));
            }
        }
    };
    let onpointerdown = {
        let seek = seek.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 && event.pointer_type() != "touch" {
                seek(&event);
            }
        })
    };
    let onpointermove = {
        let (hint, brush, model) = (hint.clone(), brush.clone(), Rc::clone(&props.model));
        Callback::from(move |event: PointerEvent| {
            if event.buttons() == 1 && event.pointer_type() != "touch" {
                seek(&event);
            }
            let place = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            hint.set(brush.hint(&model.borrow(), place));
        })
    };
    let onpointerleave = {
        let hint = hint.clone();
        Callback::from(move |_| hint.set(None))
    };
    let onwheel = {
        let (range, brush) = (range.clone(), brush.clone());
        Callback::from(move |event: WheelEvent| {
            // A plain wheel scrolls the page; pinching arrives as a wheel with Ctrl.
            if event.ctrl_key() || event.shift_key() {
                event.prevent_default();
                let factor = if event.delta_y() + event.delta_x() > 0.0 { 1.25 } else { 0.8 };
                range.set(brush.zoomed(f64::from(event.offset_x()), factor));
            }
        })
    };
    html! {
        <section class="comparison" aria-label="Timeline">
            <div class="comparison-head">
                { legend(&props.model.borrow().ghost_name()) }
                { range_buttons(&range, &brush) }
            </div>
            <div class="stage">
                <canvas ref={canvas} class="timeline" role="img" tabindex="0" onkeydown={keys(&range, &brush)}
                    aria-label="Lanes of both programs over time. The table below says the same."
                    {onpointerdown} {onpointermove} {onpointerleave} {onwheel} />
                <div ref={box_node} class="hint" hidden={hint.is_none()}>{ hint.as_ref().map(|hint| hint.text.clone()) }</div>
            </div>
        </section>
    }
}

/// The brush, and all that moves it: new settings, a new size, a new theme, a new range.
#[hook]
fn use_brush(props: &ComparisonProps, canvas: &NodeRef, range: Range) -> Rc<Brush> {
    let brush = use_memo(Rc::as_ptr(&props.model) as usize, |_| Brush {
        model: Rc::clone(&props.model),
        element: canvas.clone(),
        canvas: RefCell::default(),
        picture: RefCell::default(),
        range: Cell::new(range),
    });
    brush.range.set(range);
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
        use_effect_with((range, props.beat, Rc::as_ptr(&brush) as usize), move |_| brush.paint());
    }
    brush
}

/// Draws and paints. Pointers and keys ask it what is where.
struct Brush {
    model: Rc<RefCell<Model>>,
    element: NodeRef,
    canvas: RefCell<Option<Canvas>>,
    picture: RefCell<Option<Picture>>,
    range: Cell<Range>,
}

impl Brush {
    fn paint(&self) {
        let Some(element) = self.element.cast::<HtmlCanvasElement>() else { return };
        let width = f64::from(element.client_width());
        if width < 1.0 {
            return;
        }
        let theme = view::theme();
        let mut canvas = self.canvas.borrow_mut();
        if canvas.as_ref().is_none_or(|canvas| canvas.theme() != theme) {
            *canvas = Canvas::new(element, theme);
        }
        let model = self.model.borrow();
        let picture = draw(&model.tracks(), &self.view(&model, width));
        if let Some(canvas) = &*canvas {
            canvas.paint(&picture, view::pixel_ratio());
        }
        self.picture.replace(Some(picture));
    }

    fn view(&self, model: &Model, width: f64) -> View {
        let lanes_height = if width < 560.0 { 200.0 } else { 260.0 };
        let (start, end) = match self.range.get() {
            Range::Both => (Micros::ZERO, model.horizon()),
            Range::Async => (Micros::ZERO, model.end_of(&[Variant::Async])),
            Range::Window { start, length } => (Micros::from_secs(start), Micros::from_secs(start + length)),
        };
        View { start, end, width, lanes_height, playhead: model.playhead() }
    }

    /// The range after zooming about a place.
    fn zoomed(&self, x: f64, factor: f64) -> Range {
        let picture = self.picture.borrow();
        let Some(picture) = &*picture else { return self.range.get() };
        let scale = picture.scale;
        let (start, end) = (scale.start.secs(), scale.end.secs());
        let at = scale.at(bounded(x, scale.left, scale.right)).secs();
        let whole = self.model.borrow().end_of(&Variant::ALL).secs();
        let length = bounded((end - start) * factor, 1e-5, whole);
        let share = (at - start) / (end - start);
        let start = bounded(at - share * length, 0.0, whole - length);
        Range::Window { start, length }
    }

    /// The range after moving by a share of its length.
    fn moved(&self, share: f64) -> Range {
        let picture = self.picture.borrow();
        let Some(picture) = &*picture else { return self.range.get() };
        let (start, length) = (picture.scale.start.secs(), (picture.scale.end - picture.scale.start).secs());
        let whole = self.model.borrow().end_of(&Variant::ALL).secs();
        let start = bounded(start + share * length, 0.0, whole - length);
        Range::Window { start, length }
    }

    /// The time at a place of the axis, or at its nearer end; none before anything was drawn.
    fn time_at(&self, x: f64) -> Option<Micros> {
        let picture = self.picture.borrow();
        let scale = picture.as_ref()?.scale;
        Some(scale.at(bounded(x, scale.left, scale.right)))
    }

    fn middle(&self) -> f64 {
        self.picture
            .borrow()
            .as_ref()
            .map_or(0.0, |picture| f64::midpoint(picture.scale.left, picture.scale.right))
    }

    fn hint(&self, model: &Model, (x, y): (f64, f64)) -> Option<Hint> {
        let picture = self.picture.borrow();
        let (row, at) = picture.as_ref()?.hit(x, y)?;
        let variant = *Variant::ALL.get(row.track)?;
        let folded = model.shown(variant);
        let lane = folded.lanes.get(row.first)?;
        let name = folded.trace.text(lane.name);
        let name = if row.lanes > 1 { format!("{name} and {} more", row.lanes - 1) } else { name.to_owned() };
        let what = state_at(lane, at, model.now(variant));
        Some(Hint { text: format!("{name}, at {}: {what}", label::time(at)), x, y })
    }
}

/// What a lane did at a time, in words.
fn state_at(lane: &Lane, at: Micros, now: Micros) -> String {
    if at < lane.spawned {
        return "not begun".to_owned();
    }
    if let Some((end, outcome)) = lane.ended.filter(|(end, _)| at >= *end) {
        let word = match outcome {
            Outcome::Ok => "done",
            Outcome::Failed => "failed",
            Outcome::Cancelled => "cancelled",
            Outcome::Panicked => "panicked",
        };
        return format!("{word} after {}", label::time(end - lane.spawned));
    }
    let span = lane.spans(now).find(|span| span.start <= at && at < span.end);
    span.map_or_else(String::new, |span| {
        format!("{} for {} from {}", span.phase.label(), label::time(span.length()), label::time(span.start))
    })
}

/// What the pointer is on.
#[derive(Clone, Debug, PartialEq)]
struct Hint {
    text: String,
    x: f64,
    y: f64,
}

fn keys(range: &UseStateHandle<Range>, brush: &Rc<Brush>) -> Callback<KeyboardEvent> {
    let (range, brush) = (range.clone(), Rc::clone(brush));
    Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "+" | "=" => brush.zoomed(brush.middle(), 0.5),
            "-" => brush.zoomed(brush.middle(), 2.0),
            "ArrowLeft" => brush.moved(-0.2),
            "ArrowRight" => brush.moved(0.2),
            "0" => Range::Both,
            _ => return,
        };
        event.prevent_default();
        range.set(next);
    })
}

/// Which part of time, by buttons.
fn range_buttons(range: &UseStateHandle<Range>, brush: &Rc<Brush>) -> Html {
    let fit = |fitting: Range, name: &'static str| {
        let state = range.clone();
        let pressed = pressed(*state == fitting);
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| state.set(fitting)}>{ name }</button> }
    };
    let zoom = |factor: f64, sign: &'static str, name: &'static str| {
        let (state, brush) = (range.clone(), Rc::clone(brush));
        let onclick = move |_| state.set(brush.zoomed(0.0, factor));
        html! { <button type="button" aria-label={name} title={name} {onclick}>{ sign }</button> }
    };
    html! {
        <div class="segments" role="group" aria-label="Part of time">
            { fit(Range::Both, "Both") }
            { fit(Range::Async, "Async only") }
            { zoom(0.5, "+", "Zoom in") }
            { zoom(2.0, "−", "Zoom out") }
        </div>
    }
}

/// What the colours mean.
fn legend(ghost: &str) -> Html {
    let entry = |phase: Phase| {
        html! { <li><span class={format!("swatch {}", phase.label())}></span>{ phase.label() }</li> }
    };
    html! {
        <ul class="legend" aria-label="What the colours mean">
            { for Phase::ALL.into_iter().map(entry) }
            <li><span class="swatch ghost"></span>{ format!("faint: {ghost}") }</li>
        </ul>
    }
}
