//! The line of code that the reader has picked out, and when it ran.

use std::cell::Ref;

use super::Model;
use crate::scenes::Source;
use crate::timeline::code::find_site;
use crate::trace::moment::{LineRun, LineRuns};
use crate::trace::{Replay, Trace};

/// A line of a scene's file, and when it ran.
#[derive(Debug)]
pub struct Lit {
    file: &'static str,
    line: u32,
    /// In each program that is shown, if it was ever known there.
    programs: Vec<Option<Replay<LineRuns>>>,
}

impl Lit {
    /// When it ran in a program.
    #[must_use]
    pub fn runs(&self, number: usize) -> &[LineRun] {
        self.programs.get(number).and_then(Option::as_ref).map_or(&[], |runs| runs.as_slice())
    }

    fn catch_up(&mut self, number: usize, trace: &Trace) {
        if self.programs.len() <= number {
            self.programs.resize_with(number + 1, || None);
        }
        let known = &mut self.programs[number];
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
        self.lit = line.map(|(file, line)| Lit { file: file.name, line, programs: Vec::new() }).into();
    }

    /// Another run begins, of which nothing is known yet.
    pub(super) fn relight(&mut self) {
        if let Some(lit) = self.lit.get_mut() {
            lit.programs.clear();
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
            for number in self.numbers() {
                lit.catch_up(number, &self.shown(number).trace);
            }
        }
        self.lit.borrow()
    }

    /// How often the line that is picked out ran, as a sentence.
    #[must_use]
    pub fn lit_words(&self) -> Option<String> {
        let lit = self.lit();
        let lit = lit.as_ref()?;
        let programs = self.numbers().map(|number| {
            let often = match lit.runs(number).len() {
                0 => "never".to_owned(),
                1 => "once".to_owned(),
                count => format!("{count} times"),
            };
            format!("{often} in the {} program", self.program(number).words())
        });
        let programs: Vec<_> = programs.collect();
        Some(format!("Line {} ran {}; Escape lets it go.", lit.line, programs.join(", ")))
    }
}
