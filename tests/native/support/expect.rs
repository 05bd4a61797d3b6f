//! Expectations on a trace that read as sentences.
//!
//! `expect(&trace).lane("reader").does("sending 40ms, waiting 420ms").ends(Outcome::Ok)`

use std::time::Duration;

use meanwhile::trace::{
    Lane, Lanes, Micros, On, Outcome, RequestOutcome, Span, TaskId, ThreadState, ThreadUse, Trace, What,
};

/// Milliseconds.
pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Milliseconds as scene time.
pub const fn at_ms(millis: u64) -> Micros {
    Micros(millis * 1000)
}

/// What happened in a run.
pub struct Expect {
    trace: Trace,
    lanes: Lanes,
    thread: ThreadUse,
}

/// Begins a sentence about a run.
pub fn expect(trace: &Trace) -> Expect {
    Expect { lanes: Lanes::of(trace), thread: ThreadUse::of(trace), trace: trace.clone() }
}

impl Expect {
    /// The printed lines, in order.
    #[track_caller]
    pub fn prints<S: AsRef<str>>(&self, lines: &[S]) -> &Self {
        let lines: Vec<_> = lines.iter().map(AsRef::as_ref).collect();
        let printed = self.printed();
        assert_eq!(printed.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>(), lines);
        self
    }

    /// The printed lines, in order, each at its time in milliseconds.
    #[track_caller]
    pub fn prints_at(&self, lines: &[(u64, &str)]) -> &Self {
        let lines: Vec<_> = lines.iter().map(|(at, line)| (at_ms(*at), (*line).to_owned())).collect();
        assert_eq!(self.printed(), lines);
        self
    }

    /// The names of the tasks in the order of their polls.
    #[track_caller]
    pub fn polls(&self, names: &str) -> &Self {
        let polled: Vec<_> = self.tasks_that(|what| *what == What::PollStarted);
        assert_eq!(polled.join(" "), names);
        self
    }

    /// The run is over at this time in milliseconds.
    #[track_caller]
    pub fn is_over_at(&self, millis: u64) -> &Self {
        assert_eq!(self.trace.last(), at_ms(millis), "the time of the last record");
        self
    }

    /// How many records fulfil a condition.
    #[track_caller]
    pub fn has(&self, count: usize, what: impl Fn(&What) -> bool) -> &Self {
        assert_eq!(self.tasks_that(what).len(), count);
        self
    }

    /// The requests' ends, in order.
    #[track_caller]
    pub fn requests_end(&self, outcomes: &[RequestOutcome]) -> &Self {
        let ends = self.trace.records().filter_map(|record| match record.what {
            What::RequestFinished { outcome, .. } => Some(outcome),
            _ => None,
        });
        assert_eq!(ends.collect::<Vec<_>>(), outcomes);
        self
    }

    /// What the thread did, but for idling: `busy 1s, blocked 2s`.
    #[track_caller]
    pub fn thread_does(&self, story: &str) -> &Self {
        let word = |state| if state == ThreadState::Busy { "busy" } else { "blocked" };
        let segments = self.thread.segments(self.trace.last());
        let seen: Vec<_> = segments
            .map(|segment| format!("{} {}", word(segment.state), length(segment.end - segment.start)))
            .collect();
        assert_eq!(seen.join(", "), story);
        self
    }

    /// The first lane of this name.
    #[track_caller]
    pub fn lane(&self, name: &str) -> ExpectLane<'_> {
        let found = self.lanes.as_slice().iter().find(|lane| self.trace.text(lane.name) == name);
        let lane = found.unwrap_or_else(|| panic!("there is no lane {name}"));
        ExpectLane { of: self, lane }
    }

    fn printed(&self) -> Vec<(Micros, String)> {
        let printed = self.trace.records().filter_map(|record| match record.what {
            What::Printed { text } => Some((record.at, self.trace.text(text).to_owned())),
            _ => None,
        });
        printed.collect()
    }

    fn tasks_that(&self, what: impl Fn(&What) -> bool) -> Vec<&str> {
        let records = self.trace.records().filter(|record| what(&record.what));
        records.map(|record| self.name(record.task)).collect()
    }

    fn name(&self, task: TaskId) -> &str {
        self.lanes.get(task).map_or("?", |lane| self.trace.text(lane.name))
    }
}

/// What happened to one task.
pub struct ExpectLane<'a> {
    of: &'a Expect,
    lane: &'a Lane,
}

impl ExpectLane<'_> {
    /// What it did, but for what took no time: `sleeping 1s, queued 5ms`.
    #[track_caller]
    pub fn does(&self, story: &str) -> &Self {
        let spans = self.spans().filter(|span| span.length() > Micros::ZERO);
        let told: Vec<_> =
            spans.map(|span| format!("{} {}", span.phase.label(), length(span.length()))).collect();
        assert_eq!(told.join(", "), story);
        self
    }

    /// How it ended.
    #[track_caller]
    pub fn ends(&self, outcome: Outcome) -> &Self {
        assert_eq!(self.lane.ended.map(|(_, outcome)| outcome), Some(outcome));
        self
    }

    /// When it ended, in milliseconds.
    #[track_caller]
    pub fn ends_at(&self, millis: u64) -> &Self {
        assert_eq!(self.lane.ended.map(|(at, _)| at), Some(at_ms(millis)));
        self
    }

    /// How often it was polled.
    #[track_caller]
    pub fn is_polled(&self, times: usize) -> &Self {
        let mine = self.of.trace.records().filter(|record| record.task == self.lane.task);
        assert_eq!(mine.filter(|record| record.what == What::PollStarted).count(), times, "polls");
        self
    }

    /// The lines of this file in which it said that it waits or blocks for such a thing.
    #[track_caller]
    pub fn waits_on_lines(&self, file: &str, reason: impl Fn(&On) -> bool, lines: &[u32]) -> &Self {
        let trace = &self.of.trace;
        let mut seen = Vec::new();
        for record in trace.records().filter(|record| record.task == self.lane.task) {
            let (What::Waiting { on, site } | What::Blocked { on, site }) = record.what else { continue };
            let site = trace.site(site).unwrap();
            if reason(&on) && !seen.contains(&site.line) {
                assert_eq!(trace.text(site.file), file);
                seen.push(site.line);
            }
        }
        assert_eq!(seen, lines);
        self
    }

    /// The line that spawned it.
    #[track_caller]
    pub fn is_spawned_on_line(&self, line: u32) -> &Self {
        assert_eq!(self.of.trace.site(self.lane.site).map(|site| site.line), Some(line));
        self
    }

    /// Who spawned it.
    #[track_caller]
    pub fn is_child_of(&self, parent: &str) -> &Self {
        assert_eq!(self.lane.parent.map(|parent| self.of.name(parent)), Some(parent));
        self
    }

    fn spans(&self) -> impl Iterator<Item = Span> {
        self.lane.spans(self.of.trace.last())
    }
}

/// A length as people write it.
fn length(length: Micros) -> String {
    match length.0 {
        micros if micros % 1_000_000 == 0 => format!("{}s", micros / 1_000_000),
        micros if micros % 1000 == 0 => format!("{}ms", micros / 1000),
        micros => format!("{micros}µs"),
    }
}
