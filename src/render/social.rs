//! The picture that stands beside a link to a scene in messages and search results: what the scene is
//! called, what it is about, and its timeline. Its size is the one that such places ask for.

use std::fmt::Write as _;

use super::picture::{Look, Runs};
use crate::scenes::Scene;
use crate::timeline::{Palette, Theme, svg};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 630.0;
const MARGIN: f64 = 56.0;
/// The sentence below the title.
const SENTENCE: f64 = 28.0;
const LINE: f64 = 38.0;
/// At most so many lines; what is longer is cut.
const LINES: usize = 3;
/// So many characters of the sentence fill a line, in any font that may be there.
const COLUMNS: usize = 76;

const LOOK: Look =
    Look { theme: Theme::Light, width: 800.0, lanes_height: 70.0, gauges: false, playhead: None };

/// The picture as an SVG document of 1200 × 630 pixels.
#[must_use]
pub fn document(scene: &Scene, runs: &Runs) -> String {
    let palette = Palette::of(LOOK.theme);
    let lines = wrapped(first_sentence(scene.lesson), COLUMNS, LINES);
    let timeline = runs.picture(LOOK);
    let mut texts = String::new();
    for (number, line) in (0_u32..).zip(&lines) {
        let y = 210.0 + LINE * f64::from(number);
        let line = svg::escape(line);
        // Writing into a string cannot fail.
        let _ = write!(texts, r#"<text x="{MARGIN}" y="{y}" fill="{}">{line}</text>"#, palette.muted);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let top = 192.0 + LINE * lines.len() as f64;
    let (room, wide) = (HEIGHT - MARGIN / 2.0 - top, WIDTH - 2.0 * MARGIN);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="{SENTENCE}">
<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/><rect width="{WIDTH}" height="10" fill="{accent}"/>
<g transform="translate({MARGIN} 48) scale(2.2)" fill="{accent}"><rect width="9" height="3" rx="1.5"/><rect x="2" y="4.5" width="9" height="3" rx="1.5"/><rect x="5" y="9" width="9" height="3" rx="1.5"/></g>
<text x="100" y="71" font-weight="700" font-size="24" fill="{muted}">Meanwhile</text>
<text x="{MARGIN}" y="152" font-weight="700" font-size="60" fill="{text}">{title}</text>
{texts}
<svg x="{MARGIN}" y="{top}" width="{wide}" height="{room}" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMin">{}</svg></svg>"#,
        timeline.width,
        timeline.height,
        svg::body(&timeline, LOOK.theme),
        ground = palette.ground,
        accent = palette.accent,
        muted = palette.muted,
        text = palette.text,
        title = svg::escape(scene.title),
    )
}

/// What a lesson says first.
pub(super) fn first_sentence(lesson: &str) -> &str {
    lesson.split_once(". ").map_or(lesson, |(first, _)| &lesson[..=first.len()])
}

/// A text in lines of at most so many characters; what is beyond the last line is left out, and three
/// dots say so.
fn wrapped(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().map(std::mem::take).unwrap_or_default();
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        let last = lines.len() - 1;
        if longer.chars().count() <= columns || line.is_empty() {
            lines[last] = longer;
        } else if lines.len() == most {
            lines[last] = format!("{} …", line.trim_end_matches([',', ';', ':']));
            break;
        } else {
            lines[last] = line;
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_long_as_they_may_be_and_what_is_cut_off_is_marked() {
        assert_eq!(wrapped("one two three", 7, 3), ["one two", "three"]);
        assert_eq!(wrapped("one two three, four five", 7, 2), ["one two", "three …"]);
        assert_eq!(wrapped("incomprehensibilities", 7, 2), ["incomprehensibilities"]);
        assert_eq!(wrapped("", 7, 2), [""]);
    }

    #[test]
    fn a_sentence_keeps_its_stop() {
        assert_eq!(first_sentence("Takes 1.5 s. And then?"), "Takes 1.5 s.");
        assert_eq!(first_sentence("All."), "All.");
    }
}
