//! Something to play: two sides, recorded.

use meanwhile::timeline::playback::{Recorded, Recording};
use meanwhile::trace::{Micros, Replay, TaskId, Trace, What};

/// Two traces and their indexes.
pub struct Film {
    pub traces: [Trace; 2],
    pub replays: [Replay; 2],
    pub mistakes: Vec<Micros>,
}

impl Film {
    pub fn of(traces: [&Trace; 2]) -> Self {
        let replays = traces.map(|trace| {
            let mut replay = Replay::with_spacing(7);
            replay.catch_up(trace);
            replay
        });
        let mistakes = vec![Micros(40), Micros(900), Micros(900)];
        Self { traces: traces.map(Clone::clone), replays, mistakes }
    }

    pub fn sides(&self) -> [Recorded<'_>; 2] {
        [0, 1].map(|side| Recorded { trace: &self.traces[side], replay: &self.replays[side] })
    }

    pub fn end(&self) -> Micros {
        self.traces.iter().map(Trace::last).max().unwrap()
    }

    /// The times of all records with their sides, in the order of playing.
    pub fn order(&self) -> Vec<(Micros, usize)> {
        let side = |side: usize| self.traces[side].records().map(move |record| (record.at, side));
        let mut order: Vec<_> = side(0).chain(side(1)).collect();
        order.sort_unstable();
        order
    }

    /// Looks at it as at a run that is over.
    pub fn watch<R>(&self, look: impl FnOnce(&Recording<'_>) -> R) -> R {
        let (sides, mistakes) = (self.sides(), &self.mistakes);
        look(&Recording { sides: &sides, mistakes, end: self.end(), live: false })
    }
}

/// Ten records of each side: one a millisecond, and those of the second side half a millisecond
/// later; but the last three of each share a time.
pub fn small() -> Film {
    let side = |offset: u64| {
        let mut trace = Trace::new();
        let text = trace.intern("line");
        for number in 0..10 {
            trace.push(Micros(number.min(7) * 1000 + offset), TaskId::MAIN, What::Printed { text });
        }
        trace
    };
    Film::of([&side(0), &side(500)])
}
