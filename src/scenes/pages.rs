//! Rows from a database, page by page, over a connection that is always closed.

use std::ops::Range;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::{blocking, gauge, println, sleep};

/// How long opening and closing take.
const OPENING: Duration = Duration::from_millis(100);
const CLOSING: Duration = Duration::from_millis(50);

/// The rows of a page; pages count from 1.
fn rows(page: u32, settings: &Settings) -> Range<u32> {
    let count = settings.get("rows");
    (page - 1) * count + 1..page * count + 1
}

/// What the program does with a row: whether it goes on.
fn look_at(row: u32, settings: &Settings) -> Result<bool, String> {
    let middle = settings.get("pages") * settings.get("rows") / 2;
    if row == middle && settings.is("way", "fail") {
        return Err(format!("row {row} is damaged"));
    }
    Ok(row != middle || !settings.is("way", "break"))
}

fn report(result: Result<u32, String>) {
    match result {
        Ok(count) => println!("{count} rows were read"),
        Err(error) => println!("failed: {error}"),
    }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

/// An open connection. It does not close itself when it is dropped: closing takes a moment, and a
/// drop cannot await.
struct Connection<'a>(&'a Settings);

impl Connection<'_> {
    /// Opens a connection for a program to use, and closes it again, whichever way the program ends:
    /// through its last line, out of a loop, or with an error. They all come by here.
    async fn with<T>(settings: &Settings, program: impl AsyncFnOnce(Connection<'_>) -> T) -> T {
        sleep(OPENING).await;
        println!("opened");
        gauge("connections", 1);
        let result = program(Connection(settings)).await;
        sleep(CLOSING).await;
        println!("closed");
        gauge("connections", 0);
        result
    }

    fn rows(&self) -> Rows<'_> {
        Rows { settings: self.0, page: 0, here: 0..0 }
    }
}

/// An async iterator: to ask for the next row may take a while, as it may be on the next page.
struct Rows<'a> {
    settings: &'a Settings,
    page: u32,
    /// What is left of the page that is here.
    here: Range<u32>,
}

impl Rows<'_> {
    async fn next(&mut self) -> Option<u32> {
        if self.here.is_empty() && self.page < self.settings.get("pages") {
            // Nobody asked for this page before. Whoever stops early never waits for the rest.
            self.page += 1;
            sleep(self.settings.millis("page")).await;
            println!("page {} is here", self.page);
            self.here = rows(self.page, self.settings);
        }
        self.here.next()
    }
}

async fn read(connection: Connection<'_>, settings: &Settings) -> Result<u32, String> {
    let mut rows = connection.rows();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        count += 1;
        if !look_at(row, settings)? {
            break;
        }
    }
    Ok(count)
}

async fn run(settings: Settings) {
    report(Connection::with(&settings, async |connection| read(connection, &settings).await).await);
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

/// An open connection. Its thread can wait in a drop, so it closes itself.
struct BlockingConnection<'a>(&'a Settings);

impl<'a> BlockingConnection<'a> {
    fn open(settings: &'a Settings) -> Self {
        blocking::sleep(OPENING);
        println!("opened");
        gauge("connections", 1);
        Self(settings)
    }

    fn rows(&self) -> impl Iterator<Item = u32> {
        let settings = self.0;
        (1..=settings.get("pages")).flat_map(|page| {
            blocking::sleep(settings.millis("page"));
            println!("page {page} is here");
            rows(page, settings)
        })
    }
}

impl Drop for BlockingConnection<'_> {
    fn drop(&mut self) {
        blocking::sleep(CLOSING);
        println!("closed");
        gauge("connections", 0);
    }
}

fn read_blocking(settings: &Settings) -> Result<u32, String> {
    let connection = BlockingConnection::open(settings);
    let mut count = 0;
    for row in connection.rows() {
        count += 1;
        if !look_at(row, settings)? {
            break;
        }
    }
    Ok(count)
}

fn block(settings: &Settings) {
    report(read_blocking(settings));
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "pages",
    title: "Page by page",
    group: Group::Streams,
    lesson: "A program reads thirty rows that come in three pages. It asks an async iterator for one row after \
             the other; most are here already, and every tenth time it waits for the next page. Around the \
             loop the connection is opened and closed, and it is closed on every way out: let the loop break \
             in the middle, or fail, and see that “closed” is always there, and that the third page is never \
             asked for. What is forgotten to be closed is missing later, when a thousand connections are open.",
    params: &[
        Param::choice("way", "The loop", &["to-the-end", "break", "fail"]),
        Param::count("pages", "Pages", 3, 0, 100),
        Param::count("rows", "Rows a page", 10, 1, 1_000),
        Param::millis("page", "A page takes", 100, 0, 5_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "Both programs take the same time: an async iterator does one thing after another, as a loop does. What \
           is different is that other tasks could have their turns while it waits. And in Rust, only the \
           blocking connection can close itself when it is dropped.",
    differs: &[],
    rust: source!("pages.rs"),
    python: source!("pages.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};

    fn both(query: &str) -> [Side; 2] {
        let Played { run, block } = Played::new(&SCENE, query);
        [run, block]
    }

    #[test]
    fn opening_three_pages_closing() {
        for side in both("") {
            side.ends_at(0.1 + 3.0 * 0.1 + 0.05);
            let expected = ["opened", "page 1 is here", "page 2 is here", "page 3 is here", "closed"];
            assert_eq!(side.lines()[..5], expected);
            assert_eq!(side.lines()[5..], ["30 rows were read"]);
        }
    }

    #[test]
    fn closed_also_when_the_loop_breaks_or_fails() {
        for (way, last) in [("break", "15 rows were read"), ("fail", "failed: row 15 is damaged")] {
            for side in both(&format!("way={way}")) {
                side.ends_at(0.1 + 2.0 * 0.1 + 0.05);
                assert_eq!(side.lines(), ["opened", "page 1 is here", "page 2 is here", "closed", last]);
                assert_eq!(side.gauge("connections").last(), Some(&(0.35, 0)));
            }
        }
    }

    #[test]
    fn no_pages_are_an_empty_table() {
        for way in ["to-the-end", "break", "fail"] {
            for side in both(&format!("pages=0&way={way}")) {
                assert_eq!(side.lines(), ["opened", "closed", "0 rows were read"]);
            }
        }
        for side in both("pages=100&rows=1000&page=0") {
            assert_eq!(side.lines().last().unwrap(), "100000 rows were read");
        }
    }
}
