//! `CPython` as the judge of the scenes: every Python file prints what its scene prints, in the same
//! order and at the same times, to the microsecond.

use std::io::Write as _;

use meanwhile::scenes::{self, Scene};

use crate::support::cpython::version;
use crate::support::python::{self, Comparison, File, Played, compare, printed};

/// How many lines must agree without an exception, in per cent.
const AGREEMENT: usize = 95;

/// Says something past the test harness, which would keep it to itself.
fn say(line: &str) {
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

#[test]
fn every_scene_prints_the_same_in_python() {
    if version("comparing the scenes with CPython").is_none() {
        return;
    }
    let names: Vec<_> = scenes::ALL.iter().map(|scene| format!("src/scenes/{}", scene.python.name)).collect();
    let files = python::run(&names);
    let mut all = Comparison::default();
    for (scene, file) in scenes::ALL.iter().zip(&files) {
        for number in 0..scene.programs.len() {
            let comparison = judged(scene, number, file.of(&scene.programs[number]));
            all.lines += comparison.lines;
            all.same += comparison.same;
            all.complaints.extend(comparison.complaints);
        }
        all.complaints.extend(whole_program(scene, file));
    }
    let complaints = all.complaints.join("\n");
    assert!(complaints.is_empty(), "CPython and the scenes do not agree:\n{complaints}");
    let share = all.same * 100 / all.lines.max(1);
    say(&format!("{} scenes: {} of {} lines agree without exception", files.len(), all.same, all.lines));
    assert!(share >= AGREEMENT, "{share} % of the lines agree without exception, {AGREEMENT} % must");
}

/// One program of a scene, at its default settings.
fn judged(scene: &Scene, number: usize, theirs: &Played) -> Comparison {
    let program = &scene.programs[number];
    let name = format!("{} ({})", scene.id, program.name);
    if let Some(error) = &theirs.error {
        let file = scene.python.name;
        let complaint = format!("{name}: {file} fails in virtual time:\n{error}");
        return Comparison { complaints: vec![complaint], ..Comparison::default() };
    }
    let ours = scene.simulate(number, &scene.defaults());
    let differs: Vec<_> =
        scene.differs.iter().filter(|entry| entry.program == program.name).copied().collect();
    compare(&name, &printed(&ours), &theirs.lines, &differs)
}

/// The file run as a program: what all print, each followed by the time that it took.
fn whole_program(scene: &Scene, file: &File) -> Option<String> {
    let name = scene.python.name;
    if let Some(error) = &file.whole.error {
        return Some(format!("{}: {name} fails as a whole program:\n{error}", scene.id));
    }
    let texts = |played: &Played| played.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    let (mut expected, mut found) = (Vec::new(), texts(&file.whole));
    for program in scene.programs {
        expected.extend(texts(file.of(program)));
        let heading = format!("{}: ", program.words());
        // The time itself is the program's to round and to word.
        if let Some(line) = found.get_mut(expected.len()).filter(|line| line.starts_with(&heading)) {
            line.clone_from(&heading);
        }
        expected.push(heading);
    }
    let place =
        (0..expected.len().max(found.len())).find(|place| expected.get(*place) != found.get(*place))?;
    let [expected, found] =
        [&expected, &found].map(|lines| lines.get(place).map_or("nothing", String::as_str));
    Some(format!(
        "{}: run as a whole program, {name} prints “{found}” as its line {}, where “{expected}” is due.",
        scene.id,
        place + 1
    ))
}
