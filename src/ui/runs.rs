//! The last runs of a scene, kept while its page is open, to be compared.

use std::rc::Rc;

use yew::prelude::*;

use super::app::pressed;
use super::model::{Model, Run};
use super::parts::{head, row};
use super::session::{Action, SessionHandle};
use crate::scenes::Address;
use crate::timeline::label;
use crate::trace::{Micros, Program};

/// How many runs are kept.
const MOST: usize = 4;

/// A run that is over.
struct Kept {
    number: u32,
    settings: String,
    /// The name of each program, and how long it took.
    totals: Vec<(Program, Micros)>,
    run: Rc<Run>,
}

impl Kept {
    /// How long the program of this name took, if there was one.
    fn total(&self, name: &str) -> Option<Micros> {
        self.totals.iter().find(|(program, _)| program.name == name).map(|(_, total)| *total)
    }
}

/// The last runs, whatever their parameters, and which of them is drawn behind the present one.
#[derive(Default)]
pub struct Runs {
    begun: u32,
    kept: Vec<Kept>,
    chosen: Option<u32>,
}

impl Runs {
    /// Keeps the run that a model shows. Where there are too many, the first goes that is not
    /// chosen.
    pub fn keep(&mut self, address: &Address, model: &Model) {
        let Some(run) = model.run() else { return };
        if self.kept.len() == MOST {
            let goes = self.kept.iter().position(|kept| Some(kept.number) != self.chosen);
            self.kept.remove(goes.unwrap_or_default());
        }
        self.begun += 1;
        let total = |number| model.totals(number).unwrap_or_default().wall;
        let totals = model.numbers().map(|number| (model.program(number).clone(), total(number)));
        let totals = totals.collect();
        self.kept.push(Kept { number: self.begun, settings: in_words(address), totals, run });
    }

    /// Chooses a run, or none, if it was chosen already.
    pub fn choose(&mut self, number: u32) {
        self.chosen = Some(number).filter(|_| self.chosen != Some(number));
    }

    /// The chosen run and its number.
    #[must_use]
    pub fn chosen(&self) -> Option<(u32, Rc<Run>)> {
        let kept = self.kept.iter().find(|kept| Some(kept.number) == self.chosen)?;
        Some((kept.number, Rc::clone(&kept.run)))
    }
}

/// What of an address differs from the scene as it is given.
fn in_words(address: &Address) -> String {
    let query = address.query();
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|pair| pair.0 != "theme");
    let words = pairs.map(|(name, value)| {
        let known = address.settings.params().iter().find(|param| param.name == name);
        let (label, unit) = known.map_or((&*name, ""), |param| (param.label, param.unit));
        format!("{label} {value} {unit}").trim_end().to_owned()
    });
    let words: Vec<_> = words.collect();
    if words.is_empty() { "as given".to_owned() } else { words.join(", ") }
}

/// The runs, each beside the one before; a press lays one behind the present run.
pub fn runs(session: &SessionHandle) -> Html {
    let runs = session.runs.borrow();
    if runs.kept.is_empty() {
        return Html::default();
    }
    let model = session.model.borrow();
    let programs: Vec<_> = model.numbers().map(|number| model.program(number)).collect();
    let mut before: Option<&Kept> = None;
    let mut rows = Vec::new();
    for kept in &runs.kept {
        let dispatch = session.dispatch.clone();
        let number = kept.number;
        let name = html! {
            <button type="button" aria-pressed={pressed(runs.chosen == Some(number))}
                onclick={move |_| dispatch.emit(Action::Lay(number))}>{ format!("Run {number}") }</button>
        };
        let mut cells = vec![kept.settings.clone()];
        for program in &programs {
            let total = kept.total(&program.name);
            let before = before.and_then(|before| before.total(&program.name));
            let ratio = total
                .zip(before.filter(|before| *before > Micros::ZERO))
                .map(|(total, before)| format!("{}×", label::significant(total.secs() / before.secs())));
            cells.extend([total.map(label::time), ratio].map(|cell| cell.unwrap_or_else(|| "–".to_owned())));
        }
        rows.push(row(name, cells));
        before = Some(kept);
    }
    let titles: Vec<_> = programs.iter().map(|program| program.title()).collect();
    let mut heads = vec!["Run", "Settings"];
    heads.extend(titles.iter().flat_map(|title| [title.as_str(), "÷ before"]));
    html! {
        <div class="scroller" role="region" aria-label="Your last runs" tabindex="0">
            <table class="runs">
                <caption>{ "Your last runs, each beside the one before. Press one to see it faintly behind the present run." }</caption>
                { head(&heads) }
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}
