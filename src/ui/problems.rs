//! What went wrong, and what must be known to judge a run.

use yew::prelude::*;

use super::model::{Model, Remarks};
use super::scene_view::SceneView;
use super::session::RunState;
use crate::browser::network::NetworkChoice;
use crate::timeline::label;

/// What went wrong, a sentence each; those of the page itself first.
pub fn problems(view: &SceneView, of_page: &[String]) -> Html {
    let (address, session) = (&view.address, &view.session);
    let model = &session.model.borrow();
    let mut sentences = of_page.to_vec();
    sentences.extend(address.problems.iter().map(ToString::to_string));
    sentences.extend_from_slice(&session.problems);
    if let Err(problem) = NetworkChoice::parse(&address.network) {
        sentences.push(problem.to_string());
    }
    sentences
        .extend(model.simulation().problem.iter().map(|problem| format!("There is no preview: {problem}.")));
    if let RunState::Failed(sentence) = &session.state {
        sentences.push(sentence.clone());
    }
    sentences.extend(model.numbers().filter_map(|number| failures(number, model)));
    sentences.extend(remarks(model.remarks()));
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="notice" role="alert">{ for sentences.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
    }
}

/// What must be known to judge a run, a sentence each.
fn remarks(remarks: Remarks) -> Vec<String> {
    let mut sentences = Vec::new();
    if remarks.hidden {
        sentences.push(
            "The page was hidden for some of this run. Browsers slow timers down then: run it again to compare times."
                .to_owned(),
        );
    }
    if let Some(frozen) = remarks.frozen {
        let kept = match remarks.kept {
            None => String::new(),
            Some(0) => " You pressed nothing meanwhile; it would have had to wait.".to_owned(),
            Some(kept) => format!(" {kept} of your presses and keys had to wait until it was over."),
        };
        sentences.push(format!(
            "The page was frozen for {}: it drew no frame, and no button worked.{kept} An async program does the same \
             work with the page alive. (Few browsers let a frozen page make requests: elsewhere it waits as long as \
             they would take.)",
            label::time(frozen)
        ));
    }
    sentences
}

/// A sentence about a program of the live run whose tasks failed.
fn failures(number: usize, model: &Model) -> Option<String> {
    let totals = model.totals(number).filter(|totals| totals.failed > 0)?;
    let (failed, tasks, word) = (totals.failed, totals.tasks, model.program(number).words());
    Some(format!("In the {word} run {failed} of {tasks} tasks failed; the console says why."))
}
