//! The Python programs of the scenes, run by `CPython` in virtual time, and compared line by line.

use std::fmt;
use std::process::Command;

use meanwhile::scenes::Difference;
use meanwhile::trace::{Micros, Program, ProgramKind, Trace, What};
use serde::Deserialize;

/// A printed line and its time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "(u64, String)")]
pub struct Line {
    pub at: Micros,
    pub text: String,
}

impl From<(u64, String)> for Line {
    fn from((at, text): (u64, String)) -> Self {
        Self { at: Micros(at), text }
    }
}

/// “a line” at 1.500000 s
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” at {} s", self.text, self.at)
    }
}

/// What a trace's program printed.
pub fn printed(trace: &Trace) -> Vec<Line> {
    let mut lines = Vec::new();
    for record in trace.records() {
        if let What::Printed { text } = record.what {
            let each = trace.text(text).split('\n');
            lines.extend(each.map(|text| Line { at: record.at, text: text.to_owned() }));
        }
    }
    lines
}

/// What a part of a Python file printed, and how it failed, if it did.
#[derive(Clone, Debug, Deserialize)]
pub struct Played {
    file: String,
    /// The name of its main function, or `whole`.
    part: String,
    /// Whether that is an async function.
    is_async: bool,
    pub lines: Vec<Line>,
    pub error: Option<String>,
}

/// A Python file: each of its programs alone, from the time zero, and the file as a whole.
#[derive(Clone, Debug)]
pub struct File {
    pub programs: Vec<Played>,
    pub whole: Played,
}

/// The name of a program's main function: `main` and `main_blocking` or, for a program `first-error`,
/// `main_first_error`.
pub fn main_function(program: &Program) -> String {
    if program.name == "async" {
        "main".to_owned()
    } else {
        format!("main_{}", program.name.replace('-', "_"))
    }
}

impl File {
    /// What one of its programs printed.
    #[track_caller]
    pub fn of(&self, program: &Program) -> &Played {
        let (function, is_async) = (main_function(program), program.kind == ProgramKind::Async);
        let found =
            self.programs.iter().find(|played| played.part == function && played.is_async == is_async);
        found.unwrap_or_else(|| {
            panic!("{} has no {} function {function}", self.whole.file, program.kind.word())
        })
    }

    /// What its async program printed.
    #[track_caller]
    pub fn run(&self) -> &Played {
        self.of(&Program::PAIR[0])
    }

    /// What its blocking program printed.
    #[track_caller]
    pub fn block(&self) -> &Played {
        self.of(&Program::PAIR[1])
    }
}

/// Runs files, named from the root of the repository, with this machine's `CPython`.
///
/// # Panics
///
/// When one of them never ends, or the runner itself fails.
#[track_caller]
pub fn run(files: &[String]) -> Vec<File> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new("python3");
    // -B: no compiled files beside the sources. What was never awaited is a scene's business.
    command.current_dir(root).args(["-B", "-W", "ignore", "tests/python/run_scenes.py"]).args(files);
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut played = text.lines().map(|line| serde_json::from_str::<Played>(line).unwrap());
    let mut next = || played.next().unwrap_or_else(|| panic!("a program did not end:\n{errors}"));
    let file = |_: &String| {
        let mut programs = Vec::new();
        loop {
            match next() {
                whole if whole.part == "whole" => return File { programs, whole },
                program => programs.push(program),
            }
        }
    };
    files.iter().map(file).collect()
}

/// How far the two languages agree in one program of a scene.
#[derive(Debug, Default)]
pub struct Comparison {
    /// How many lines the Rust program prints.
    pub lines: usize,
    /// How many of them are the same in Python, at the same time and place.
    pub same: usize,
    /// A sentence for each difference that nothing excuses.
    pub complaints: Vec<String>,
}

/// More differences than this are counted, not told: most follow from the first.
const TOLD: usize = 3;

/// Compares what a program printed in Rust and in Python. `name` begins each complaint.
pub fn compare(name: &str, rust: &[Line], python: &[Line], differs: &[Difference]) -> Comparison {
    let mut comparison = Comparison { lines: rust.len(), ..Comparison::default() };
    let mut complaints = Vec::new();
    let mut used = vec![false; differs.len()];
    let mut theirs = python.iter().peekable();
    for (place, ours) in rust.iter().enumerate() {
        if theirs.peek() == Some(&ours) {
            comparison.same += 1;
            theirs.next();
            continue;
        }
        if let Some(entry) = differs.iter().position(|entry| entry.line == ours.text) {
            used[entry] = true;
            // A line that Python does not print at all leaves the next one in its place.
            if theirs.peek().copied() != rust.get(place + 1) {
                theirs.next();
            }
            continue;
        }
        let theirs = theirs.next().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        complaints.push(format!("{name}, line {}: Rust prints {ours}, and Python {theirs}.", place + 1));
    }
    if let Some(more) = theirs.next() {
        let count = theirs.count() + 1;
        complaints.push(format!("{name}: Python prints {count} lines more than Rust; the first is {more}."));
    }
    if let Some(untold) = complaints.len().checked_sub(TOLD + 1) {
        complaints.truncate(TOLD);
        complaints.push(format!("{name}: {} lines more differ.", untold + 1));
    }
    for (entry, _) in differs.iter().zip(used).filter(|(_, used)| !used) {
        complaints.push(format!(
            "{name}: `differs` names “{}”, but no line of this text differs; take the entry away.",
            entry.line
        ));
    }
    comparison.complaints = complaints;
    comparison
}
