//! Code, console and table.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::model::{Folded, Model};
use crate::scenes::{Scene, Source, Variant};
use crate::timeline::label::{self, Fixed};
use crate::trace::{Lane, Micros, Outcome, Phase, What};

/// What the panels need.
#[derive(Clone, Properties)]
pub struct PanelsProps {
    /// The scene.
    pub scene: &'static Scene,
    /// What is shown.
    pub model: Rc<RefCell<Model>>,
    /// Changes when the model has.
    pub beat: u32,
}

impl PartialEq for PanelsProps {
    fn eq(&self, other: &Self) -> bool {
        self.scene == other.scene && Rc::ptr_eq(&self.model, &other.model) && self.beat == other.beat
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panel {
    Code,
    Console,
    Table,
}

impl Panel {
    const ALL: [Self; 3] = [Self::Code, Self::Console, Self::Table];

    const fn name(self) -> &'static str {
        match self {
            Self::Code => "Code",
            Self::Console => "Console",
            Self::Table => "Table",
        }
    }
}

/// The panels: tabs of one place.
#[component]
pub fn Panels(props: &PanelsProps) -> Html {
    let chosen = use_state_eq(|| Panel::Code);
    let tab = |panel: Panel| {
        let state = chosen.clone();
        let onclick = Callback::from(move |_| state.set(panel));
        let onkeydown = {
            let state = chosen.clone();
            Callback::from(move |event: KeyboardEvent| step_tab(&event, panel, &state))
        };
        let selected = *chosen == panel;
        html! {
            <button type="button" role="tab" id={format!("tab-{}", panel.name())} {onclick} {onkeydown}
                aria-selected={selected.to_string()} aria-controls={format!("panel-{}", panel.name())}
                tabindex={if selected { "0" } else { "-1" }}>{ panel.name() }</button>
        }
    };
    let body = match *chosen {
        Panel::Code => {
            html! { <Code scene={props.scene} /> }
        }
        Panel::Console => console(&props.model.borrow()),
        Panel::Table => tables(&props.model.borrow()),
    };
    html! {
        <section class="panels" aria-label="Details">
            <div class="tabs" role="tablist" aria-label="Details">{ for Panel::ALL.map(tab) }</div>
            <div class="panel" role="tabpanel" id={format!("panel-{}", chosen.name())}
                aria-labelledby={format!("tab-{}", chosen.name())}>{ body }</div>
        </section>
    }
}

/// Arrow keys move between tabs, as in every tab list.
fn step_tab(event: &KeyboardEvent, panel: Panel, state: &UseStateHandle<Panel>) {
    let place = Panel::ALL.iter().position(|known| *known == panel).unwrap_or(0);
    let count = Panel::ALL.len();
    let next = match event.key().as_str() {
        "ArrowRight" => (place + 1) % count,
        "ArrowLeft" => (place + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    state.set(Panel::ALL[next]);
    crate::browser::view::focus(&format!("tab-{}", Panel::ALL[next].name()));
}

#[derive(PartialEq, Properties)]
struct CodeProps {
    scene: &'static Scene,
}

/// The files: the one that runs, and the same program in Python. A component of its own, so that
/// its many lines are not looked at again while a run changes what stands around them.
#[component]
fn Code(props: &CodeProps) -> Html {
    let file = |source: &Source, note: &str| {
        let lines = source.text.lines().map(|line| html! { <code class="line">{ line }{ "\n" }</code> });
        html! {
            <figure class="file">
                <figcaption><b>{ source.name() }</b>{ " " }<span class="note">{ note }</span></figcaption>
                <pre tabindex="0" aria-label={source.name()}>{ for lines }</pre>
            </figure>
        }
    };
    html! {
        <div class="files">
            { file(&props.scene.rust, "runs here, both variants") }
            { file(&props.scene.python, "the same in Python") }
        </div>
    }
}

/// The printed lines, async beside blocking.
fn console(model: &Model) -> Html {
    let column = |variant: Variant| {
        let folded = model.shown(variant);
        let lines: Vec<_> = printed(folded).collect();
        html! {
            <div class="console">
                <h3>{ variant.name() }{ if model.has_run() { "" } else { ", simulated" } }</h3>
                if lines.is_empty() {
                    <p class="note">{ "Nothing printed yet." }</p>
                }
                <ol>{ for lines.into_iter().map(|(at, text)| html! {
                    <li><time>{ format!("{} s", Fixed { value: at.secs(), digits: 3 }) }</time><span>{ text }</span></li>
                }) }</ol>
            </div>
        }
    };
    html! { <div class="consoles">{ for Variant::ALL.map(column) }</div> }
}

fn printed(folded: &Folded) -> impl Iterator<Item = (Micros, String)> + '_ {
    folded.trace.records().filter_map(|record| match record.what {
        What::Printed { text } => Some((record.at, folded.trace.text(text).to_owned())),
        _ => None,
    })
}

/// How many lanes the table has room for: more are summed up in a sentence.
const MOST_ROWS: usize = 200;

/// The picture in words: what each task did, for how long.
fn tables(model: &Model) -> Html {
    html! { <div class="tables">{ for Variant::ALL.map(|variant| table(model, variant)) }</div> }
}

fn table(model: &Model, variant: Variant) -> Html {
    let folded = model.shown(variant);
    let now = model.now(variant);
    let lanes = folded.lanes.as_slice();
    let used: Vec<Phase> = Phase::ALL
        .into_iter()
        .filter(|phase| lanes.iter().any(|lane| lane.spans(now).any(|span| span.phase == *phase)))
        .collect();
    let simulated = if model.has_run() { "" } else { ", simulated" };
    let rest = lanes.len().saturating_sub(MOST_ROWS);
    html! {
        <div class="scroller" role="region" aria-label={variant.title()} tabindex="0">
            <table class="lanes">
                <caption>{ variant.title() }{ simulated }</caption>
                <thead><tr>
                    <th scope="col">{ "Task" }</th><th scope="col">{ "Begins" }</th>
                    <th scope="col">{ "Ends" }</th><th scope="col">{ "Takes" }</th>
                    { for used.iter().map(|phase| html! { <th scope="col">{ phase.label() }</th> }) }
                    <th scope="col">{ "Result" }</th>
                </tr></thead>
                <tbody>{ for lanes.iter().take(MOST_ROWS).map(|lane| lane_row(folded, lane, now, &used)) }</tbody>
            </table>
            if rest > 0 {
                <p class="note">{ format!("and {rest} more tasks") }</p>
            }
        </div>
    }
}

fn lane_row(folded: &Folded, lane: &Lane, now: Micros, used: &[Phase]) -> Html {
    let mut sums = [Micros::ZERO; Phase::ALL.len()];
    for span in lane.spans(now) {
        sums[span.phase.index()] += span.length();
    }
    let end = lane.end(now);
    let result = match lane.ended {
        None => "goes on",
        Some((_, Outcome::Ok)) => "done",
        Some((_, Outcome::Failed)) => "failed",
        Some((_, Outcome::Cancelled)) => "cancelled",
        Some((_, Outcome::Panicked)) => "panicked",
    };
    html! {
        <tr>
            <th scope="row">{ folded.trace.text(lane.name) }</th>
            <td>{ label::time(lane.spawned) }</td>
            <td>{ lane.ended.map_or_else(|| "–".to_owned(), |(end, _)| label::time(end)) }</td>
            <td>{ label::time(end - lane.spawned) }</td>
            { for used.iter().map(|phase| html! { <td>{ label::time(sums[phase.index()]) }</td> }) }
            <td>{ result }</td>
        </tr>
    }
}
