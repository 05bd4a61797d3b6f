//! A whole trace with its folds, and both of a scene's in virtual time.

use std::cell::OnceCell;

use crate::browser::Runner;
use crate::scenes::Variant;
use crate::timeline::Side;
use crate::timeline::words::Names;
use crate::trace::moment::Wakening;
use crate::trace::{History, PathStep, Replay, TaskId, Totals, Trace};

/// A whole trace with its folds.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The records.
    pub trace: Trace,
    /// What is derived from them.
    pub replay: Replay,
    /// The critical path of a run whose main task is over, once somebody has asked for it.
    path: OnceCell<Vec<PathStep>>,
}

impl Folded {
    pub(super) fn of(trace: Trace) -> Self {
        Self { replay: Replay::of(&trace), trace, ..Self::default() }
    }

    /// As a side of a picture; with its critical path, where a runner is there to find it.
    #[must_use]
    pub fn side(&self, runner: Option<&Runner>) -> Side<'_> {
        let path = runner.map_or(&[][..], |runner| self.path(runner));
        let History { lanes, threads, gauges, .. } = &*self.replay;
        Side { path, ..Side::over(&self.trace, lanes, threads, gauges) }
    }

    /// Its critical path; empty before its main task is over.
    #[must_use]
    pub fn path(&self, runner: &Runner) -> &[PathStep] {
        match self.replay.lanes.get(TaskId::MAIN) {
            Some(main) if main.ended.is_some() => {
                // A runner that does not answer has said so elsewhere.
                self.path.get_or_init(|| runner.path(&self.trace).unwrap_or_default())
            }
            _ => &[],
        }
    }

    /// How a task became ready the last time among the first `records` records.
    #[must_use]
    pub fn wakening(&self, records: usize, task: TaskId) -> Option<Wakening> {
        self.replay.wakening(&self.trace, records, task)
    }

    /// Its names.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names { trace: &self.trace, lanes: &self.replay.lanes }
    }

    /// The name of a task.
    #[must_use]
    pub fn name(&self, task: TaskId) -> String {
        self.names().of(task).to_owned()
    }

    /// Its sums.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::at(&self.replay.lanes, &self.replay.threads, self.trace.last())
    }
}

/// A value for each variant of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Both<T> {
    /// The async one's.
    pub run: T,
    /// The blocking one's.
    pub block: T,
}

impl<T> Both<T> {
    /// One of them.
    pub fn get(&self, variant: Variant) -> &T {
        match variant {
            Variant::Async => &self.run,
            Variant::Blocking => &self.block,
        }
    }

    pub(super) fn get_mut(&mut self, variant: Variant) -> &mut T {
        match variant {
            Variant::Async => &mut self.run,
            Variant::Blocking => &mut self.block,
        }
    }
}

/// Both variants in virtual time.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The two runs.
    pub sides: Both<Folded>,
    /// Who ran them, and can say more of a run.
    pub runner: Option<Runner>,
    /// Why there is none, as a sentence without a full stop.
    pub problem: Option<String>,
}

impl Simulation {
    /// Runs a program in virtual time.
    #[must_use]
    pub fn of(runner: &Runner, program: &str) -> Self {
        let of = |variant| runner.simulate(program, variant).map(Folded::of);
        match of(Variant::Async).and_then(|run| Ok(Both { run, block: of(Variant::Blocking)? })) {
            Ok(sides) => Self { sides, runner: Some(runner.clone()), problem: None },
            Err(error) => Self { problem: Some(error.to_string()), ..Self::default() },
        }
    }
}
