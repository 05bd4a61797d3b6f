//! The last runs of a scene, kept while its page is open, to be compared.

use std::rc::Rc;

use yew::prelude::*;

use super::app::pressed;
use super::model::{Model, Sides};
use super::parts::{head, row};
use super::session::{Action, SessionHandle};
use crate::scenes::{Address, Variant};
use crate::timeline::label;
use crate::trace::Micros;

/// How many runs are kept.
const MOST: usize = 4;

/// A run that is over.
struct Kept {
    number: u32,
    settings: String,
    totals: [Micros; 2],
    sides: Rc<Sides>,
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
        let Some(sides) = model.run() else { return };
        if self.kept.len() == MOST {
            let goes = self.kept.iter().position(|kept| Some(kept.number) != self.chosen);
            self.kept.remove(goes.unwrap_or_default());
        }
        self.begun += 1;
        let totals = Variant::ALL.map(|variant| model.totals(variant).unwrap_or_default().wall);
        self.kept.push(Kept { number: self.begun, settings: in_words(address), totals, sides });
    }

    /// Chooses a run, or none, if it was chosen already.
    pub fn choose(&mut self, number: u32) {
        self.chosen = Some(number).filter(|_| self.chosen != Some(number));
    }

    /// The chosen run and its number.
    #[must_use]
    pub fn chosen(&self) -> Option<(u32, Rc<Sides>)> {
        let kept = self.kept.iter().find(|kept| Some(kept.number) == self.chosen)?;
        Some((kept.number, Rc::clone(&kept.sides)))
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
        for (side, total) in kept.totals.iter().enumerate() {
            cells.push(label::time(*total));
            let before = before.map(|before| before.totals[side]).filter(|before| *before > Micros::ZERO);
            let ratio = before.map(|before| format!("{}×", label::significant(total.secs() / before.secs())));
            cells.push(ratio.unwrap_or_else(|| "–".to_owned()));
        }
        rows.push(row(name, cells));
        before = Some(kept);
    }
    let [run, block] = Variant::ALL.map(Variant::name);
    html! {
        <div class="scroller" role="region" aria-label="Your last runs" tabindex="0">
            <table class="runs">
                <caption>{ "Your last runs, each beside the one before. Press one to see it faintly behind the present run." }</caption>
                { head(&["Run", "Settings", run, "÷ before", block, "÷ before"]) }
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}
