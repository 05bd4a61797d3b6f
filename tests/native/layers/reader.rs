//! The reader of sources that the layering test relies on.

use super::source::Source;

fn words(text: &str) -> Vec<String> {
    Source::parse("src/trace/store.rs", text).words().map(|(_, word)| word.to_owned()).collect()
}

fn modules(path: &str, text: &str) -> Vec<(usize, String)> {
    let source = Source::parse(path, text);
    source.modules_named().into_iter().map(|(line, name)| (line, name.to_owned())).collect()
}

#[test]
fn comments_hide_what_they_say() {
    let text = "a // crate::ui\n/* yew /* web_sys */ gloo */ b /// crate::browser\nc";
    assert_eq!(words(text), ["a", "b", "c"]);
}

#[test]
fn strings_are_no_words() {
    let text = r##"a("crate::ui \" yew", r#"web_sys " gloo"#, b"tokio", '"', '\'', 'x')"##;
    let source = Source::parse("src/trace/store.rs", text);
    let words: Vec<_> = source.words().map(|(_, word)| word).filter(|word| word.len() > 1).collect();
    assert!(words.is_empty(), "{words:?}");
    let strings: Vec<_> = source.strings().map(|(_, text)| text).collect();
    assert_eq!(strings, [r#"crate::ui \" yew"#, r#"web_sys " gloo"#, "tokio"]);
}

#[test]
fn lifetimes_do_not_open_a_character() {
    assert_eq!(words("fn f<'a>(x: &'a str) -> &'a T"), words("fn f < ' a > ( x : & ' a str ) - > & ' a T"));
}

#[test]
fn lines_are_counted_across_comments_and_strings() {
    let text = "/* one\ntwo */ \"three\nfour\"\nuse crate::ui;";
    assert_eq!(modules("src/trace/store.rs", text), [(4, "ui".to_owned())]);
}

#[test]
fn test_modules_do_not_count() {
    let text = "use a::b;\n#[cfg(test)]\nmod tests { use yew::c; fn f() { g(\"}\") } }\n#[cfg(test)] mod d;\nuse e::f;";
    let source = Source::parse("src/trace/store.rs", text);
    assert_eq!(source.path_heads().collect::<Vec<_>>(), [(1, "a"), (5, "e")]);
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let text = "use crate::{runtime::{Host, Runtime}, trace};\nfn f() { crate::ui::g() }\nuse super::super::browser::h;";
    let names = [(1, "runtime"), (1, "trace"), (2, "ui"), (3, "browser")];
    let names: Vec<_> = names.map(|(line, name)| (line, name.to_owned())).into();
    assert_eq!(modules("src/trace/store.rs", text), names);
}

#[test]
fn super_names_a_module_only_from_the_top() {
    let text = "use super::runtime::Host;";
    assert_eq!(modules("src/trace/store.rs", text), []);
    assert_eq!(modules("src/trace/mod.rs", text), [(1, "runtime".to_owned())]);
}

#[test]
fn heads_of_paths_are_told_from_their_middles() {
    let text = "use yew;\nlet a = tokio::sync::Mutex::new(b.futures::<c>());";
    let source = Source::parse("src/trace/store.rs", text);
    assert_eq!(source.path_heads().collect::<Vec<_>>(), [(1, "yew"), (2, "tokio")]);
}

#[test]
fn a_file_knows_its_module() {
    let module = |path| Source::parse(path, "").module().to_owned();
    assert_eq!(module("src/trace/store.rs"), "trace");
    assert_eq!(module("src/render/site.rs"), "render");
}
