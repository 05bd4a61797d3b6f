//! What the page for authors says of the element is what its script and its declarations have: no name more,
//! none less.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use site::embedding::TEXT;
use xtask::paths;

type Names = BTreeSet<String>;

fn file(name: &str) -> Result<String> {
    fs::read_to_string(paths::root().join("static").join(name)).with_context(|| name.to_owned())
}

/// What stands between two words, without them.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Result<&'a str> {
    let (_, rest) = text.split_once(start).with_context(|| format!("there is no {start}"))?;
    Ok(rest.split_once(end).with_context(|| format!("there is no {end} after {start}"))?.0)
}

/// The rows of the table in a section, their cells.
fn rows(section: &str) -> Result<Vec<Vec<&'static str>>> {
    let section = between(TEXT, &format!("{{#{section}}}"), "\n## ")?;
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    Ok(rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect())
}

/// The words of a text that are set as code.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The lines of an interface or a class in the declarations.
fn members(declarations: &str, name: &str) -> Result<Vec<String>> {
    let body = between(declarations, &format!(" {name} "), "\n}")?;
    let lines = body.lines().skip(1).map(str::trim);
    Ok(lines.filter(|line| !line.starts_with(['/', '*'])).map(str::to_owned).collect())
}

/// The fields of an interface, or of a type that is written where it is used.
fn fields(declarations: &str, kind: &str) -> Result<Names> {
    let fields = if let Some(inner) = kind.strip_prefix('{') {
        inner.trim_end_matches('}').split(';').map(str::to_owned).collect()
    } else {
        members(declarations, kind)?
    };
    let names = fields.iter().filter_map(|line| line.split_once(':'));
    Ok(names.map(|(name, _)| name.trim().trim_end_matches('?').to_owned()).collect())
}

#[test]
fn every_attribute_has_its_property() -> Result<()> {
    let rows = rows("attributes")?;
    let said: BTreeMap<_, _> = rows.iter().map(|row| (code(row[0])[0], code(row[1])[0])).collect();
    let options = file("embed/options.js")?;
    let table = between(&options, "ATTRIBUTES = {", "}")?;
    let pairs = table.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(": "));
    let there: BTreeMap<_, _> =
        pairs.map(|(name, property)| (name.trim_matches('"'), property.trim_matches('"'))).collect();
    assert_eq!(said, there);

    let class = members(&file("embed.d.ts")?, "class MeanwhileScene")?;
    let declared: Names = class
        .iter()
        .filter_map(|line| match line.strip_prefix("set ") {
            Some(setter) => setter.split_once('('),
            None => line.split_once(": ").filter(|(name, _)| name.chars().all(char::is_alphanumeric)),
        })
        .map(|(name, _)| name.to_owned())
        .filter(|name| !["type", "listener"].contains(&name.as_str()))
        .collect();
    assert_eq!(declared, said.values().map(|name| (*name).to_owned()).collect());
    for limit in ["LEAST", "MOST"] {
        let limit = between(&options, &format!("const {limit} = "), ";")?;
        let naming = rows.iter().filter(|row| row[2].contains(limit)).count();
        assert_eq!(naming, 2, "height and max-height say {limit}");
    }
    Ok(())
}

/// A method with the names of its arguments: `step(n)`.
fn signature(line: &str) -> Option<String> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, _) = rest.split_once(')')?;
    let names =
        arguments.split(", ").map(|argument| argument.split([':', '?', ' ']).next().unwrap_or_default());
    Some(format!("{name}({})", names.collect::<Vec<_>>().join(", ")))
}

#[test]
fn every_method_has_its_arguments() -> Result<()> {
    let said: Names = rows("methods")?.iter().map(|row| code(row[0])[0].to_owned()).collect();
    let class = members(&file("embed.d.ts")?, "class MeanwhileScene")?;
    let methods = class.iter().filter(|line| line.ends_with(": Promise<void>;") || line.contains("): "));
    let declared: Names = methods
        .filter(|line| line.starts_with(char::is_alphabetic) && !line.starts_with("get "))
        .filter_map(|line| signature(line))
        .collect();
    assert_eq!(declared, said);
    for row in rows("methods")? {
        let call = format!("{}(", code(row[0])[0].split('(').next().unwrap_or_default());
        let line = class.iter().find(|line| line.starts_with(&call)).context("it is declared")?;
        let gives = match line.split_once("): ").context("it has a type")?.1 {
            "void;" => "nothing, at once".to_owned(),
            "Promise<void>;" => "nothing".to_owned(),
            "Promise<string>;" => "text".to_owned(),
            "Promise<State>;" => "what `meanwhile:statechange` has".to_owned(),
            other => format!("`{}`", between(other, "<", ">")?),
        };
        assert_eq!(row[1], gives, "{call}");
    }

    let script = file("embed.js")?;
    let defined: Names = script
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(" {"))
        .map(|line| line.strip_prefix("async ").unwrap_or(line))
        .filter(|line| line.starts_with(char::is_lowercase) && line.ends_with(')'))
        .filter(|line| line.split('(').next().is_some_and(|name| name.chars().all(char::is_alphanumeric)))
        .filter(|line| !line.split('(').next().is_some_and(|name| name.ends_with("Callback")))
        .filter_map(signature)
        .collect();
    assert_eq!(defined, said);
    Ok(())
}

#[test]
fn every_event_has_its_detail() -> Result<()> {
    let declarations = file("embed.d.ts")?;
    let mut declared = BTreeMap::new();
    for line in members(&declarations, "interface MeanwhileEvents")? {
        let name = between(&line, "\"", "\"")?.to_owned();
        declared.insert(name, fields(&declarations, between(&line, "CustomEvent<", ">")?)?);
    }
    let said: BTreeMap<String, Names> = rows("events")?
        .iter()
        .map(|row| {
            (code(row[0])[0].to_owned(), code(row[1]).into_iter().map(str::to_owned).collect::<Names>())
        })
        .collect();
    assert_eq!(said, declared);

    let script = file("embed.js")?;
    let sent = script.split("#send(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let sent: Names = sent.map(|name| format!("meanwhile:{name}")).collect();
    assert_eq!(sent, said.into_keys().collect());

    let section = between(TEXT, "{#events}", "\n## ")?;
    let words: Names = code(section).into_iter().map(str::to_owned).collect();
    for kind in ["interface Side", "interface Program extends Side"] {
        for field in fields(&declarations, kind)? {
            assert!(words.contains(&field), "nothing says what {field} is");
        }
    }
    Ok(())
}
