//! What the picture is drawn from.

use std::rc::Rc;

use super::{Folded, Lit, Model, Run};
use crate::timeline::{Side, Track};
use crate::trace::{Micros, PathStep};

impl Model {
    /// Has an earlier run drawn behind the shown one; none for the simulated one.
    pub fn lay(&mut self, ghost: Option<(u32, Rc<Run>)>) {
        self.ghost = ghost;
    }

    /// What is drawn behind the shown run, in words.
    #[must_use]
    pub fn ghost_name(&self) -> String {
        self.ghost.as_ref().map_or_else(|| "simulated".to_owned(), |ghost| format!("run {}", ghost.0))
    }

    /// The critical path of a shown run whose main task is over; empty before.
    #[must_use]
    pub fn path(&self, number: usize) -> &[PathStep] {
        self.simulation.runner.as_ref().map_or(&[], |runner| self.shown(number).path(runner))
    }

    /// What lies behind a program of the shown run: what the program of the same name did in an earlier run
    /// or in virtual time. None for a program out of a file that the scene does not have.
    fn behind(&self, number: usize) -> Option<&Folded> {
        let name = &self.program(number).name;
        match &self.ghost {
            Some((_, earlier)) => {
                earlier.iter().find(|side| side.program.name == *name).map(|side| &side.folded)
            }
            None => self.simulation.named(name),
        }
    }

    /// Everything, ready to be drawn, with or without the critical paths and a line that is picked out.
    #[must_use]
    pub fn tracks<'a>(&'a self, with_paths: bool, lit: Option<&'a Lit>) -> Vec<Track<'a>> {
        let runner = self.simulation.runner.as_ref().filter(|_| with_paths);
        let tracks = self.numbers().map(|number| {
            let lit = lit.map_or(&[][..], |lit| lit.runs(number));
            let run = self.live.as_ref().map(|run| {
                let side = &run[number];
                Side {
                    now: side.now,
                    live: side.live,
                    lit,
                    heartbeat: Some(&side.heartbeat),
                    ..side.folded.side(runner)
                }
            });
            let lit = if run.is_none() { lit } else { &[] };
            let runner = runner.filter(|_| run.is_none());
            let ghost = self.behind(number).map(|folded| Side { lit, ..folded.side(runner) });
            Track { title: self.program(number).heading(), ghost, run }
        });
        tracks.collect()
    }

    /// Up to when the whole picture goes. In a live run that is a little more than has passed, and
    /// at least what the first program will take: so it fills the width at first, and shrinks while
    /// the others go on.
    #[must_use]
    pub fn horizon(&self) -> Micros {
        let whole = self.whole();
        let Some(run) = self.live.as_ref().filter(|_| self.is_live()) else { return whole };
        let passed = run.iter().map(|side| side.now).max().unwrap_or_default();
        let room = |time: Micros| Micros(time.0 + time.0 / 6);
        room(self.end_of(0)).max(room(passed)).min(whole)
    }

    /// When the last thing of all programs ends.
    #[must_use]
    pub fn whole(&self) -> Micros {
        self.numbers().map(|number| self.end_of(number)).max().unwrap_or_default()
    }

    /// When the last thing of a program ends, in the shown run or in what lies behind it.
    #[must_use]
    pub fn end_of(&self, number: usize) -> Micros {
        let behind = self.behind(number).map_or(Micros::ZERO, |folded| folded.trace.last());
        behind.max(self.now(number))
    }
}
