//! Run and stop, and what the reader can change.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::session::{Action, RunState};
use crate::scenes::{Address, Param, address};

/// What the controls need.
#[derive(PartialEq, Properties)]
pub struct ControlsProps {
    /// What is set.
    pub address: Rc<Address>,
    /// Where the run is.
    pub state: RunState,
    /// Takes the reader's wishes for the run.
    pub dispatch: Callback<Action>,
    /// Takes a new value: name and text, as in an address.
    pub set: Callback<(&'static str, String)>,
}

/// Run and stop, parameters, seed, pace and network.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let running = props.state == RunState::Running;
    let act = |action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(action))
    };
    let again = !matches!(props.state, RunState::Idle | RunState::Running);
    let settings = &props.address.settings;
    html! {
        <section class="controls" aria-label="Controls">
            <div class="act">
                if running {
                    <button type="button" class="main stop" onclick={act(Action::Stop)}>{ "Stop" }</button>
                    <button type="button" onclick={act(Action::Run)}>{ "Restart" }</button>
                } else {
                    <button type="button" class="main" onclick={act(Action::Run)}>{ "Run" }</button>
                }
                <span class="hint-key">{ if running || again { "space" } else { "space, or press Run" } }</span>
            </div>
            <fieldset class="params" disabled={running}>
                <legend class="unseen">{ "Parameters" }</legend>
                { for settings.params().iter().map(|param| html! {
                    <Slider param={*param} value={settings.get(param.name)} set={props.set.clone()} />
                }) }
                <Pace value={props.address.pace} set={props.set.clone()} />
                <Seed value={settings.seed} set={props.set.clone()} />
                <NetworkField value={props.address.network.clone()} set={props.set.clone()} />
            </fieldset>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct SliderProps {
    param: Param,
    value: f64,
    set: Callback<(&'static str, String)>,
}

/// A slider with a number field.
#[component]
fn Slider(props: &SliderProps) -> Html {
    let SliderProps { param, value, set } = props;
    let change = {
        let (set, name) = (set.clone(), param.name);
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                set.emit((name, input.value()));
            }
        })
    };
    let range = [("min", param.min), ("max", param.max)].map(|(_, end)| end.to_string());
    let id = format!("param-{}", param.name);
    let unit = if param.unit.is_empty() { String::new() } else { format!(", {}", param.unit) };
    html! {
        <div class="param">
            <label for={id.clone()}>{ param.label }<span class="unit">{ unit }</span></label>
            <input type="range" aria-label={format!("{} slider", param.label)} min={range[0].clone()}
                max={range[1].clone()} step={param.step.to_string()} value={value.to_string()} onchange={change.clone()} />
            <input {id} type="number" min={range[0].clone()} max={range[1].clone()} step="any"
                value={value.to_string()} onchange={change} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PaceProps {
    value: f64,
    set: Callback<(&'static str, String)>,
}

/// How fast scene time passes.
#[component]
fn Pace(props: &PaceProps) -> Html {
    const USUAL: [f64; 8] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0];
    let set = props.set.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<web_sys::HtmlSelectElement>() {
            set.emit(("pace", select.value()));
        }
    });
    let mut paces: Vec<f64> = USUAL.into_iter().filter(|pace| address::PACES.contains(pace)).collect();
    if !paces.contains(&props.value) {
        paces.push(props.value);
        paces.sort_by(f64::total_cmp);
    }
    let option = |pace: f64| {
        #[expect(clippy::float_cmp, reason = "the very same number")]
        let selected = pace == props.value;
        html! { <option value={pace.to_string()} {selected}>{ format!("{pace}×") }</option> }
    };
    html! {
        <div class="param short">
            <label for="param-pace">{ "Pace" }<span class="unit">{ ", scene s per s" }</span></label>
            <select id="param-pace" {onchange}>{ for paces.into_iter().map(option) }</select>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SeedProps {
    value: u64,
    set: Callback<(&'static str, String)>,
}

/// What random choices are drawn from.
#[component]
fn Seed(props: &SeedProps) -> Html {
    let set = props.set.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            set.emit(("seed", input.value()));
        }
    });
    html! {
        <div class="param short">
            <label for="param-seed">{ "Seed" }</label>
            <input id="param-seed" type="number" min="0" step="1" value={props.value.to_string()} {onchange} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NetworkProps {
    value: String,
    set: Callback<(&'static str, String)>,
}

/// Where requests go.
#[component]
fn NetworkField(props: &NetworkProps) -> Html {
    let own = !matches!(props.value.as_str(), "local" | "public");
    let choose = {
        let set = props.set.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<web_sys::HtmlSelectElement>() {
                set.emit(("network", select.value()));
            }
        })
    };
    let enter = {
        let set = props.set.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                set.emit(("network", input.value()));
            }
        })
    };
    html! {
        <div class="param network">
            <label for="param-network">{ "Network" }</label>
            <select id="param-network" onchange={choose}>
                <option value="local" selected={props.value == "local"}>{ "local, in this page" }</option>
                <option value="public" selected={props.value == "public"}>{ "public: jsonplaceholder" }</option>
                <option value="https://" selected={own}>{ "your own address" }</option>
            </select>
            if own {
                <input type="url" aria-label="Base address" placeholder="https://example.org/api/"
                    value={props.value.clone()} onchange={enter} />
            }
        </div>
    }
}
