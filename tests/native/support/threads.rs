//! What other threads than the run's own did.

use std::fmt::Write as _;

use meanwhile::trace::{ThreadState, ThreadUse, Trace};

/// What a thread did, but for idling, after the times at which there was one, all in milliseconds:
/// `0–20: 0–10 busy, 15–20 blocked`.
pub fn worker(trace: &Trace, number: usize) -> String {
    let threads = ThreadUse::of(trace);
    let worker = &threads.workers()[number - 1];
    let mut story = String::new();
    for (start, end) in worker.lives(trace.last()) {
        let comma = if story.is_empty() { "" } else { ", " };
        write!(story, "{comma}{}–{}", start.0 / 1_000, end.0 / 1_000).unwrap();
    }
    for (number, segment) in worker.segments(trace.last()).enumerate() {
        let mark = if number == 0 { ":" } else { "," };
        let state = if segment.state == ThreadState::Busy { "busy" } else { "blocked" };
        write!(story, "{mark} {}–{} {state}", segment.start.0 / 1_000, segment.end.0 / 1_000).unwrap();
    }
    story
}
