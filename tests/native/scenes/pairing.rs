//! Finds the line of one program that does what a line of the other does, from what both did when.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use meanwhile::trace::{On, SiteId, TaskId, Trace, What};
use serde::Deserialize;

/// A time for which a task waited, or a call held the thread.
#[derive(Debug, Deserialize)]
#[serde(from = "(u64, Option<u64>, Vec<u32>)")]
struct Stretch {
    from: u64,
    /// None where it never ended.
    until: Option<u64>,
    /// Where in the file, from the outermost function to the innermost.
    lines: Vec<u32>,
    /// The task that was waited for. Known of Rust's only.
    on: Option<usize>,
}

impl From<(u64, Option<u64>, Vec<u32>)> for Stretch {
    fn from((from, until, lines): (u64, Option<u64>, Vec<u32>)) -> Self {
        Self { from, until, lines, on: None }
    }
}

impl Stretch {
    fn end(&self) -> u64 {
        self.until.unwrap_or(u64::MAX)
    }

    fn innermost(&self) -> Option<u32> {
        self.lines.last().copied()
    }

    fn outermost(&self) -> Option<u32> {
        self.lines.first().copied()
    }
}

#[derive(Debug, Deserialize)]
struct Task {
    spawned: u64,
    /// The lines that spawned it, outermost first.
    by: Vec<u32>,
    ended: Option<u64>,
    waits: Vec<Stretch>,
    /// Known of Rust's only.
    #[serde(skip)]
    parent: Option<usize>,
}

/// What a Python program did.
#[derive(Debug, Deserialize)]
pub struct Python {
    tasks: Vec<Task>,
    /// When a call held the thread of the program.
    holds: Vec<Stretch>,
}

/// What a Rust program did, in the same words.
#[derive(Default)]
pub struct Rust {
    tasks: Vec<Task>,
    holds: Vec<Stretch>,
}

impl Rust {
    /// Reads a trace. Lines of other files are unknown.
    pub fn of(trace: &Trace, file: &str) -> Self {
        let line = |site: SiteId| -> Vec<u32> {
            let known = trace.site(site);
            let here = known.filter(|site| trace.text(site.file).rsplit('/').next() == Some(file));
            here.iter().map(|site| site.line).collect()
        };
        let mut rust = Self::default();
        // What each task said last that it waits for.
        let mut reasons: Vec<Option<(SiteId, On)>> = Vec::new();
        for record in trace.records() {
            let (at, task) = (record.at.0, record.task.index());
            match record.what {
                What::Spawned { parent, site, .. } => {
                    let parent = parent.map(TaskId::index);
                    rust.tasks.push(Task { spawned: at, by: line(site), ended: None, waits: vec![], parent });
                    reasons.push(None);
                }
                What::PollStarted => rust.tasks[task].go_on(at),
                What::Waiting { on, site } => reasons[task] = Some((site, on)),
                What::PollEnded => {
                    if let (Some((site, on)), None) = (reasons[task], rust.tasks[task].ended) {
                        let on = if let On::Task(task) = on { Some(task.index()) } else { None };
                        let wait = Stretch { from: at, until: None, lines: line(site), on };
                        rust.tasks[task].waits.push(wait);
                    }
                }
                What::Blocked { site, .. } => rust.holds.push((at, None, line(site)).into()),
                What::Unblocked => rust.holds.last_mut().into_iter().for_each(|hold| hold.until = Some(at)),
                What::Finished { .. } => {
                    rust.tasks[task].go_on(at);
                    rust.tasks[task].ended = Some(at);
                }
                _ => {}
            }
        }
        rust
    }
}

impl Task {
    /// Ends the wait that it is in, if any.
    fn go_on(&mut self, at: u64) {
        if let Some(wait) = self.waits.last_mut() {
            wait.until.get_or_insert(at);
        }
    }
}

/// What belongs to a line of the Rust file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// This line of the Python file.
    Line(u32),
    /// None, for this reason.
    None(String),
}

/// For each line of the Rust file, how much speaks for which line of the Python file, in
/// microseconds; what is under `None` speaks for no line at all.
#[derive(Default)]
struct Votes(BTreeMap<u32, BTreeMap<Option<u32>, u64>>);

impl Votes {
    fn add(&mut self, rust: Option<u32>, python: Option<u32>, weight: u64) {
        if let Some(rust) = rust {
            *self.0.entry(rust).or_default().entry(python).or_default() += weight;
        }
    }

    /// A line that something happened at for a time, with what `others` did in it; of these `line`
    /// says which line counts.
    fn during(
        &mut self,
        rust: Option<u32>,
        (from, until): (u64, u64),
        others: &[Stretch],
        line: fn(&Stretch) -> Option<u32>,
    ) {
        let mut left = until - from;
        let first = others.partition_point(|other| other.end() <= from);
        for other in others[first..].iter().take_while(|other| other.from < until) {
            let overlap = other.end().min(until) - other.from.max(from);
            left -= overlap;
            self.add(rust, line(other), overlap);
        }
        self.add(rust, None, left);
    }

    /// The waits of no length, which take a turn of the loop: those of a moment are paired in order,
    /// if both programs were at the same number of different lines.
    fn turns(&mut self, ours: &[Stretch], theirs: &[Stretch]) {
        let (ours, theirs) = (turns(ours), turns(theirs));
        for (moment, ours) in &ours {
            let same = theirs.get(moment).filter(|theirs| theirs.len() == ours.len());
            for (place, line) in ours.iter().enumerate() {
                self.add(Some(*line), same.map(|theirs| theirs[place]), 1);
            }
        }
    }

    /// All waits of a task, with those of its counterpart.
    fn waits(&mut self, ours: &Task, theirs: &Task, pairs: &[Option<usize>]) {
        for wait in &ours.waits {
            // Who waits for a task that is a call in Python is at the call.
            let calls = wait.on.is_some_and(|on| pairs[on].is_none());
            let line = if calls { Stretch::outermost } else { Stretch::innermost };
            self.during(wait.innermost(), (wait.from, wait.end()), &theirs.waits, line);
        }
        self.turns(&ours.waits, &theirs.waits);
    }

    fn counted(self) -> BTreeMap<u32, Counterpart> {
        self.0.into_iter().map(|(line, votes)| (line, decided(&votes))).collect()
    }
}

/// The lines of the waits without length, by their moments; one after the other.
fn turns(waits: &[Stretch]) -> BTreeMap<u64, Vec<u32>> {
    let mut turns = BTreeMap::<u64, Vec<u32>>::new();
    for wait in waits.iter().filter(|wait| wait.end() == wait.from) {
        turns.entry(wait.from).or_default().extend(wait.innermost());
    }
    turns.values_mut().for_each(Vec::dedup);
    turns
}

/// The line that has more than half of all votes.
fn decided(votes: &BTreeMap<Option<u32>, u64>) -> Counterpart {
    let all: u64 = votes.values().sum();
    let lines: Vec<_> = votes.keys().flatten().map(u32::to_string).collect();
    match votes.iter().find(|(_, weight)| **weight * 2 > all) {
        Some((Some(line), _)) => Counterpart::Line(*line),
        None if lines.len() > 1 => Counterpart::None(format!("Python has several: {}", lines.join(", "))),
        None if all == 0 => Counterpart::None("takes no time".to_owned()),
        _ => Counterpart::None("Python does not stop there".to_owned()),
    }
}

/// Pairs the lines of two async programs by what the same tasks did at the same times.
///
/// Tasks are the same that were spawned and that ended at the same times, in the order of spawning;
/// and so are those that are left over, if they are as many. If not, the programs share out their
/// work in different ways, and any of those may be the counterpart. Where Python has none left, a
/// task of the Rust program is one for the sake of its lane only: in Python the task that would have
/// spawned it does the same by itself, with a call.
pub fn task_by_task(rust: &Rust, python: &Python) -> BTreeMap<u32, Counterpart> {
    let mut votes = Votes::default();
    let pairs = same_tasks(&rust.tasks, &python.tasks);
    let left: Vec<_> = rest(&python.tasks, &pairs).into_iter().map(|place| &python.tasks[place]).collect();
    for (task, ours) in rust.tasks.iter().enumerate() {
        let spawned_by = ours.by.last().copied();
        let mut theirs = left.clone();
        if let Some(same) = pairs[task] {
            theirs = vec![&python.tasks[same]];
        } else if let (true, Some(caller)) = (left.is_empty(), caller(task, rust, &pairs)) {
            let caller = &python.tasks[caller];
            let life = (ours.spawned, ours.ended.unwrap_or(u64::MAX));
            votes.during(spawned_by, life, &caller.waits, Stretch::outermost);
            votes.waits(ours, caller, &pairs);
        }
        for theirs in theirs {
            votes.add(spawned_by, theirs.by.last().copied(), 1);
            votes.waits(ours, theirs, &pairs);
        }
    }
    held(&mut votes, rust, python);
    votes.counted()
}

/// Pairs the lines of two blocking programs, which have one thread each, by what held it. What Rust
/// names a task is a call of the main function in Python.
pub fn by_time(rust: &Rust, python: &Python) -> BTreeMap<u32, Counterpart> {
    let mut votes = Votes::default();
    held(&mut votes, rust, python);
    for task in rust.tasks.iter().filter(|task| task.parent == Some(0)) {
        let life = (task.spawned, task.ended.unwrap_or(u64::MAX));
        votes.during(task.by.last().copied(), life, &python.holds, Stretch::outermost);
    }
    votes.counted()
}

fn held(votes: &mut Votes, rust: &Rust, python: &Python) {
    for hold in &rust.holds {
        votes.during(hold.innermost(), (hold.from, hold.end()), &python.holds, Stretch::innermost);
    }
}

/// For each task of the one program its place among those of the other. The main tasks are the same.
fn same_tasks(ours: &[Task], theirs: &[Task]) -> Vec<Option<usize>> {
    let mut places = BTreeMap::<_, VecDeque<usize>>::new();
    // Those that asyncio spawns itself come from no line.
    for (place, task) in theirs.iter().enumerate().filter(|(_, task)| !task.by.is_empty()) {
        places.entry((task.spawned, task.ended)).or_default().push_back(place);
    }
    let others = ours.iter().skip(1).map(|task| {
        let same = places.get_mut(&(task.spawned, task.ended));
        same.and_then(VecDeque::pop_front)
    });
    let mut pairs: Vec<_> = std::iter::once(Some(0)).chain(others).collect();
    let left = rest(theirs, &pairs);
    if pairs.iter().filter(|pair| pair.is_none()).count() == left.len() {
        let single = pairs.iter_mut().filter(|pair| pair.is_none());
        single.zip(left).for_each(|(pair, place)| *pair = Some(place));
    }
    pairs
}

/// The places of the tasks that are in no pair.
fn rest(theirs: &[Task], pairs: &[Option<usize>]) -> Vec<usize> {
    let paired: BTreeSet<_> = pairs.iter().flatten().copied().collect();
    let places = 0..theirs.len();
    places.filter(|place| !paired.contains(place) && !theirs[*place].by.is_empty()).collect()
}

/// The task of the Python program that does what a task without a counterpart does.
fn caller(task: usize, rust: &Rust, pairs: &[Option<usize>]) -> Option<usize> {
    let parent = rust.tasks[task].parent?;
    pairs[parent].or_else(|| caller(parent, rust, pairs))
}
