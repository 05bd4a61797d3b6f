//! A whole trace with its folds, and those of all programs of a scene in virtual time.

use std::cell::OnceCell;

use crate::browser::Runner;
use crate::scenes::Scene;
use crate::timeline::Side;
use crate::timeline::words::Names;
use crate::trace::moment::Wakening;
use crate::trace::{History, PathStep, Program, Replay, TaskId, Totals, Trace};

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

/// All programs of a scene in virtual time.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The programs.
    pub programs: &'static [Program],
    /// What each did; nothing, where there is no runner.
    pub runs: Vec<Folded>,
    /// What ran them, and can say more of a run.
    pub runner: Option<Runner>,
    /// Why there is none, as a sentence without a full stop.
    pub problem: Option<String>,
}

impl Simulation {
    /// Runs the programs of a scene, with the settings of an address, in virtual time.
    #[must_use]
    pub fn of(runner: &Runner, scene: &Scene, address: &str) -> Self {
        let mut runs = Vec::new();
        for (number, _) in (0..).zip(scene.programs) {
            match runner.simulate(address, number) {
                Ok(trace) => runs.push(Folded::of(trace)),
                Err(error) => return Self::nothing(scene, Some(error.to_string())),
            }
        }
        Self { programs: scene.programs, runs, runner: Some(runner.clone()), problem: None }
    }

    /// What there is while there is no runner or, for this reason, will be none.
    #[must_use]
    pub fn nothing(scene: &Scene, problem: Option<String>) -> Self {
        let runs = scene.programs.iter().map(|_| Folded::default()).collect();
        Self { programs: scene.programs, runs, runner: None, problem }
    }

    /// What the program of this name did.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Folded> {
        self.programs.iter().position(|program| program.name == name).map(|number| &self.runs[number])
    }
}
