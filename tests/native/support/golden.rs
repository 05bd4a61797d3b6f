//! Texts of the repository that are to be what the tests find. They are written by one switch alone.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use similar::TextDiff;

/// The switch that writes the texts that differ, and what to run with it.
const UPDATE: &str = "UPDATE_GOLDENS=1 cargo test --test native scenes";

/// Of more files than these only the names are told, and of a longer difference only so many lines.
const FILES: usize = 5;
const LINES: usize = 30;

/// Compares texts with files, and tells of all that differ at once.
pub struct Goldens {
    root: PathBuf,
    update: bool,
    /// Name and difference.
    different: Vec<(String, String)>,
}

impl Goldens {
    /// With the files of this repository.
    pub fn new() -> Self {
        let update = std::env::var("UPDATE_GOLDENS").is_ok_and(|value| value == "1");
        Self { root: env!("CARGO_MANIFEST_DIR").into(), update, different: Vec::new() }
    }

    /// What a file, named from the root, is to be.
    pub fn expect(&mut self, name: &str, now: &str) {
        let file = self.root.join(name);
        let before = fs::read_to_string(&file).ok();
        if before.as_deref() == Some(now) {
            return;
        }
        if self.update {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, now).unwrap();
        } else {
            self.different.push((name.to_owned(), difference(name, before.as_deref(), now)));
        }
    }

    /// Fails if something differs.
    #[track_caller]
    pub fn hold(self) {
        let mut told = String::new();
        for (place, (name, difference)) in self.different.iter().enumerate() {
            let _ = writeln!(told, "{}", if place < FILES { difference } else { name });
        }
        assert!(told.is_empty(), "what is found differs from the files. If it should: {UPDATE}\n\n{told}");
    }
}

fn difference(name: &str, before: Option<&str>, now: &str) -> String {
    let (title, before) = before.map_or(("no file", ""), |before| (name, before));
    let diff = TextDiff::from_lines(before, now);
    let whole = diff.unified_diff().context_radius(2).header(title, &format!("{name}, as found")).to_string();
    let count = whole.lines().count();
    let mut shown: String = whole.split_inclusive('\n').take(LINES).collect();
    if let Some(more) = count.checked_sub(LINES).filter(|more| *more > 0) {
        let _ = writeln!(shown, "… and {more} lines more");
    }
    shown
}

mod itself {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    /// A folder with the file `same.txt`, and what is to be in it and in two others.
    fn compared(update: bool) -> (tempfile::TempDir, Goldens) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("same.txt"), "as it was\n").unwrap();
        fs::write(folder.path().join("other.txt"), "one\ntwo\nthree\nfour\nfive\n").unwrap();
        let mut goldens = Goldens { root: folder.path().into(), update, different: Vec::new() };
        goldens.expect("same.txt", "as it was\n");
        goldens.expect("other.txt", "one\ntwo\nthree\n4\nfive\n");
        goldens.expect("new/one.txt", &"line\n".repeat(100));
        (folder, goldens)
    }

    #[test]
    fn what_differs_is_shown_in_a_few_lines_and_left_as_it_is() {
        let (folder, goldens) = compared(false);
        let message = catch_unwind(AssertUnwindSafe(|| goldens.hold())).unwrap_err();
        let message = message.downcast_ref::<String>().unwrap();
        assert!(message.contains(UPDATE), "{message}");
        assert!(message.contains(" two\n three\n-four\n+4\n five\n"), "{message}");
        assert!(message.contains("--- no file\n+++ new/one.txt, as found\n"), "{message}");
        assert!(message.contains("+line\n… and 73 lines more\n"), "{message}");
        assert!(!message.contains("same.txt"), "{message}");
        let before = "one\ntwo\nthree\nfour\nfive\n";
        assert_eq!(fs::read_to_string(folder.path().join("other.txt")).unwrap(), before);
        assert!(!folder.path().join("new").exists());
    }

    #[test]
    fn the_switch_writes_what_differs() {
        let (folder, goldens) = compared(true);
        goldens.hold();
        let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("other.txt"), "one\ntwo\nthree\n4\nfive\n");
        assert_eq!(read("new/one.txt").lines().count(), 100);
    }
}
