//! Which way for which problem.

use yew::prelude::*;

use super::route::{Route, link};
use crate::browser::view::Hash;
use crate::scenes::when::{SITUATIONS, Situation};
use crate::scenes::{self, Scene};

/// The page's id, as if it were a scene.
pub const ID: &str = "when";
/// Its title.
pub const TITLE: &str = "Which way for which problem";
/// What it is for, on cards and at its head.
pub const LEAD: &str = "Async is one answer among several. Choose what you have to do.";

/// The page; `chosen` is the situation that the address names.
pub fn when(chosen: &'static Situation) -> Html {
    html! {
        <main class="when" data-scene={ID} data-state="idle">
            <h1>{ TITLE }</h1>
            <p class="lead">{ LEAD }</p>
            <div class="choice">
                <fieldset>
                    <legend>{ "I have" }</legend>
                    { for SITUATIONS.iter().map(|situation| option(situation, situation == chosen)) }
                </fieldset>
                <section class="advised" aria-live="polite">
                    <p class="what">{ chosen.task }</p>
                    <h2>{ chosen.approach }</h2>
                    <p>{ chosen.why }</p>
                    <p class="aside">{ format!("Unless {}", chosen.unless) }</p>
                    <p>{ "See it run:" }</p>
                    <ul class="seen">{ for chosen.scenes.iter().filter_map(|id| scenes::find(id)).map(scene) }</ul>
                </section>
            </div>
        </main>
    }
}

fn option(situation: &'static Situation, checked: bool) -> Html {
    // In the address, so that the choice can be linked to.
    let onchange = move |_| Hash::replace(&Route::scene(ID, &format!("situation={}", situation.id)));
    html! {
        <label><input type="radio" name="situation" value={situation.id} {checked} {onchange} />{ situation.task }</label>
    }
}

fn scene(scene: &'static Scene) -> Html {
    html! { <li>{ link(&Route::scene(scene.id, ""), "", scene.title.into()) }</li> }
}
