//! Guess first: how long each program will take, and how far off that was.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::model::Model;
use super::session::{Action, RunState, SessionHandle};
use crate::timeline::{guess, label};

/// Where the handles stand before they are moved: at a second.
const FIRST: u8 = 20;

/// Before the first run a handle for each program, behind a line that is easy to pass over: while they are shown,
/// the computed times are not. After a run a sentence, if there was a guess.
pub fn guess_first(session: &SessionHandle) -> Html {
    let model = session.model.borrow();
    if !model.has_run() {
        return html! {
            <details class="guess">
                <summary>{ "Guess first: how long will each program take?" }</summary>
                { for model.numbers().map(|number| handle(session, &model, number)) }
            </details>
        };
    }
    let judged = model.numbers().filter_map(|number| {
        let (place, came) = (model.guess(number)?, model.totals(number)?.wall);
        let guessed = guess::time(place);
        Some(format!(
            "{} {}, {}",
            model.program(number).words(),
            label::time(guessed),
            guess::how_far(guessed, came)
        ))
    });
    let judged: Vec<_> = judged.collect();
    if judged.is_empty() || session.state == RunState::Running {
        return Html::default();
    }
    html! { <p class="guess">{ format!("Your guess: {}.", judged.join("; ")) }</p> }
}

fn handle(session: &SessionHandle, model: &Model, number: usize) -> Html {
    let place = model.guess(number);
    let dispatch = session.dispatch.clone();
    let oninput = move |event: InputEvent| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        let place = input.and_then(|input| input.value().parse::<u32>().ok());
        if let Some(place) = place.and_then(|place| u8::try_from(place).ok()) {
            dispatch.emit(Action::Guess(number, place));
        }
    };
    let text = place.map_or_else(|| "no guess".to_owned(), |place| label::time(guess::time(place)));
    html! {
        <label>
            { model.program(number).title() }
            <input type="range" min="0" max={guess::LAST.to_string()} value={place.unwrap_or(FIRST).to_string()}
                aria-valuetext={text.clone()} {oninput} />
            <output>{ text }</output>
        </label>
    }
}
