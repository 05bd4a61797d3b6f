//! Each module names only what lies below it. What a layer must not contain matters as much as
//! what it does.

mod reader;
mod source;

use std::fmt::Write as _;

use source::{Source, sources};

/// What a module of the crate may name. What is not listed is forbidden, new crates too.
struct Layer {
    module: &'static str,
    /// The modules of this crate, besides itself.
    modules: &'static [&'static str],
    /// The crates, besides the standard library.
    crates: &'static [&'static str],
    /// Beginnings of words that must not occur, and why.
    never: &'static [(&'static str, &'static str)],
}

const CLOCK: &str = "time comes from whoever produces the trace";
const SCHEDULING: &str = "scheduling and timing belong to `browser`";

const NO_CLOCK: &[(&str, &str)] = &[("Instant", CLOCK), ("SystemTime", CLOCK)];

/// Lowest first.
const LAYERS: &[Layer] = &[
    Layer {
        module: "trace",
        modules: &[],
        crates: &["adler2", "postcard", "serde", "thiserror"],
        never: NO_CLOCK,
    },
    Layer {
        module: "runtime",
        modules: &["trace"],
        crates: &["futures", "oorandom", "postcard", "serde", "serde_json_core", "thiserror", "tokio"],
        never: NO_CLOCK,
    },
    Layer {
        module: "scenes",
        modules: &["trace", "runtime"],
        crates: &["form_urlencoded", "futures", "oorandom", "serde", "serde_json", "thiserror"],
        never: NO_CLOCK,
    },
    Layer { module: "timeline", modules: &["trace"], crates: &[], never: NO_CLOCK },
    Layer { module: "states", modules: &["trace"], crates: &["thiserror"], never: NO_CLOCK },
    Layer {
        module: "render",
        modules: &["trace", "runtime", "scenes", "timeline"],
        crates: &["clap", "form_urlencoded", "serde", "serde_json", "thiserror"],
        never: NO_CLOCK,
    },
    Layer {
        module: "browser",
        modules: &["trace", "runtime", "scenes", "timeline", "states"],
        crates: &[
            "futures",
            "gloo_timers",
            "js_sys",
            "postcard",
            "serde",
            "serde_json",
            "thiserror",
            "wasm_bindgen",
            "wasm_bindgen_futures",
            "web_sys",
        ],
        never: &[],
    },
    Layer {
        module: "ui",
        modules: &["trace", "runtime", "scenes", "timeline", "browser"],
        crates: &[
            "form_urlencoded",
            "js_sys",
            "serde",
            "serde_json",
            "thiserror",
            "wasm_bindgen",
            "web_sys",
            "yew",
            "yew_router",
        ],
        never: &[
            ("Date", SCHEDULING),
            ("Instant", SCHEDULING),
            ("Performance", SCHEDULING),
            ("performance", SCHEDULING),
            ("queue_microtask", SCHEDULING),
            ("request_animation_frame", SCHEDULING),
            ("set_interval", SCHEDULING),
            ("set_timeout", SCHEDULING),
            ("spawn_local", SCHEDULING),
        ],
    },
];

/// The most lines with code that a program's entry has.
const BIN_LINES: usize = 20;

/// Fails with all that is wrong, a sentence a line.
#[track_caller]
fn hold(wrong: &[String]) {
    let mut sentences = String::new();
    for sentence in wrong {
        let _ = writeln!(sentences, "  {sentence}");
    }
    assert!(
        wrong.is_empty(),
        "the layers do not hold; the map in src/lib.rs says what lies where:\n{sentences}"
    );
}

fn layer(of: &Source) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.module == of.module())
}

/// This crate's dependencies, by the names that a path begins with.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lists = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']').trim_start_matches("target.");
            let (_, name) = section.rsplit_once("dependencies").unwrap_or((section, "-"));
            lists = name.is_empty() && !section.contains("dev-") && !section.contains("workspace");
            names.extend(name.strip_prefix('.').map(str::to_owned));
        } else if let Some((name, _)) = line.split_once([' ', '.', '=']).filter(|_| lists) {
            names.push(name.to_owned());
        }
    }
    names.iter().map(|name| name.replace('-', "_")).filter(|name| !name.starts_with('#')).collect()
}

/// What a file names of this crate that does not lie below it.
fn modules_above(source: &Source) -> Vec<String> {
    let Some(layer) = layer(source) else { return Vec::new() };
    let is_layer = |name: &str| LAYERS.iter().any(|layer| layer.module == name);
    let named = source.modules_named().into_iter();
    let above =
        named.filter(|(_, name)| is_layer(name) && *name != layer.module && !layer.modules.contains(name));
    let sentence = |(line, name): (usize, &str)| {
        let (path, module, may) = (&source.path, layer.module, layer.modules.join(", "));
        let may = if may.is_empty() { "nothing above the standard library".to_owned() } else { may };
        format!(
            "{path}:{line}: `{module}` names `crate::{name}`, which does not lie below it; it may use {may}"
        )
    };
    above.map(sentence).collect()
}

/// What a file names of other crates that its layer has no business with.
fn crates_outside(source: &Source, dependencies: &[String]) -> Vec<String> {
    let Some(layer) = layer(source) else { return Vec::new() };
    let heads = source.path_heads();
    let foreign = heads.filter(|(_, name)| dependencies.iter().any(|known| known == name));
    let outside = foreign.filter(|(_, name)| !layer.crates.contains(name));
    let sentence = |(line, name)| {
        let (path, module) = (&source.path, layer.module);
        format!("{path}:{line}: `{module}` names the crate `{name}`, which is not among those it may use")
    };
    outside.map(sentence).collect()
}

/// The words in a file that its layer never contains.
fn words_forbidden(source: &Source) -> Vec<String> {
    let Some(layer) = layer(source) else { return Vec::new() };
    let mut wrong = Vec::new();
    for (line, word) in source.words() {
        if let Some((_, why)) = layer.never.iter().find(|(never, _)| word.starts_with(never)) {
            wrong.push(format!("{}:{line}: `{}` contains `{word}`: {why}", source.path, layer.module));
        }
    }
    wrong
}

/// The colours in a file of the trace: names of them, or `#rrggbb`.
fn colours(source: &Source) -> Vec<String> {
    let is_name = |word: &str| {
        let word = word.to_lowercase();
        ["color", "colour", "palette", "rgb", "hsl"].iter().any(|name| word.contains(name))
    };
    let is_code = |text: &str| {
        let digits = text.strip_prefix('#').filter(|digits| matches!(digits.len(), 3 | 4 | 6 | 8));
        digits.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
    };
    let words = source.words().filter(|(_, word)| is_name(word));
    let found = words.chain(source.strings().filter(|(_, text)| is_code(text)));
    found
        .map(|(line, what)| format!("{}:{line}: `trace` speaks of a colour: `{what}`", source.path))
        .collect()
}

/// The single scenes that a file speaks of, by module or by id. A scene whose name is a single word
/// (`event`, `lock`) is named only by a string: in code the word means something else.
fn scenes_named(source: &Source, scenes: &[String]) -> Vec<String> {
    let is_scene = |name: &str| scenes.iter().any(|scene| *scene == name.replace('-', "_"));
    let words = source.words().filter(|(_, name)| name.contains('_'));
    let found = words.chain(source.strings()).filter(|(_, name)| is_scene(name));
    let sentence = |(line, name)| {
        format!("{}:{line}: `browser` names the scene `{name}`: it must suit all", source.path)
    };
    found.map(sentence).collect()
}

fn all(check: impl Fn(&Source) -> Vec<String>) -> Vec<String> {
    sources("src").iter().flat_map(check).collect()
}

/// Each rule, broken on purpose.
#[test]
fn a_broken_rule_is_told_with_its_file_and_line() {
    let source = |path: &str, text: &str| Source::parse(path, text);
    let told = |wrong: Vec<String>, start: &str| {
        assert!(wrong.len() == 1 && wrong[0].starts_with(start), "{wrong:?} instead of {start}");
    };
    let trace = source("src/trace/a.rs", "\nuse crate::runtime::Host;");
    told(
        modules_above(&trace),
        "src/trace/a.rs:2: `trace` names `crate::runtime`, which does not lie below it",
    );
    let browser = source("src/browser/a.rs", "use crate::{trace, ui::App};");
    told(modules_above(&browser), "src/browser/a.rs:1: `browser` names `crate::ui`");
    let timeline = source("src/timeline/a.rs", "use web_sys::Window;");
    let manifest = dependencies("[dependencies]\nweb-sys = \"0.3\"");
    told(crates_outside(&timeline, &manifest), "src/timeline/a.rs:1: `timeline` names the crate `web_sys`");
    let runtime = source("src/runtime/a.rs", "use std::time::Instant;");
    told(words_forbidden(&runtime), "src/runtime/a.rs:1: `runtime` contains `Instant`: time comes from");
    let ui = source("src/ui/a.rs", "window.set_timeout_with_callback(f)");
    told(words_forbidden(&ui), "src/ui/a.rs:1: `ui` contains `set_timeout_with_callback`: scheduling");
    told(
        colours(&source("src/trace/a.rs", "a(\"#ff00aa\")")),
        "src/trace/a.rs:1: `trace` speaks of a colour",
    );
    let browser = source("src/browser/a.rs", "find(\"hundred-urls\")");
    told(
        scenes_named(&browser, &["hundred_urls".to_owned()]),
        "src/browser/a.rs:1: `browser` names the scene",
    );
    let browser = source("src/browser/a.rs", "let event = 1;\nfind(\"event\")");
    told(scenes_named(&browser, &["event".to_owned()]), "src/browser/a.rs:2: `browser` names the scene");
}

#[test]
fn all_dependencies_are_known() {
    let manifest = "[dependencies]\na-b = \"1\"\n# c\n[dev-dependencies]\nd = \"1\"\n\
                    [target.'cfg(x)'.dependencies]\ne = { version = \"1\" }\nf.workspace = true\n\
                    [target.'cfg(x)'.dependencies.g-h]\nversion = \"1\"\n[lints]\ni = 1";
    assert_eq!(dependencies(manifest), ["a_b", "e", "f", "g_h"]);
}

#[test]
fn every_module_has_its_layer() {
    let root = sources("src").into_iter().find(|source| source.path == "src/lib.rs").unwrap();
    let words: Vec<_> = root.words().collect();
    let declared = words.windows(2).filter(|pair| pair[0].1 == "mod").map(|pair| pair[1]);
    let strange = declared.filter(|(_, name)| !LAYERS.iter().any(|layer| layer.module == *name));
    let sentence =
        |(line, name)| format!("src/lib.rs:{line}: the module `{name}` is in no layer; give it one here");
    hold(&strange.map(sentence).collect::<Vec<_>>());
}

#[test]
fn modules_name_only_modules_below_them() {
    hold(&all(modules_above));
}

#[test]
fn modules_name_only_their_own_crates() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let dependencies = dependencies(&manifest);
    hold(&all(|source| crates_outside(source, &dependencies)));
}

#[test]
fn clocks_and_scheduling_stay_in_the_browser() {
    hold(&all(words_forbidden));
}

#[test]
fn the_trace_knows_no_colour() {
    hold(&sources("src/trace").iter().flat_map(colours).collect::<Vec<_>>());
}

#[test]
fn the_browser_knows_no_single_scene() {
    let files = sources("src/scenes");
    let names =
        files.iter().filter_map(|source| source.path.strip_prefix("src/scenes/")?.strip_suffix(".rs"));
    let support = ["mod", "scene", "params", "address"];
    let scenes: Vec<_> = names.filter(|name| !support.contains(name)).map(str::to_owned).collect();
    hold(&sources("src/browser").iter().flat_map(|source| scenes_named(source, &scenes)).collect::<Vec<_>>());
}

#[test]
fn programs_are_entries_only() {
    let long = |source: &Source| {
        let lines = source.lines_of_code();
        let sentence =
            format!("{}:1: {lines} lines of code, {BIN_LINES} at most: logic is below", source.path);
        (lines > BIN_LINES).then_some(sentence)
    };
    hold(&sources("src/bin").iter().filter_map(long).collect::<Vec<_>>());
}
