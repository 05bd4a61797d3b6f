//! The tracks below the lanes: named quantities over time.

use crate::trace::{Gauge, Micros};

use super::label;
use super::layout::{Drawing, Side, Track};
use super::picture::{Anchor, Mark, Role, Stroke};

/// How high a quantity's track is, in pixels.
const HEIGHT: f64 = 22.0;
/// The room above and below its line.
const INSET: f64 = 4.0;
/// How many quantities a run shows; more are counted.
const MOST: usize = 4;
/// Changes nearer to one another than this share a column, in pixels.
const COLUMN: f64 = 0.5;

/// The values that a track has room for, and where that is.
#[derive(Clone, Copy, Debug)]
struct Band {
    top: f64,
    least: i64,
    most: i64,
}

impl Band {
    fn y(&self, value: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a few pixels")]
        let share = (value - self.least) as f64 / (self.most - self.least) as f64;
        self.top + HEIGHT - INSET - share * (HEIGHT - 2.0 * INSET)
    }
}

/// A quantity of either run.
struct Found<'a> {
    name: &'a str,
    /// The simulated run's, and the run's.
    gauges: [Option<&'a Gauge>; 2],
}

/// All quantities of a track, each once.
fn found<'a>(sides: &[Option<Side<'a>>; 2]) -> Vec<Found<'a>> {
    let mut all: Vec<Found<'a>> = Vec::new();
    for (place, side) in sides.iter().enumerate() {
        let Some(side) = side else { continue };
        for gauge in side.gauges.as_slice() {
            let name = side.trace.quantity_name(gauge.of);
            // Of two that have one name, the first is the first of the other run.
            let is_free = |known: &Found<'_>| known.name == name && known.gauges[place].is_none();
            let known = all.iter().position(is_free).unwrap_or_else(|| {
                all.push(Found { name, gauges: [None; 2] });
                all.len() - 1
            });
            all[known].gauges[place] = Some(gauge);
        }
    }
    all
}

impl Drawing<'_> {
    /// Draws the quantities of a track below a height, each with its name, its value at the moment
    /// that is shown, and its maximum. Returns where the last one ends.
    pub(super) fn gauges(&mut self, track: &Track<'_>, mut top: f64) -> f64 {
        let sides = [track.ghost, track.run];
        let found = found(&sides);
        for Found { name, gauges } in found.iter().take(MOST) {
            let mut band = Band { top, least: 0, most: 1 };
            // One scale for the simulated run and for the run.
            for gauge in gauges.iter().flatten() {
                band = Band { least: band.least.min(gauge.min), most: band.most.max(gauge.max), ..band };
            }
            let middle = top + HEIGHT / 2.0;
            self.name(0.0, middle, name, false);
            for (place, side) in sides.iter().enumerate() {
                let (Some(side), Some(gauge), ghost) = (side, gauges[place], place == 0) else { continue };
                let points = self.steps(gauge, side.now, &band);
                self.marks.push(Mark::Line { points, stroke: Stroke::Gauge, ghost });
                if ghost && track.run.is_some() {
                    continue;
                }
                let value = gauge.at(self.view.playhead.unwrap_or(side.now).min(side.now));
                let value = value.map_or_else(|| "–".to_owned(), label::quantity);
                let text = format!("{value}, max {}", label::quantity(gauge.max));
                self.text(self.view.width - 1.0, middle, text, Role::Tick, Anchor::End, ghost);
            }
            top += HEIGHT;
        }
        if found.len() > MOST {
            self.name(0.0, top + HEIGHT / 2.0, &format!("and {} more", found.len() - MOST), false);
            top += HEIGHT;
        }
        top
    }

    /// The line of a quantity: level from change to change. Of many changes in a column its first,
    /// least, greatest and last value are kept.
    fn steps(&self, gauge: &Gauge, now: Micros, band: &Band) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64)> = Vec::new();
        let (mut column, mut level, mut high, mut low) = (0.0, 0.0, 0.0, 0.0);
        for (time, value) in gauge.values() {
            if *time > self.scale.end {
                break;
            }
            let (x, y) = (self.scale.clamped(*time), band.y(*value));
            if points.is_empty() || *time <= self.scale.start {
                points.clear();
                points.push((x, y));
                (column, level, high, low) = (x, y, y, y);
                continue;
            }
            if x - column >= COLUMN {
                points.extend([(column, level), (x, level)]);
                (column, high, low) = (x, level, level);
            }
            if y < high || y > low {
                points.push((column, y));
                (high, low) = (high.min(y), low.max(y));
            }
            level = y;
        }
        if !points.is_empty() {
            points.extend([(column, level), (self.scale.clamped(now).max(column), level)]);
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::runtime::{gauge, simulate, sleep};
    use crate::timeline::{Picture, View, draw};
    use crate::trace::{Gauges, Lanes, ThreadUse, Trace};

    /// A millisecond is four pixels wide, if a hundred of them are to be seen.
    const WIDTH: f64 = 580.0;

    fn drawn(trace: &Trace, view: &View<'_>) -> Picture {
        let (lanes, thread, gauges) = (Lanes::of(trace), ThreadUse::of(trace), Gauges::of(trace));
        let side = Side::over(trace, &lanes, &thread, &gauges);
        draw(&[Track { title: "Async".to_owned(), ghost: None, run: Some(side) }], view)
    }

    fn whole(trace: &Trace) -> View<'static> {
        View { end: trace.last(), width: WIDTH, lanes_height: 100.0, ..View::default() }
    }

    fn lines(picture: &Picture) -> Vec<Vec<(f64, f64)>> {
        let lines = picture.marks.iter().filter_map(|mark| match mark {
            Mark::Line { points, stroke: Stroke::Gauge, .. } => Some(points.clone()),
            _ => None,
        });
        lines.collect()
    }

    fn texts(picture: &Picture) -> Vec<&str> {
        let texts = picture.marks.iter().filter_map(|mark| match mark {
            Mark::Text { text, role, anchor, .. } if *role == Role::Name || *anchor == Anchor::End => {
                Some(text.as_str())
            }
            _ => None,
        });
        texts.collect()
    }

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// One permit from 25 to 50 ms, and three from 50 ms on.
    fn permits() -> Trace {
        simulate(async {
            gauge("permits", 0);
            sleep(ms(25)).await;
            gauge("permits", 1);
            sleep(ms(25)).await;
            gauge("permits", 3);
            sleep(ms(50)).await;
        })
    }

    #[test]
    fn a_quantity_is_level_from_change_to_change() {
        let trace = permits();
        let picture = drawn(&trace, &whole(&trace));
        // Heading, strip and one lane are above: the track goes from 94 to 116.
        let (none, one, three) = (112.0, 112.0 - 14.0 / 3.0, 98.0);
        let corners = [
            (116.0, none),
            (116.0, none),
            (216.0, none),
            (216.0, one),
            (216.0, one),
            (316.0, one),
            (316.0, three),
            (316.0, three),
            (516.0, three),
        ];
        assert_eq!(lines(&picture), [corners]);
        assert_eq!(texts(&picture), ["thread", "main", "permits", "3, max 3"]);
        assert!(picture.height > 116.0, "there is room for it: {}", picture.height);
    }

    #[test]
    fn its_value_is_that_at_the_moment_that_is_shown() {
        let trace = permits();
        let at = |millis: u64| {
            let view = View { playhead: Some(Micros(millis * 1_000)), ..whole(&trace) };
            texts(&drawn(&trace, &view))[3].to_owned()
        };
        assert_eq!([at(0), at(24), at(25), at(99)], ["0, max 3", "0, max 3", "1, max 3", "3, max 3"]);
    }

    #[test]
    fn a_part_of_time_begins_with_the_value_that_it_had_before() {
        let trace = permits();
        let view = View { start: Micros(30_000), end: Micros(40_000), ..whole(&trace) };
        let one = 112.0 - 14.0 / 3.0;
        assert_eq!(lines(&drawn(&trace, &view)), [[(116.0, one), (116.0, one), (516.0, one)]]);
    }

    #[test]
    fn more_than_four_are_counted() {
        let trace = simulate(async {
            for number in 0..6 {
                gauge(&format!("queue {number}"), number);
            }
        });
        let picture = drawn(&trace, &whole(&trace));
        assert_eq!(lines(&picture).len(), 4);
        let names =
            ["queue 0", "0, max 0", "queue 1", "1, max 1", "queue 2", "2, max 2", "queue 3", "3, max 3"];
        assert_eq!(texts(&picture)[2..10], names);
        assert_eq!(texts(&picture)[10..], ["and 2 more"]);
    }

    /// A hundred thousand changes, and the highest of them shows.
    #[test]
    fn of_many_changes_the_extremes_are_kept() {
        let trace = simulate(async {
            for number in 0..100_000 {
                gauge("depth", if number == 77_777 { 9 } else { number % 3 });
                if number % 1_000 == 0 {
                    sleep(ms(1)).await;
                }
            }
        });
        let lines = lines(&drawn(&trace, &whole(&trace)));
        let highest = lines[0].iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
        assert!((highest - 98.0).abs() < 1e-9, "{highest}");
        assert!(lines[0].len() < 1_000, "{} points", lines[0].len());
        assert!(lines[0].is_sorted_by(|one, other| one.0 <= other.0));
    }
}
