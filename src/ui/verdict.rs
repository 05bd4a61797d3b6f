//! The numbers: both totals, the ratio, and how each was obtained.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::model::Model;
use super::session::RunState;
use crate::browser::level::{How, Level};
use crate::scenes::{Address, Reported, Scene, Variant};
use crate::timeline::label;
use crate::trace::Totals;

/// What the verdict needs.
#[derive(Clone, Properties)]
pub struct VerdictProps {
    /// The scene.
    pub scene: &'static Scene,
    /// With which settings.
    pub address: Rc<Address>,
    /// What is shown.
    pub model: Rc<RefCell<Model>>,
    /// Changes when the model has.
    pub beat: u32,
    /// Where the run is.
    pub state: RunState,
    /// What this browser can do.
    pub level: Option<Level>,
}

impl PartialEq for VerdictProps {
    fn eq(&self, other: &Self) -> bool {
        self.scene.id == other.scene.id
            && self.address == other.address
            && Rc::ptr_eq(&self.model, &other.model)
            && (self.beat, &self.state, self.level) == (other.beat, &other.state, other.level)
    }
}

/// Totals, ratio and shares, beside what others reported.
#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let model = props.model.borrow();
    let live = model.has_run();
    let sides = Variant::ALL.map(|variant| {
        let simulated = model.simulation().sides.get(variant).totals();
        let totals = model.totals(variant).unwrap_or(simulated);
        let how = props.level.filter(|_| live).map(|level| level.how(variant, props.address.pace));
        let how = how.unwrap_or(How::Simulated);
        (variant, totals, how)
    });
    let [(_, run, _), (_, block, _)] = sides;
    let done = !matches!(props.state, RunState::Running);
    html! {
        <section class="verdict" aria-label="Verdict">
            <div class="figures">
                { for sides.iter().map(|(variant, totals, how)| figure(*variant, totals, *how)) }
                <div class="figure ratio">
                    <span class="what">{ "Blocking ÷ async" }</span>
                    <strong>{ if done { ratio(&run, &block) } else { "…".to_owned() } }</strong>
                    <span class="note">{ if live { "" } else { "before the first run: in virtual time" } }</span>
                </div>
            </div>
            <div class="scroller" role="region" aria-label="Figures" tabindex="0">
            <table class="facts">
                <thead><tr><th scope="col"></th>{ for sides.iter().map(|side| html! { <th scope="col">{ side.0.name() }</th> }) }</tr></thead>
                <tbody>
                    { row("Requests a second", &sides, |totals| totals.requests_per_second().map_or_else(|| "–".to_owned(), label::significant)) }
                    { row("Thread computing", &sides, |totals| label::percent(totals.busy_share())) }
                    { row("Thread held, doing nothing", &sides, |totals| label::time(totals.blocked)) }
                    { row("Thread free", &sides, |totals| label::time(totals.idle)) }
                    { row("Tasks failed", &sides, |totals| totals.failed.to_string()) }
                    if !props.scene.reported.is_empty() {
                        { reported(props.scene.reported) }
                    }
                </tbody>
            </table>
            </div>
            { for props.scene.reported.first().map(|first| html! { <p class="note">{ "Reported by: " }<cite>{ first.source }</cite></p> }) }
        </section>
    }
}

fn figure(variant: Variant, totals: &Totals, how: How) -> Html {
    html! {
        <div class={classes!("figure", variant.name().to_lowercase())}>
            <span class="what">{ variant.name() }</span>
            <strong>{ label::time(totals.wall) }</strong>
            <span class={classes!("badge", how.word())} title={how.sentence()}>{ how.word() }</span>
        </div>
    }
}

fn ratio(run: &Totals, block: &Totals) -> String {
    if run.wall.0 == 0 {
        return "–".to_owned();
    }
    format!("{}×", label::significant(block.wall.secs() / run.wall.secs()))
}

fn row(name: &str, sides: &[(Variant, Totals, How); 2], value: impl Fn(&Totals) -> String) -> Html {
    html! {
        <tr><th scope="row">{ name }</th>{ for sides.iter().map(|side| html! { <td>{ value(&side.1) }</td> }) }</tr>
    }
}

fn reported(figures: &'static [Reported]) -> Html {
    let of = |variant: Variant| {
        let seconds: Vec<_> = figures
            .iter()
            .filter(|figure| figure.what.eq_ignore_ascii_case(variant.name()))
            .map(|figure| format!("{} s", figure.seconds))
            .collect();
        if seconds.is_empty() { "–".to_owned() } else { seconds.join(", ") }
    };
    html! {
        <tr><th scope="row">{ "The article reported" }</th>{ for Variant::ALL.map(|variant| html! { <td>{ of(variant) }</td> }) }</tr>
    }
}
