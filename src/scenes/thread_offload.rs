//! A file is read with a call that blocks: on the event loop, or in a thread.

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, Workers, programs, source};
use crate::runtime::http::HttpError;
use crate::runtime::{Plan, blocking, println, sleep, spawn, spawn_blocking};

/// The file, on a slow disk; its name says how many bytes it has.
const FILE: &str = "bytes/51200";

/// The ticker ticks ten times a second.
const INTERVAL: Duration = Duration::from_millis(100);
const TICKS: u32 = 6;

fn disk(settings: &Settings) -> Plan {
    Plan::taking(settings.millis("read").into())
}

/// Counts a tick. The reader reads the count when it is done.
fn tick(ticks: &Cell<u32>) {
    ticks.set(ticks.get() + 1);
    println!("tick {}", ticks.get());
}

fn report(bytes: usize, ticks: &Cell<u32>) {
    println!("{bytes} bytes after {} ticks", ticks.get());
}

/// A library's function that knows nothing of async: it holds its thread until all is read.
pub(super) fn read(disk: Plan) -> Result<usize, HttpError> {
    let file = blocking::get(FILE).plan(disk).send()?.error_for_status()?;
    Ok(file.into_bytes().len())
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

async fn ticker(ticks: Rc<Cell<u32>>) {
    for _ in 0..TICKS {
        sleep(INTERVAL).await;
        tick(&ticks);
    }
}

async fn read_in_a_thread(disk: Plan, ticks: Rc<Cell<u32>>) -> Result<(), Box<dyn Error>> {
    // The call is on a thread that has nothing else to do but to be held. This task waits for it as
    // for anything else, and the loop is free.
    report(spawn_blocking("thread", read, disk).await??, &ticks);
    Ok(())
}

async fn in_a_thread(settings: Settings) -> Result<(), Box<dyn Error>> {
    let ticks = Rc::new(Cell::new(0));
    let ticker = spawn("ticker", ticker(Rc::clone(&ticks)));
    let reader = spawn("reader", read_in_a_thread(disk(&settings), ticks));
    ticker.await?;
    reader.await?
}

#[expect(clippy::unused_async, reason = "this is the mistake")]
async fn read_here(disk: Plan, ticks: Rc<Cell<u32>>) -> Result<(), HttpError> {
    // The same call holds the thread of the event loop, and with it all other tasks.
    report(read(disk)?, &ticks);
    Ok(())
}

async fn on_the_loop(settings: Settings) -> Result<(), Box<dyn Error>> {
    let ticks = Rc::new(Cell::new(0));
    let ticker = spawn("ticker", ticker(Rc::clone(&ticks)));
    let reader = spawn("reader", read_here(disk(&settings), ticks));
    ticker.await?;
    Ok(reader.await??)
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) -> Result<(), HttpError> {
    // One thread: while it reads, it does nothing else.
    let ticks = Cell::new(0);
    blocking::task("reader", || read(disk(settings)).map(|bytes| report(bytes, &ticks)))?;
    blocking::task("ticker", || {
        for _ in 0..TICKS {
            blocking::sleep(INTERVAL);
            tick(&ticks);
        }
    });
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "thread-offload",
    title: "A thread for what blocks",
    group: Group::Cpu,
    lesson: "A file has to be read, and the only function there is for it blocks. In a thread of its own it may \
             hold that thread: the event loop goes on, and the ticker beside it ticks six times before the \
             bytes are there. On the loop the same call holds every task; the first tick is as late \
             as the file. Many libraries have no async functions, and most systems read files in this way \
             only, so this is how an async program uses them.",
    params: &[Param::millis("read", "Reading takes", 650, 0, 10_000)],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("in-a-thread"), Program::futures("on-the-loop"), Program::calls("blocking")],
    workers: Some(Workers { of: &[|_| 1, |_| 0, |_| 0], apart: false }),
    sources: &[Article::AsyncioPatterns],
    reported: &[],
    note: "A browser gives no program its disk: the file comes from this page's own network, by a request that \
           holds the thread as a read does.",
    differs: &[],
    rust: source!("thread_offload.rs"),
    python: source!("thread_offload.py"),
};

programs!(async in_a_thread, async on_the_loop, blocking block);

#[cfg(test)]
mod claims {
    use super::SCENE;
    use crate::scenes::testing::{Side, played};
    use crate::trace::Micros;

    fn first_tick(side: &Side) -> f64 {
        side.time_of("tick 1")
    }

    #[test]
    fn in_a_thread_the_loop_is_free() {
        let run = played("in-a-thread", &SCENE, "");
        assert_eq!((first_tick(&run), run.time_of("tick 6")), (0.1, 0.6));
        assert_eq!(run.time_of("51200 bytes after 6 ticks"), 0.65);
        run.ends_at(0.65);
        assert_eq!((run.totals.blocked, run.totals.workers_blocked), (Micros::ZERO, Micros::from_secs(0.65)));
    }

    #[test]
    fn on_the_loop_everybody_is_held() {
        let [run, block] = ["on-the-loop", "blocking"].map(|name| played(name, &SCENE, ""));
        for side in [&run, &block] {
            assert_eq!(side.time_of("51200 bytes after 0 ticks"), 0.65);
            assert_eq!(side.totals.blocked.0 / 10_000, if side.seconds() < 1.2 { 65 } else { 125 });
        }
        // Due after 0.1 s, and the loop comes back after 0.65.
        assert_eq!(first_tick(&run), 0.65);
        run.ends_at(0.65 + 0.5);
        assert_eq!(first_tick(&block), 0.75);
        block.ends_at(0.65 + 0.6);
    }

    #[test]
    fn a_file_that_is_there_at_once_holds_nobody() {
        for name in ["in-a-thread", "on-the-loop"] {
            let run = played(name, &SCENE, "read=0");
            assert_eq!(run.time_of("51200 bytes after 0 ticks"), 0.0);
            run.ends_at(0.6);
        }
    }
}
