//! oEmbed 1.0, without a server: for each scene a document, `oembed/ID.json`, which the scene's static
//! page names. Who is given a link to that page finds the frame to show instead.

use serde_json::{Value, json};

use crate::highlight::escaped;
use crate::public::PublicUrl;
use crate::scenes::Scene;
use crate::social;

/// The frame's size in pixels, for those who do not decide.
const FRAME: (u32, u32) = (800, 640);

/// A day, in seconds.
const DAY: u32 = 86_400;

/// Where the document of a scene is, below the site.
#[must_use]
pub fn path(scene: &Scene) -> String {
    format!("oembed/{}.json", scene.id)
}

/// The document of a scene.
#[must_use]
pub fn document(scene: &Scene, public: &PublicUrl) -> Value {
    let (width, height) = FRAME;
    let title = escaped(&format!("{}: {}", scene.title, scene.compared()));
    let source = escaped(&public.of(&format!("#/embed/{}", scene.id)));
    json!({
        "version": "1.0",
        "type": "rich",
        "title": scene.title,
        "provider_name": "Meanwhile",
        "provider_url": public.of(""),
        "cache_age": DAY,
        "thumbnail_url": public.of(&social::path(scene)),
        "thumbnail_width": social::SIZE.0,
        "thumbnail_height": social::SIZE.1,
        "width": width,
        "height": height,
        "html": format!(
            "<iframe src=\"{source}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" \
             loading=\"lazy\" style=\"border:0;max-width:100%\"></iframe>"
        ),
    })
}
