//! The numbers: the totals, the ratio, and how each was obtained.

use yew::prelude::*;

use super::model::Model;
use super::parts::{head, row};
use super::scene_view::SceneView;
use crate::browser::level::How;
use crate::scenes::Reported;
use crate::timeline::label;
use crate::trace::program::compared;
use crate::trace::{Micros, Program, Totals};

/// Totals, ratio and shares, beside what others reported.
pub fn verdict(view: &SceneView) -> Html {
    let scene = view.scene;
    let model = view.session.model.borrow();
    let sides = columns(view, &model);
    let titles: Vec<_> = sides.iter().map(|side| side.program.title()).collect();
    let heads: Vec<_> = std::iter::once("Figure").chain(titles.iter().map(String::as_str)).collect();
    html! {
        <section class="verdict" aria-label="Verdict">
            { figures(view) }
            <div class="scroller" role="region" aria-label="Figures" tabindex="0">
            <table class="facts">
                { head(&heads) }
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
                        { row("The article reported".into(), sides.iter().map(|side| reported(scene.reported, &side.program.name)).collect()) }
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

/// The totals and a ratio, in large.
pub fn figures(view: &SceneView) -> Html {
    let model = view.session.model.borrow();
    let sides = columns(view, &model);
    let caption = if model.has_run() { "" } else { "before the first run: in virtual time" };
    html! {
        <div class="figures">
            { for sides.iter().map(figure) }
            if let Some([slow, fast]) = compared(&model.kinds()) {
                <div class="figure ratio">
                    <span class="what">{ format!("{} ÷ {}", sides[slow].program.title(), sides[fast].program.words()) }</span>
                    <strong>{ if view.is_running() { "…".to_owned() } else { ratio(&sides[slow], &sides[fast]) } }</strong>
                    <span class="note">{ caption }</span>
                </div>
            }
        </div>
    }
}

fn columns<'m>(view: &SceneView, model: &'m Model) -> Vec<Column<'m>> {
    let columns = model.numbers().map(|number| {
        let pace = model.pace().unwrap_or(view.address.pace);
        let how = view.level.map_or(How::Simulated, |level| model.how(number, level, pace));
        let totals = model.totals(number).unwrap_or_else(|| model.shown(number).totals());
        Column { program: model.program(number), totals, how }
    });
    columns.collect()
}

/// One program's numbers.
struct Column<'m> {
    program: &'m Program,
    totals: Totals,
    how: How,
}

/// A row of the table: a fact about each program.
fn fact(name: &'static str, sides: &[Column<'_>], of: fn(&Column<'_>) -> String) -> Html {
    row(name.into(), sides.iter().map(of).collect())
}

fn figure(side: &Column<'_>) -> Html {
    let how = side.how.word();
    html! {
        <div class="figure">
            <span class="what">{ side.program.title() }</span>
            <strong>{ label::time(side.totals.wall) }</strong>
            <span class={format!("badge {how}")} title={side.how.sentence()}>{ how }</span>
        </div>
    }
}

/// How many times as long one program took as another.
fn ratio(slow: &Column<'_>, fast: &Column<'_>) -> String {
    if fast.totals.wall == Micros::ZERO {
        return "–".to_owned();
    }
    format!("{}×", label::significant(slow.totals.wall.secs() / fast.totals.wall.secs()))
}

fn requests(side: &Column<'_>) -> String {
    side.totals.requests_per_second().map_or_else(|| "–".to_owned(), label::significant)
}

fn reported(figures: &[Reported], program: &str) -> String {
    let times: Vec<_> =
        figures.iter().filter(|figure| figure.program == program).map(|figure| figure.time).collect();
    if times.is_empty() { "–".to_owned() } else { times.join(", ") }
}
