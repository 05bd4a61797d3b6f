//! The page for authors: how to embed a scene, to be tried there. What it says is in `embedding.md`, what it
//! does in `embedding.js`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use crate::highlight::escaped;
use crate::layout::{Head, Layout, Page};
use crate::scenes::Scene;
use xtask::site::{EMBED, hashed, minified};

/// Where the page is, below the site.
pub const PATH: &str = "embed/";

/// What it says, in Markdown.
pub const TEXT: &str = include_str!("embedding.md");

/// What stands in the text for the address of the site.
pub(crate) const EXAMPLE: &str = "https://example.org/async/";

/// What stands in the text for the scene that can be changed.
const PREVIEW: &str = "<!-- preview -->";

/// The panels, as `panels` names them.
const PANELS: [&str; 5] = ["code", "loop", "console", "advice", "table"];

/// It embeds scenes of its own site, and has two scripts of it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// Writes the page and its script into a site.
///
/// # Errors
/// Files that cannot be written, and those of `minify`.
pub fn write(scenes: &[Scene], site: &Path, layout: &Layout<'_>) -> Result<()> {
    let folder = site.join(PATH);
    fs::create_dir_all(&folder)?;
    let script = script(&folder)?;
    let here = layout.public.map_or_else(|| EXAMPLE.to_owned(), ToString::to_string);
    let main = body(&TEXT.replace(EXAMPLE, &here)).replace(PREVIEW, &preview(scenes, &here));
    let more = format!(
        "<script type=\"module\" src=\"../{EMBED}\"></script>\n<script type=\"module\" src=\"{script}\"></script>\n"
    );
    let description = "How to put a running scene into a page of your own: one element, one script.";
    let head = Head { title: "Embed a scene", description, path: PATH, ..Head::default() };
    let page = Page { head, root: "../", policy: POLICY, more: &more, main: &main };
    Ok(fs::write(folder.join("index.html"), layout.page(&page))?)
}

/// Writes what the page does; returns the file's name.
fn script(folder: &Path) -> Result<String> {
    let whole = folder.join("embedding.js");
    fs::write(&whole, include_str!("embedding.js"))?;
    let smaller = minified(&whole)?;
    fs::remove_file(&whole)?;
    hashed(folder, "embedding", "js", &[smaller.as_bytes()])
}

/// Markdown as HTML. What may be wider than a phone scrolls by itself, with the keyboard, too.
pub(crate) fn body(text: &str) -> String {
    let mut head = false;
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES);
    let mut html = String::new();
    html::push_html(&mut html, parser.map(|event| with_room(event, &mut head)));
    html
}

/// An event of the parser as this page has it; `head` says whether it is in the head of a table.
fn with_room<'a>(event: Event<'a>, head: &mut bool) -> Event<'a> {
    let html = |text: &'static str| Event::Html(CowStr::Borrowed(text));
    match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)) => {
            html("<div class=\"snippet\"><pre tabindex=\"0\"><code>")
        }
        Event::End(TagEnd::CodeBlock) => html("</code></pre></div>\n"),
        Event::Start(Tag::Table(_)) => html("<div class=\"wide\" tabindex=\"0\"><table>\n"),
        Event::End(TagEnd::Table) => html("</tbody></table></div>\n"),
        Event::Start(Tag::TableHead) => {
            *head = true;
            html("<thead><tr>")
        }
        Event::End(TagEnd::TableHead) => {
            *head = false;
            html("</tr></thead><tbody>\n")
        }
        Event::Start(Tag::TableCell) if *head => html("<th scope=\"col\">"),
        Event::End(TagEnd::TableCell) if *head => html("</th>"),
        Event::Start(Tag::TableCell) => html("<td>"),
        Event::End(TagEnd::TableCell) => html("</td>"),
        // In examples, too, quotes are no ends of attributes.
        Event::Text(text) => Event::InlineHtml(escaped(&text).into()),
        other => other,
    }
}

/// The scene that can be changed: controls for its attributes, the element, its snippet, what it says.
fn preview(scenes: &[Scene], site: &str) -> String {
    let first = first(scenes);
    let (id, title, compared) = (escaped(&first.id), escaped(&first.title), escaped(&first.compared()));
    format!(
        r#"<div id="preview" data-site="{site}">
<div id="choices" role="group" aria-label="Attributes" hidden>
<label>Scene <select name="scene">
{}</select></label>
<label>Parameters <input name="params" type="text" placeholder="n=20&amp;latency=500" autocomplete="off" spellcheck="false" maxlength="1000"></label>
{}{}<label class="flag"><input name="autoplay" type="checkbox"> Autoplay</label>
<fieldset><legend>Panels</legend>{}</fieldset>
<button id="anew" type="button">Start over</button>
</div>
<div id="stage">
<meanwhile-scene scene="{id}">
<a href="../scene/{id}/">{title}, {compared}</a>
</meanwhile-scene>
</div>
<div id="taken" hidden>
<h3>Its snippet</h3>
<div class="snippet"><pre tabindex="0"><code id="snippet"></code></pre></div>
<h3>Its latest events</h3>
<ol id="heard" tabindex="0" aria-label="Its latest events"></ol>
</div>
</div>
"#,
        options(scenes),
        choice("Theme", "theme", ["auto", "light", "dark"]),
        choice("Loading", "loading", ["click", "lazy", "eager"]),
        PANELS.map(flag).concat(),
        site = escaped(site),
    )
}

/// The scene that is there at first: the one of the text's first example.
fn first(scenes: &[Scene]) -> &Scene {
    scenes.iter().find(|scene| TEXT.contains(&format!("scene=\"{}\"", scene.id))).unwrap_or(&scenes[0])
}

/// All scenes, below the headings of the catalogue.
fn options(scenes: &[Scene]) -> String {
    let mut html = String::new();
    for group in scenes.chunk_by(|a, b| a.group == b.group) {
        // Writing into a string cannot fail.
        let _ = writeln!(html, "<optgroup label=\"{}\">", escaped(&group[0].group));
        for scene in group {
            let selected = if scene.id == first(scenes).id { " selected" } else { "" };
            let [id, title, compared] =
                [&scene.id, &scene.title, &scene.compared()].map(|text| escaped(text));
            let _ = writeln!(
                html,
                "<option value=\"{id}\" data-compared=\"{compared}\"{selected}>{title}</option>"
            );
        }
        html.push_str("</optgroup>\n");
    }
    html
}

fn choice(label: &str, name: &str, values: [&str; 3]) -> String {
    let options = values.map(|value| format!("<option>{value}</option>")).concat();
    format!("<label>{label} <select name=\"{name}\">{options}</select></label>\n")
}

fn flag(panel: &str) -> String {
    format!(
        "<label class=\"flag\"><input name=\"panels\" type=\"checkbox\" value=\"{panel}\"> {panel}</label>\n"
    )
}
