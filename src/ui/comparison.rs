//! The picture: all programs on one axis.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::app::pressed;
use super::brush::{Brush, Hint, Range};
use super::model::Model;
use super::reader::{Reader, pointers};
use super::session::{Action, Painter};
use crate::browser::view::{self, Resizes, ThemeChanges};
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
    let range = use_state_eq(|| Range::All);
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
                { range_buttons(&reader, &with_paths, &model) }
            </div>
            <div class="stage">
                <canvas ref={canvas} class="timeline" role="application" tabindex="0" {onkeydown}
                    aria-label="Lanes of all programs over time. Up and Down choose a lane, Left folds the lanes below it and Right unfolds them, Enter goes to its next event, Escape lets it go. The table below says the same."
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
    said.extend(model.lit_words());
    said.extend(model.numbers().filter(|_| with_paths).map(|number| {
        let folded = model.shown(number);
        let path = model.path(number);
        let list =
            if path.is_empty() { "known when it has ended".to_owned() } else { folded.names().path(path) };
        format!("Critical path, {}: {list}.", model.program(number).words())
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

/// Which part of time, and what of it is picked out, by buttons.
fn range_buttons(reader: &Reader, with_paths: &UseStateHandle<bool>, model: &Model) -> Html {
    let all = if model.numbers().len() == 2 { "Both" } else { "All" };
    let fit = |fitting: Range, name: String| {
        let reader = reader.clone();
        let pressed = pressed(*reader.range == fitting);
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| reader.show(fitting)}>{ name }</button> }
    };
    let zoom = |factor: f64, sign: &'static str, name: &'static str| {
        let reader = reader.clone();
        let onclick = move |_| reader.show(reader.brush.zoomed_about_middle(factor));
        html! { <button type="button" aria-label={name} title={name} {onclick}>{ sign }</button> }
    };
    let fold = reader.dispatch.reform(|_| Action::FoldAll);
    let toggle = {
        let with_paths = with_paths.clone();
        move |_| with_paths.set(!*with_paths)
    };
    html! {
        <div class="segments" role="group" aria-label="Part of time">
            if let Some(name) = folding(model) {
                <button type="button" onclick={fold}>{ name }</button>
            }
            <button type="button" aria-pressed={pressed(**with_paths)} onclick={toggle}>{ "Critical path" }</button>
            { fit(Range::All, all.to_owned()) }
            if model.numbers().len() > 1 {
                { fit(Range::First, format!("{} only", model.program(0).title())) }
            }
            { zoom(0.5, "+", "Zoom in") }
            { zoom(2.0, "−", "Zoom out") }
        </div>
    }
}

/// With more lanes than these below others, all are folded at once.
const FOLDED_BY_HAND: usize = 30;

/// What the button for all folds does, where there is one.
fn folding(model: &Model) -> Option<&'static str> {
    let many = model.outlines().iter().any(|outline| outline.children() > FOLDED_BY_HAND);
    if model.folds.is_empty() { many.then_some("Fold all") } else { Some("Unfold all") }
}

/// What the colours mean, and the shapes of ends where there are any.
fn legend(model: &Model) -> Html {
    let entry = |phase: Phase| {
        html! { <li><span class={format!("swatch {}", phase.label())}></span>{ phase.label() }</li> }
    };
    let is_marked = |lane: &Lane| lane.ended.is_some_and(|end| end.1 != Outcome::Ok);
    let marks =
        model.numbers().any(|number| model.shown(number).replay.lanes.as_slice().iter().any(is_marked));
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
