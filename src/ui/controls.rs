//! Run and stop, and what the reader can change.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::app::pressed;
use super::freezer::Freezer;
use super::scene_view::SceneView;
use super::session::Action;
use crate::browser::{page, view};
use crate::scenes::{Pace, Param};

/// Takes a new value: name and text, as in an address.
pub type Setter = Callback<(&'static str, String)>;

/// Run and stop, parameters, seed, pace and network.
pub fn controls(view: &SceneView, presents: &UseStateHandle<bool>) -> Html {
    let SceneView { scene, address, .. } = view;
    let (running, dispatch, set) = (view.is_running(), &view.session.dispatch, &view.setter());
    let settings = &address.settings;
    html! {
        <section class="controls" aria-label="Controls">
            <div class="act">
                { act(view) }
                <span class="hint-key">{ "space" }</span>
                { aids(presents) }
                if address.can_be_on_page(scene) {
                    <Freezer {running} dispatch={dispatch.clone()} />
                }
            </div>
            // On a phone the timeline comes first: there it is closed until somebody asks.
            <details class="settings" open={page::matches("(width >= 36rem)")}>
                <summary>{ "Settings" }</summary>
                <fieldset class="params" disabled={running}>
                    <legend class="unseen">{ "Parameters" }</legend>
                    { for settings.params().iter().map(|param| parameter(param, settings.get(param.name), set)) }
                    { pace(address.pace, set) }
                    { seed(settings.seed, set) }
                    { network(&address.network, set) }
                    if address.can_be_on_page(scene) {
                        { thread(address.on_page, set) }
                    }
                </fieldset>
            </details>
        </section>
    }
}

/// Run or, in a run, stop and restart.
pub fn act(view: &SceneView) -> Html {
    let button = |action, name: &'static str, class: &'static str| {
        let dispatch = view.session.dispatch.clone();
        let onclick = move |_: MouseEvent| dispatch.emit(action);
        html! { <button type="button" {class} {onclick}>{ name }</button> }
    };
    if view.is_running() {
        html! { <>{ button(Action::Stop, "Stop", "main stop") }{ button(Action::Run, "Restart", "") }</> }
    } else {
        button(Action::Run, "Run", "main")
    }
}

/// The presenter's view, and the sheet of keys.
fn aids(presents: &UseStateHandle<bool>) -> Html {
    let presented = **presents;
    let presents = presents.clone();
    html! {
        <div class="segments">
            <button type="button" aria-pressed={pressed(presented)}
                onclick={move |_| presents.set(!presented)}>{ "Present" }</button>
            <button type="button" onclick={|_| view::open_dialog("keys")}>{ "Keys" }</button>
        </div>
    }
}

/// Hands on what a field or a list says after a change.
fn on_change(name: &'static str, set: &Setter) -> Callback<Event> {
    let set = set.clone();
    Callback::from(move |event: Event| {
        let Some(target) = event.target() else { return };
        let value = match target.dyn_into::<HtmlInputElement>() {
            Ok(input) => input.value(),
            Err(target) => target.unchecked_into::<HtmlSelectElement>().value(),
        };
        set.emit((name, value));
    })
}

/// A list of words, or a slider.
fn parameter(param: &Param, value: u32, set: &Setter) -> Html {
    if param.choices.is_empty() { slider(param, value, set) } else { choice(param, value, set) }
}

fn choice(param: &Param, value: u32, set: &Setter) -> Html {
    let id = format!("param-{}", param.name);
    let chosen = param.word(value);
    let option = |word: &&'static str| {
        html! { <option value={*word} selected={chosen == *word}>{ *word }</option> }
    };
    html! {
        <div class="param short">
            <label for={id.clone()}>{ param.label }</label>
            <select {id} onchange={on_change(param.name, set)}>{ for param.choices.iter().map(option) }</select>
        </div>
    }
}

/// A slider with a number field.
fn slider(param: &Param, value: u32, set: &Setter) -> Html {
    let onchange = on_change(param.name, set);
    let [min, max, step, value] = [param.min, param.max, param.step, value].map(|number| number.to_string());
    let id = format!("param-{}", param.name);
    let unit = if param.unit.is_empty() { String::new() } else { format!(", {}", param.unit) };
    html! {
        <div class="param">
            <label for={id.clone()}>{ param.label }<span class="unit">{ unit }</span></label>
            <input type="range" aria-label={format!("{} slider", param.label)} min={min.clone()} max={max.clone()}
                {step} value={value.clone()} onchange={onchange.clone()} />
            <input {id} type="number" {min} {max} step="1" {value} {onchange} />
        </div>
    }
}

/// How fast scene time passes.
fn pace(value: Pace, set: &Setter) -> Html {
    const USUAL: [u32; 8] = [100, 250, 500, 1_000, 2_000, 5_000, 10_000, 100_000];
    let unusual = Some(value).filter(|pace| !USUAL.contains(&pace.0));
    let option = |pace: Pace| {
        html! { <option value={pace.to_string()} selected={pace == value}>{ format!("{pace}×") }</option> }
    };
    html! {
        <div class="param short">
            <label for="param-pace">{ "Pace" }<span class="unit">{ ", scene s per s" }</span></label>
            <select id="param-pace" onchange={on_change("pace", set)}>
                { for unusual.into_iter().chain(USUAL.map(Pace)).map(option) }
            </select>
        </div>
    }
}

/// What random choices are drawn from.
fn seed(value: u64, set: &Setter) -> Html {
    html! {
        <div class="param short">
            <label for="param-seed">{ "Seed" }</label>
            <input id="param-seed" type="number" min="0" step="1" value={value.to_string()}
                onchange={on_change("seed", set)} />
        </div>
    }
}

/// Which threads the programs run on.
fn thread(on_page: bool, set: &Setter) -> Html {
    html! {
        <div class="param wide">
            <label for="param-thread">{ "Programs run" }</label>
            <select id="param-thread" onchange={on_change("thread", set)}>
                <option value="worker" selected={!on_page}>{ "each in a worker" }</option>
                <option value="page" selected={on_page}>{ "on this page" }</option>
            </select>
        </div>
    }
}

/// Where requests go.
fn network(value: &str, set: &Setter) -> Html {
    let own = !matches!(value, "local" | "public");
    let option = |name: &'static str, selected: bool, text: &'static str| {
        html! { <option value={name} {selected}>{ text }</option> }
    };
    html! {
        <div class="param wide">
            <label for="param-network">{ "Network" }</label>
            <select id="param-network" onchange={on_change("network", set)}>
                { option("local", value == "local", "local, in this page") }
                { option("public", value == "public", "public: jsonplaceholder") }
                { option("https://", own, "your own address") }
            </select>
            if own {
                <input type="url" aria-label="Base address" placeholder="https://example.org/api/"
                    value={value.to_owned()} onchange={on_change("network", set)} />
            }
        </div>
    }
}
