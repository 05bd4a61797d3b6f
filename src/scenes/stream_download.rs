//! A download: chunk by chunk, or read whole.

use std::collections::VecDeque;

use super::articles::Article;
use super::params::{Pace, Param, Settings};
use super::scene::{Group, Program, Scene, programs, source};
use crate::runtime::http::{self, HttpError, Response};
use crate::runtime::{Plan, blocking, gauge, println};
use crate::trace::Micros;

/// The network delivers a body in packets of this size, whatever the program would like.
const PACKET: u32 = 4_096;

/// The name under which the page shows how many bytes of the body the program holds.
const MEMORY: &str = "bytes in memory";

fn plan(settings: &Settings) -> Plan {
    Plan {
        uplink: Micros(20_000),
        think: Micros(230_000),
        downlink: settings.millis("download").into(),
        chunks: settings.get("size").div_ceil(PACKET),
        ..Plan::default()
    }
}

fn path(settings: &Settings) -> String {
    format!("bytes/{}", settings.get("size"))
}

/// A share of the whole in per cent, with one decimal.
fn percent(part: usize, whole: usize) -> String {
    let tenths = (part * 1_000 + whole / 2) / whole.max(1);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn hold(bytes: usize) {
    gauge(MEMORY, i64::try_from(bytes).unwrap_or(i64::MAX));
}

// ── Async ──────────────────────────────────────────────────────────────────────────────────────

/// The body of a response in chunks of one size; the last one may be smaller.
struct Chunks {
    response: Response,
    size: usize,
    /// What has come in and does not fill a chunk yet.
    held: VecDeque<u8>,
    over: bool,
}

impl Chunks {
    /// The next chunk; none at the end. Where a chunk is not complete, this waits for the network.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        while self.held.len() < self.size && !self.over {
            match self.response.chunk().await? {
                Some(packet) => self.held.extend(packet),
                None => self.over = true,
            }
            hold(self.held.len());
        }
        let chunk: Vec<_> = self.held.drain(..self.size.min(self.held.len())).collect();
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

async fn in_chunks(settings: Settings) -> Result<(), HttpError> {
    let whole = settings.get("size") as usize;
    let response = http::get(path(&settings)).plan(plan(&settings)).await?.error_for_status()?;
    // The headers are here; the body is still on its way.
    let size = settings.get("chunk") as usize;
    let mut chunks = Chunks { response, size, held: VecDeque::new(), over: false };
    let (mut count, mut received, mut most) = (0, 0, 0);
    while let Some(chunk) = chunks.next().await? {
        count += 1;
        received += chunk.len();
        most = most.max(chunk.len());
        println!("chunk {count}: {} bytes, {}", chunk.len(), percent(received, whole));
        // A real program would write the chunk to a file here. Then it is done with it, and the
        // next one takes its place.
        hold(chunks.held.len());
    }
    println!("{received} bytes in {count} chunks, never more than {most} in memory");
    Ok(())
}

async fn whole(settings: Settings) -> Result<(), HttpError> {
    let whole = settings.get("size") as usize;
    let response = http::get(path(&settings)).plan(plan(&settings)).await?.error_for_status()?;
    // Simpler, and right for what is small: one await for all of it, and all of it in memory.
    let body = response.bytes().await?;
    hold(body.len());
    println!("{} bytes at once, {}", body.len(), percent(body.len(), whole));
    Ok(())
}

// ── Blocking ───────────────────────────────────────────────────────────────────────────────────

fn block(settings: &Settings) -> Result<(), HttpError> {
    let whole = settings.get("size") as usize;
    let response = blocking::get(path(settings)).plan(plan(settings)).send()?.error_for_status()?;
    let body = response.into_bytes();
    hold(body.len());
    println!("{} bytes at once, {}", body.len(), percent(body.len(), whole));
    Ok(())
}

// ── The scene ──────────────────────────────────────────────────────────────────────────────────

pub(super) const SCENE: Scene = Scene {
    id: "stream-download",
    title: "A download in chunks",
    group: Group::Streams,
    lesson: "A body of 102,400 bytes comes in over more than a second. The first program takes it in chunks of \
             8,192 bytes: it awaits one, is done with it, and awaits the next, so it can show progress, and \
             never holds more than one. Read whole, the same download takes the same time, says nothing until \
             its end, and needs memory for all of it. With a hundred kilobytes that is no matter; with a \
             video, or with a thousand downloads at once, it is.",
    params: &[
        Param { unit: "bytes", ..Param::count("chunk", "Chunks of", 8_192, 512, 1_000_000) },
        Param { unit: "bytes", ..Param::count("size", "Size", 102_400, 1, 1_000_000) },
        Param::millis("download", "Download takes", 1_250, 0, 10_000),
    ],
    pace: Pace::ONE,
    seed: 1,
    programs: &[Program::futures("in-chunks"), Program::futures("whole"), Program::calls("blocking")],
    workers: None,
    sources: &[Article::SyncVsAsync],
    reported: &[],
    note: "The blocking program reads the body whole: a browser lets a blocking request do nothing else.",
    differs: &[],
    rust: source!("stream_download.rs"),
    python: source!("stream_download.py"),
};

programs!(async in_chunks, async whole, blocking block);

#[cfg(test)]
mod claims {
    use super::{MEMORY, SCENE};
    use crate::scenes::testing::played;

    #[test]
    fn thirteen_chunks_the_last_of_half_the_size() {
        let run = played("in-chunks", &SCENE, "");
        let lines = run.timed_lines();
        assert_eq!(lines.len(), 14);
        assert_eq!(lines[0], (0.35, "chunk 1: 8192 bytes, 8.0 %".to_owned()));
        assert_eq!(lines[11], (1.45, "chunk 12: 8192 bytes, 96.0 %".to_owned()));
        assert_eq!(lines[12], (1.5, "chunk 13: 4096 bytes, 100.0 %".to_owned()));
        assert_eq!(lines[13].1, "102400 bytes in 13 chunks, never more than 8192 in memory");
        run.ends_at(1.5);
    }

    #[test]
    fn one_chunk_in_memory_or_the_whole() {
        let [run, whole, block] = ["in-chunks", "whole", "blocking"].map(|name| played(name, &SCENE, ""));
        assert_eq!(run.most(MEMORY), 8_192);
        assert_eq!(block.most(MEMORY), 102_400);
        block.ends_at(1.5);

        assert_eq!(whole.most(MEMORY), 102_400);
        assert_eq!(whole.lines(), block.lines());
        assert_eq!(whole.timed_lines(), [(1.5, "102400 bytes at once, 100.0 %".to_owned())]);
    }

    #[test]
    fn chunks_need_not_fit_packets() {
        let last = |query| played("in-chunks", &SCENE, query).lines().pop().unwrap();
        assert_eq!(last("chunk=10000"), "102400 bytes in 11 chunks, never more than 10000 in memory");
        assert_eq!(last("chunk=1000000"), "102400 bytes in 1 chunks, never more than 102400 in memory");
        assert_eq!(last("chunk=512&size=1"), "1 bytes in 1 chunks, never more than 1 in memory");
        assert_eq!(
            last("chunk=512&size=1000000&download=0"),
            "1000000 bytes in 1954 chunks, never more than 512 in memory"
        );
    }
}
