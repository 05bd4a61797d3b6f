//! The code of a scene: its lines in both languages, and which of them tasks are at.

use std::rc::Rc;

use crate::trace::{Site, SiteId, Snapshot, TaskId, Trace};

/// A file, line by line, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its lines, without their line feeds.
    pub lines: Vec<Rc<str>>,
    /// Whether they are HTML, each with all its tags closed.
    pub html: bool,
    /// The number of the line that should be seen first, from 1.
    pub first: u32,
    /// How many more lines the file has.
    pub rest: u32,
}

impl Listing {
    /// A file as it is.
    fn plain(text: &str) -> Self {
        Self { lines: text.lines().map(Rc::from).collect(), html: false, first: 1, rest: 0 }
    }

    /// The next file of a text that the build wrote.
    fn take<'a>(rows: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut numbers = rows.next()?.split(' ').map(str::parse);
        let mut number = || numbers.next()?.ok();
        let (count, first, rest) = (number()?, number()?, number()?);
        let lines: Vec<_> = rows.take(count as usize).map(Rc::from).collect();
        (lines.len() == count as usize).then_some(Self { lines, html: true, first, rest })
    }
}

/// A line of the Rust file that tasks are at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its number, from 1.
    pub line: u32,
    /// Whether the task that the reader looks at is there; others may be, too.
    pub at: bool,
}

impl Spot {
    /// Where the tasks of a run are at one of its moments, in one file. The reader looks at `task`,
    /// or at the one that runs, if there is none.
    #[must_use]
    pub fn all(trace: &Trace, moment: &Snapshot<'_>, task: Option<TaskId>, file: &str) -> Vec<Self> {
        let own = task.and_then(|task| moment.line(task));
        let lines = moment.lines().into_iter().filter_map(|used| {
            let at = if task.is_some() { own == Some(used.site) } else { used.running.is_some() };
            Some(Self { line: line_in(trace, used.site, file)?, at })
        });
        lines.collect()
    }
}

/// Whether a location is in a file, which is named by the last part of its path.
fn is_in(trace: &Trace, site: Site, file: &str) -> bool {
    trace.text(site.file).rsplit('/').next() == Some(file)
}

/// The location in a trace that is this line of a file.
#[must_use]
pub fn find_site(trace: &Trace, file: &str, line: u32) -> Option<SiteId> {
    let known = (0..).map(SiteId).map_while(|id| Some((id, trace.site(id)?)));
    let mut here = known.filter(|(_, site)| site.line == line && is_in(trace, *site, file));
    here.next().map(|(id, _)| id)
}

/// The line of a file that a location of a trace is; none where it is in another file.
#[must_use]
pub fn line_in(trace: &Trace, site: SiteId, file: &str) -> Option<u32> {
    trace.site(site).filter(|site| is_in(trace, *site, file)).map(|site| site.line)
}

/// How far a pane must be scrolled so that one of some lines is seen whole; none, if one is already.
/// The pane is scrolled by `top` and `height` high, and each line is so far from the top of its content,
/// and so high, all in pixels.
#[must_use]
pub fn scrolled(top: i32, height: i32, lines: &[(i32, i32)]) -> Option<i32> {
    let is_seen = |(y, h): &(i32, i32)| *y >= top && y + h <= top + height;
    let (y, h) = lines.first().filter(|_| !lines.iter().any(is_seen))?;
    Some((y + (h - height) / 2).max(0))
}

/// How a line is marked. The order is that of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineMark {
    /// Tasks are there.
    Hot,
    /// The task that the reader looks at is there.
    At,
}

/// The two files of a scene, and which of their lines do the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// The file that runs.
    pub rust: Listing,
    /// The same program in Python.
    pub python: Listing,
    /// Numbers of lines, Rust's first; by Rust's, each of which is there once.
    pairs: Vec<(u32, u32)>,
}

impl Code {
    /// The two files as they are, of which nothing more is known.
    #[must_use]
    pub fn plain(rust: &str, python: &str) -> Self {
        Self { rust: Listing::plain(rust), python: Listing::plain(python), pairs: Vec::new() }
    }

    /// Reads what the build wrote (`xtask/src/site/code.rs`); none where it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rows = text.split_terminator('\n');
        let (rust, python) = (Listing::take(&mut rows)?, Listing::take(&mut rows)?);
        let pair = |row: &str| {
            let (rust, python) = row.split_once(' ')?;
            Some((rust.parse().ok()?, python.parse().ok()?))
        };
        Some(Self { rust, python, pairs: rows.map(pair).collect::<Option<_>>()? })
    }

    /// The line of the Python file that does what a line of the Rust file does.
    #[must_use]
    pub fn python_line(&self, rust: u32) -> Option<u32> {
        let place = self.pairs.binary_search_by_key(&rust, |pair| pair.0).ok()?;
        Some(self.pairs[place].1)
    }

    /// The lines of the Rust file that do what a line of the Python file does.
    pub fn rust_lines(&self, python: u32) -> impl Iterator<Item = u32> + '_ {
        self.pairs.iter().filter(move |pair| pair.1 == python).map(|pair| pair.0)
    }

    /// The marks of the Rust file, by line.
    #[must_use]
    pub fn rust_marks(spots: &[Spot]) -> Vec<(u32, LineMark)> {
        marks(&mut spots.iter().map(|spot| (spot.line, spot.at)))
    }

    /// The marks of the Python file, by line.
    #[must_use]
    pub fn python_marks(&self, spots: &[Spot]) -> Vec<(u32, LineMark)> {
        marks(&mut spots.iter().filter_map(|spot| Some((self.python_line(spot.line)?, spot.at))))
    }
}

/// One mark a line, the most important one. The lines are few, so that the library's way of sorting,
/// which is long, would not pay.
fn marks(lines: &mut dyn Iterator<Item = (u32, bool)>) -> Vec<(u32, LineMark)> {
    let mut marks: Vec<(u32, LineMark)> = Vec::new();
    for (line, at) in lines {
        let mark = if at { LineMark::At } else { LineMark::Hot };
        match marks.binary_search_by_key(&line, |known| known.0) {
            Ok(place) => marks[place].1 = marks[place].1.max(mark),
            Err(place) => marks.insert(place, (line, mark)),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{join_all, simulate, sleep, spawn};
    use crate::trace::{Micros, Replay};

    const TEXT: &str = "2 2 7\nuse <b>a</b>;\nfn a\n1 1 0\nimport a\n1 1\n2 1\n";

    fn code() -> Code {
        Code::parse(TEXT).unwrap()
    }

    #[test]
    fn a_text_of_the_build_is_read() {
        let Code { rust, python, .. } = code();
        assert_eq!(rust.lines, ["use <b>a</b>;", "fn a"].map(Rc::from));
        assert_eq!((rust.html, rust.first, rust.rest), (true, 2, 7));
        assert_eq!((python.lines, python.first, python.rest), (vec![Rc::from("import a")], 1, 0));
    }

    #[test]
    fn a_pane_is_scrolled_only_where_no_line_is_seen() {
        assert_eq!(scrolled(100, 50, &[(120, 20)]), None);
        assert_eq!(scrolled(100, 50, &[(10, 20), (130, 20)]), None);
        // To the middle, but not beyond the beginning.
        assert_eq!(scrolled(100, 50, &[(140, 20)]), Some(125));
        assert_eq!(scrolled(100, 50, &[(90, 20)]), Some(75));
        assert_eq!(scrolled(100, 50, &[(0, 20)]), Some(0));
        assert_eq!(scrolled(100, 50, &[]), None);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "<!doctype html>\n", "2 2\na\nb\n1 1 0\na\n", "3 1 0\na\n", "1 1 0\na\n"] {
            assert_eq!(Code::parse(text), None, "{text:?}");
        }
        for end in ["1\n", "1 x\n", "1 2 3\n", "\n"] {
            assert_eq!(Code::parse(&format!("{TEXT}{end}")), None, "{end:?}");
        }
        for length in (0..TEXT.len()).filter(|length| TEXT.is_char_boundary(*length)) {
            // Whatever is cut off, nobody panics.
            let _ = Code::parse(&TEXT[..length]);
        }
    }

    #[test]
    fn lines_have_counterparts_both_ways() {
        let code = code();
        assert_eq!([1, 2, 3].map(|line| code.python_line(line)), [Some(1), Some(1), None]);
        assert_eq!(code.rust_lines(1).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(code.rust_lines(2).count(), 0);
        assert_eq!(Code::plain("a\nb", "c").python_line(1), None);
    }

    #[test]
    fn the_task_that_is_looked_at_marks_its_line_before_the_others() {
        let spots = [(2, false), (1, true), (2, true), (1, false)].map(|(line, at)| Spot { line, at });
        assert_eq!(Code::rust_marks(&spots), [(1, LineMark::At), (2, LineMark::At)]);
        assert_eq!(Code::rust_marks(&spots[..1]), [(2, LineMark::Hot)]);
        assert_eq!(code().python_marks(&spots), [(1, LineMark::At)]);
        assert_eq!(code().python_marks(&[Spot { line: 3, at: true }]), []);
    }

    #[test]
    fn spots_are_where_the_tasks_of_a_moment_wait() {
        let ms = Duration::from_millis;
        let trace = simulate(async move {
            let nap = |length| async move { sleep(ms(length)).await };
            let tasks = [spawn("one", nap(1)), spawn("two", nap(3))];
            join_all(tasks).await;
        });
        let line = line!() - 4;
        let replay = Replay::of(&trace);
        let at = Micros(2_000);
        let moment = replay.snapshot(&trace, replay.records_until(&trace, at), at);
        let spots = |task| Spot::all(&trace, &moment, task, "code.rs");
        let [nap, join] = [line, line + 2];
        let spot = |line, at| Spot { line, at };
        let sorted = |mut spots: Vec<Spot>| {
            spots.sort_by_key(|spot| spot.line);
            spots
        };
        assert_eq!(sorted(spots(None)), [spot(nap, false), spot(join, false)]);
        assert_eq!(sorted(spots(Some(TaskId(2)))), [spot(nap, true), spot(join, false)]);
        assert_eq!(sorted(spots(Some(TaskId::MAIN))), [spot(nap, false), spot(join, true)]);
        assert_eq!(Spot::all(&trace, &moment, None, "another.rs"), []);
        let site = find_site(&trace, "code.rs", join).unwrap();
        assert_eq!(trace.site_label(site), format!("code.rs:{join}"));
        assert_eq!(find_site(&trace, "code.rs", join + 1), None);
        assert_eq!(find_site(&trace, "another.rs", join), None);
    }
}
