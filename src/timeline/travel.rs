//! Which tasks are seen to travel from place to place in the event loop's picture.
//!
//! A picture that is drawn anew shows where a task is, not where it came from. Where few enough tasks
//! change their place for a reader to follow them, they are moved there from where they were.

/// At most so many tasks travel at once.
pub const MOST: usize = 60;

/// A reader who does not step follows a task that takes at least so long to move on, in milliseconds.
const FOLLOWED: f64 = 120.0;

/// Where a task is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seat {
    /// The number of the task.
    pub task: u32,
    /// The number of the place; what is in one place may be moved up by others that leave it.
    pub place: u32,
    /// From the left, in pixels.
    pub x: f64,
    /// From the top, in pixels.
    pub y: f64,
}

/// How far from its new seat a task was, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Travel {
    /// The number of the task.
    pub task: u32,
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// The tasks that travel between two pictures; none, where that could not be followed. `since` is how
/// long before the new picture the one before it came, in milliseconds, and `stepped` whether
/// the reader asked for just this change.
#[must_use]
pub fn travels(before: &[Seat], after: &[Seat], since: f64, stepped: bool) -> Vec<Travel> {
    let mut travels = Vec::new();
    let mut moves = 0_u32;
    for seat in after {
        let Some(was) = before.iter().find(|was| was.task == seat.task) else { continue };
        let (x, y) = (was.x - seat.x, was.y - seat.y);
        if x.abs() + y.abs() < 1.0 {
            continue;
        }
        let travel = Travel { task: seat.task, x, y };
        if was.place == seat.place {
            travels.push(travel);
        } else {
            // Before those that only make room.
            travels.insert(moves as usize, travel);
            moves += 1;
        }
    }
    let followed = moves as usize <= MOST && (stepped || f64::from(moves) * FOLLOWED <= since);
    travels.truncate(if moves > 0 && followed { MOST } else { 0 });
    travels
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: u32 = 1;
    const WAITING: u32 = 2;

    /// Places are a hundred pixels wide, and seats ten high.
    fn seats(places: &[(u32, &[u32])]) -> Vec<Seat> {
        let seat = |place: u32, row: u32, task| Seat {
            task,
            place,
            x: f64::from(place) * 100.0,
            y: f64::from(row) * 10.0,
        };
        let of = |(place, tasks): &(u32, &[u32])| {
            (0..).zip(*tasks).map(|(row, task)| seat(*place, row, *task)).collect::<Vec<_>>()
        };
        places.iter().flat_map(of).collect()
    }

    #[test]
    fn who_changes_place_travels_and_the_others_make_room() {
        let before = seats(&[(READY, &[1]), (WAITING, &[2, 3])]);
        let after = seats(&[(READY, &[1, 2]), (WAITING, &[3])]);
        let two = Travel { task: 2, x: 100.0, y: -10.0 };
        let three = Travel { task: 3, x: 0.0, y: 10.0 };
        assert_eq!(travels(&before, &after, 0.0, true), [two, three]);
        // One that is new comes from nowhere.
        let new = seats(&[(READY, &[1, 4]), (WAITING, &[2, 3])]);
        assert_eq!(travels(&before, &new, 0.0, true), []);
    }

    #[test]
    fn what_only_makes_room_does_not_travel() {
        let before = seats(&[(WAITING, &[1, 2])]);
        assert_eq!(travels(&before, &seats(&[(WAITING, &[2])]), 1e6, true), []);
    }

    #[test]
    fn while_it_plays_only_so_many_can_be_followed() {
        let before = seats(&[(WAITING, &[1, 2, 3])]);
        let one = seats(&[(READY, &[1]), (WAITING, &[2, 3])]);
        let two = seats(&[(READY, &[1, 2]), (WAITING, &[3])]);
        assert_eq!(travels(&before, &one, 120.0, false).len(), 3);
        assert_eq!(travels(&before, &one, 119.0, false), []);
        assert_eq!(travels(&before, &two, 200.0, false), []);
        assert_eq!(travels(&before, &two, 200.0, true).len(), 3);
    }

    #[test]
    fn a_crowd_is_shown_where_it_is() {
        let tasks: Vec<_> = (0..100).collect();
        let before = seats(&[(WAITING, &tasks)]);
        assert_eq!(travels(&before, &seats(&[(READY, &tasks)]), 1e6, true), []);
        // One of many that leaves: it travels first, and only so many of the others after it.
        let last = seats(&[(READY, &[0]), (WAITING, &tasks[1..])]);
        let moved = travels(&before, &last, 0.0, true);
        assert_eq!((moved.len(), moved[0].task), (MOST, 0));
    }
}
