//! The line of code that the reader has picked out, and when it ran.

use std::cell::Ref;

use super::Model;
use crate::scenes::{Source, Variant};
use crate::timeline::code::find_site;
use crate::trace::moment::{LineRun, LineRuns};
use crate::trace::{Replay, Trace};

/// A line of a scene's file, and when it ran.
#[derive(Debug)]
pub struct Lit {
    file: &'static str,
    line: u32,
    /// On each side on which it was ever known.
    sides: [Option<Replay<LineRuns>>; 2],
}

impl Lit {
    /// When it ran on a side.
    #[must_use]
    pub fn runs(&self, side: usize) -> &[LineRun] {
        self.sides[side].as_ref().map_or(&[], |runs| runs.as_slice())
    }

    fn catch_up(&mut self, side: usize, trace: &Trace) {
        let known = &mut self.sides[side];
        if known.is_none() {
            *known = find_site(trace, self.file, self.line).map(|site| Replay::new(LineRuns::new(site)));
        }
        if let Some(runs) = known {
            runs.catch_up(trace);
        }
    }
}

impl Model {
    /// Picks out a line of a file, or none.
    pub fn light(&mut self, line: Option<(Source, u32)>) {
        self.lit = line.map(|(file, line)| Lit { file: file.name, line, sides: [None, None] }).into();
    }

    /// Another run begins, of which nothing is known yet.
    pub(super) fn relight(&mut self) {
        if let Some(lit) = self.lit.get_mut() {
            lit.sides = [None, None];
        }
    }

    /// The number of the line that is picked out.
    #[must_use]
    pub fn lit_line(&self) -> Option<u32> {
        self.lit.borrow().as_ref().map(|lit| lit.line)
    }

    /// The line that is picked out, with all that is known of it.
    #[must_use]
    pub fn lit(&self) -> Ref<'_, Option<Lit>> {
        if let Some(lit) = self.lit.borrow_mut().as_mut() {
            for (side, variant) in Variant::ALL.into_iter().enumerate() {
                lit.catch_up(side, &self.shown(variant).trace);
            }
        }
        self.lit.borrow()
    }

    /// How often the line that is picked out ran, as a sentence.
    #[must_use]
    pub fn lit_words(&self) -> Option<String> {
        let lit = self.lit();
        let lit = lit.as_ref()?;
        let [run, block] = [0, 1].map(|side| match lit.runs(side).len() {
            0 => "never".to_owned(),
            1 => "once".to_owned(),
            count => format!("{count} times"),
        });
        let line = lit.line;
        Some(format!(
            "Line {line} ran {run} in the async program, {block} in the blocking one; Escape lets it go."
        ))
    }
}
