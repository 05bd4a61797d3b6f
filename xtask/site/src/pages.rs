//! The static pages: one for each scene, and one with all of them. For readers without scripts, for search
//! engines, and for those who unfold links. Two more say how to embed a scene, and how to record a program.
//!
//! ```text
//! embed/            how to embed a scene, to be tried there
//! recorder/         how to record a program of one's own
//! scene/            every scene, with the first sentence of its lesson
//! scene/ID/         one of them: lesson, picture, code, and the way to run it
//! social/ID.png     the picture beside a link to it
//! oembed/ID.json    what to show instead of a link to it    ┐ where the site's address is known: these
//! sitemap.xml       all of the pages                        ┘ hold whole addresses
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::highlight::{Colours, Language, escaped};
use crate::layout::{Head, Layout, MOTTO, NAME, Page};
use crate::public::PublicUrl;
use crate::scenes::{self, Scene};
use crate::social::{self, Painter};
use crate::{code, embedding, oembed, parallel, recorder};
use xtask::setup::tools;
use xtask::site::{hashed, minified, read};

/// What the pages of scenes may load, and what not: no script at all.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/// Writes the static pages into a site that is otherwise done.
///
/// `drawn` is the folder of `render --site`, `files` is `static`.
///
/// # Errors
/// Files that are missing or that cannot be read or written.
pub fn write(drawn: &Path, files: &Path, site: &Path, public: Option<&PublicUrl>) -> Result<()> {
    let scenes = scenes::read(drawn)?;
    for folder in ["scene", "social"] {
        fs::create_dir_all(site.join(folder))?;
    }
    let style = format!("scene/{}", style(files, &site.join("scene"))?);
    let layout = Layout { public, style: &style };
    embedding::write(&scenes, site, &layout)?;
    recorder::write(site, &layout)?;
    let writer = Writer { drawn, site, layout, sources: files.with_file_name("src").join("scenes") };
    fs::write(site.join("scene/index.html"), writer.catalogue(&scenes))?;
    let mut colours = Colours::new()?;
    for (place, scene) in scenes.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| scenes.get(place));
        writer.scene(scene, [before, scenes.get(place + 1)], &mut colours)?;
    }
    paint(&scenes, drawn, site)?;
    public.map_or(Ok(()), |public| machine_readable(&scenes, site, public))
}

/// What the site's own page says to those who unfold a link to it.
#[must_use]
pub fn of_the_site(public: Option<&PublicUrl>) -> String {
    Head { title: NAME, ..Head::default() }.cards(public)
}

/// The stylesheet of the pages; returns its name.
fn style(files: &Path, folder: &Path) -> Result<String> {
    let tokens = read(&files.join("tokens.css"))?;
    let whole = folder.join("style.css");
    fs::write(&whole, [&tokens, include_bytes!("pages.css").as_slice()].concat())?;
    let smaller = minified(&whole)?;
    fs::remove_file(&whole)?;
    hashed(folder, "style", "css", &[smaller.as_bytes()])
}

/// Draws the pictures beside links.
fn paint(scenes: &[Scene], drawn: &Path, site: &Path) -> Result<()> {
    let painter = Painter::new(&tools::fonts())?;
    parallel::each(scenes.iter().collect(), |scene| {
        let svg = fs::read_to_string(drawn.join("social").join(format!("{}.svg", scene.id)))?;
        Ok(fs::write(site.join(social::path(scene)), painter.png(&svg)?)?)
    })
}

/// What holds whole addresses.
fn machine_readable(scenes: &[Scene], site: &Path, public: &PublicUrl) -> Result<()> {
    fs::create_dir_all(site.join("oembed"))?;
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut page = |path: &str| writeln!(map, "<url><loc>{}</loc></url>", escaped(&public.of(path)));
    ["", embedding::PATH, recorder::PATH, "scene/"].into_iter().try_for_each(&mut page)?;
    for scene in scenes {
        page(&path(scene))?;
        fs::write(site.join(oembed::path(scene)), oembed::document(scene, public).to_string())?;
    }
    map.push_str("</urlset>\n");
    Ok(fs::write(site.join("sitemap.xml"), map)?)
}

/// Where the page of a scene is, below the site.
fn path(scene: &Scene) -> String {
    format!("scene/{}/", scene.id)
}

struct Writer<'a> {
    drawn: &'a Path,
    site: &'a Path,
    layout: Layout<'a>,
    sources: PathBuf,
}

impl Writer<'_> {
    fn catalogue(&self, scenes: &[Scene]) -> String {
        let mut main = format!(
            "<h1>Every scene</h1>\n<p class=\"lead\">{MOTTO} These pages show each one without a script.</p>\n"
        );
        for group in scenes.chunk_by(|a, b| a.group == b.group) {
            let _ = writeln!(main, "<h2>{}</h2>\n<dl>", escaped(&group[0].group));
            for Scene { id, title, description, .. } in group {
                let (title, description) = (escaped(title), escaped(description));
                let _ = writeln!(main, "<dt><a href=\"{id}/\">{title}</a></dt>\n<dd>{description}</dd>");
            }
            main.push_str("</dl>\n");
        }
        let head = Head { title: "Every scene", path: "scene/", ..Head::default() };
        self.layout.page(&Page { head, root: "../", policy: POLICY, more: "", main: &main })
    }

    fn scene(&self, scene: &Scene, around: [Option<&Scene>; 2], colours: &mut Colours) -> Result<()> {
        let folder = self.site.join(path(scene));
        fs::create_dir_all(&folder)?;
        let title = escaped(&scene.title);
        let mut main = format!("<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n", escaped(&scene.lesson));
        if !scene.note.is_empty() {
            writeln!(main, "<p>{}</p>", escaped(&scene.note))?;
        }
        writeln!(
            main,
            "<p><a class=\"go\" href=\"../../#/scene/{}\">Run it in your browser</a></p>",
            scene.id
        )?;
        main.push_str(&self.figure(scene, &folder)?);
        for (language, name, file) in
            [(Language::Rust, "Rust", &scene.rust), (Language::Python, "Python", &scene.python)]
        {
            main.push_str(&self.program(language, name, file, colours)?);
        }
        if !scene.sources.is_empty() {
            let sources = escaped(&scene.sources.join("; "));
            writeln!(main, "<p class=\"muted\">Facts and figures come from: {sources}.</p>")?;
        }
        main.push_str(&neighbours(around));
        let (path, picture) = (path(scene), social::path(scene));
        let head = Head {
            title: &scene.title,
            description: &scene.description,
            path: &path,
            picture: &picture,
            size: Some(social::SIZE),
        };
        let more = self.discovery(scene);
        let page = Page { head, root: "../../", policy: POLICY, more: &more, main: &main };
        Ok(fs::write(folder.join("index.html"), self.layout.page(&page))?)
    }

    /// Where those who unfold links find the document for them.
    fn discovery(&self, scene: &Scene) -> String {
        self.layout.public.map_or_else(String::new, |public| {
            let (address, title) = (escaped(&public.of(&oembed::path(scene))), escaped(&scene.title));
            format!(
                "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}\" title=\"{title}\">\n"
            )
        })
    }

    /// The picture of all runs, in the colours that the reader's system has.
    fn figure(&self, scene: &Scene, folder: &Path) -> Result<String> {
        for theme in ["light", "dark"] {
            let from = self.drawn.join("pictures").join(format!("{}-{theme}.svg", scene.id));
            fs::copy(&from, folder.join(format!("{theme}.svg")))
                .with_context(|| format!("{} cannot be copied", from.display()))?;
        }
        let programs: Vec<_> =
            scene.programs.iter().map(|program| format!("{} {}", program.name, program.time)).collect();
        let times = escaped(&programs.join(", "));
        let picture = fs::read_to_string(folder.join("light.svg"))?;
        let (width, height) =
            size(&picture).with_context(|| format!("the picture of {} has no size", scene.id))?;
        Ok(format!(
            "<figure>\n<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"dark.svg\">\
             <img src=\"light.svg\" alt=\"Timeline of the programs and when each ends: {times}.\" width=\"{width}\" height=\"{height}\"></picture>\n\
             <figcaption>The programs in virtual time: {times}.</figcaption>\n</figure>\n"
        ))
    }

    fn program(&self, language: Language, name: &str, file: &str, colours: &mut Colours) -> Result<String> {
        let source = String::from_utf8(read(&self.sources.join(file))?)?;
        let lines = code::shown(&source, colours.lines(language, &source)?).join("\n");
        Ok(format!(
            "<h2>In {name}</h2>\n<pre tabindex=\"0\"><code>{lines}\n</code></pre>\n\
             <p class=\"muted\"><a href=\"../../code/{file}\">The whole file, {file}</a></p>\n"
        ))
    }
}

/// The numbers that an SVG document has for its size.
fn size(svg: &str) -> Option<(&str, &str)> {
    let number = |name: &str| svg.split_once(name)?.1.split('"').next();
    Some((number(" width=\"")?, number(" height=\"")?))
}

fn neighbours([before, after]: [Option<&Scene>; 2]) -> String {
    let link = |scene: Option<&Scene>, rel: &str, word: &str| {
        scene.map_or_else(
            || "<span></span>".to_owned(),
            |scene| {
                format!("<a rel=\"{rel}\" href=\"../{}/\">{word}: {}</a>", scene.id, escaped(&scene.title))
            },
        )
    };
    format!(
        "<nav class=\"around\" aria-label=\"Other scenes\">{}{}</nav>\n",
        link(before, "prev", "Before"),
        link(after, "next", "Next")
    )
}
