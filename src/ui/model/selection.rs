//! The selected lane: which, what it does, and who woke it.

use super::Model;
use crate::scenes::Variant;
use crate::timeline::playback::Mode;
use crate::timeline::{Arrow, LaneId};
use crate::trace::moment::WokenBy;

impl Model {
    /// The lane below the selected one or, if `up`, above it; from none, the first or the last.
    #[must_use]
    pub fn neighbour(&self, up: bool) -> Option<LaneId> {
        let lanes = Variant::ALL.map(|variant| self.shown(variant).lanes.as_slice().len());
        LaneId::neighbour(self.selected, &lanes, up)
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
        let variant = Variant::ALL[track];
        let folded = self.shown(variant);
        let words = self.with_snapshot(variant, |_, snapshot| {
            let woken = folded.wakening(snapshot.records(), task);
            folded.names().task(task, snapshot, woken, self.now(variant))
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
        let variant = Variant::ALL[track];
        let folded = self.shown(variant);
        self.with_snapshot(variant, |_, snapshot| {
            let to = self.selected.map(|lane| lane.task).or_else(|| snapshot.polled())?;
            let woken = folded.wakening(snapshot.records(), to)?;
            let from = match woken.by {
                WokenBy::Task(task) | WokenBy::EndOf(task) => task,
                WokenBy::Spawning => folded.lanes.get(to)?.parent?,
                WokenBy::Timer | WokenBy::Network | WokenBy::Shutdown => return None,
            };
            Some(Arrow { track, from, to, at: woken.at })
        })
    }
}
