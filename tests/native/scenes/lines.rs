//! Which line of a scene's Python file does what a line of its Rust file does: found out by running
//! both. The table is `src/scenes/lines.txt`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use meanwhile::scenes::{self, Scene};
use meanwhile::trace::ProgramKind;

use super::pairing::{self, Counterpart, Python, Rust};
use crate::support::cpython;
use crate::support::golden::Goldens;
use crate::support::python::main_function;

const HEAD: &str = "\
# Each line of a scene's Rust file at which a task waits, blocks or is spawned, and the line of its
# Python file at which the same task does the same; or why there is none. Found out by running both
# at their defaults in virtual time, by tests/native/scenes/lines.rs.
";

/// What the Python programs of all scenes did, those of each in the order of the scene.
fn traced() -> Vec<Vec<Python>> {
    let mut command = Command::new("python3");
    // -B: no compiled files beside the sources. What was never awaited is a scene's business.
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-B", "-W", "ignore"]);
    command.arg("tests/python/trace_scenes.py");
    command.args(scenes::ALL.iter().map(|scene| {
        let functions: Vec<_> = scene.programs.iter().map(main_function).collect();
        format!("src/scenes/{}:{}", scene.python.name, functions.join(","))
    }));
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the Python programs were not traced:\n{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut programs = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut next = || programs.next().unwrap_or_else(|| panic!("a program did not end:\n{errors}"));
    scenes::ALL.iter().map(|scene| scene.programs.iter().map(|_| next()).collect()).collect()
}

/// The part of the table for a scene, of all its programs.
fn lines(scene: &Scene, python: &[Python]) -> String {
    let mut counterparts = BTreeMap::new();
    let ours = scene.simulate_all(&scene.defaults());
    for ((program, trace), theirs) in scene.programs.iter().zip(&ours).zip(python) {
        let ours = Rust::of(trace, scene.rust.name);
        let pairs = match program.kind {
            ProgramKind::Async => pairing::task_by_task(&ours, theirs),
            ProgramKind::Blocking => pairing::by_time(&ours, theirs),
        };
        for (line, counterpart) in pairs {
            // A line that several programs run must have one counterpart for all: the page asks for no more.
            let known = counterparts.entry(line).or_insert_with(|| counterpart.clone());
            assert_eq!(
                *known, counterpart,
                "{}: line {line} does different things in its programs",
                scene.id
            );
        }
    }
    let name = scene.rust.name.trim_end_matches(".rs");
    let mut text = String::new();
    for (line, counterpart) in counterparts {
        let _ = match counterpart {
            Counterpart::Line(python) => writeln!(text, "{name} {line} {python}"),
            Counterpart::None(reason) => writeln!(text, "{name} {line} - {reason}"),
        };
    }
    text
}

#[test]
fn every_pair_of_lines_is_as_it_was() {
    if cpython::version("pairing the lines of the scenes").is_none() {
        return;
    }
    let traced = traced();
    assert_eq!(traced.len(), scenes::ALL.len());
    let mut now = HEAD.to_owned();
    for (scene, python) in scenes::ALL.iter().zip(&traced) {
        now.push_str(&lines(scene, python));
    }
    let mut goldens = Goldens::new();
    goldens.expect("src/scenes/lines.txt", &now);
    goldens.hold();
}
