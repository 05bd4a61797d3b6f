//! Which lanes of a track have a row of their own: all but those of which an ancestor is folded.

use crate::trace::{Lanes, TaskId};

use super::picture::LaneId;

/// The parents that are folded, of all tracks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds(Vec<LaneId>);

impl Folds {
    /// Whether a parent is folded.
    #[must_use]
    pub fn has(&self, lane: LaneId) -> bool {
        self.0.binary_search(&lane).is_ok()
    }

    /// All of them, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[LaneId] {
        &self.0
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Folds an open parent, unfolds a closed one.
    pub fn toggle(&mut self, lane: LaneId) {
        match self.0.binary_search(&lane) {
            Ok(place) => drop(self.0.remove(place)),
            Err(place) => self.0.insert(place, lane),
        }
    }

    /// Folds all parents of the tracks.
    pub fn fold_all(&mut self, tracks: &[Outline]) {
        let parents = tracks.iter().enumerate().flat_map(|(track, outline)| {
            let parents = (0..).map(TaskId).zip(&outline.parents).filter(|(_, parent)| **parent);
            parents.map(move |(task, _)| LaneId { track, task })
        });
        self.0 = parents.collect();
    }

    /// Unfolds all.
    pub fn unfold_all(&mut self) {
        self.0.clear();
    }
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// A task without children.
    #[default]
    Leaf,
    /// A parent whose children have lines of their own.
    Open,
    /// A parent whose children have not.
    Closed,
    /// All that descend from the closed parent in the line above.
    Hidden,
}

/// A line of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The place of its first task in the order of the tree.
    pub first: usize,
    /// How many tasks it has; more than one only where they are hidden.
    pub tasks: usize,
    /// What it stands for.
    pub fold: Fold,
}

/// The tasks of a track as a tree: each parent before its children, siblings in the order of their
/// spawning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    order: Vec<TaskId>,
    lines: Vec<Line>,
    /// The line of each task.
    line_of: Vec<u32>,
    /// Whether each task has children.
    parents: Vec<bool>,
    children: usize,
}

impl Outline {
    /// The tree of a track of which there may be two runs: who spawned whom says the first, and of
    /// tasks that it does not have, the second.
    #[must_use]
    pub fn of(track: usize, runs: [Option<&Lanes>; 2], folds: Option<&Folds>) -> Self {
        let lanes = |run: usize| runs[run].map(Lanes::as_slice).unwrap_or_default();
        let count = lanes(0).len().max(lanes(1).len());
        let lane = |place| lanes(0).get(place).or_else(|| lanes(1).get(place));
        let parents: Vec<_> = (0..count).map(|place| lane(place).and_then(|lane| lane.parent)).collect();
        Self::new(&parents, |task| folds.is_some_and(|folds| folds.has(LaneId { track, task })))
    }

    /// The tree of tasks of which the parents are known. A parent is older than its children.
    #[must_use]
    pub fn new(parents: &[Option<TaskId>], is_folded: impl Fn(TaskId) -> bool) -> Self {
        let count = parents.len();
        let parent = |place: usize| parents[place].map(TaskId::index).filter(|parent| *parent < place);
        let mut sizes = vec![1_usize; count];
        for place in (0..count).rev() {
            if let Some(parent) = parent(place) {
                sizes[parent] += sizes[place];
            }
        }
        // Where the next child of each task gets to and, at the end, the next task without a parent.
        let mut next = vec![0; count + 1];
        let mut order = vec![TaskId::MAIN; count];
        for (place, task) in (0..count).zip((0..).map(TaskId)) {
            let above = parent(place).unwrap_or(count);
            let at = next[above];
            next[above] += sizes[place];
            next[place] = at + 1;
            order[at] = task;
        }
        let mut outline = Self {
            order,
            lines: Vec::new(),
            line_of: vec![0; count],
            parents: sizes.iter().map(|size| *size > 1).collect(),
            children: parents.iter().flatten().count(),
        };
        let mut first = 0;
        while first < count {
            let task = outline.order[first];
            let size = sizes[task.index()];
            let fold = match size {
                1 => Fold::Leaf,
                _ if is_folded(task) => Fold::Closed,
                _ => Fold::Open,
            };
            outline.add(Line { first, tasks: 1, fold });
            first += 1;
            if fold == Fold::Closed {
                outline.add(Line { first, tasks: size - 1, fold: Fold::Hidden });
                first += size - 1;
            }
        }
        outline
    }

    fn add(&mut self, line: Line) {
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        for task in &self.order[line.first..line.first + line.tasks] {
            self.line_of[task.index()] = number;
        }
        self.lines.push(line);
    }

    /// The lines, from top to bottom.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The tasks of some lines that follow one another.
    #[must_use]
    pub fn tasks(&self, lines: std::ops::Range<usize>) -> &[TaskId] {
        let Some(lines) = self.lines.get(lines) else { return &[] };
        let end = lines.last().map_or(0, |line| line.first + line.tasks);
        lines.first().map_or(&[], |line| &self.order[line.first..end])
    }

    /// The number of the line of a task.
    #[must_use]
    pub fn line_of(&self, task: TaskId) -> Option<usize> {
        self.line_of.get(task.index()).map(|line| *line as usize)
    }

    /// What can be done with the line of a task.
    #[must_use]
    pub fn fold(&self, task: TaskId) -> Option<Fold> {
        Some(self.lines[self.line_of(task)?].fold)
    }

    /// How many tasks have a parent.
    #[must_use]
    pub const fn children(&self) -> usize {
        self.children
    }

    /// The task itself or, if it is hidden, the closed parent above.
    #[must_use]
    pub fn shown(&self, task: TaskId) -> TaskId {
        let line = self.line_of(task).filter(|line| self.lines[*line].fold == Fold::Hidden);
        line.map_or(task, |line| self.order[self.lines[line - 1].first])
    }

    /// The lane below a lane or, if `up`, above it; from none, the first or the last. At either end
    /// it stays there. Hidden ones are passed over.
    #[must_use]
    pub fn neighbour(tracks: &[Self], from: Option<LaneId>, up: bool) -> Option<LaneId> {
        let lanes = tracks.iter().enumerate().flat_map(|(track, outline)| {
            let lines = outline.lines.iter().filter(|line| line.fold != Fold::Hidden);
            lines.map(move |line| LaneId { track, task: outline.order[line.first] })
        });
        let lanes: Vec<_> = lanes.collect();
        let last = lanes.len().checked_sub(1)?;
        let place = from.map(|LaneId { track, task }| {
            let task = tracks.get(track).map_or(task, |outline| outline.shown(task));
            // Another run may have fewer lanes.
            lanes.iter().position(|lane| *lane == LaneId { track, task }).unwrap_or(last)
        });
        Some(match place {
            None => lanes[if up { last } else { 0 }],
            Some(place) if up => lanes[place.saturating_sub(1)],
            Some(place) => lanes[last.min(place + 1)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Main, of which 1 and 2 descend; 1 has 3 and 5, and 2 has 4, who has 6.
    const PARENTS: [Option<u32>; 7] = [None, Some(0), Some(0), Some(1), Some(2), Some(1), Some(4)];

    fn tree(parents: &[Option<u32>], folded: &[u32]) -> Outline {
        let parents: Vec<_> = parents.iter().map(|parent| parent.map(TaskId)).collect();
        Outline::new(&parents, |task| folded.contains(&task.0))
    }

    /// Each line as its tasks and what it stands for.
    fn lines(outline: &Outline) -> Vec<(Vec<u32>, Fold)> {
        let tasks = |line| outline.tasks(line..line + 1).iter().map(|task| task.0).collect();
        outline.lines().iter().enumerate().map(|(number, line)| (tasks(number), line.fold)).collect()
    }

    #[test]
    fn children_follow_their_parents() {
        let tasks = |number| vec![number];
        let expected = [
            (tasks(0), Fold::Open),
            (tasks(1), Fold::Open),
            (tasks(3), Fold::Leaf),
            (tasks(5), Fold::Leaf),
            (tasks(2), Fold::Open),
            (tasks(4), Fold::Open),
            (tasks(6), Fold::Leaf),
        ];
        assert_eq!(lines(&tree(&PARENTS, &[])), expected);
    }

    #[test]
    fn all_that_descend_from_a_folded_parent_share_a_line() {
        let outline = tree(&PARENTS, &[2, 4]);
        let expected = [
            (vec![0], Fold::Open),
            (vec![1], Fold::Open),
            (vec![3], Fold::Leaf),
            (vec![5], Fold::Leaf),
            (vec![2], Fold::Closed),
            (vec![4, 6], Fold::Hidden),
        ];
        assert_eq!(lines(&outline), expected);
        assert_eq!([2, 4, 6].map(|task| outline.line_of(TaskId(task))), [Some(4), Some(5), Some(5)]);
        assert_eq!([0, 2, 4, 6].map(|task| outline.shown(TaskId(task)).0), [0, 2, 2, 2]);
        assert_eq!(
            [2, 6, 9].map(|task| outline.fold(TaskId(task))),
            [Some(Fold::Closed), Some(Fold::Hidden), None]
        );
        assert_eq!(
            lines(&tree(&PARENTS, &[0])),
            [(vec![0], Fold::Closed), (vec![1, 3, 5, 2, 4, 6], Fold::Hidden)]
        );
    }

    #[test]
    fn neighbours_lead_through_all_lanes_and_stop_at_the_ends() {
        let id = |track, task| Some(LaneId { track, task: TaskId(task) });
        let tracks = [tree(&PARENTS, &[2]), tree(&[], &[]), tree(&[None, Some(0)], &[])];
        let all = [id(0, 0), id(0, 1), id(0, 3), id(0, 5), id(0, 2), id(2, 0), id(2, 1)];
        for pair in all.windows(2) {
            assert_eq!(Outline::neighbour(&tracks, pair[0], false), pair[1]);
            assert_eq!(Outline::neighbour(&tracks, pair[1], true), pair[0]);
        }
        assert_eq!(Outline::neighbour(&tracks, None, false), all[0]);
        assert_eq!(Outline::neighbour(&tracks, None, true), all[6]);
        assert_eq!(Outline::neighbour(&tracks, all[0], true), all[0]);
        assert_eq!(Outline::neighbour(&tracks, all[6], false), all[6]);
        // A hidden one counts as its parent.
        assert_eq!(Outline::neighbour(&tracks, id(0, 6), false), id(2, 0));
        assert_eq!(Outline::neighbour(&tracks[1..2], None, false), None);
        assert_eq!(Outline::neighbour(&tracks, id(2, 9), false), all[6], "another run may have fewer lanes");
    }

    #[test]
    fn folds_are_toggled_one_by_one_and_all_together() {
        let id = |track, task| LaneId { track, task: TaskId(task) };
        let mut folds = Folds::default();
        folds.toggle(id(0, 2));
        folds.toggle(id(0, 1));
        assert!(folds.has(id(0, 1)) && folds.has(id(0, 2)) && !folds.has(id(1, 1)));
        folds.toggle(id(0, 1));
        assert_eq!(folds, Folds(vec![id(0, 2)]));
        folds.fold_all(&[tree(&PARENTS, &[]), tree(&[None, Some(0), None], &[])]);
        assert_eq!(folds, Folds(vec![id(0, 0), id(0, 1), id(0, 2), id(0, 4), id(1, 0)]));
        folds.unfold_all();
        assert!(folds.is_empty());
        assert_eq!(tree(&PARENTS, &[]).children(), 6);
        assert_eq!(tree(&[None, Some(0), None], &[]).children(), 1);
    }

    proptest! {
        /// Every task has one line, below that of its parent, and whoever has no line of its own has
        /// a folded ancestor.
        #[test]
        fn every_task_has_its_line(seeds in prop::collection::vec(any::<(u32, bool)>(), 1..60)) {
            let parents: Vec<_> = (0_u32..).zip(&seeds).map(|(task, (seed, _))| seed.checked_rem(task)).collect();
            let folded: Vec<_> = (0..).zip(&seeds).filter(|(_, (_, folded))| *folded).map(|(task, _)| task).collect();
            let outline = tree(&parents, &folded);
            let mut all: Vec<_> = outline.tasks(0..outline.lines().len()).to_vec();
            all.sort();
            prop_assert_eq!(all, (0..).map(TaskId).take(parents.len()).collect::<Vec<_>>());
            for (task, parent) in (0..).zip(&parents) {
                let Some(parent) = *parent else { continue };
                let [line, above] = [task, parent].map(|task| outline.line_of(TaskId(task)).unwrap());
                let hidden = outline.fold(TaskId(task)) == Some(Fold::Hidden);
                prop_assert!(above < line || (hidden && above == line));
                let expected = folded.contains(&parent) || outline.fold(TaskId(parent)) == Some(Fold::Hidden);
                prop_assert_eq!(hidden, expected);
            }
        }
    }
}
