//! Curves: a quantity for each variant over another quantity.

use std::fmt::{self, Write as _};

use super::label::{Fixed, significant};
use super::scale::bounded;
use super::svg::escape;

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
struct Mark {
    /// Where, in pixels along its axis.
    at: f64,
    /// What is written there.
    label: String,
}

/// A plot in a picture of some size, in pixels.
struct Drawing<'p> {
    plot: &'p Plot,
    most: Point,
    right: f64,
    bottom: f64,
}

const LEFT: f64 = 56.0;
const RIGHT: f64 = 76.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

impl Plot {
    /// The plot as an SVG element, `words` for those who do not see it. The line and the dots of each
    /// variant are in a group whose class is its name; a stylesheet says how they look.
    #[must_use]
    pub fn svg(&self, names: [&str; 2], width: f64, height: f64, words: &str) -> String {
        let all = || self.lines.iter().chain(&self.dots).flatten();
        let most = |of: fn(&Point) -> f64| all().map(of).fold(f64::MIN_POSITIVE, f64::max);
        let drawing = Drawing {
            plot: self,
            most: (most(|point| point.0), most(|point| point.1)),
            right: (width - RIGHT).max(LEFT + 1.0),
            bottom: (height - BOTTOM).max(TOP + 1.0),
        };
        let mut svg = String::new();
        // Writing into a text cannot fail.
        let _ = write!(
            svg,
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">",
            pixels(width),
            pixels(height),
            escape(words)
        );
        let _ = drawing.frame(&mut svg);
        for (place, name) in names.into_iter().enumerate() {
            let _ = drawing.series(&mut svg, place, name);
        }
        svg.push_str("</svg>");
        svg
    }
}

impl Drawing<'_> {
    fn x(&self, value: f64) -> f64 {
        bounded(LEFT + value / self.most.0 * (self.right - LEFT), LEFT, self.right)
    }

    fn y(&self, value: f64) -> f64 {
        bounded(self.bottom - value / self.most.1 * (self.bottom - TOP), TOP, self.bottom)
    }

    /// Marks below; at the left, with a line across for each.
    fn across(&self) -> Vec<Mark> {
        steps(self.most.0, ((self.right - LEFT) / 70.0).max(1.0), 1.0, |value| self.x(value))
    }

    fn up(&self) -> Vec<Mark> {
        let room = ((self.bottom - TOP) / 36.0).max(1.0);
        steps(self.most.1, room, f64::MIN_POSITIVE, |value| self.y(value))
    }

    fn frame(&self, svg: &mut String) -> fmt::Result {
        let (left, right, below) = (pixels(LEFT), pixels(self.right), pixels(self.bottom + 18.0));
        for Mark { at, label } in self.up() {
            let (line, text, beside) = (pixels(at), pixels(at + 4.0), pixels(LEFT - 8.0));
            write!(
                svg,
                "<line x1=\"{left}\" x2=\"{right}\" y1=\"{line}\" y2=\"{line}\"/>\
                 <text x=\"{beside}\" y=\"{text}\" text-anchor=\"end\">{label}</text>"
            )?;
        }
        for Mark { at, label } in self.across() {
            write!(svg, "<text x=\"{}\" y=\"{below}\" text-anchor=\"middle\">{label}</text>", pixels(at))?;
        }
        Ok(())
    }

    fn series(&self, svg: &mut String, place: usize, name: &str) -> fmt::Result {
        write!(svg, "<g class=\"{name}\"><polyline points=\"")?;
        for (x, y) in &self.plot.lines[place] {
            write!(svg, "{},{} ", pixels(self.x(*x)), pixels(self.y(*y)))?;
        }
        svg.push_str("\"/>");
        for (x, y) in &self.plot.dots[place] {
            write!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"4\"/>", pixels(self.x(*x)), pixels(self.y(*y)))?;
        }
        if let Some((x, y)) = self.plot.lines[place].last() {
            let lower = if place == 1 && self.ends_close() { 16.0 } else { 4.0 };
            let (x, y) = (pixels(self.x(*x) + 8.0), pixels(self.y(*y) + lower));
            write!(svg, "<text x=\"{x}\" y=\"{y}\">{name}</text>")?;
        }
        svg.push_str("</g>");
        Ok(())
    }

    /// Whether both lines end at one height, so that their names would lie on each other.
    fn ends_close(&self) -> bool {
        let [one, other] = self.plot.lines.each_ref().map(|line| line.last().map(|end| self.y(end.1)));
        matches!((one, other), (Some(one), Some(other)) if (one - other).abs() < 14.0)
    }
}

const fn pixels(value: f64) -> Fixed {
    Fixed { value, digits: 1 }
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

    const NAMES: [&str; 2] = ["async", "blocking"];

    fn labels(svg: &str) -> Vec<&str> {
        let texts = svg.split("<text ").skip(1);
        texts.filter_map(|text| text.split('>').nth(1)?.split('<').next()).collect()
    }

    #[test]
    fn the_greatest_values_are_at_the_far_ends() {
        let lines = [vec![(1.0, 0.6), (8.0, 0.6)], vec![(1.0, 0.5), (8.0, 4.0)]];
        let svg = Plot { lines, ..Plot::default() }.svg(NAMES, 400.0, 200.0, "a <b>");
        assert_eq!(labels(&svg), ["0", "1", "2", "3", "4", "0", "5", "async", "blocking"]);
        assert!(svg.contains("324.0,14.0 "), "{svg}");
        assert!(svg.contains("aria-label=\"a &lt;b&gt;\""), "{svg}");
    }

    #[test]
    fn whole_numbers_are_not_divided() {
        let lines = [vec![(1.0, 1.0), (2.0, 2.0)], vec![]];
        let svg = Plot { lines, ..Plot::default() }.svg(NAMES, 900.0, 100.0, "");
        assert_eq!(labels(&svg), ["0", "2", "0", "1", "2", "async"]);
    }

    #[test]
    fn nothing_and_no_room_are_no_trouble() {
        assert!(Plot::default().svg(NAMES, 0.0, 0.0, "").ends_with("</svg>"));
        let point = Plot { dots: [vec![(0.0, 0.0)], vec![(1e12, 1e12)]], ..Plot::default() };
        for svg in [point.svg(NAMES, 1.0, 1.0, ""), point.svg(NAMES, 4000.0, 10.0, "")] {
            assert!(svg.len() < 20_000, "{}", svg.len());
        }
    }
}
