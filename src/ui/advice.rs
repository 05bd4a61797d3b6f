//! What went wrong, as sentences that lead to the moment and to the line.

use yew::prelude::*;

use super::model::Model;
use super::parts::seek;
use super::session::Action;
use crate::scenes::Source;
use crate::timeline::code::line_in;
use crate::trace::advice::Told;

/// A sentence for each mistake of the async programs, which is a button where it is known when the mistake was
/// made; the line of the program's file to change, which is another; and what the mistake costs. `show_code`
/// is called when a line is pressed.
pub fn advice(model: &Model, file: Source, dispatch: &Callback<Action>, show_code: &Callback<()>) -> Html {
    model.async_numbers().map(|number| of_program(model, number, file, dispatch, show_code)).collect()
}

fn of_program(
    model: &Model,
    number: usize,
    file: Source,
    dispatch: &Callback<Action>,
    show_code: &Callback<()>,
) -> Html {
    let folded = model.shown(number);
    let known = model.mistakes(number);
    let to_line = |line: u32| {
        let (dispatch, show_code) = (dispatch.clone(), show_code.clone());
        let onclick = move |_: MouseEvent| {
            dispatch.emit(Action::Light(Some((file, line))));
            show_code.emit(());
        };
        html! { <button type="button" class="seek" {onclick}>{ format!("Line {line}") }</button> }
    };
    let item = |Told { text, at, line, cost }: &Told| {
        let line = line.and_then(|site| line_in(&folded.trace, site, file.name)).map(to_line);
        let cost = cost.as_ref().map(|cost| html! { <span class="cost">{ format!("costs {cost}") }</span> });
        html! {
            <li>
                { match at {
                    Some(at) => seek(dispatch, *at, text.clone()),
                    None => text.into(),
                } }
                if line.is_some() || cost.is_some() { <p class="note">{ for line }{ for cost }</p> }
            </li>
        }
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
            <h2>{ model.program(number).title() }{ model.kind() }</h2>
            <p class="note">{ remark }</p>
            <ul>{ for known.found.iter().map(item) }</ul>
        </div>
    }
}
