//! What a reader's fingers want: a press, a drag along the axis, a pinch.

/// A place in the picture, in pixels.
pub type Point = (f64, f64);

/// How far a finger may slip in a tap, in pixels.
const SLIP: f64 = 8.0;

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wish {
    /// What is at this place.
    Press(Point),
    /// The moment at this place along the axis.
    Scrub(f64),
    /// What is between these places along the axis, to be played again and again.
    Loop(f64, f64),
    /// What was at one place along the axis is to be at another, and a length of time that took so
    /// many pixels is to take `factor` times as few.
    Zoom {
        /// Where it was.
        from: f64,
        /// Where it is to be.
        to: f64,
        /// How much more time is to be seen.
        factor: f64,
    },
}

/// The pointers that are down. A finger that comes down may be about to scroll the page, so it
/// wants nothing before it has moved along the axis or has been lifted; a mouse or a pen is exact
/// and wants something at once.
#[derive(Clone, Debug, Default)]
pub struct Gesture {
    /// At most two, with their numbers and whether they are fingers.
    down: Vec<(i32, Point, bool)>,
    /// Whether the finger may still turn out to tap.
    taps: bool,
    /// Whether there have been two: the one that is left drags nothing.
    pinched: bool,
    /// Where a drag along what is to be looped began.
    looped: Option<f64>,
}

impl Gesture {
    /// A pointer comes down.
    pub fn down(&mut self, pointer: i32, at: Point, finger: bool) -> Option<Wish> {
        // The browser may have forgotten to say that it was lifted.
        self.down.retain(|known| known.0 != pointer);
        if self.down.len() == 2 {
            return None;
        }
        self.pinched = !self.down.is_empty();
        self.taps = finger && !self.pinched;
        self.looped = None;
        self.down.push((pointer, at, finger));
        (!finger && !self.pinched).then_some(Wish::Press(at))
    }

    /// A pointer comes down that is to be dragged along what is to be looped.
    pub fn down_to_loop(&mut self, pointer: i32, at: Point) {
        self.down.clear();
        self.down(pointer, at, false);
        self.looped = Some(at.0);
    }

    /// A pointer is moved.
    pub fn moved(&mut self, pointer: i32, to: Point) -> Option<Wish> {
        let place = self.down.iter().position(|known| known.0 == pointer)?;
        let (_, from, finger) = self.down[place];
        if let [one, other] = self.down[..] {
            let still = if place == 0 { other.1 } else { one.1 };
            self.down[place].1 = to;
            let middle = |point: Point| f64::midpoint(point.0, still.0);
            let square = |length: f64| length * length;
            let apart =
                |point: Point| (square(point.0 - still.0) + square(point.1 - still.1)).sqrt().max(1.0);
            return Some(Wish::Zoom { from: middle(from), to: middle(to), factor: apart(from) / apart(to) });
        }
        if self.pinched || (finger && self.taps && (to.0 - from.0).abs() < SLIP) {
            return None;
        }
        self.taps = false;
        Some(self.looped.map_or(Wish::Scrub(to.0), |from| Wish::Loop(from, to.0)))
    }

    /// A pointer is lifted.
    pub fn up(&mut self, pointer: i32) -> Option<Wish> {
        let (_, at, _) = self.down.iter().copied().find(|known| known.0 == pointer)?;
        let tapped = self.taps;
        self.cancel(pointer);
        tapped.then_some(Wish::Press(at))
    }

    /// The browser has taken a pointer for itself, to scroll the page.
    pub fn cancel(&mut self, pointer: i32) {
        self.down.retain(|known| known.0 != pointer);
        self.taps = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mouse_presses_at_once_and_then_scrubs() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.moved(1, (5.0, 5.0)), None);
        assert_eq!(gesture.down(1, (10.0, 20.0), false), Some(Wish::Press((10.0, 20.0))));
        assert_eq!(gesture.moved(1, (11.0, 90.0)), Some(Wish::Scrub(11.0)));
        assert_eq!(gesture.up(1), None);
        assert_eq!(gesture.moved(1, (12.0, 20.0)), None);
    }

    #[test]
    fn a_mouse_that_came_down_to_loop_drags_along_a_stretch() {
        let mut gesture = Gesture::default();
        gesture.down_to_loop(1, (10.0, 20.0));
        assert_eq!(gesture.moved(1, (40.0, 90.0)), Some(Wish::Loop(10.0, 40.0)));
        assert_eq!(gesture.moved(1, (5.0, 90.0)), Some(Wish::Loop(10.0, 5.0)));
        assert_eq!(gesture.up(1), None);
        assert_eq!(gesture.down(1, (10.0, 20.0), false), Some(Wish::Press((10.0, 20.0))));
        assert_eq!(gesture.moved(1, (11.0, 20.0)), Some(Wish::Scrub(11.0)));
    }

    #[test]
    fn a_finger_that_is_lifted_where_it_came_down_taps() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.down(1, (10.0, 20.0), true), None);
        assert_eq!(gesture.moved(1, (14.0, 20.0)), None);
        assert_eq!(gesture.up(1), Some(Wish::Press((10.0, 20.0))));
    }

    #[test]
    fn a_finger_that_moves_along_the_axis_scrubs_and_does_not_tap() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.down(1, (10.0, 20.0), true), None);
        assert_eq!(gesture.moved(1, (30.0, 21.0)), Some(Wish::Scrub(30.0)));
        // Back to where it began.
        assert_eq!(gesture.moved(1, (10.0, 20.0)), Some(Wish::Scrub(10.0)));
        assert_eq!(gesture.up(1), None);
    }

    #[test]
    fn a_finger_that_scrolls_the_page_wants_nothing() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.down(1, (10.0, 20.0), true), None);
        assert_eq!(gesture.moved(1, (11.0, 26.0)), None);
        gesture.cancel(1);
        assert_eq!(gesture.moved(1, (60.0, 90.0)), None);
        assert_eq!(gesture.up(1), None);
    }

    #[test]
    fn two_fingers_zoom_about_what_is_between_them() {
        let mut gesture = Gesture::default();
        gesture.down(1, (100.0, 0.0), true);
        assert_eq!(gesture.down(2, (200.0, 0.0), true), None);
        let zoom = Wish::Zoom { from: 150.0, to: 200.0, factor: 0.5 };
        assert_eq!(gesture.moved(2, (300.0, 0.0)), Some(zoom));
        // A third one changes nothing.
        assert_eq!(gesture.down(3, (0.0, 0.0), true), None);
        assert_eq!(gesture.moved(3, (50.0, 0.0)), None);
        // Nor does the one that stays.
        assert_eq!(gesture.up(2), None);
        assert_eq!(gesture.moved(1, (0.0, 0.0)), None);
        assert_eq!(gesture.up(1), None);
        assert_eq!(gesture.down(1, (0.0, 0.0), true), None);
        assert_eq!(gesture.up(1), Some(Wish::Press((0.0, 0.0))));
    }
}
