//! What the build of the site needs of every scene, so that nothing has to run scenes but the page:
//!
//! - `posters/ID-light.svg`, `posters/ID-dark.svg`: a small picture, for cards and for pages elsewhere;
//! - `pictures/ID-light.svg`, `pictures/ID-dark.svg`: a larger one, for the scene's static page;
//! - `social/ID.svg`: what stands beside a link to the scene, still to be made a PNG;
//! - `scenes.json`: what there is to say of each scene, in the order of the catalogue.

use std::io::Result;
use std::path::Path;

use serde_json::{Value, json};

use super::picture::{Look, Runs};
use super::social;
use crate::scenes::{self, Scene};
use crate::timeline::{Picture, Theme, label, svg};

const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

/// Posters have one size, so that a page can keep their place before they are there.
const POSTER_HEIGHT: f64 = 320.0;
const POSTER: Look =
    Look { theme: Theme::Light, width: 480.0, lanes_height: 90.0, gauges: false, playhead: None };
const PICTURE: Look = Look { width: 800.0, lanes_height: 200.0, gauges: true, ..POSTER };

/// Writes all of it into a folder, which is made where it is missing.
///
/// # Errors
/// Those of the disk.
pub fn write(folder: &Path) -> Result<()> {
    for part in ["posters", "pictures", "social"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    let mut descriptions = Vec::new();
    for scene in scenes::ALL {
        let runs = Runs::of(scene, &scene.defaults());
        for (part, picture) in [("posters", poster(&runs)), ("pictures", runs.picture(PICTURE))] {
            for (theme, name) in THEMES {
                let file = folder.join(part).join(format!("{}-{name}.svg", scene.id));
                std::fs::write(file, svg::document(&picture, theme, scene.title))?;
            }
        }
        let social = folder.join("social").join(format!("{}.svg", scene.id));
        std::fs::write(social, social::document(scene, &runs))?;
        descriptions.push(description(scene, &runs));
    }
    std::fs::write(folder.join("scenes.json"), Value::from(descriptions).to_string())
}

/// A picture of the size of all posters: the lanes are as high as there is room for. Where the lanes of all
/// programs would be too low, only the first programs are shown, which is what a scene is about.
fn poster(runs: &Runs) -> Picture {
    let all = runs.programs.len();
    let fits = |programs| {
        let picture = runs.picture_of(programs, POSTER);
        let excess = picture.height - POSTER_HEIGHT;
        if excess <= 0.0 {
            return Some(picture);
        }
        // Each program gives its share.
        let share = excess / u32::try_from(programs).map_or(1.0, f64::from);
        let lower = runs.picture_of(programs, Look { lanes_height: POSTER.lanes_height - share, ..POSTER });
        (programs == 1 || lower.height <= POSTER_HEIGHT + 0.5).then_some(lower)
    };
    let picture = (1..=all).rev().find_map(fits).unwrap_or_else(|| runs.picture(POSTER));
    Picture { height: POSTER_HEIGHT, ..picture }
}

/// A scene in words.
fn description(scene: &Scene, runs: &Runs) -> Value {
    json!({
        "id": scene.id,
        "title": scene.title,
        "group": scene.group.title(),
        "description": social::first_sentence(scene.lesson),
        "lesson": scene.lesson,
        "note": scene.note,
        "programs": runs.programs.iter().map(|(program, trace)| {
            json!({"name": program.words(), "time": label::time(trace.last())})
        }).collect::<Vec<_>>(),
        "rust": scene.rust.name,
        "python": scene.python.name,
        "sources": scene.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Mark;

    #[test]
    fn nothing_of_a_poster_is_cut_off() {
        for scene in scenes::ALL {
            let Picture { height, marks, .. } = poster(&Runs::of(scene, &scene.defaults()));
            assert_eq!(height.to_bits(), POSTER_HEIGHT.to_bits(), "{}", scene.id);
            let lowest = marks.iter().map(|mark| match mark {
                Mark::Bar { rect, .. } | Mark::Thread { rect, .. } => rect.y + rect.h,
                _ => 0.0,
            });
            let lowest = lowest.fold(0.0, f64::max);
            assert!(lowest > 100.0 && lowest <= POSTER_HEIGHT, "{}: {lowest}", scene.id);
        }
    }
}
