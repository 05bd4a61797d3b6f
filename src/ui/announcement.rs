//! What a screen reader is told, politely.

use super::model::Model;
use super::session::{RunState, SessionHandle};
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
            let mistakes = match model.mistake_times().len() {
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
    let steps: usize = model.numbers().map(|number| model.place(number).0).sum();
    let threads = model.numbers().map(|number| {
        let running = model.moment(number, 0).running;
        let task =
            running.map_or_else(|| "nobody".to_owned(), |running| model.shown(number).name(running.task));
        format!("{} {task}", model.program(number).words())
    });
    format!("Step {steps}, at {at}. On the thread: {}.", threads.collect::<Vec<_>>().join("; "))
}
