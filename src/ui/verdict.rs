//! The numbers: both totals, the ratio, and how each was obtained.

use yew::prelude::*;

use super::parts::{head, row};
use super::scene_view::SceneView;
use crate::browser::level::How;
use crate::scenes::{Reported, Variant};
use crate::timeline::label;
use crate::trace::{Micros, Totals};

/// Totals, ratio and shares, beside what others reported.
pub fn verdict(view: &SceneView) -> Html {
    let scene = view.scene;
    let sides = columns(view);
    html! {
        <section class="verdict" aria-label="Verdict">
            { figures(view) }
            <div class="scroller" role="region" aria-label="Figures" tabindex="0">
            <table class="facts">
                { head(&["Figure", Variant::Async.name(), Variant::Blocking.name()]) }
                <tbody>
                    { fact("Requests a second", &sides, requests) }
                    { fact("Thread computing", &sides, |side| label::percent(side.totals.busy_share())) }
                    { fact("Thread held, doing nothing", &sides, |side| label::time(side.totals.blocked)) }
                    { fact("Thread free", &sides, |side| label::time(side.totals.idle)) }
                    if sides.iter().any(|side| side.totals.workers > 0) {
                        { fact("Workers beside it", &sides, |side| side.totals.workers.to_string()) }
                        { fact("Workers computing, together", &sides, |side| label::time(side.totals.workers_busy)) }
                        { fact("Workers held, together", &sides, |side| label::time(side.totals.workers_blocked)) }
                    }
                    { fact("Tasks failed", &sides, |side| side.totals.failed.to_string()) }
                    if !scene.reported.is_empty() {
                        { row("The article reported".into(), sides.iter().map(|side| reported(scene.reported, side.variant)).collect()) }
                    }
                </tbody>
            </table>
            </div>
            if let Some(first) = scene.reported.first() {
                <p class="note">{ "Reported by: " }<cite>{ first.source.title() }</cite></p>
            }
        </section>
    }
}

/// Both totals and their ratio, in large.
pub fn figures(view: &SceneView) -> Html {
    let sides = columns(view);
    let caption =
        if view.session.model.borrow().has_run() { "" } else { "before the first run: in virtual time" };
    html! {
        <div class="figures">
            { for sides.iter().map(figure) }
            <div class="figure ratio">
                <span class="what">{ "Blocking ÷ async" }</span>
                <strong>{ if view.is_running() { "…".to_owned() } else { ratio(&sides) } }</strong>
                <span class="note">{ caption }</span>
            </div>
        </div>
    }
}

fn columns(view: &SceneView) -> [Column; 2] {
    let model = view.session.model.borrow();
    Variant::ALL.map(|variant| {
        let simulated = model.simulation().sides.get(variant).totals();
        let how = view.level.filter(|_| model.has_run()).map_or(How::Simulated, |level| {
            model.how(variant, level, model.pace().unwrap_or(view.address.pace))
        });
        Column { variant, totals: model.totals(variant).unwrap_or(simulated), how }
    })
}

/// One variant's numbers.
struct Column {
    variant: Variant,
    totals: Totals,
    how: How,
}

/// A row of the table: a fact about each side.
fn fact(name: &'static str, sides: &[Column; 2], of: fn(&Column) -> String) -> Html {
    row(name.into(), sides.iter().map(of).collect())
}

fn figure(side: &Column) -> Html {
    let how = side.how.word();
    html! {
        <div class="figure">
            <span class="what">{ side.variant.name() }</span>
            <strong>{ label::time(side.totals.wall) }</strong>
            <span class={format!("badge {how}")} title={side.how.sentence()}>{ how }</span>
        </div>
    }
}

fn ratio([run, block]: &[Column; 2]) -> String {
    if run.totals.wall == Micros::ZERO {
        return "–".to_owned();
    }
    format!("{}×", label::significant(block.totals.wall.secs() / run.totals.wall.secs()))
}

fn requests(side: &Column) -> String {
    side.totals.requests_per_second().map_or_else(|| "–".to_owned(), label::significant)
}

fn reported(figures: &[Reported], of: Variant) -> String {
    let times: Vec<_> = figures.iter().filter(|figure| figure.what == of).map(|figure| figure.time).collect();
    if times.is_empty() { "–".to_owned() } else { times.join(", ") }
}
