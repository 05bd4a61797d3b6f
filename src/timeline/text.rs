//! A trace as lines of characters, for terminals and golden files.

use std::fmt::Write as _;

use crate::trace::{Lanes, Micros, Outcome, Phase, ThreadUse, Totals, Trace, What};

use super::label;
use super::scale::Scale;

/// The character of a phase.
#[must_use]
pub const fn character(phase: Phase) -> char {
    match phase {
        Phase::Queued => 'q',
        Phase::Running => '#',
        Phase::Blocked => 'X',
        Phase::Sleeping => 'z',
        Phase::Sending => '>',
        Phase::Waiting => '.',
        Phase::Receiving => '<',
        Phase::Awaiting => '-',
    }
}

/// The lanes of a run, a line a task, each character a column of time, then the printed lines with
/// their times, and the totals.
///
/// A column shows what its task did at the column's beginning, or a poll that lies inside it.
#[must_use]
pub fn timeline(trace: &Trace, columns: u32) -> String {
    let lanes = Lanes::of(trace);
    let end = trace.last();
    let scale = Scale::new(Micros::ZERO, end, 0.0, f64::from(columns));
    let mut text = String::new();
    let names = lanes.as_slice().iter().map(|lane| trace.text(lane.name).chars().count()).max().unwrap_or(0);
    for lane in lanes.as_slice() {
        let mut row = vec![' '; columns as usize];
        for span in lane.spans(end) {
            let (first, last) = (column(&scale, span.start), column(&scale, span.end));
            let last = if span.phase == Phase::Running { last.max(first + 1) } else { last };
            for place in row.iter_mut().take(last).skip(first) {
                *place = character(span.phase);
            }
        }
        let row: String = row.into_iter().collect();
        let end = lane.ended.map_or_else(
            || "goes on".to_owned(),
            |(end, outcome)| format!("{}–{}{}", lane.spawned, end, outcome_word(outcome)),
        );
        let end = end + &lane.thread.map(|thread| format!(" on worker {thread}")).unwrap_or_default();
        let _ = writeln!(text, "{:names$} |{row}| {end}", trace.text(lane.name));
    }
    write_lines(&mut text, trace);
    write_totals(&mut text, &Totals::at(&lanes, &ThreadUse::of(trace), end));
    text
}

fn write_lines(text: &mut String, trace: &Trace) {
    let mut heading = "\n";
    for record in trace.records() {
        let line = match record.what {
            What::Printed { text: line } => trace.text(line).to_owned(),
            What::NeverAwaited { name, site } => {
                format!("({} was called and never awaited, {})", trace.text(name), trace.site_label(site))
            }
            _ => continue,
        };
        let _ = writeln!(text, "{heading}{} {line}", record.at);
        heading = "";
    }
}

fn write_totals(text: &mut String, totals: &Totals) {
    let _ = writeln!(
        text,
        "\n{} in all; thread busy {}, blocked {}, idle {}",
        totals.wall, totals.busy, totals.blocked, totals.idle
    );
    if totals.workers > 0 {
        let _ = writeln!(
            text,
            "{} beside it, busy {}, blocked {}",
            if totals.workers == 1 { "1 worker".to_owned() } else { format!("{} workers", totals.workers) },
            totals.workers_busy,
            totals.workers_blocked
        );
    }
    let _ = writeln!(
        text,
        "{} tasks, {} failed, {} cancelled; {} requests, {} received",
        totals.tasks,
        totals.failed,
        totals.cancelled,
        totals.requests,
        label::bytes(totals.received)
    );
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "",
        Outcome::Failed => " failed",
        Outcome::Cancelled => " cancelled",
        Outcome::Panicked => " panicked",
    }
}

fn column(scale: &Scale, at: Micros) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a column of the text: small and not negative"
    )]
    let column = scale.clamped(at) as usize;
    column
}
