//! Which moment is shown: the buttons, the slider and the keys for it.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::copy::Copy;
use super::scene_view::SceneView;
use super::session::{self, SessionHandle};
use crate::timeline::label;
use crate::timeline::playback::{Action, Direction, Mode, Speed, Target};
use crate::trace::Micros;

/// What a key does, if it does anything here.
#[must_use]
pub fn shortcut(key: &str, mode: Mode) -> Option<Action> {
    Some(match key {
        "ArrowRight" => Action::Jump(Direction::Forward, Target::Record),
        "ArrowLeft" => Action::Jump(Direction::Back, Target::Record),
        "." => Action::Jump(Direction::Forward, Target::Poll),
        "," => Action::Jump(Direction::Back, Target::Poll),
        "m" => Action::Jump(Direction::Forward, Target::Mistake),
        "M" => Action::Jump(Direction::Back, Target::Mistake),
        "p" => toggled(mode),
        "l" => Action::Live,
        "Home" => Action::Rewind,
        "[" => Action::LoopFrom,
        "]" => Action::LoopTo,
        "\\" => Action::Loop(None),
        _ => return None,
    })
}

/// Plays what stands still, and stops what moves.
const fn toggled(mode: Mode) -> Action {
    if matches!(mode, Mode::Paused) { Action::Play } else { Action::Pause }
}

/// How many places the slider has.
const PLACES: u64 = 2_000;

/// Pause, play, step, and where in the run this is.
pub fn transport(view: &SceneView) -> Html {
    let session = &view.session;
    let model = session.model.borrow();
    let (playback, at) = (model.playback(), model.playhead());
    let end = model.last();
    let shown = at.unwrap_or(end);
    let button = |name: &'static str, sign: &'static str, action: Action| {
        let dispatch = session.dispatch.clone();
        let onclick = move |_: MouseEvent| dispatch.emit(session::Action::Play(action));
        html! { <button type="button" aria-label={name} title={name} {onclick}>{ sign }</button> }
    };
    let step = |name, sign, direction, target| button(name, sign, Action::Jump(direction, target));
    let (name, sign) = if playback.mode() == Mode::Paused { ("Play", "▶") } else { ("Pause", "‖") };
    html! {
        <section class="transport" aria-label="Playback">
            <div class="segments" role="group" aria-label="Moment">
                { button("To the beginning", "|‹", Action::Rewind) }
                { step("Previous poll", "«", Direction::Back, Target::Poll) }
                { step("Step back", "‹", Direction::Back, Target::Record) }
                { button(name, sign, toggled(playback.mode())) }
                { step("Step forward", "›", Direction::Forward, Target::Record) }
                { step("Next poll", "»", Direction::Forward, Target::Poll) }
                { step("Next mistake", "!", Direction::Forward, Target::Mistake) }
                { button("To the end", "›|", Action::Live) }
            </div>
            { slider(session, shown, end) }
            <output class="at">{ label::time(shown) }</output>
            { speed(session, playback.speed()) }
            { looping(&button, playback.range().map(|range| (range.start(), range.end().min(end)))) }
            <Copy name="Copy link" text={view.link()} />
            <p class="note" role="status">{ playback.notice().map(|notice| notice.to_string()) }</p>
        </section>
    }
}

/// What is played again and again: from where, to where.
fn looping(
    button: &impl Fn(&'static str, &'static str, Action) -> Html,
    range: Option<(Micros, Micros)>,
) -> Html {
    let clear = button("No loop", "✕", Action::Loop(None));
    html! {
        <div class="segments" role="group" aria-label="Loop">
            { button("Loop from here", "loop from", Action::LoopFrom) }
            { button("Loop to here", "to", Action::LoopTo) }
            { for range.map(|(start, end)| html! {
                <>
                    <output class="looped">{ label::time(start) }{ " – " }{ label::time(end) }</output>
                    { clear }
                </>
            }) }
        </div>
    }
}

fn slider(session: &SessionHandle, shown: Micros, end: Micros) -> Html {
    let dispatch = session.dispatch.clone();
    let oninput = move |event: InputEvent| {
        if let Some(place) =
            event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse::<u64>().ok())
        {
            // Whole places first: the end times the places may be more than there is room for.
            let place = place.min(PLACES);
            let at = Micros(end.0 / PLACES * place + end.0 % PLACES * place / PLACES);
            dispatch.emit(session::Action::Play(Action::Seek(at)));
        }
    };
    let place = shown.0.saturating_mul(PLACES) / end.0.max(1);
    html! {
        <input type="range" aria-label="Playhead" aria-valuetext={label::time(shown)} min="0" max={PLACES.to_string()}
            value={place.to_string()} {oninput} />
    }
}

fn speed(session: &SessionHandle, chosen: Speed) -> Html {
    let dispatch = session.dispatch.clone();
    let onchange = move |event: Event| {
        let chosen = event.target().map(|target| target.unchecked_into::<HtmlSelectElement>().value());
        if let Some(speed) = chosen.and_then(|text| Speed::parse(&text)) {
            dispatch.emit(session::Action::Play(Action::Speed(speed)));
        }
    };
    html! {
        <select aria-label="Playback speed" {onchange}>
            { for Speed::ALL.map(|speed| html! {
                <option value={speed.to_string()} selected={speed == chosen}>{ format!("{speed}×") }</option>
            }) }
        </select>
    }
}
