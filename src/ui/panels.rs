//! The panels: code, event loop, console, advice and table.

use yew::prelude::*;

use super::app::pressed;
use super::event_loop::event_loop;
use super::model::{Folded, Model};
use crate::scenes::Variant;
use crate::timeline::label::{self, Fixed};
use crate::trace::{Lane, Micros, Outcome, Phase, What, advice};

/// One of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The files.
    Code,
    /// The queues.
    Loop,
    /// The printed lines.
    Console,
    /// What went wrong.
    Advice,
    /// The lanes in words.
    Table,
}

impl Panel {
    const ALL: [Self; 5] = [Self::Code, Self::Loop, Self::Console, Self::Advice, Self::Table];

    const fn id(self) -> &'static str {
        match self {
            Self::Loop => "tab-loop",
            Self::Code => "tab-code",
            Self::Console => "tab-console",
            Self::Advice => "tab-advice",
            Self::Table => "tab-table",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Loop => "Event loop",
            Self::Code => "Code",
            Self::Console => "Console",
            Self::Advice => "Advice",
            Self::Table => "Table",
        }
    }
}

/// The panels: tabs of one place. `code` is the content of the one for the code.
pub fn panels(chosen: &UseStateHandle<Panel>, code: &Html, model: &Model) -> Html {
    let tab = |panel: Panel| {
        let (click, keys) = (chosen.clone(), chosen.clone());
        let selected = **chosen == panel;
        html! {
            <button type="button" role="tab" id={panel.id()}
                onclick={move |_| click.set(panel)} onkeydown={move |event| step_tab(&event, panel, &keys)}
                aria-selected={pressed(selected)} aria-controls="panel"
                tabindex={if selected { "0" } else { "-1" }}>{ panel.name() }</button>
        }
    };
    let body = match **chosen {
        Panel::Loop => event_loop(model),
        Panel::Code => code.clone(),
        Panel::Console => console(model),
        Panel::Advice => mistakes(model),
        Panel::Table => tables(model),
    };
    html! {
        <section class="panels" aria-label="Details">
            <div class="tabs" role="tablist" aria-label="Details">{ for Panel::ALL.map(tab) }</div>
            <div class="panel" role="tabpanel" id="panel" aria-labelledby={chosen.id()}>
                { body }
            </div>
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
    crate::browser::view::focus(Panel::ALL[next].id());
}

/// The printed lines, async beside blocking.
fn console(model: &Model) -> Html {
    let column = |variant: Variant| {
        let folded = model.shown(variant);
        let lines: Vec<_> = printed(folded).collect();
        html! {
            <div class="console">
                <h2>{ variant.name() }{ if model.has_run() { "" } else { ", simulated" } }</h2>
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

/// What went wrong in the async program, a sentence each.
fn mistakes(model: &Model) -> Html {
    let Folded { trace, lanes, .. } = model.shown(Variant::Async);
    let found = advice(trace, lanes);
    html! {
        <div class="advice">
            <h2>{ Variant::Async.name() }{ if model.has_run() { "" } else { ", simulated" } }</h2>
            if found.is_empty() {
                <p class="note">{ "Nothing to say: no mistake was found." }</p>
            } else {
                <ul>{ for found.iter().map(|found| html! { <li>{ found.text(trace, lanes) }</li> }) }</ul>
            }
        </div>
    }
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
