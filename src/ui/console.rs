//! The printed lines, those of each program beside the others.

use yew::prelude::*;

use super::model::Model;
use super::parts::seek;
use super::session::Action;
use crate::timeline::label::Fixed;
use crate::trace::What;

/// How many lines of a program are listed: those around the moment that is shown. The others are
/// counted.
const MOST: usize = 400;

/// The lines of all programs; the time of each shows that moment, and what is later is faint.
pub fn console(model: &Model, dispatch: &Callback<Action>) -> Html {
    html! { <div class="consoles">{ for model.numbers().map(|number| column(model, dispatch, number)) }</div> }
}

fn column(model: &Model, dispatch: &Callback<Action>, number: usize) -> Html {
    let trace = &model.shown(number).trace;
    let records = model.place(number).0;
    let printed = trace.records().enumerate().filter_map(|(number, record)| match record.what {
        What::Printed { text } => Some((number < records, record.at, text)),
        _ => None,
    });
    let lines: Vec<_> = printed.collect();
    let past = lines.iter().take_while(|line| line.0).count();
    let first = past.saturating_sub(MOST / 2).min(lines.len().saturating_sub(MOST));
    let listed = lines.iter().skip(first).take(MOST).map(|(past, at, text)| {
        let time = format!("{} s", Fixed { value: at.secs(), digits: 3 });
        let class = if *past { "" } else { "later" };
        html! { <li {class}>{ seek(dispatch, *at, time) }<span>{ trace.text(*text).to_owned() }</span></li> }
    });
    html! {
        <div class="console">
            <h2>{ model.program(number).title() }{ model.kind() }</h2>
            if lines.is_empty() {
                <p class="note">{ "Nothing printed yet." }</p>
            }
            { left_out(first, "earlier") }
            <ol>{ for listed }</ol>
            { left_out(lines.len().saturating_sub(first + MOST), "later") }
        </div>
    }
}

/// A sentence about lines that are not listed, if there are any.
fn left_out(count: usize, which: &str) -> Html {
    if count == 0 {
        return Html::default();
    }
    html! { <p class="note">{ format!("{count} {which} lines are not listed.") }</p> }
}
