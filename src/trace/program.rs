//! The programs of a scene, and of its runs.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How a program waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProgramKind {
    /// Its tasks are futures, on an event loop.
    Async,
    /// Its calls hold its thread.
    Blocking,
}

impl ProgramKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Async => "async",
            Self::Blocking => "blocking",
        }
    }
}

/// One of the programs of a scene.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Program {
    /// Its name for hosts and files, never changed: kebab-case, and another one than that of every other
    /// program of the scene.
    pub name: Cow<'static, str>,
    /// How it waits.
    pub kind: ProgramKind,
}

impl Program {
    /// The programs that most scenes have.
    pub const PAIR: &'static [Self; 2] = &[Self::futures("async"), Self::calls("blocking")];

    /// An async program.
    #[must_use]
    pub const fn futures(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ProgramKind::Async }
    }

    /// A blocking program.
    #[must_use]
    pub const fn calls(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), kind: ProgramKind::Blocking }
    }

    /// Its name in a sentence: `first error`.
    #[must_use]
    pub fn words(&self) -> String {
        self.name.chars().map(|letter| if letter == '-' { ' ' } else { letter }).collect()
    }

    /// Its name as a heading: `First error`.
    #[must_use]
    pub fn title(&self) -> String {
        let mut title = self.words();
        // A name is kebab-case; one out of a file that is not stays as it is.
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        title
    }

    /// Its name as a heading, with its kind where the name does not say it: `First error (async)`.
    #[must_use]
    pub fn heading(&self) -> String {
        let (title, kind) = (self.title(), self.kind.word());
        if self.name == kind { title } else { format!("{title} ({kind})") }
    }
}

/// The number of the first program of a kind, by the kinds of all. Where there is one of each, a scene
/// compares these.
#[must_use]
pub fn first_of(kinds: &[ProgramKind], kind: ProgramKind) -> Option<usize> {
    kinds.iter().position(|known| *known == kind)
}

/// Which two programs a ratio compares, by their numbers: how many times as long the first one takes as
/// the second. None for a single program.
#[must_use]
pub fn compared(kinds: &[ProgramKind]) -> Option<[usize; 2]> {
    let both = first_of(kinds, ProgramKind::Blocking).zip(first_of(kinds, ProgramKind::Async));
    both.map(|(blocking, futures)| [blocking, futures]).or((kinds.len() > 1).then_some([0, 1]))
}

/// The programs in a sentence: `wrong, right and blocking`.
#[must_use]
pub fn listed(programs: &[Program]) -> String {
    let names: Vec<_> = programs.iter().map(Program::words).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_the_kind_once() {
        let headings = [Program::futures("async"), Program::futures("first-error"), Program::calls("é")];
        assert_eq!(
            headings.map(|program| program.heading()),
            ["Async", "First error (async)", "é (blocking)"]
        );
    }

    #[test]
    fn names_are_listed() {
        let three = [Program::futures("with-lock"), Program::futures("b"), Program::calls("c")];
        assert_eq!(
            [1, 2, 3].map(|count| listed(&three[..count])),
            ["with lock", "with lock and b", "with lock, b and c"]
        );
    }

    #[test]
    fn blocking_is_compared_with_async_and_otherwise_the_first_with_the_second() {
        let [futures, calls] = [ProgramKind::Async, ProgramKind::Blocking];
        assert_eq!(compared(&[futures, calls]), Some([1, 0]));
        assert_eq!(compared(&[futures, futures, calls]), Some([2, 0]));
        assert_eq!(compared(&[futures, futures]), Some([0, 1]));
        assert_eq!(compared(&[futures]), None);
    }
}
