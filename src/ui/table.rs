//! The picture in words: what each task did and does at the moment that is shown.

use yew::prelude::*;

use super::model::{Folded, Model};
use super::parts::{head, row};
use crate::timeline::{heading, label};
use crate::trace::{Lane, Micros, Phase};

/// How many lanes the table has room for; the others are counted.
const MOST: usize = 200;

/// A table for each program.
pub fn tables(model: &Model) -> Html {
    html! { <div class="tables">{ for model.numbers().map(|number| table(model, number)) }</div> }
}

fn table(model: &Model, number: usize) -> Html {
    let folded = model.shown(number);
    let now = model.now(number);
    let playhead = model.playhead();
    let at = playhead.map_or(now, |at| at.min(now));
    let lanes = folded.replay.lanes.as_slice();
    // By the whole run, so that no column comes or goes while the moment moves.
    let mut seen = [false; Phase::ALL.len()];
    for span in lanes.iter().flat_map(|lane| lane.spans(now)) {
        seen[span.phase.index()] = true;
    }
    let used: Vec<_> = Phase::ALL.into_iter().filter(|phase| seen[phase.index()]).collect();
    let title = model.program(number).heading();
    let heading = heading(&title, folded.replay.threads.workers().len());
    let moment = playhead.map(|at| format!(", at {}", label::time(at))).unwrap_or_default();
    let mut columns = vec!["Task", "Begins", "Ends", "Takes"];
    columns.extend(used.iter().map(|phase| phase.label()));
    columns.push("State");
    let more = lanes.len().saturating_sub(MOST);
    html! {
        <div class="scroller" role="region" aria-label={title} tabindex="0">
            <table class="lanes">
                <caption>{ heading }{ model.kind() }{ moment }</caption>
                { head(&columns) }
                <tbody>{ for lanes.iter().take(MOST).map(|lane| lane_row(folded, lane, (at, now), &used)) }</tbody>
            </table>
            if more > 0 {
                <p class="note">{ format!("and {more} more tasks") }</p>
            }
        </div>
    }
}

/// What a task has done up to a moment of a run that is known up to `now`.
fn lane_row(folded: &Folded, lane: &Lane, (at, now): (Micros, Micros), used: &[Phase]) -> Html {
    let mut sums = [Micros::ZERO; Phase::ALL.len()];
    let mut current = None;
    for span in lane.spans(now).take_while(|span| span.start <= at) {
        sums[span.phase.index()] += span.end.min(at) - span.start;
        current = Some(span);
    }
    let ended = lane.ended.filter(|ended| ended.0 <= at);
    let state = match (ended, current) {
        (Some((_, outcome)), _) => outcome.label().to_owned(),
        (None, Some(span)) => format!("{} for {}", span.phase.label(), label::time(at - span.start)),
        (None, None) => "not begun".to_owned(),
    };
    let known = |is: bool, time| if is { label::time(time) } else { "–".to_owned() };
    let begun = lane.spawned <= at;
    let end = lane.end(now).min(at);
    let mut cells =
        vec![known(begun, lane.spawned), known(ended.is_some(), end), known(begun, end - lane.spawned)];
    cells.extend(used.iter().map(|phase| label::time(sums[phase.index()])));
    cells.push(state);
    row(folded.trace.text(lane.name).to_owned().into(), cells)
}
