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
use crate::timeline::{Theme, label};

const THEMES: [(Theme, &str); 2] = [(Theme::Light, "light"), (Theme::Dark, "dark")];

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
        for (part, look) in [("posters", POSTER), ("pictures", PICTURE)] {
            for (theme, name) in THEMES {
                let file = folder.join(part).join(format!("{}-{name}.svg", scene.id));
                std::fs::write(file, runs.document(scene.title, Look { theme, ..look }))?;
            }
        }
        let social = folder.join("social").join(format!("{}.svg", scene.id));
        std::fs::write(social, social::document(scene, &runs))?;
        descriptions.push(description(scene, &runs));
    }
    std::fs::write(folder.join("scenes.json"), Value::from(descriptions).to_string())
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
        "async": label::time(runs.run.last()),
        "blocking": label::time(runs.block.last()),
        "rust": scene.rust.name,
        "python": scene.python.name,
        "sources": scene.sources.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
