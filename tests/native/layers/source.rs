//! Reading Rust sources for what they name: words without comments, strings and test modules.

use std::fs;
use std::path::{Path, PathBuf};

/// A word, a punctuation mark or a string of a source file.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub line: usize,
    pub text: String,
    pub is_string: bool,
}

/// A source file as its tokens.
pub struct Source {
    /// From the root of the repository, with forward slashes.
    pub path: String,
    pub tokens: Vec<Token>,
}

impl Source {
    pub fn parse(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), tokens: without_tests(tokens(text)) }
    }

    /// The layer a file below `src` belongs to: its directory, or its own name.
    pub fn module(&self) -> &str {
        let inside = self.path.trim_start_matches("src/");
        inside.split(['/', '.']).next().unwrap_or(inside)
    }

    /// How many modules deep the file is: 1 for `src/trace/mod.rs`, 2 for `src/trace/store.rs`.
    fn depth(&self) -> usize {
        let inside = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        inside.split('/').filter(|part| *part != "mod").count()
    }

    /// The modules of this crate that are named, wherever paths begin: `crate::a`, `crate::{a, b}`
    /// and as many `super::` as lead there.
    pub fn modules_named(&self) -> Vec<(usize, &str)> {
        let mut named = Vec::new();
        for place in 0..self.tokens.len() {
            let after = match self.text(place) {
                "crate" => Some(place + 1),
                "super" if place.checked_sub(1).is_none_or(|before| self.text(before) != "::") => {
                    self.after_supers(place)
                }
                _ => None,
            };
            let Some(after) = after.filter(|after| self.text(*after) == "::") else { continue };
            for name in self.names_after(after) {
                named.push((self.tokens[name].line, self.text(name)));
            }
        }
        named
    }

    /// The place behind `super::super`, if those lead to the root of the crate.
    fn after_supers(&self, place: usize) -> Option<usize> {
        let mut end = place;
        let mut supers = 1;
        while self.text(end + 1) == "::" && self.text(end + 2) == "super" {
            end += 2;
            supers += 1;
        }
        (supers >= self.depth()).then_some(end + 1)
    }

    /// The names behind `::`: one, or the first of each path in braces.
    fn names_after(&self, colons: usize) -> Vec<usize> {
        if self.text(colons + 1) != "{" {
            return vec![colons + 1];
        }
        let mut names = Vec::new();
        let mut depth = 0;
        for place in colons + 1..self.tokens.len() {
            match self.text(place) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth == 1 && matches!(self.text(place), "{" | ",") {
                names.push(place + 1);
            }
        }
        names
    }

    /// The words with which a path begins: `word::` or `use word`.
    pub fn path_heads(&self) -> impl Iterator<Item = (usize, &str)> {
        (0..self.tokens.len())
            .filter(|place| {
                let before = place.checked_sub(1).map_or("", |before| self.text(before));
                before != "::" && before != "." && (self.text(place + 1) == "::" || before == "use")
            })
            .map(|place| (self.tokens[place].line, self.text(place)))
    }

    /// All words.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens.iter().filter(|token| !token.is_string).map(|token| (token.line, token.text.as_str()))
    }

    /// All strings, without their quotes.
    pub fn strings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.tokens.iter().filter(|token| token.is_string).map(|token| (token.line, token.text.as_str()))
    }

    /// On how many lines there is anything.
    pub fn lines_of_code(&self) -> usize {
        let mut lines: Vec<_> = self.tokens.iter().map(|token| token.line).collect();
        lines.dedup();
        lines.len()
    }

    fn text(&self, place: usize) -> &str {
        self.tokens.get(place).filter(|token| !token.is_string).map_or("", |token| token.text.as_str())
    }
}

/// The Rust files below a directory of the repository, by name; none if it is not there.
pub fn sources(below: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(below), &mut files);
    files.sort();
    let read = |file: PathBuf| {
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        Source::parse(&path, &fs::read_to_string(&file).unwrap())
    };
    files.into_iter().map(read).collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Leaves out what follows `#[cfg(test)]`, up to its closing brace or semicolon.
fn without_tests(all: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::new();
    let mut rest = all.into_iter();
    while let Some(token) = rest.next() {
        kept.push(token);
        let start = kept.len().saturating_sub(7);
        let end: Vec<_> = kept[start..].iter().map(|token| token.text.as_str()).collect();
        if end != ["#", "[", "cfg", "(", "test", ")", "]"] {
            continue;
        }
        kept.truncate(start);
        let mut depth = 0;
        for token in rest.by_ref() {
            match token.text.as_str() {
                "{" if !token.is_string => depth += 1,
                "}" if !token.is_string => depth -= 1,
                ";" if depth == 0 => break,
                _ => continue,
            }
            if depth == 0 {
                break;
            }
        }
    }
    kept
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < chars.len() {
        let (end, kind) = piece(&chars, at);
        let inside: String = chars[at..end].iter().collect();
        let token = |text: &str, is_string| Token { line, text: text.to_owned(), is_string };
        match kind {
            Piece::Nothing => {}
            Piece::Word => tokens.push(token(&inside, false)),
            Piece::Text => {
                let quoted = inside.trim_start_matches(['b', 'c', 'r']).trim_matches('#');
                tokens.push(token(quoted.trim_matches('"'), true));
            }
        }
        line += inside.matches('\n').count();
        at = end;
    }
    tokens
}

#[derive(Clone, Copy)]
enum Piece {
    Nothing,
    Word,
    Text,
}

/// What begins at a place, and where it ends.
fn piece(chars: &[char], at: usize) -> (usize, Piece) {
    let rest = &chars[at..];
    let starts = |text: &str| text.chars().enumerate().all(|(place, char)| rest.get(place) == Some(&char));
    let until = |end: &str, from: usize| {
        let end: Vec<_> = end.chars().collect();
        let found = (from..rest.len()).find(|place| rest[*place..].starts_with(&end));
        at + found.map_or(rest.len(), |found| found + end.len())
    };
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    if rest[0].is_whitespace() {
        return (at + 1, Piece::Nothing);
    }
    if starts("//") {
        return (until("\n", 2), Piece::Nothing);
    }
    if starts("/*") {
        return (comment_end(chars, at), Piece::Nothing);
    }
    let prefix = rest.iter().take_while(|char| matches!(char, 'r' | 'b' | 'c')).count();
    let hashes = rest[prefix..].iter().take_while(|char| **char == '#').count();
    if prefix <= 2 && rest.get(prefix + hashes) == Some(&'"') && (hashes == 0 || prefix > 0) {
        if rest[..prefix].contains(&'r') {
            return (until(&format!("\"{}", "#".repeat(hashes)), prefix + hashes + 1), Piece::Text);
        }
        if hashes == 0 {
            return (string_end(chars, at + prefix, '"'), Piece::Text);
        }
    }
    if rest[0] == '\'' && (rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')) {
        return (string_end(chars, at, '\''), Piece::Nothing);
    }
    if is_word(rest[0]) {
        let length = rest.iter().take_while(|char| is_word(**char)).count();
        return (at + length, Piece::Word);
    }
    (at + if starts("::") { 2 } else { 1 }, Piece::Word)
}

/// Behind a string or character that begins at a place, escapes passed over.
fn string_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != quote {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(chars.len())
}

/// Behind a block comment, which may hold others.
fn comment_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut end = at;
    while end < chars.len() {
        match chars[end..] {
            ['/', '*', ..] => (depth, end) = (depth + 1, end + 2),
            ['*', '/', ..] => (depth, end) = (depth - 1, end + 2),
            _ => end += 1,
        }
        if depth == 0 {
            break;
        }
    }
    end
}
