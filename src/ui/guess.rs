//! Guess first: how long each side will take, and how far off that was.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::session::{Action, RunState, SessionHandle};
use crate::scenes::Variant;
use crate::timeline::{guess, label};

/// Where the handles stand before they are moved: at a second.
const FIRST: u8 = 20;

/// Before the first run two handles, behind a line that is easy to pass over: while they are shown,
/// the computed times are not. After a run a sentence, if there was a guess.
pub fn guess_first(session: &SessionHandle) -> Html {
    let model = session.model.borrow();
    if !model.has_run() {
        return html! {
            <details class="guess">
                <summary>{ "Guess first: how long will each side take?" }</summary>
                { for Variant::ALL.map(|variant| handle(session, variant, model.guess(variant))) }
            </details>
        };
    }
    let judged = Variant::ALL.into_iter().filter_map(|variant| {
        let (place, came) = (model.guess(variant)?, model.totals(variant)?.wall);
        let guessed = guess::time(place);
        Some(format!("{} {}, {}", variant.word(), label::time(guessed), guess::how_far(guessed, came)))
    });
    let judged: Vec<_> = judged.collect();
    if judged.is_empty() || session.state == RunState::Running {
        return Html::default();
    }
    html! { <p class="guess">{ format!("Your guess: {}.", judged.join("; ")) }</p> }
}

fn handle(session: &SessionHandle, variant: Variant, place: Option<u8>) -> Html {
    let dispatch = session.dispatch.clone();
    let oninput = move |event: InputEvent| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        let place = input.and_then(|input| input.value().parse::<u32>().ok());
        if let Some(place) = place.and_then(|place| u8::try_from(place).ok()) {
            dispatch.emit(Action::Guess(variant, place));
        }
    };
    let text = place.map_or_else(|| "no guess".to_owned(), |place| label::time(guess::time(place)));
    html! {
        <label>
            { variant.name() }
            <input type="range" min="0" max={guess::LAST.to_string()} value={place.unwrap_or(FIRST).to_string()}
                aria-valuetext={text.clone()} {oninput} />
            <output>{ text }</output>
        </label>
    }
}
