//! The programs of the scenes as the page shows them: nothing is lost, and nothing is let through.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use site::code;
use site::highlight::{Colours, Language};
use xtask::paths;

const CLASSES: [&str; 6] = ["comment", "function", "keyword", "number", "string", "type"];

/// A line of HTML as text, with the classes of its parts; what is wrong with it otherwise.
fn read(html: &str) -> Result<Vec<(String, String)>, String> {
    let (mut parts, mut class, mut rest) = (vec![], String::new(), html);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("</span>") {
            if class.is_empty() {
                return Err(format!("a tag is closed that is not open: {html}"));
            }
            class.clear();
            rest = after;
        } else if let Some(after) = rest.strip_prefix("<span class=\"") {
            let (name, after) = after.split_once("\">").ok_or("a tag without an end")?;
            if !class.is_empty() || !CLASSES.contains(&name) {
                return Err(format!("class {name} inside of {class:?}: {html}"));
            }
            name.clone_into(&mut class);
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            if end == 0 || rest[..end].contains(['>', '"', '\'', '\n', '\r']) {
                return Err(format!("something is not escaped: {html}"));
            }
            parts.push((class.clone(), unescape(&rest[..end])?));
            rest = &rest[end..];
        }
    }
    if class.is_empty() { Ok(parts) } else { Err(format!("a tag stays open: {html}")) }
}

fn unescape(text: &str) -> Result<String, String> {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';').ok_or("an ampersand by itself")?;
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            "#13" => '\r',
            _ => return Err(format!("unknown: &{name};")),
        });
        plain.push_str(rest);
    }
    Ok(plain)
}

/// The text as it went in, and its parts with their classes.
#[track_caller]
fn coloured(colours: &mut Colours, language: Language, source: &str) -> Vec<(String, String)> {
    let lines = colours.lines(language, source).unwrap();
    let expected: Vec<_> = source.split_terminator('\n').collect();
    assert_eq!(lines.len(), expected.len(), "{source:?} became {lines:?}");
    let mut all = vec![];
    for (html, expected) in lines.iter().zip(expected) {
        let parts = read(html).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(parts.iter().map(|part| part.1.as_str()).collect::<String>(), expected);
        all.extend(parts.into_iter().map(|(class, text)| (class, text.trim().to_owned())));
    }
    all
}

#[track_caller]
fn assert_has(parts: &[(String, String)], class: &str, text: &str) {
    let found = parts.iter().any(|part| part.0 == class && part.1 == text);
    assert!(found, "no {class} “{text}” in {parts:?}");
}

fn scenes() -> PathBuf {
    paths::root().join("src/scenes")
}

#[test]
fn every_file_of_the_scenes_keeps_its_text() -> Result<()> {
    let mut colours = Colours::new()?;
    let mut files = 0;
    for entry in fs::read_dir(scenes())? {
        let python = entry?.path();
        if python.extension().is_some_and(|end| end == "py") {
            let rust =
                coloured(&mut colours, Language::Rust, &fs::read_to_string(python.with_extension("rs"))?);
            let python = coloured(&mut colours, Language::Python, &fs::read_to_string(&python)?);
            // A file that could not be read as its language would have hardly any.
            for parts in [rust, python] {
                let keywords = parts.iter().filter(|part| part.0 == "keyword").count();
                assert!(keywords > 8, "{keywords} keywords in {parts:?}");
            }
            files += 1;
        }
    }
    assert!(files >= 46, "{files} scenes");
    Ok(())
}

#[test]
fn the_style_has_a_colour_for_each_class() -> Result<()> {
    let style = fs::read_to_string(paths::root().join("static/page.css"))?;
    for class in CLASSES {
        assert!(style.contains(&format!(".line .{class} {{\n  color: var(--code-{class});")), "{class}");
    }
    Ok(())
}

#[test]
fn words_have_the_class_of_what_they_are() -> Result<()> {
    let mut colours = Colours::new()?;
    let rust = coloured(
        &mut colours,
        Language::Rust,
        "// why\nasync fn go(n: u32) -> Vec<String> {\n    println!(\"a {n}\\n\");\n    \
         sleep(INTERVAL).await;\n    let x = 1.5;\n}\n",
    );
    for (class, text) in [
        ("comment", "// why"),
        ("keyword", "async fn"),
        ("function", "go"),
        ("type", "u32"),
        ("type", "Vec"),
        ("function", "println!"),
        ("function", "sleep"),
        ("keyword", "await"),
        ("number", "1.5"),
        ("string", "\"a {n}\\n\""),
    ] {
        assert_has(&rust, class, text);
    }
    let python = coloured(
        &mut colours,
        Language::Python,
        "\"\"\"Two\nlines.\"\"\"\n# why\nasync def go(n):\n    await sleep(0.5)\n    \
         print(f\"a {n + 1} b\")\n    return None if n not in (1, 2) else n\n",
    );
    for (class, text) in [
        ("string", "\"\"\"Two"),
        ("string", "lines.\"\"\""),
        ("comment", "# why"),
        ("keyword", "async def"),
        ("function", "go"),
        ("keyword", "await"),
        ("function", "sleep"),
        ("number", "0.5"),
        ("string", "f\"a"),
        ("number", "1"),
        ("string", "b\""),
        ("keyword", "not in"),
        ("number", "None"),
    ] {
        assert_has(&python, class, text);
    }
    Ok(())
}

#[test]
fn no_markup_of_the_source_gets_through() -> Result<()> {
    let mut colours = Colours::new()?;
    for source in [
        "let a = \"<script>alert('1')</script>\"; // </span><img src=x onerror=\"a()\">&amp;\n",
        "/* <b>\n</b> & \" ' */ fn \u{2028} <T>() {}\n",
        "'unended \"\"\" <i>\n\n\n<",
        "\r\n a\rb \r\n",
        "\u{0} \u{feff}é𝒳🦀<\n\t&&\n",
        "x = f\"{'<' + f'{\"&\"}'}\"\n{{{((\n",
        "",
        "\n",
        "no line feed at the end <",
    ] {
        coloured(&mut colours, Language::Rust, source);
        coloured(&mut colours, Language::Python, source);
    }
    Ok(())
}

#[test]
fn a_file_a_scene_holds_both_programs_and_their_pairs() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (from, to) = (dir.path().join("scenes"), dir.path().join("code"));
    fs::create_dir_all(&from)?;
    let rust = "use a;\n// ── Async ──\nfn a() {}\n\n// ── The scene ──\nconst A: u8 = 1;\n";
    let python = "import a\n";
    for (name, text) in [
        ("one.rs", rust),
        ("one.py", python),
        ("two.rs", ""),
        ("two.py", ""),
        ("mod.rs", "no scene"),
        ("lines.txt", "# what it is\none 3 1\none 4 - no such task\ntwo 1 1\n"),
    ] {
        fs::write(from.join(name), text)?;
    }
    code::write(&from, &to)?;
    let written = |name: &str| fs::read_to_string(to.join(name)).context(name.to_owned());
    assert_eq!((written("one.rs")?, written("one.py")?), (rust.to_owned(), python.to_owned()));
    let mut expected = String::from("3 2 3\n");
    let mut colours = Colours::new()?;
    for line in colours.lines(Language::Rust, rust)?.into_iter().take(3) {
        writeln!(expected, "{line}")?;
    }
    writeln!(expected, "1 1 0\n{}\n3 1", colours.lines(Language::Python, python)?[0])?;
    assert_eq!(written("one.txt")?, expected);
    assert_eq!(written("two.txt")?, "0 1 0\n0 1 0\n1 1\n");
    assert!(!Path::new(&to).join("mod.txt").exists());
    Ok(())
}
