//! A picture as an SVG document.

use std::fmt::{self, Write as _};

use crate::trace::{Outcome, Phase};

use super::label::Fixed;
use super::palette::{Palette, Theme};
use super::picture::{Anchor, Mark, Picture, Rect, Role, Stroke};

/// How faint the simulated run is underneath.
pub const GHOST: f64 = 0.3;

/// Bars at least this high carry the pattern of their phase.
pub const PATTERNED: f64 = 8.0;

/// The lines of a phase's pattern, in a tile of 8 × 8 pixels, as an SVG path: so that phases
/// differ in print and without colour. None for those that are plain.
#[must_use]
pub const fn pattern(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Sending => Some("M-2 10L10 -2M-6 6L6 -6M2 14L14 2"),
        Phase::Receiving => Some("M-2 -2L10 10M-6 2L6 14M2 -6L14 6"),
        Phase::Waiting => Some("M3 4h2"),
        Phase::Queued => Some("M4 0v8"),
        Phase::Blocked => Some("M-2 10L10 -2M-2 -2L10 10"),
        Phase::Running | Phase::Sleeping | Phase::Awaiting => None,
    }
}

/// The document. Its title says what it shows, for those who do not see it.
#[must_use]
pub fn document(picture: &Picture, theme: Theme, title: &str) -> String {
    let mut svg = String::new();
    // Writing into a string cannot fail.
    let _ = write_document(&mut svg, picture, &Palette::of(theme), title);
    svg
}

fn write_document(svg: &mut String, picture: &Picture, palette: &Palette, title: &str) -> fmt::Result {
    let (width, height) = (pixels(picture.width), pixels(picture.height));
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"system-ui, sans-serif\"><title>{}</title>",
        escape(title)
    )?;
    write_body(svg, picture, palette)?;
    write!(svg, "</svg>")
}

/// What is in the document, for a place in another one.
#[must_use]
pub fn body(picture: &Picture, theme: Theme) -> String {
    let mut svg = String::new();
    let _ = write_body(&mut svg, picture, &Palette::of(theme));
    svg
}

fn write_body(svg: &mut String, picture: &Picture, palette: &Palette) -> fmt::Result {
    write!(svg, "<defs>")?;
    for phase in Phase::ALL {
        if let Some(lines) = pattern(phase) {
            write!(
                svg,
                "<pattern id=\"{0}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><path d=\"{lines}\" \
                 stroke=\"{1}\" stroke-opacity=\".55\" stroke-width=\"1.2\"/></pattern>",
                phase.label(),
                palette.ground,
            )?;
        }
    }
    write!(svg, "</defs><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>", palette.ground)?;
    for mark in &picture.marks {
        write_mark(svg, mark, palette)?;
    }
    Ok(())
}

fn write_mark(svg: &mut String, mark: &Mark, palette: &Palette) -> fmt::Result {
    match mark {
        Mark::Bar { rect, phase, ghost } => {
            write_rect(svg, rect, palette.phase(*phase), opacity(*ghost))?;
            if rect.h >= PATTERNED && pattern(*phase).is_some() {
                write_rect(svg, rect, &format!("url(#{})", phase.label()), opacity(*ghost))?;
            }
            Ok(())
        }
        Mark::Thread { rect, state, ghost } => write_rect(svg, rect, palette.thread(*state), opacity(*ghost)),
        Mark::Cap { x, y, size, outcome } => write!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            cap_path(*x, *y, *size, *outcome),
            palette.outcome(*outcome)
        ),
        Mark::Text { x, y, text, role, anchor, ghost } => {
            let (size, weight) = font(*role);
            let (x, y) = (place(*x), place(*y));
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let opacity = if *ghost { " opacity=\".75\"" } else { "" };
            write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" dominant-baseline=\"central\" text-anchor=\"{anchor}\" \
                 font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{}\"{opacity}>{}</text>",
                palette.role(*role),
                escape(text)
            )
        }
        Mark::Veil { rect } => write_rect(svg, rect, palette.ground, VEIL),
        Mark::Band { rect } => write_rect(svg, rect, palette.accent, BAND),
        Mark::Lit { rect } => write_rect(svg, rect, palette.accent, 1.0),
        Mark::Line { points, stroke, ghost } => {
            write!(svg, "<path d=\"")?;
            for (place_in_line, (x, y)) in points.iter().enumerate() {
                write!(svg, "{}{} {}", if place_in_line == 0 { 'M' } else { 'L' }, place(*x), place(*y))?;
            }
            let (colour, width) = (palette.stroke(*stroke), line_width(*stroke));
            write!(svg, "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\"", place(width))?;
            write_opacity(svg, opacity(*ghost))
        }
    }
}

const fn opacity(ghost: bool) -> f64 {
    if ghost { GHOST } else { 1.0 }
}

fn write_opacity(svg: &mut String, opacity: f64) -> fmt::Result {
    if opacity < 1.0 {
        write!(svg, " opacity=\"{}\"", Fixed { value: opacity, digits: 2 })?;
    }
    write!(svg, "/>")
}

fn write_rect(svg: &mut String, rect: &Rect, fill: &str, opacity: f64) -> fmt::Result {
    let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|value| Fixed { value, digits: 2 });
    write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\"")?;
    write_opacity(svg, opacity)
}

/// The shape of an end that is not plain success, as an SVG path: a cross for a failure, a struck-out
/// ring for a cancelled task, a cross in a frame for a panic.
#[must_use]
pub fn cap_path(x: f64, y: f64, size: f64, outcome: Outcome) -> String {
    let (left, right, top, bottom) = (place(x - size), place(x + size), place(y - size), place(y + size));
    let cross = format!("M{left} {top}L{right} {bottom}M{left} {bottom}L{right} {top}");
    match outcome {
        Outcome::Ok => String::new(),
        Outcome::Failed => cross,
        Outcome::Cancelled => {
            let (y, radius, across) = (place(y), place(size), place(size * 2.0));
            let ring =
                format!("M{left} {y}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0");
            format!("{ring}M{left} {bottom}L{right} {top}")
        }
        Outcome::Panicked => format!("{cross}M{left} {top}H{right}V{bottom}H{left}Z"),
    }
}

const fn pixels(value: f64) -> Fixed {
    Fixed { value, digits: 0 }
}

const fn place(value: f64) -> Fixed {
    Fixed { value, digits: 1 }
}

/// How much of what is veiled is hidden.
pub const VEIL: f64 = 0.5;

/// How strong the band is under what is selected.
pub const BAND: f64 = 0.14;

/// The width of a line, in pixels.
#[must_use]
pub const fn line_width(stroke: Stroke) -> f64 {
    match stroke {
        Stroke::Grid => 1.0,
        Stroke::Gauge | Stroke::Handle | Stroke::Playhead | Stroke::Wake => 1.5,
        Stroke::Path => 2.5,
    }
}

/// Size in pixels and weight of a text.
#[must_use]
pub const fn font(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Title => ("14", "600"),
        Role::Name | Role::Tick => ("11.5", "400"),
        Role::Value => ("11.5", "500"),
    }
}

/// A text as it stands in a document, also in an attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes::find;
    use crate::timeline::{Side, Track, View, draw};
    use crate::trace::{Gauges, Lanes, ThreadUse};

    #[test]
    fn ends_differ_in_shape() {
        let paths = [Outcome::Ok, Outcome::Failed, Outcome::Cancelled, Outcome::Panicked]
            .map(|outcome| cap_path(10.0, 20.0, 6.0, outcome));
        for (place, path) in paths.iter().enumerate() {
            assert_eq!(paths.iter().position(|other| other == path), Some(place), "{path}");
        }
        assert_eq!(paths[2], "M4.0 20.0a6.0 6.0 0 1 0 12.0 0a6.0 6.0 0 1 0 -12.0 0M4.0 26.0L16.0 14.0");
    }

    /// A simulated run shows how its tasks end, until there is a run to be seen.
    #[test]
    fn ends_show_of_the_run_that_is_seen() {
        let scene = find("gather-errors").unwrap();
        let trace = scene.simulate(0, &scene.defaults());
        let (lanes, thread, gauges) = (Lanes::of(&trace), ThreadUse::of(&trace), Gauges::of(&trace));
        let now = trace.last();
        let side = Side::over(&trace, &lanes, &thread, &gauges);
        let view = View { end: now, width: 580.0, lanes_height: 100.0, ..View::default() };
        let crosses = |ghost, run| {
            let picture = draw(&[Track { title: "Async".to_owned(), ghost, run }], &view);
            let failed = |mark: &&Mark| matches!(mark, Mark::Cap { outcome: Outcome::Failed, .. });
            picture.marks.iter().filter(failed).count()
        };
        assert_eq!(crosses(Some(side), None), 1);
        assert_eq!(crosses(Some(side), Some(side)), 1);
        assert_eq!(crosses(Some(side), Some(Side { lanes: &Lanes::default(), ..side })), 0);
    }
}
