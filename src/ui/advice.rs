//! What went wrong, as sentences that lead to the moment.

use yew::prelude::*;

use super::model::Model;
use super::parts::seek;
use super::session::Action;
use crate::scenes::Variant;
use crate::trace::advice::Told;

/// A sentence for each mistake of the async program, which is a button where it is known when the mistake was made.
pub fn advice(model: &Model, dispatch: &Callback<Action>) -> Html {
    let folded = model.shown(Variant::Async);
    let known = model.mistakes();
    let item = |Told { text, at }: &Told| {
        html! { <li>{ match at {
            Some(at) => seek(dispatch, *at, text.clone()),
            None => text.into(),
        } }</li> }
    };
    let remark: Html = if let Some(problem) = &known.problem {
        format!("There is no advice: {problem}.").into()
    } else if known.records != folded.trace.len() {
        "This run is long: it is judged when it is over.".into()
    } else if known.found.is_empty() {
        "Nothing to say: no mistake was found.".into()
    } else {
        "Press one to see the moment at which it was made.".into()
    };
    html! {
        <div class="advice">
            <h2>{ Variant::Async.name() }{ model.kind() }</h2>
            <p class="note">{ remark }</p>
            <ul>{ for known.found.iter().map(item) }</ul>
        </div>
    }
}
