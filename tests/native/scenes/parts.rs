//! Every scene has all its parts, and every part its scene. What is missing is named in a sentence
//! that says what to add, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use meanwhile::scenes::{self, Article, Group, Pace, Param, Scene};
use meanwhile::trace::ProgramKind;

use crate::support::python::main_function;

const FOLDER: &str = "src/scenes";

/// The order of the catalogue, by group. Other scenes may stand between these.
const ORDER: &[(Group, &[&str])] = &[
    (Group::Waiting, &["cpu-and-wait", "three-operations", "blocking-sleep"]),
    (Group::Requests, &["three-requests", "hundred-urls", "followers", "chess", "scraper", "fan-out"]),
    (
        Group::Coroutines,
        &["pause-and-resume", "hello-sleep", "greet-in-turn", "fetch-then-process", "forgotten-await"],
    ),
    (
        Group::EventLoop,
        &[
            "loop-cycle",
            "blocked-loop",
            "cooperation",
            "fifo",
            "concurrency-and-parallelism",
            "kitchen",
            "gil",
        ],
    ),
    (
        Group::Tasks,
        &[
            "three-searches",
            "background-jobs",
            "gather-users",
            "gather-errors",
            "task-or-gather",
            "as-completed",
            "first-of",
            "monitor",
            "shutdown",
            "periodic",
        ],
    ),
    (
        Group::Limits,
        &[
            "too-many",
            "turnstile",
            "semaphore",
            "rate-limit",
            "batches",
            "request-timeout",
            "timeout-scope",
            "retry",
        ],
    ),
    (Group::Streams, &["stream-download", "producer-consumer", "worker-pool", "pages", "pipeline"]),
    (Group::SharedState, &["race", "lock", "event", "condition"]),
    (Group::Cpu, &["cpu-on-the-loop", "process-pool", "thread-offload", "job-queue"]),
    (Group::Choosing, &["throughput", "when"]),
];

/// What stands in a file, and what it is.
type Parts = Vec<(String, String)>;

/// What stands in a scene's Rust file, in this order.
fn rust_parts(scene: &Scene) -> Parts {
    let mut parts = vec![("//! ".to_owned(), "a comment that says what the program is".to_owned())];
    parts.extend(kinds(scene).map(|kind| section("//", kind)));
    parts.extend([
        section("//", "The scene"),
        fixed("\npub(super) const SCENE: Scene = Scene {", "`pub(super) const SCENE: Scene = Scene { … };`"),
        fixed("\nprograms!(", "its programs, as in `programs!(async run, blocking block);`"),
        fixed("\n#[cfg(test)]\nmod claims {", "the claims as tests, in `#[cfg(test)] mod claims { … }`"),
    ]);
    parts
}

/// The same for its Python file.
fn python_parts(scene: &Scene) -> Parts {
    let mut parts = vec![fixed("\"\"\"", "a docstring that says what the program is")];
    for kind in kinds(scene) {
        parts.push(section("#", kind));
        let programs = scene.programs.iter().filter(|program| heading(program.kind) == kind);
        parts.extend(programs.map(|program| {
            let begin = if program.kind == ProgramKind::Async { "async def" } else { "def" };
            let line = format!("{begin} {}():", main_function(program));
            (format!("\n{line}\n"), format!("`{line}`"))
        }));
    }
    parts.push(fixed("\nif __name__ == \"__main__\":\n", "all run below `if __name__ == \"__main__\":`"));
    parts
}

const fn heading(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::Async => "Async",
        ProgramKind::Blocking => "Blocking",
    }
}

/// The headings above a scene's programs: the async ones come first.
fn kinds(scene: &Scene) -> impl Iterator<Item = &'static str> {
    let has = |kind| scene.programs.iter().any(|program| program.kind == kind);
    [ProgramKind::Async, ProgramKind::Blocking].into_iter().filter(move |kind| has(*kind)).map(heading)
}

fn section(comment: &str, name: &str) -> (String, String) {
    (format!("\n{comment} ── {name} ──"), format!("a line `{comment} ── {name} ──…` above what it heads"))
}

fn fixed(part: &str, what: &str) -> (String, String) {
    (part.to_owned(), what.to_owned())
}

/// Scenes that come from no article.
const OWN: &[&str] = &["pause-and-resume"];

/// Longer files are no lesson.
const LINES: usize = 300;
const BYTES: usize = 16 * 1024;

/// Names of parameters that addresses use otherwise.
const RESERVED: [&str; 7] = ["pace", "seed", "network", "theme", "t", "panels", "speed"];

/// The files of the folder, by name.
type Files = BTreeMap<String, String>;

fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.filter(|path| path.is_file()).map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).unwrap())
    });
    named.collect()
}

fn is_scene(text: &str) -> bool {
    text.contains("\npub(super) const SCENE: Scene")
}

/// Each file has its scene and its partner.
fn of_files(files: &Files, all: &[Scene]) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, text) in files {
        let Some((module, extension)) = name.rsplit_once('.') else { continue };
        let registered = all.iter().any(|scene| scene.rust.name == format!("{module}.rs"));
        match extension {
            "rs" if is_scene(text) => {
                if !registered {
                    problems.push(format!(
                        "{FOLDER}/{name} is in no catalogue: add `mod {module};` and, in its place in `registry!`, \
                         `{module},` to {FOLDER}/mod.rs."
                    ));
                }
                if !files.contains_key(&format!("{module}.py")) {
                    problems.push(format!(
                        "{FOLDER}/{name} has no Python program: write {FOLDER}/{module}.py, with `async def main()` \
                         and `def main_blocking()`."
                    ));
                }
            }
            "py" if !files.get(&format!("{module}.rs")).is_some_and(|text| is_scene(text)) => {
                problems.push(format!(
                    "{FOLDER}/{name} has no scene: write {FOLDER}/{module}.rs with `pub(super) const SCENE`, or \
                     take the file away."
                ));
            }
            _ => {}
        }
    }
    problems
}

/// A file has its parts, in their order, and is not too long.
fn of_text(name: &str, text: &str, parts: &Parts) -> Vec<String> {
    let mut problems = Vec::new();
    let mut from = 0;
    for (part, what) in parts {
        match text[from..].find(part.as_str()) {
            Some(place) => from += place,
            None if text.contains(part.as_str()) => {
                problems.push(format!("{FOLDER}/{name} has {what}, but not in its place; the order is that of three_requests.rs and .py."));
            }
            None => problems
                .push(format!("{FOLDER}/{name} lacks {what}; see how three_requests.rs and .py have it.")),
        }
    }
    let lines = text.lines().count();
    if lines > LINES || text.len() > BYTES {
        problems.push(format!(
            "{FOLDER}/{name} has {lines} lines and {} bytes; at most {LINES} and {BYTES} are read with pleasure.",
            text.len()
        ));
    }
    problems
}

fn is_kebab(text: &str) -> bool {
    let part = |part: &str| {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !part.is_empty() && part.bytes().all(good)
    };
    text.split('-').all(part)
}

/// How many sentences a text has: full stops, question and exclamation marks before a space or the
/// end. Those within numbers do not count.
fn sentences(text: &str) -> usize {
    let ends = text.char_indices().filter(|(place, char)| {
        let after = text[place + char.len_utf8()..].trim_start_matches(['”', ')', '"']);
        matches!(char, '.' | '?' | '!') && (after.is_empty() || after.starts_with(char::is_whitespace))
    });
    ends.count()
}

fn of_scene(scene: &Scene) -> Vec<String> {
    let id = scene.id;
    let mut problems = Vec::new();
    if !is_kebab(id) {
        problems.push(format!("The id “{id}” is not kebab-case: lower-case words with hyphens in between."));
    }
    let module = id.replace('-', "_");
    for (found, extension) in [(scene.rust.name, "rs"), (scene.python.name, "py")] {
        let due = format!("{module}.{extension}");
        if found != due {
            problems.push(format!("{id} names the file {found}; its name must be {due}."));
        }
    }
    if scene.title.is_empty() {
        problems.push(format!("{id} has no title: give it one in {module}.rs."));
    }
    let count = sentences(scene.lesson);
    if !(2..=4).contains(&count) {
        problems.push(format!(
            "The lesson of {id} has {count} sentences; two to four say what to watch, why it happens, and \
             when it matters."
        ));
    }
    if !scene.note.is_empty() && sentences(scene.note) == 0 {
        problems.push(format!("The note of {id} is no sentence: it does not end."));
    }
    match (scene.sources.is_empty(), OWN.contains(&id)) {
        (true, false) => problems.push(format!(
            "{id} names no article in `sources`: say which it comes from or, if it comes from none, add it to \
             `OWN` in tests/native/scenes/parts.rs."
        )),
        (false, true) => problems.push(format!(
            "{id} names an article in `sources`: take it out of `OWN` in tests/native/scenes/parts.rs."
        )),
        _ => {}
    }
    for figure in scene.reported.iter().filter(|figure| !scene.sources.contains(&figure.source)) {
        problems.push(format!("{id}: its `sources` lack the article that reported {}.", figure.time));
    }
    if !(Pace::LEAST..=Pace::MOST).contains(&scene.pace) {
        problems.push(format!(
            "The pace of {id} is {}, and must be {} to {}.",
            scene.pace,
            Pace::LEAST,
            Pace::MOST
        ));
    }
    let named = scene.programs.iter().map(|program| &*program.name);
    let referred = scene.reported.iter().map(|figure| figure.program);
    for name in referred.chain(scene.differs.iter().map(|difference| difference.program)) {
        if named.clone().all(|known| known != name) {
            problems.push(format!("{id} speaks of a program “{name}”, and has none of this name."));
        }
    }
    for (place, name) in named.clone().enumerate() {
        if !is_kebab(name) || named.clone().take(place).any(|other| other == name) {
            problems
                .push(format!("{id}: the program “{name}” needs another name, lower-case words, each once."));
        }
    }
    for difference in scene.differs {
        if difference.line.is_empty() || sentences(difference.reason) == 0 {
            problems.push(format!("{id}: an entry of `differs` names a line, and its reason is a sentence."));
        }
    }
    problems.extend(scene.params.iter().flat_map(|param| of_param(id, scene.params, param)));
    problems
}

fn of_param(id: &str, all: &[Param], param: &Param) -> Vec<String> {
    let mut problems = Vec::new();
    let name = param.name;
    if !is_kebab(name) || RESERVED.contains(&name) {
        problems.push(format!(
            "{id}: the parameter “{name}” needs another name, lower-case words and none of {}.",
            RESERVED.join(", ")
        ));
    }
    if all.iter().filter(|other| other.name == name).count() > 1 {
        problems.push(format!("{id}: two parameters have the name “{name}”."));
    }
    if param.label.is_empty() {
        problems.push(format!("{id}: the parameter “{name}” has no label for readers."));
    }
    if !(param.min..=param.max).contains(&param.default) {
        problems.push(format!(
            "{id}: the default of “{name}” is {}, which is not in its range of {} to {}.",
            param.default, param.min, param.max
        ));
    }
    if param.min >= param.max {
        problems.push(format!("{id}: “{name}” has one value only; what cannot be changed is no parameter."));
    }
    let words: BTreeSet<_> = param.choices.iter().collect();
    // Names of tasks may be choices too, with their capitals.
    let good = |word: &&str| is_kebab(&word.to_ascii_lowercase());
    if words.len() != param.choices.len() || !words.into_iter().all(good) {
        problems.push(format!("{id}: the choices of “{name}” are words with hyphens in between, each once."));
    }
    problems
}

/// Ids and titles are told apart, and the order is the catalogue's.
fn of_registry(all: &[Scene]) -> Vec<String> {
    let mut problems = Vec::new();
    for (place, scene) in all.iter().enumerate() {
        if all[..place].iter().any(|other| other.id == scene.id || other.title == scene.title) {
            problems.push(format!("{}: another scene has this id or this title.", scene.id));
        }
    }
    for pair in all.windows(2) {
        if pair[0].group > pair[1].group {
            problems.push(format!(
                "In `registry!`, {} stands before {}; groups stand in order.",
                pair[0].id, pair[1].id
            ));
        }
    }
    let order = ORDER.iter().flat_map(|(group, ids)| ids.iter().map(move |id| (*id, *group)));
    let known: Vec<_> = order.clone().filter_map(|(id, _)| all.iter().find(|scene| scene.id == id)).collect();
    let found: Vec<_> = all.iter().filter(|scene| order.clone().any(|(id, _)| id == scene.id)).collect();
    if let Some((due, found)) = known.iter().zip(&found).find(|(due, found)| due.id != found.id) {
        problems.push(format!(
            "In `registry!`, {} stands where {} is due; the order is that of the catalogue.",
            found.id, due.id
        ));
    }
    for (id, group) in order {
        if let Some(scene) = all.iter().find(|scene| scene.id == id && scene.group != group) {
            problems.push(format!(
                "{id} is in the group “{}”, and belongs to “{}”.",
                scene.group.title(),
                group.title()
            ));
        }
    }
    problems
}

/// The README says the same of the articles: a point for each, with its scenes' ids.
fn of_credits(readme: &str, all: &[Scene]) -> Vec<String> {
    let section = readme.split_once("\n## Where the scenes come from\n").map_or("", |(_, rest)| rest);
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let points: Vec<_> = section.split("\n- ").skip(1).map(unwrapped).collect();
    let mut problems = Vec::new();
    for article in Article::ALL {
        let Some(point) =
            points.iter().find(|point| point.replace('*', "").starts_with(&article.to_string()))
        else {
            problems.push(format!("README.md has no point that begins with {article}."));
            continue;
        };
        // What most scenes come from names those that do not come from any.
        let due = |scene: &&Scene| match article {
            Article::SyncVsAsync => scene.sources.is_empty(),
            _ => scene.sources.contains(&article),
        };
        let due: Vec<_> = all.iter().filter(due).map(|scene| scene.id).collect();
        let found: Vec<_> = point.split('`').skip(1).step_by(2).collect();
        if due != found {
            problems.push(format!(
                "README.md has other scenes for {article}; these are due: {}.",
                due.join(", ")
            ));
        }
    }
    problems
}

/// A text with its lines joined.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "parts of scenes are missing or wrong:\n{}", problems.join("\n"));
}

#[test]
fn every_file_has_its_scene_and_its_partner() {
    assert_none(&of_files(&files(), scenes::ALL));
}

#[test]
fn every_file_has_its_parts_in_their_order() {
    let files = files();
    for scene in scenes::ALL {
        let parts = [(scene.rust.name, rust_parts(scene)), (scene.python.name, python_parts(scene))];
        let known = parts.iter().filter_map(|(name, parts)| Some((name, files.get(*name)?, parts)));
        assert_none(&known.flat_map(|(name, text, parts)| of_text(name, text, parts)).collect::<Vec<_>>());
    }
}

#[test]
fn every_description_is_complete() {
    assert_none(&scenes::ALL.iter().flat_map(of_scene).collect::<Vec<_>>());
}

#[test]
fn the_registry_is_in_the_order_of_the_catalogue() {
    assert_none(&of_registry(scenes::ALL));
}

#[test]
fn the_readme_names_the_articles_and_their_scenes() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    assert_none(&of_credits(&fs::read_to_string(readme).unwrap(), scenes::ALL));
}

mod what_is_wrong_is_named {
    use super::*;

    fn scene() -> Scene {
        *scenes::find("three-requests").unwrap()
    }

    #[test]
    fn a_file_that_nobody_registered() {
        let mut files = files();
        files.insert("new_one.rs".to_owned(), "//! New.\n\npub(super) const SCENE: Scene = …".to_owned());
        assert_eq!(
            of_files(&files, scenes::ALL),
            [
                "src/scenes/new_one.rs is in no catalogue: add `mod new_one;` and, in its place in `registry!`, \
                 `new_one,` to src/scenes/mod.rs.",
                "src/scenes/new_one.rs has no Python program: write src/scenes/new_one.py, with `async def main()` \
                 and `def main_blocking()`.",
            ]
        );
    }

    #[test]
    fn a_python_file_without_a_scene() {
        let files = Files::from([("lost.py".to_owned(), String::new())]);
        assert_eq!(of_files(&files, &[]).len(), 1);
    }

    #[test]
    fn parts_that_are_missing_or_misplaced() {
        let files = files();
        let (text, parts) = (&files["three_requests.py"], python_parts(&scene()));
        assert_eq!(of_text("x.py", text, &parts), [""; 0]);
        let problems = of_text("x.py", &text.replace("def main_blocking", "def block"), &parts);
        assert_eq!(
            problems,
            ["src/scenes/x.py lacks `def main_blocking():`; see how three_requests.rs and .py have it."]
        );
        let (first, second) = text.split_at(text.find("\n# ── Blocking").unwrap());
        assert!(of_text("x.py", &format!("{second}{first}"), &parts)[0].contains("not in its place"));
        assert!(of_text("x.py", &text.repeat(9), &parts)[0].contains("read with pleasure"));
    }

    #[test]
    fn a_description_that_is_not_complete() {
        const PARAMS: &[Param] = &[
            Param::count("seed", "", 5, 6, 4),
            Param::choice("way", "Way", &["one", "one", "Two Three"]),
            Param::count("way", "Way", 1, 0, 2),
        ];
        let wrong = Scene {
            id: "Three_Requests",
            title: "",
            lesson: "Watch.",
            params: PARAMS,
            sources: &[],
            ..scene()
        };
        let problems = of_scene(&wrong);
        for part in [
            "kebab-case: lower",
            "must be Three_Requests.rs",
            "no title",
            "has 1 sentences",
            "names no article",
            "“seed” needs another name",
            "“seed” has no label",
            "the default of “seed” is 5",
            "“seed” has one value only",
            "two parameters have the name “way”",
            "choices of “way”",
        ] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:#?}");
        }
    }

    #[test]
    fn an_order_that_is_not_the_catalogues() {
        let mut all = scenes::ALL.to_vec();
        let place = |id| scenes::ALL.iter().position(|scene| scene.id == id).unwrap();
        all.swap(place("three-requests"), place("hundred-urls"));
        assert_eq!(
            of_registry(&all),
            [
                "In `registry!`, hundred-urls stands where three-requests is due; the order is that of the catalogue."
            ]
        );
        let twice = [scene(), scene()];
        assert_eq!(of_registry(&twice).len(), 1);
        let elsewhere = [Scene { group: Group::Cpu, ..scene() }];
        assert_eq!(
            of_registry(&elsewhere),
            ["three-requests is in the group “CPU work”, and belongs to “Requests”."]
        );
    }

    #[test]
    fn a_figure_whose_article_is_not_named() {
        let scene = Scene { sources: &[Article::RealWorldUse], ..*scenes::find("hundred-urls").unwrap() };
        assert_eq!(of_scene(&scene).len(), 4);
        assert_eq!(of_scene(&scene)[0], "hundred-urls: its `sources` lack the article that reported 15 s.");
    }

    #[test]
    fn credits_that_are_not_the_scenes() {
        let article = Article::RealWorldUse;
        let scene = Scene { sources: &[Article::RealWorldUse], ..scene() };
        let readme =
            |id: &str| format!("\n## Where the scenes come from\n\n- *{article}*: `{id}`\n\n## More");
        let problem = "README.md has other scenes for";
        assert!(of_credits(&readme("other"), &[scene])[3].starts_with(problem));
        assert_eq!(of_credits(&readme(scene.id), &[scene]).len(), 3, "three articles are not there");
    }

    #[test]
    fn sentences_are_counted_and_numbers_are_not() {
        assert_eq!(sentences("It takes 0.5 s. Why? “Because.” It (always) does!"), 4);
        assert_eq!(sentences("no end"), 0);
    }
}
