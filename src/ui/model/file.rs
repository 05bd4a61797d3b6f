//! A run on its way into a file, and out of one.

use std::rc::Rc;

use super::live::LiveProgram;
use super::{Folded, Model, Remarks};
use crate::browser::level::{How, Level};
use crate::scenes::{Address, Pace, Scene};
use crate::timeline::playback::Action;
use crate::trace::{RecordedProgram, RunFile};

/// What is known of a run that comes from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file's name.
    pub file: String,
    /// How much of the run was real where it was recorded.
    pub level: Level,
    /// How the numbers of each program were obtained.
    how: Vec<How>,
}

impl Model {
    /// Shows a run out of a file, as one that is over.
    pub fn adopt(&mut self, run: RunFile, file: String) {
        let level = Level::from_number(run.level).unwrap_or(Level::Simulated);
        let how = run.programs.iter().map(|recorded| recorded.how).collect();
        self.begin(Pace(run.pace));
        self.remarks = Remarks { hidden: run.hidden, frozen: run.frozen, ..Remarks::default() };
        self.origin = Some(Origin { file, level, how });
        let programs = run.programs.into_iter().map(|RecordedProgram { program, trace, .. }| LiveProgram {
            now: trace.last(),
            folded: Folded::of(trace),
            ..LiveProgram::new(program)
        });
        self.live = Some(Rc::new(programs.collect()));
        self.play(Action::Live);
    }

    /// Where the shown run comes from, if from a file.
    #[must_use]
    pub const fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The shown run for a file. `level` is that of this page.
    #[must_use]
    pub fn to_file(&self, scene: &Scene, address: &Address, level: Level) -> RunFile {
        let pace = self.pace().unwrap_or(address.pace);
        let programs = self.numbers().map(|number| RecordedProgram {
            program: self.program(number).clone(),
            how: self.how(number, level, pace),
            trace: self.shown(number).trace.clone(),
        });
        RunFile {
            scene: scene.id.to_owned(),
            query: address.query(),
            pace: pace.0,
            level: self.origin.as_ref().map_or(level, |origin| origin.level).number(),
            hidden: self.remarks.hidden,
            frozen: self.remarks.frozen,
            programs: programs.collect(),
        }
    }

    /// How the file says that a program's numbers were obtained, if the run comes from one.
    pub(super) fn recorded_how(&self, number: usize) -> Option<How> {
        self.origin.as_ref().map(|origin| origin.how[number])
    }
}
