//! A run on its way into a file, and out of one.

use std::rc::Rc;

use super::live::LiveSide;
use super::{Both, Folded, Model, Remarks};
use crate::browser::level::{How, Level};
use crate::scenes::{Address, Pace, Scene, Variant};
use crate::timeline::playback::Action;
use crate::trace::{RecordedSide, RunFile};

/// What is known of a run that comes from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file's name.
    pub file: String,
    /// How much of the run was real where it was recorded.
    pub level: Level,
    /// How the numbers of both sides were obtained.
    how: [How; 2],
}

impl Model {
    /// Shows a run out of a file, as one that is over.
    pub fn adopt(&mut self, run: RunFile, file: String) {
        let level = Level::from_number(run.level).unwrap_or(Level::Simulated);
        let how = run.sides.each_ref().map(|side| side.how);
        self.begin(Pace(run.pace));
        self.remarks = Remarks { hidden: run.hidden, frozen: run.frozen, ..Remarks::default() };
        self.origin = Some(Origin { file, level, how });
        let [run, block] = run.sides.map(|RecordedSide { trace, .. }| LiveSide {
            now: trace.last(),
            folded: Folded::of(trace),
            ..LiveSide::default()
        });
        self.sides = Some(Rc::new(Both { run, block }));
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
        let side = |variant| RecordedSide {
            how: if self.has_run() { self.how(variant, level, pace) } else { How::Simulated },
            trace: self.shown(variant).trace.clone(),
        };
        RunFile {
            scene: scene.id.to_owned(),
            query: address.query(),
            pace: pace.0,
            level: self.origin.as_ref().map_or(level, |origin| origin.level).number(),
            hidden: self.remarks.hidden,
            frozen: self.remarks.frozen,
            sides: Variant::ALL.map(side),
        }
    }

    /// How the file says that a variant's numbers were obtained, if the run comes from one.
    pub(super) fn recorded_how(&self, variant: Variant) -> Option<How> {
        self.origin.as_ref().map(|origin| origin.how[super::track(variant)])
    }
}
