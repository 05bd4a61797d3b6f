//! An exhibition: one master, many tables. Played out one after another, or in rounds.

use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::sync::Semaphore;
use crate::runtime::{blocking, join_all, println, sleep, spawn};

/// What a game is: so many exchanges, each a move of the master and one of the opponent.
#[derive(Clone, Copy)]
struct Game {
    exchanges: u32,
    /// How long the master takes for a move.
    master: Duration,
    /// How long the opponent takes.
    opponent: Duration,
}

fn game(settings: &Settings) -> Game {
    let seconds = |name| Duration::from_secs(settings.get(name).into());
    Game { exchanges: settings.get("exchanges"), master: seconds("master"), opponent: seconds("opponent") }
}

/// A length of time in seconds, with a range.
const fn seconds(name: &'static str, label: &'static str, default: u32, max: u32) -> Param {
    Param { unit: "s", ..Param::count(name, label, default, 0, max) }
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn play(table: u32, game: Game, master: Semaphore) {
    for exchange in 1..=game.exchanges {
        // There is one master, so she can be at one table at a time. She goes to whoever has waited
        // longest.
        let here = master.acquire().await;
        sleep(game.master).await;
        if exchange == game.exchanges {
            println!("table {table}: the master's last move");
        }

        // She does not stay to watch the opponent think. That is all there is to async.
        drop(here);
        sleep(game.opponent).await;
    }
    println!("table {table}: over");
}

async fn run(settings: Settings) {
    let (tables, game) = (settings.get("tables"), game(&settings));
    let master = Semaphore::new("master", 1);
    let games = (1..=tables).map(|table| spawn(&format!("table {table}"), play(table, game, master.clone())));
    join_all(games).await;
    println!("{tables} games played");
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn play_blocking(table: u32, game: Game) {
    for exchange in 1..=game.exchanges {
        blocking::sleep(game.master);
        if exchange == game.exchanges {
            println!("table {table}: the master's last move");
        }
        // The master sits there and watches.
        blocking::sleep(game.opponent);
    }
    println!("table {table}: over");
}

fn block(settings: &Settings) {
    let (tables, game) = (settings.get("tables"), game(settings));
    for table in 1..=tables {
        blocking::task(&format!("table {table}"), || play_blocking(table, game));
    }
    println!("{tables} games played");
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "chess",
    title: "The chess exhibition",
    group: Group::Requests,
    lesson: "A master plays 24 opponents; she takes 5 seconds for a move, they take 55, and each game has \
             30 exchanges. Played out one after another, the exhibition takes twelve hours, most of \
             them spent watching somebody think. In rounds the master moves and walks on: a round is \
             24 × 5 = 120 seconds, longer than any opponent thinks, so she never waits, and is done \
             in one hour. Nobody became faster, and there is still only one master, as there is still \
             only one thread.",
    params: &[
        Param::count("tables", "Tables", 24, 1, 100),
        seconds("master", "Master's move", 5, 60),
        seconds("opponent", "Opponent's move", 55, 600),
        Param::count("exchanges", "Exchanges", 30, 1, 100),
    ],
    // Ten minutes a second.
    pace: Pace(600_000),
    seed: 1,
    programs: Program::PAIR,
    workers: None,
    sources: &[Article::RealWorldUse],
    reported: &[],
    note: "The hour ends with the master's last move. The run goes on until the last opponent has \
           answered it, 55 seconds later.",
    differs: &[],
    rust: source!("chess.rs"),
    python: source!("chess.py"),
};

programs!(async run, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Played, Side};

    /// When the master has made her last move at any table.
    fn master_is_done(side: &Side) -> f64 {
        let lines = side.timed_lines();
        let last = lines.iter().rfind(|(_, line)| line.ends_with("the master's last move"));
        last.expect("there is a last move").0
    }

    fn is(seconds: f64, expected: f64) {
        assert!((seconds - expected).abs() < 1e-6, "{seconds}, not {expected}");
    }

    #[test]
    fn twelve_hours_against_one() {
        let played = Played::new(&SCENE, "");
        played.block.ends_at(43_200.0);
        is(master_is_done(&played.run), 3_600.0);
        played.run.ends_at(3_655.0);
    }

    #[test]
    fn the_master_is_at_one_table_at_a_time_and_comes_round_every_120_seconds() {
        let run = Played::new(&SCENE, "").run;
        assert_eq!(run.most("master"), 1);
        let story = run.story("table 1");
        assert!(
            story.starts_with("sleeping 5, sleeping 55, awaiting 60, sleeping 5, sleeping 55"),
            "{story}"
        );
    }

    #[test]
    fn with_few_tables_it_is_the_master_who_waits() {
        let played = Played::new(&SCENE, "tables=4");
        // A round is 20 s, and takes a minute all the same: until the first opponent has moved.
        is(master_is_done(&played.run), 29.0 * 60.0 + 20.0);
        played.block.ends_at(7_200.0);
    }
}
