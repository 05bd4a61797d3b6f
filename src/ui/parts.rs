//! Small parts that several panels are made of.

use yew::prelude::*;

use super::session::Action;
use crate::timeline::playback;
use crate::trace::Micros;

/// A button that shows a moment of the run.
pub fn seek(dispatch: &Callback<Action>, at: Micros, text: String) -> Html {
    let dispatch = dispatch.clone();
    let onclick = move |_: MouseEvent| dispatch.emit(Action::Play(playback::Action::Seek(at)));
    html! { <button type="button" class="seek" {onclick}>{ text }</button> }
}

/// The head of a table.
pub fn head(columns: &[&str]) -> Html {
    let cells: Html =
        columns.iter().map(|name| html! { <th scope="col">{ (*name).to_owned() }</th> }).collect();
    html! { <thead><tr>{ cells }</tr></thead> }
}

/// A row of a table. Takes values, not functions: it is compiled once.
pub fn row(name: Html, values: Vec<String>) -> Html {
    let cells: Html = values.into_iter().map(|value| html! { <td>{ value }</td> }).collect();
    html! { <tr><th scope="row">{ name }</th>{ cells }</tr> }
}
