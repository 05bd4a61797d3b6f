//! The picture beside a link to a scene, as those who show it want it: a PNG.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::scenes::Scene;

/// Its width and its height in pixels.
pub const SIZE: (u32, u32) = (1200, 630);

/// Where the picture of a scene is, below the site.
#[must_use]
pub fn path(scene: &Scene) -> String {
    format!("social/{}.png", scene.id)
}

/// What draws pictures: with fonts of its own, so that they look the same on every machine.
pub struct Painter {
    options: Options<'static>,
}

impl Painter {
    /// Loads the fonts of these files; texts take the family of the first one.
    ///
    /// # Errors
    /// Files that are missing, or that hold no font.
    pub fn new(fonts: &[impl AsRef<Path>]) -> Result<Self> {
        let mut database = fontdb::Database::new();
        for font in fonts {
            let font = font.as_ref();
            let bytes = fs::read(font)
                .with_context(|| format!("{} cannot be read: run `cargo xtask setup`", font.display()))?;
            database.load_font_data(bytes);
        }
        let family = database.faces().next().context("a font file without a font")?.families[0].0.clone();
        database.set_sans_serif_family(family);
        Ok(Self { options: Options { fontdb: Arc::new(database), ..Options::default() } })
    }

    /// Reads a picture: its shapes and the boxes of its texts.
    ///
    /// # Errors
    /// A text that is no SVG document.
    pub fn read(&self, svg: &str) -> Result<Tree> {
        Ok(Tree::from_str(svg, &self.options)?)
    }

    /// An SVG document as a PNG of the same size.
    ///
    /// # Errors
    /// A text that is no SVG document, or one of no size.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>> {
        let tree = self.read(svg)?;
        let size = tree.size().to_int_size();
        let mut pixels = Pixmap::new(size.width(), size.height()).context("a picture has a size")?;
        resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
        Ok(pixels.encode_png()?)
    }
}
