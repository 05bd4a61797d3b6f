//! Many tasks, told in a few groups with a few names each.

use super::shown::{Group, Listed, Reason, Waiting};

/// Where in a sorted list the entry of this key is, or belongs. Neighbouring tasks mostly do the
/// same, so the hint, the place that the last one had, is tried first.
pub fn place<T, K: Ord>(list: &[T], hint: usize, wanted: &K, key: impl Fn(&T) -> K) -> Result<usize, usize> {
    match list.get(hint) {
        Some(entry) if key(entry) == *wanted => Ok(hint),
        _ => list.binary_search_by(|entry| key(entry).cmp(wanted)),
    }
}

/// The first few, by a key, of many.
pub struct First<T> {
    count: usize,
    most: usize,
    items: Vec<((u64, u32), T)>,
}

impl<T> First<T> {
    pub const fn new(most: usize) -> Self {
        Self { count: 0, most, items: Vec::new() }
    }

    pub fn offer(&mut self, key: (u64, u32), item: T) {
        self.count += 1;
        let place = match self.items.last() {
            Some(last) if key < last.0 => self.items.partition_point(|known| known.0 <= key),
            _ => self.items.len(),
        };
        if place < self.most {
            self.items.truncate(self.most - 1);
            self.items.insert(place, (key, item));
        }
    }

    pub fn listed(self) -> Listed<T> {
        Listed { count: self.count, first: self.items.into_iter().map(|(_, item)| item).collect() }
    }
}

/// Groups by reason, in its order.
pub struct Groups {
    sorted: Vec<(Reason, First<Waiting>)>,
    last: usize,
    most: usize,
}

impl Groups {
    pub const fn new(most: usize) -> Self {
        Self { sorted: Vec::new(), last: 0, most }
    }

    pub fn of(&mut self, reason: Reason) -> &mut First<Waiting> {
        self.last = place(&self.sorted, self.last, &reason, |group| group.0).unwrap_or_else(|missing| {
            self.sorted.insert(missing, (reason, First::new(self.most)));
            missing
        });
        &mut self.sorted[self.last].1
    }

    pub fn listed(self) -> Vec<Group> {
        let groups = self.sorted.into_iter();
        groups.map(|(reason, tasks)| Group { reason, tasks: tasks.listed() }).collect()
    }
}
