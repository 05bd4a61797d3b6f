//! Source text as HTML: a line of it for each line of the source, coloured by classes.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use tree_sitter_highlight::{Highlight, HighlightConfiguration, HighlightEvent, Highlighter};

/// The kinds of text that are told apart: the grammars' name, and the class in the page's style.
/// A longer name of a grammar counts as the longest of these that it begins with.
const KINDS: [(&str, &str); 15] = [
    ("attribute", "comment"),
    ("boolean", "number"),
    ("comment", "comment"),
    ("constant", ""),
    ("constant.builtin", "number"),
    ("constructor", "type"),
    // Code inside of a string is no string.
    ("embedded", ""),
    ("escape", "string"),
    ("function", "function"),
    ("keyword", "keyword"),
    ("number", "number"),
    ("punctuation.special", "keyword"),
    ("string", "string"),
    ("type", "type"),
    ("variable", ""),
];

/// What Python's grammar takes for signs, and readers for words. The grammars come with a rule for
/// all else; of two that fit, the later one counts.
const PYTHON_WORDS: &str = r#"["and" "in" "is" "not" "or" "is not" "not in"] @keyword"#;
/// Rust's grammar takes constants for constructors of enums.
const RUST_CONSTANTS: &str = r#"((identifier) @constant (#match? @constant "^[A-Z][A-Z\\d_]*$"))"#;

/// A language of the scenes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// What runs.
    Rust,
    /// What it is compared with.
    Python,
}

/// What colours texts: both languages, ready.
pub struct Colours {
    highlighter: Highlighter,
    rust: HighlightConfiguration,
    python: HighlightConfiguration,
}

impl Colours {
    /// Reads the grammars.
    ///
    /// # Errors
    /// When a grammar and its rules do not fit together.
    pub fn new() -> Result<Self> {
        let rules = format!("{}\n{RUST_CONSTANTS}", tree_sitter_rust::HIGHLIGHTS_QUERY);
        let mut rust =
            HighlightConfiguration::new(tree_sitter_rust::LANGUAGE.into(), "rust", &rules, "", "")?;
        let rules = format!("{}\n{PYTHON_WORDS}", tree_sitter_python::HIGHLIGHTS_QUERY);
        let mut python =
            HighlightConfiguration::new(tree_sitter_python::LANGUAGE.into(), "python", &rules, "", "")?;
        for language in [&mut rust, &mut python] {
            language.configure(&KINDS.map(|(name, _)| name));
        }
        Ok(Self { highlighter: Highlighter::new(), rust, python })
    }

    /// The lines of a text as HTML: nothing but text and `<span class="…">`, and each tag is closed
    /// on the line on which it is opened.
    ///
    /// # Errors
    /// When the highlighter gives up, which it does only on a text of several gigabytes.
    pub fn lines(&mut self, language: Language, text: &str) -> Result<Vec<String>> {
        let language = match language {
            Language::Rust => &self.rust,
            Language::Python => &self.python,
        };
        let mut lines = Lines::default();
        let mut open: Vec<&str> = Vec::new();
        for event in self.highlighter.highlight(language, text.as_bytes(), None, |_| None)? {
            match event? {
                HighlightEvent::HighlightStart(Highlight(kind)) => open.push(KINDS[kind].1),
                HighlightEvent::HighlightEnd => drop(open.pop()),
                HighlightEvent::Source { start, end } => {
                    let part = text.get(start..end).context("a highlight splits a character")?;
                    lines.add(part, open.last().copied().unwrap_or_default());
                }
            }
        }
        Ok(lines.done())
    }
}

/// Lines that are being written.
#[derive(Default)]
struct Lines {
    done: Vec<String>,
    line: String,
    /// The class of the span that is open; empty for none.
    class: String,
}

impl Lines {
    fn add(&mut self, text: &str, class: &str) {
        for (place, part) in text.split('\n').enumerate() {
            if place > 0 {
                self.end_line();
            }
            // Space looks the same in any colour: one span can go on over it.
            if self.class != class && !part.trim().is_empty() {
                self.close();
                if !class.is_empty() {
                    let _ = write!(self.line, "<span class=\"{class}\">");
                    class.clone_into(&mut self.class);
                }
            }
            escape(part, &mut self.line);
        }
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.line.push_str("</span>");
            self.class.clear();
        }
    }

    fn end_line(&mut self) {
        self.close();
        self.done.push(std::mem::take(&mut self.line));
    }

    /// The lines, as [`str::lines`] counts them.
    fn done(mut self) -> Vec<String> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.done
    }
}

/// Text as HTML has it. A carriage return stays one, which a parser would read as a line's end.
fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\r' => html.push_str("&#13;"),
            other => html.push(other),
        }
    }
}

/// A text as HTML has it, also in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(text, &mut html);
    html
}
