//! Curves: a quantity for each variant over another quantity.

use std::fmt::Write as _;

use super::label::{Fixed, significant};
use super::scale::bounded;

/// A point: a quantity, and what came of it.
pub type Point = (f64, f64);

/// What is drawn. Everything is zero or more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// A line of points for each variant, from left to right.
    pub lines: [Vec<Point>; 2],
    /// Single points of each variant.
    pub dots: [Vec<Point>; 2],
}

/// A mark on one of the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where, in pixels along its axis.
    pub at: f64,
    /// What is written there.
    pub label: String,
}

/// The shapes of a plot, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Where the axes meet, and their far ends: left, right, bottom, top.
    pub frame: [f64; 4],
    /// Marks below.
    pub across: Vec<Mark>,
    /// Marks at the left.
    pub up: Vec<Mark>,
    /// The points of each line, as SVG has them in `points`.
    pub lines: [String; 2],
    /// The middles of the dots.
    pub dots: [Vec<Point>; 2],
    /// Where the lines end.
    pub ends: [Option<Point>; 2],
}

const LEFT: f64 = 56.0;
const RIGHT: f64 = 76.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

impl Plot {
    /// Places everything in a picture of this size.
    #[must_use]
    pub fn draw(&self, width: f64, height: f64) -> Curves {
        let all = || self.lines.iter().chain(&self.dots).flatten();
        let most = |of: fn(&Point) -> f64| all().map(of).fold(f64::MIN_POSITIVE, f64::max);
        let (most_x, most_y) = (most(|point| point.0), most(|point| point.1));
        let (right, bottom) = ((width - RIGHT).max(LEFT + 1.0), (height - BOTTOM).max(TOP + 1.0));
        let x = |value: f64| bounded(LEFT + value / most_x * (right - LEFT), LEFT, right);
        let y = |value: f64| bounded(bottom - value / most_y * (bottom - TOP), TOP, bottom);
        let place = |point: &Point| (x(point.0), y(point.1));
        let line = |points: &Vec<Point>| {
            points.iter().map(place).fold(String::new(), |mut text, (x, y)| {
                let fixed = |value| Fixed { value, digits: 1 };
                // Writing into a text cannot fail.
                let _ = write!(text, "{},{} ", fixed(x), fixed(y));
                text
            })
        };
        Curves {
            frame: [LEFT, right, bottom, TOP],
            across: steps(most_x, ((right - LEFT) / 70.0).max(1.0), 1.0, x),
            up: steps(most_y, ((bottom - TOP) / 36.0).max(1.0), f64::MIN_POSITIVE, y),
            lines: self.lines.each_ref().map(line),
            dots: self.dots.each_ref().map(|dots| dots.iter().map(place).collect()),
            ends: self.lines.each_ref().map(|line| line.last().map(place)),
        }
    }
}

/// Round values from zero up to the greatest, at most so many and a few, and at least `finest`
/// apart.
fn steps(most: f64, room: f64, finest: f64, place: impl Fn(f64) -> f64) -> Vec<Mark> {
    let wanted = (most / room).max(finest);
    let mut power = 1e-6;
    while power * 10.0 <= wanted {
        power *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= wanted);
    let step = step.unwrap_or(wanted);
    let values =
        (0..64_u32).map(|number| f64::from(number) * step).take_while(|value| *value <= most * 1.000_001);
    let label = |value: f64| if value == 0.0 { "0".to_owned() } else { trimmed(significant(value)) };
    values.map(|value| Mark { at: place(value), label: label(value) }).collect()
}

/// Without zeros that say nothing: round values have none.
fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(marks: &[Mark]) -> Vec<&str> {
        marks.iter().map(|mark| mark.label.as_str()).collect()
    }

    #[test]
    fn the_greatest_values_are_at_the_far_ends() {
        let lines = [vec![(1.0, 0.6), (8.0, 0.6)], vec![(1.0, 0.5), (8.0, 4.0)]];
        let curves = Plot { lines, ..Plot::default() }.draw(400.0, 200.0);
        let [left, right, bottom, top] = curves.frame;
        assert_eq!(curves.ends[1], Some((right, top)));
        assert_eq!(labels(&curves.across), ["0", "5"]);
        assert_eq!((curves.across[0].at, curves.up[0].at), (left, bottom));
        assert_eq!(labels(&curves.up), ["0", "1", "2", "3", "4"]);
        assert_eq!(curves.lines[0].split(' ').filter(|point| !point.is_empty()).count(), 2);
    }

    #[test]
    fn whole_numbers_are_not_divided() {
        let lines = [vec![(1.0, 1.0), (2.0, 2.0)], vec![]];
        let curves = Plot { lines, ..Plot::default() }.draw(900.0, 200.0);
        assert_eq!(labels(&curves.across), ["0", "1", "2"]);
    }

    #[test]
    fn nothing_and_no_room_are_no_trouble() {
        let empty = Plot::default().draw(0.0, 0.0);
        assert_eq!(empty.ends, [None, None]);
        let point = Plot { dots: [vec![(0.0, 0.0)], vec![(1e12, 1e12)]], ..Plot::default() };
        for marks in [point.draw(1.0, 1.0), point.draw(4000.0, 10.0)] {
            assert!(marks.across.len() <= 64 && marks.up.len() <= 64);
            assert!(marks.dots.iter().flatten().all(|dot| dot.0.is_finite() && dot.1.is_finite()));
        }
    }
}
