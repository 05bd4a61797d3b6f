//! The numbers: the totals, the ratio, and how each was obtained.

use yew::prelude::*;

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
    let sides = columns(view);
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
    let sides = columns(view);
    let caption =
        if view.session.model.borrow().has_run() { "" } else { "before the first run: in virtual time" };
    html! {
        <div class="figures">
            { for sides.iter().map(figure) }
            { ratio(&sides, view.is_running(), caption) }
        </div>
    }
}

fn columns(view: &SceneView) -> Vec<Column> {
    let model = view.session.model.borrow();
    let columns = model.numbers().map(|number| {
        let simulated = || model.shown(number).totals();
        let pace = model.pace().unwrap_or(view.address.pace);
        let how = view.level.map_or(How::Simulated, |level| model.how(number, level, pace));
        let totals = model.totals(number).unwrap_or_else(simulated);
        Column { program: model.program(number).clone(), totals, how }
    });
    columns.collect()
}

/// One program's numbers.
struct Column {
    program: Program,
    totals: Totals,
    how: How,
}

/// A row of the table: a fact about each program.
fn fact(name: &'static str, sides: &[Column], of: fn(&Column) -> String) -> Html {
    row(name.into(), sides.iter().map(of).collect())
}

fn figure(side: &Column) -> Html {
    let how = side.how.word();
    html! {
        <div class="figure">
            <span class="what">{ side.program.title() }</span>
            <strong>{ label::time(side.totals.wall) }</strong>
            <span class={format!("badge {how}")} title={side.how.sentence()}>{ how }</span>
        </div>
    }
}

/// How many times as long one program took as another, where there is another.
fn ratio(columns: &[Column], is_running: bool, caption: &'static str) -> Html {
    let programs: Vec<_> = columns.iter().map(|column| column.program.clone()).collect();
    let Some([slow, fast]) = compared(&programs) else { return Html::default() };
    let [above, below] = [slow, fast].map(|number| columns[number].totals.wall);
    let text = match below {
        _ if is_running => "…".to_owned(),
        Micros::ZERO => "–".to_owned(),
        _ => format!("{}×", label::significant(above.secs() / below.secs())),
    };
    html! {
        <div class="figure ratio">
            <span class="what">{ format!("{} ÷ {}", programs[slow].title(), programs[fast].words()) }</span>
            <strong>{ text }</strong>
            <span class="note">{ caption }</span>
        </div>
    }
}

fn requests(side: &Column) -> String {
    side.totals.requests_per_second().map_or_else(|| "–".to_owned(), label::significant)
}

fn reported(figures: &[Reported], program: &str) -> String {
    let times: Vec<_> =
        figures.iter().filter(|figure| figure.program == program).map(|figure| figure.time).collect();
    if times.is_empty() { "–".to_owned() } else { times.join(", ") }
}
