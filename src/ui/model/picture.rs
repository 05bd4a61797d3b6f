//! What the picture is drawn from.

use std::rc::Rc;

use super::{Lit, Model, Sides, track};
use crate::browser::Runner;
use crate::scenes::Variant;
use crate::timeline::{Side, Track};
use crate::trace::{Micros, PathStep};

impl Model {
    /// Has an earlier run drawn behind the shown one; none for the simulated one.
    pub fn lay(&mut self, ghost: Option<(u32, Rc<Sides>)>) {
        self.ghost = ghost;
    }

    /// What is drawn behind the shown run, in words.
    #[must_use]
    pub fn ghost_name(&self) -> String {
        self.ghost.as_ref().map_or_else(|| "simulated".to_owned(), |ghost| format!("run {}", ghost.0))
    }

    /// The critical path of a shown run whose main task is over; empty before.
    #[must_use]
    pub fn path(&self, variant: Variant) -> &[PathStep] {
        self.simulation.runner.as_ref().map_or(&[], |runner| self.shown(variant).path(runner))
    }

    /// What lies behind the shown run, with its critical path if a runner is given.
    fn behind(&self, variant: Variant, runner: Option<&Runner>) -> Side<'_> {
        let earlier = self.ghost.as_ref().map(|ghost| &ghost.1.get(variant).folded);
        earlier.unwrap_or_else(|| self.simulation.sides.get(variant)).side(runner)
    }

    /// Everything, ready to be drawn, with or without the critical paths and a line that is picked out.
    #[must_use]
    pub fn tracks<'a>(&'a self, with_paths: bool, lit: Option<&'a Lit>) -> [Track<'a>; 2] {
        let runner = self.simulation.runner.as_ref().filter(|_| with_paths);
        Variant::ALL.map(|variant| {
            let lit = lit.map_or(&[][..], |lit| lit.runs(track(variant)));
            let run = self.sides.as_ref().map(|sides| {
                let side = sides.get(variant);
                Side {
                    now: side.now,
                    live: side.live,
                    lit,
                    heartbeat: Some(&side.heartbeat),
                    ..side.folded.side(runner)
                }
            });
            let lit = if run.is_none() { lit } else { &[] };
            let ghost = Some(Side { lit, ..self.behind(variant, runner.filter(|_| run.is_none())) });
            Track { title: variant.title(), ghost, run }
        })
    }

    /// Up to when the whole picture goes. In a live run that is a little more than has passed, and
    /// at least what the async side will take: so it fills the width at first, and shrinks while
    /// the blocking side goes on.
    #[must_use]
    pub fn horizon(&self) -> Micros {
        let whole = self.end_of(&Variant::ALL);
        let live = self.sides.as_ref().filter(|sides| sides.run.live || sides.block.live);
        live.map_or(whole, |sides| {
            let passed = sides.run.now.max(sides.block.now);
            let room = |time: Micros| Micros(time.0 + time.0 / 6);
            room(self.end_of(&[Variant::Async])).max(room(passed)).min(whole)
        })
    }

    /// When the last thing of both variants ends, or of one of them.
    #[must_use]
    pub fn end_of(&self, variants: &[Variant]) -> Micros {
        let ends = variants.iter().map(|variant| self.behind(*variant, None).now.max(self.now(*variant)));
        ends.max().unwrap_or(Micros::ZERO)
    }
}
