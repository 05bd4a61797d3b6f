//! The selected lane: which, what it does, and who woke it; and which lanes are folded.

use super::Model;
use crate::timeline::playback::Mode;
use crate::timeline::{Arrow, Fold, LaneId, Outline};
use crate::trace::Cause;

impl Model {
    /// The lane below the selected one or, if `up`, above it; from none, the first or the last.
    #[must_use]
    pub fn neighbour(&self, up: bool) -> Option<LaneId> {
        Outline::neighbour(&self.outlines(), self.selected, up)
    }

    /// The tasks of each program as a tree.
    #[must_use]
    pub fn outlines(&self) -> Vec<Outline> {
        let tracks = self.tracks(false, None);
        tracks.iter().enumerate().map(|(number, track)| track.outline(number, Some(&self.folds))).collect()
    }

    /// Whether the children of a lane are to be seen, if it has any.
    #[must_use]
    pub fn fold(&self, lane: LaneId) -> Option<Fold> {
        self.outlines()[lane.track].fold(lane.task)
    }

    /// Folds a parent, or unfolds it.
    pub fn toggle_fold(&mut self, lane: LaneId) {
        self.folds.toggle(lane);
        self.keep_selection();
    }

    /// Folds all parents or, where any is folded, unfolds them.
    pub fn toggle_folds(&mut self) {
        if self.folds.is_empty() {
            let outlines = self.outlines();
            self.folds.fold_all(&outlines);
            self.keep_selection();
        } else {
            self.folds.unfold_all();
        }
    }

    /// A selected lane that is hidden leaves the selection to the parent that hides it.
    fn keep_selection(&mut self) {
        if let Some(LaneId { track, task }) = self.selected {
            let task = self.outlines()[track].shown(task);
            self.selected = Some(LaneId { track, task });
        }
    }

    /// Whether what is shown changes by itself.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.playback().mode() == Mode::Playing || self.is_live()
    }

    /// What the selected lane does at the moment that is shown, in words.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let LaneId { track, task } = self.selected?;
        let folded = self.shown(track);
        let words = self.with_snapshot(track, |_, snapshot| {
            let woken = folded.wakening(snapshot.records(), task);
            folded.names().task(task, snapshot, woken, self.now(track))
        });
        Some(words).filter(|words| !words.is_empty())
    }

    /// By whom the selected lane was woken the last time before the moment that is shown; with none
    /// selected, by whom the task that is polled then.
    #[must_use]
    pub fn wake(&self) -> Option<Arrow> {
        let track = self.selected.map_or(0, |lane| lane.track);
        if self.selected.is_none() && self.playback().mode() == Mode::Live {
            return None;
        }
        let folded = self.shown(track);
        self.with_snapshot(track, |_, snapshot| {
            let to = self.selected.map(|lane| lane.task).or_else(|| snapshot.polled())?;
            let woken = folded.wakening(snapshot.records(), to)?;
            let from = match woken.by {
                Cause::Task(task) | Cause::Ended(task) | Cause::Cancelled { by: task } => task,
                Cause::Spawned => folded.replay.lanes.get(to)?.parent?,
                Cause::Unknown | Cause::Timer | Cause::Request(_) | Cause::Shutdown => return None,
            };
            Some(Arrow { track, from, to, at: woken.at })
        })
    }
}
