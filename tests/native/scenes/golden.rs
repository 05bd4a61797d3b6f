//! Each scene as readable text, in `tests/golden`: all programs, three seeds.

use std::fmt::Write as _;
use std::fs;

use meanwhile::scenes::{self, Scene};
use meanwhile::timeline::{heading, text};
use meanwhile::trace::ThreadUse;

use crate::support::golden::Goldens;

/// How wide the lanes are, in characters.
const COLUMNS: u32 = 80;
/// A longer run is shown by its beginning and its end, and by a checksum of what lies between.
const LINES: usize = 240;
/// How many of these are its end.
const END: usize = 40;

/// The text of a scene, all runs that are alike in one piece.
fn golden(scene: &Scene) -> String {
    let mut whole = format!("{}: {}\n", scene.id, scene.title);
    for (number, program) in scene.programs.iter().enumerate() {
        let mut runs: Vec<(Vec<u64>, (String, String))> = Vec::new();
        for seed in scene.seed..scene.seed + 3 {
            let mut settings = scene.defaults();
            settings.seed = seed;
            let trace = scene.simulate(number, &settings);
            let title = heading(&program.heading(), ThreadUse::of(&trace).workers().len());
            let run = (title, shortened(&text::timeline(&trace, COLUMNS)));
            match runs.iter_mut().find(|(_, text)| *text == run) {
                Some((seeds, _)) => seeds.push(seed),
                None => runs.push((vec![seed], run)),
            }
        }
        for (seeds, (title, run)) in runs {
            let seeds: Vec<_> = seeds.iter().map(u64::to_string).collect();
            let name = if seeds.len() > 1 { "seeds" } else { "seed" };
            let _ = write!(whole, "\n── {title}, {name} {} ──\n\n{run}", seeds.join(", "));
        }
    }
    whole
}

/// The text, with the middle of a long one left out.
fn shortened(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let mut short = String::new();
    if lines.len() <= LINES {
        for line in lines {
            let _ = writeln!(short, "{line}");
        }
        return short;
    }
    let (begin, end) = (LINES - END, lines.len() - END);
    for line in &lines[..begin] {
        let _ = writeln!(short, "{line}");
    }
    let checksum = adler2::adler32_slice(lines[begin..end].join("\n").as_bytes());
    let _ = writeln!(short, "\n… {} lines more, with the checksum {checksum:08x} …\n", end - begin);
    for line in &lines[end..] {
        let _ = writeln!(short, "{line}");
    }
    short
}

#[test]
fn every_run_is_as_it_was() {
    let mut goldens = Goldens::new();
    for scene in scenes::ALL {
        goldens.expect(&format!("tests/golden/{}.txt", scene.id), &golden(scene));
    }
    goldens.hold();
}

#[test]
fn no_text_is_left_of_a_scene_that_is_gone() {
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = name.strip_suffix(".txt").is_some_and(|id| scenes::find(id).is_some());
        assert!(known, "tests/golden/{name} belongs to no scene of src/scenes/mod.rs; take it away");
    }
}

#[test]
fn a_long_text_keeps_its_beginning_its_end_and_a_checksum() {
    let lines: Vec<_> = (1..=1_000).map(|line| format!("line {line}")).collect();
    let text = lines.join("\n") + "\n";
    let short = shortened(&text);
    assert!(short.starts_with("line 1\n") && short.ends_with("line 1000\n"));
    assert!(short.contains("\nline 200\n\n… 760 lines more, with the checksum "));
    assert_ne!(short, shortened(&text.replace("line 500\n", "line 5OO\n")));
    assert_eq!(shortened("a  \nb\n"), "a\nb\n");
}
