//! What a screen reader is told, politely.

use super::model::Model;
use super::session::{RunState, SessionHandle};
use crate::scenes::Variant;
use crate::timeline::label;
use crate::timeline::playback::Mode;

/// How the run goes or, where the reader stepped to another moment, what there is at that one. While
/// the moment moves by itself or is dragged there is too much to tell, so there is nothing.
pub fn announcement(session: &SessionHandle) -> String {
    let model = session.model.borrow();
    match model.playback().mode() {
        Mode::Live => run(&session.state, &model),
        Mode::Paused if model.was_stepped() => step(&model),
        Mode::Paused | Mode::Playing => String::new(),
    }
}

fn run(state: &RunState, model: &Model) -> String {
    match state {
        RunState::Idle | RunState::Failed(_) => String::new(),
        RunState::Running => "The run has begun.".to_owned(),
        RunState::Stopped => "The run was stopped.".to_owned(),
        RunState::Finished => {
            let mistakes = match model.mistakes().times().len() {
                0 => String::new(),
                1 => " The advice names a mistake.".to_owned(),
                count => format!(" The advice names {count} mistakes."),
            };
            format!("The run is over; the verdict is below the timeline.{mistakes}")
        }
    }
}

/// Many steps share a time, so they are counted.
fn step(model: &Model) -> String {
    let at = label::time(model.playhead().unwrap_or_default());
    let steps: usize = Variant::ALL.iter().map(|variant| model.place(*variant).0).sum();
    let [run, block] = Variant::ALL.map(|variant| {
        let running = model.moment(variant, 0).running;
        running.map_or_else(|| "nobody".to_owned(), |running| model.shown(variant).name(running.task))
    });
    format!("Step {steps}, at {at}. On the thread: {run}; blocking: {block}.")
}
