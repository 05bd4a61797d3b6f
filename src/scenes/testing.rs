//! What the claims of a scene are checked with: a scene, run in virtual time.
//!
//! Claims stand in the scene's own file, as tests:
//!
//! ```ignore
//! #[test]
//! fn the_slowest_decides() {
//!     let played = Played::new(&SCENE, "");
//!     played.run.ends_at(1.1);
//!     played.block.ends_at(2.7);
//!     played("wrong", &SCENE, "").ends_at(5.0);
//! }
//! ```

#![allow(dead_code, reason = "a scene takes what its claims need")]

use super::{Address, Scene};
use crate::trace::{Lane, Lanes, Micros, Outcome, ThreadUse, Totals, Trace, What};

/// The two programs that most scenes have, played in virtual time.
pub struct Played {
    /// The async program.
    pub run: Side,
    /// The blocking program.
    pub block: Side,
}

/// One program's run.
pub struct Side {
    trace: Trace,
    lanes: Lanes,
    /// Its sums.
    pub totals: Totals,
}

impl Played {
    /// Plays a scene with the parameters of an address, such as `n=3&latency=100`.
    pub fn new(scene: &Scene, query: &str) -> Self {
        Self { run: played("async", scene, query), block: played("blocking", scene, query) }
    }
}

/// Plays the program of this name of a scene, likewise.
#[track_caller]
pub fn played(name: &str, scene: &Scene, query: &str) -> Side {
    let address = Address::parse(scene, query);
    assert_eq!(address.problems, [], "{query}");
    let number = scene.programs.iter().position(|program| program.name == name);
    let number = number.unwrap_or_else(|| panic!("{} has no program {name:?}", scene.id));
    Side::of(scene.simulate(number, &address.settings))
}

impl Side {
    fn of(trace: Trace) -> Self {
        let lanes = Lanes::of(&trace);
        let totals = Totals::at(&lanes, &ThreadUse::of(&trace), trace.last());
        Self { trace, lanes, totals }
    }

    /// How long the main program took, in seconds.
    pub fn seconds(&self) -> f64 {
        self.totals.wall.secs()
    }

    /// Asserts how long the main program took.
    #[track_caller]
    pub fn ends_at(&self, seconds: f64) {
        assert_eq!(self.totals.wall, Micros::from_secs(seconds));
    }

    /// The printed lines.
    pub fn lines(&self) -> Vec<String> {
        self.timed_lines().into_iter().map(|(_, line)| line).collect()
    }

    /// The printed lines with their times in seconds.
    pub fn timed_lines(&self) -> Vec<(f64, String)> {
        let printed = self.trace.records().filter_map(|record| match record.what {
            What::Printed { text } => Some((record.at.secs(), self.trace.text(text).to_owned())),
            _ => None,
        });
        printed.collect()
    }

    /// When a line was printed first, in seconds.
    #[track_caller]
    pub fn time_of(&self, line: &str) -> f64 {
        let found = self.timed_lines().into_iter().find(|printed| printed.1 == line);
        found.unwrap_or_else(|| panic!("{line:?} is not among {:?}", self.timed_lines())).0
    }

    /// The lane of a task by its name.
    #[track_caller]
    pub fn lane(&self, name: &str) -> &Lane {
        let found = self.lanes.as_slice().iter().find(|lane| self.trace.text(lane.name) == name);
        found.unwrap_or_else(|| panic!("there is no task {name:?}"))
    }

    /// When a task began and ended, in seconds.
    #[track_caller]
    pub fn span_of(&self, name: &str) -> (f64, f64) {
        let lane = self.lane(name);
        (lane.spawned.secs(), lane.end(self.trace.last()).secs())
    }

    /// What a task did, but for what took no time, each with its seconds: `queued 0.4, running 0.2`.
    #[track_caller]
    pub fn story(&self, name: &str) -> String {
        let spans = self.lane(name).spans(self.trace.last()).filter(|span| span.length() > Micros::ZERO);
        let parts: Vec<_> =
            spans.map(|span| format!("{} {}", span.phase.label(), span.length().secs())).collect();
        parts.join(", ")
    }

    /// How a task ended.
    #[track_caller]
    pub fn outcome_of(&self, name: &str) -> Outcome {
        self.lane(name).ended.unwrap_or_else(|| panic!("{name} goes on")).1
    }

    /// The names of all tasks, in the order of their ends.
    pub fn finish_order(&self) -> Vec<String> {
        let mut ended = Vec::new();
        for record in self.trace.records() {
            if let (What::Finished { .. }, Some(lane)) = (record.what, self.lanes.get(record.task)) {
                ended.push(self.trace.text(lane.name).to_owned());
            }
        }
        ended
    }

    /// All values of a named quantity, with their times in seconds.
    pub fn gauge(&self, name: &str) -> Vec<(f64, i64)> {
        let values = self.trace.records().filter_map(|record| {
            let (quantity, value) = record.what.quantity()?;
            (self.trace.quantity_name(quantity) == name).then_some((record.at.secs(), value))
        });
        values.collect()
    }

    /// The greatest value of a named quantity.
    #[track_caller]
    pub fn most(&self, name: &str) -> i64 {
        let values = self.gauge(name).into_iter().map(|(_, value)| value);
        values.max().unwrap_or_else(|| panic!("there is no quantity {name:?}"))
    }

    /// How many requests are under way at most at one moment.
    pub fn most_requests_at_once(&self) -> usize {
        let (mut now, mut most) = (0_usize, 0);
        for record in self.trace.records() {
            match record.what {
                What::RequestStarted { .. } => now += 1,
                What::RequestFinished { .. } => now -= 1,
                _ => {}
            }
            most = most.max(now);
        }
        most
    }
}
