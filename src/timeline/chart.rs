//! Curves: a quantity of each program over another quantity.

use std::fmt::{self, Write as _};

use super::label::{Fixed, significant};
use super::scale::bounded;
use super::svg::escape;

/// A point: a quantity, and what came of it.
pub type Point = (f64, f64);

/// What is drawn. Everything is zero or more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// Those of each program.
    pub series: Vec<Series>,
}

/// What is drawn of one program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The program's name, at the end of the line.
    pub name: String,
    /// What a stylesheet calls it.
    pub class: &'static str,
    /// A line of points, from left to right.
    pub line: Vec<Point>,
    /// Single points.
    pub dots: Vec<Point>,
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
struct Drawing {
    most: Point,
    right: f64,
    bottom: f64,
}

const LEFT: f64 = 56.0;
const RIGHT: f64 = 76.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;
/// The height of a name, in pixels.
const NAME: f64 = 12.0;

impl Plot {
    /// The plot as an SVG element, `words` for those who do not see it. The line and the dots of each
    /// program are in a group with its class; a stylesheet says how they look.
    #[must_use]
    pub fn svg(&self, width: f64, height: f64, words: &str) -> String {
        let all = || self.series.iter().flat_map(|series| series.line.iter().chain(&series.dots));
        let most = |of: fn(&Point) -> f64| all().map(of).fold(f64::MIN_POSITIVE, f64::max);
        let drawing = Drawing {
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
        let mut names = Vec::new();
        for series in &self.series {
            let _ = drawing.series(&mut svg, series, &mut names);
        }
        svg.push_str("</svg>");
        svg
    }
}

impl Drawing {
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

    /// Draws one program; `names` are the heights of the names so far.
    fn series(&self, svg: &mut String, series: &Series, names: &mut Vec<f64>) -> fmt::Result {
        let Series { name, class, line, dots } = series;
        write!(svg, "<g class=\"{class}\"><polyline points=\"")?;
        for (x, y) in line {
            write!(svg, "{},{} ", pixels(self.x(*x)), pixels(self.y(*y)))?;
        }
        svg.push_str("\"/>");
        for (x, y) in dots {
            write!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"4\"/>", pixels(self.x(*x)), pixels(self.y(*y)))?;
        }
        if let Some((x, y)) = line.last() {
            let mut height = self.y(*y) + 4.0;
            // Names of lines that end at one height would lie on each other.
            while names.iter().any(|other| (other - height).abs() < NAME) {
                height += NAME;
            }
            names.push(height);
            let (x, y) = (pixels(self.x(*x) + 8.0), pixels(height));
            write!(svg, "<text x=\"{x}\" y=\"{y}\">{}</text>", escape(name))?;
        }
        svg.push_str("</g>");
        Ok(())
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

    fn plot(lines: [Vec<Point>; 2]) -> Plot {
        let series = ["async", "blocking"].into_iter().zip(lines);
        let series = series.map(|(name, line)| Series {
            name: name.to_owned(),
            class: name,
            line,
            ..Series::default()
        });
        Plot { series: series.collect() }
    }

    fn labels(svg: &str) -> Vec<&str> {
        let texts = svg.split("<text ").skip(1);
        texts.filter_map(|text| text.split('>').nth(1)?.split('<').next()).collect()
    }

    #[test]
    fn the_greatest_values_are_at_the_far_ends() {
        let lines = [vec![(1.0, 0.6), (8.0, 0.6)], vec![(1.0, 0.5), (8.0, 4.0)]];
        let svg = plot(lines).svg(400.0, 200.0, "a <b>");
        assert_eq!(labels(&svg), ["0", "1", "2", "3", "4", "0", "5", "async", "blocking"]);
        assert!(svg.contains("324.0,14.0 "), "{svg}");
        assert!(svg.contains("aria-label=\"a &lt;b&gt;\""), "{svg}");
    }

    #[test]
    fn whole_numbers_are_not_divided() {
        let lines = [vec![(1.0, 1.0), (2.0, 2.0)], vec![]];
        let svg = plot(lines).svg(900.0, 100.0, "");
        assert_eq!(labels(&svg), ["0", "2", "0", "1", "2", "async"]);
    }

    #[test]
    fn nothing_and_no_room_are_no_trouble() {
        assert!(Plot::default().svg(0.0, 0.0, "").ends_with("</svg>"));
        let dots = [(0.0, 0.0), (1e12, 1e12)];
        let series = dots.map(|dot| Series { dots: vec![dot], ..Series::default() });
        let point = Plot { series: series.into() };
        for svg in [point.svg(1.0, 1.0, ""), point.svg(4000.0, 10.0, "")] {
            assert!(svg.len() < 20_000, "{}", svg.len());
        }
    }
}
