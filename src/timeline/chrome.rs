//! A run in the Trace Event Format, which Perfetto and `chrome://tracing` open.
//!
//! The format is that of “Trace Event Format”, the document of the Chromium project: a JSON object with
//! a list of events. Each program is a process. A process has a thread for the
//! run's own thread, one for each worker and one for each task. Of a task there are its phases (`X`),
//! what woke it (`s` and `f`, from task to task), what it printed and how it ended (`i`); of a process,
//! its gauges (`C`). Times are scene time in microseconds.

use std::fmt::Write as _;

use super::json::Quoted;
use crate::trace::moment::wakes;
use crate::trace::{
    Gauges, Lane, Lanes, Micros, On, Outcome, Phase, RecordedProgram, RequestId, RunFile, Span, TaskId,
    TextId, ThreadSegment, ThreadState, ThreadUse, Trace, What,
};

/// The document for a run of a scene with this title.
#[must_use]
pub fn document(run: &RunFile, title: &str) -> String {
    let mut events = Events::default();
    // Threads are counted through all processes, behind the numbers of these: on some systems a number
    // belongs to one thread only, and viewers rely on it.
    let mut first = (1..).zip(&run.programs).last().map_or(1, |last| last.0) + 1;
    for (process, recorded) in (1..).zip(&run.programs) {
        let name = recorded.program.words();
        first = Process::of(&recorded.trace, process, first).write(&mut events, title, &name);
    }
    events.document(run, title)
}

/// Events by their times. Those of one time are in the order in which a viewer must meet them: a poll
/// before the arrows that begin or end in it, and then what comes after a poll of no length.
#[derive(Default)]
struct Events {
    metadata: String,
    timed: Vec<(Micros, Rank, String)>,
    flows: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Poll,
    Flow,
    Other,
}

impl Events {
    fn push(&mut self, at: Micros, rank: Rank, event: String) {
        self.timed.push((at, rank, event));
    }

    /// What a process or a thread is called, and where it stands.
    fn name(&mut self, kind: &str, process: u32, thread: u32, name: &str) {
        // Writing into a string cannot fail.
        let _ = write!(
            self.metadata,
            "{{\"ph\":\"M\",\"name\":\"{kind}_name\",\"pid\":{process},\"tid\":{thread},\"ts\":0,\"args\":{{\"name\":{}}}}},\n\
             {{\"ph\":\"M\",\"name\":\"{kind}_sort_index\",\"pid\":{process},\"tid\":{thread},\"ts\":0,\
             \"args\":{{\"sort_index\":{thread}}}}},\n",
            Quoted(name)
        );
    }

    fn document(mut self, run: &RunFile, title: &str) -> String {
        self.timed.sort_by_key(|event| (event.0, event.1));
        let how = |recorded: &RecordedProgram| format!("{}: {}", recorded.program.name, recorded.how.word());
        let programs: Vec<_> = run.programs.iter().map(how).collect();
        let mut text = format!(
            "{{\"displayTimeUnit\":\"ms\",\"otherData\":{{\"title\":{},\"scene\":{},\"parameters\":{},\"level\":\"{}\",\
             \"pace\":\"{}/1000\",\"programs\":{}}},\n\"traceEvents\":[\n{}",
            Quoted(title),
            Quoted(&run.scene),
            Quoted(&run.query),
            run.level,
            run.pace,
            Quoted(&programs.join(", ")),
            self.metadata,
        );
        for (_, _, event) in &self.timed {
            text += event;
            text += ",\n";
        }
        // There is always something: the names of the processes.
        text.truncate(text.trim_end_matches(",\n").len());
        text + "\n]}\n"
    }
}

/// One program of a run.
struct Process<'a> {
    trace: &'a Trace,
    lanes: Lanes,
    threads: ThreadUse,
    /// The addresses of its requests.
    urls: Vec<TextId>,
    number: u32,
    /// The number of its own thread; those of workers and tasks follow.
    first: u32,
}

impl<'a> Process<'a> {
    fn of(trace: &'a Trace, number: u32, first: u32) -> Self {
        let urls = trace.records().filter_map(|record| match record.what {
            What::RequestStarted { url, .. } => Some(url),
            _ => None,
        });
        Self {
            trace,
            lanes: Lanes::of(trace),
            threads: ThreadUse::of(trace),
            urls: urls.collect(),
            number,
            first,
        }
    }

    fn workers(&self) -> u32 {
        u32::try_from(self.threads.workers().len()).unwrap_or(u32::MAX)
    }

    fn thread_of(&self, task: TaskId) -> u32 {
        self.first + 1 + self.workers() + task.0
    }

    /// Writes everything. Returns the first number that is free behind it.
    fn write(&self, events: &mut Events, title: &str, name: &str) -> u32 {
        events.name("process", self.number, self.number, &format!("{title}: {name}"));
        self.write_threads(events);
        for lane in self.lanes.as_slice() {
            let thread = self.thread_of(lane.task);
            events.name("thread", self.number, thread, self.trace.text(lane.name));
            self.write_lane(events, lane, thread);
        }
        self.write_flows(events);
        self.write_moments(events);
        self.write_gauges(events);
        self.first + 1 + self.workers() + self.trace.tasks()
    }

    fn write_threads(&self, events: &mut Events) {
        let end = self.trace.last();
        events.name("thread", self.number, self.first, "the thread");
        for segment in self.threads.segments(end) {
            self.write_segment(events, self.first, &segment);
        }
        for (thread, worker) in (self.first + 1..).zip(self.threads.workers()) {
            events.name("thread", self.number, thread, &format!("worker {}", thread - self.first));
            for segment in worker.segments(end) {
                self.write_segment(events, thread, &segment);
            }
        }
    }

    fn write_segment(&self, events: &mut Events, thread: u32, segment: &ThreadSegment) {
        let state = match segment.state {
            ThreadState::Blocked => "blocked",
            ThreadState::Busy | ThreadState::Idle => "busy",
        };
        let args = format!("{{\"task\":{}}}", Quoted(self.name(segment.task)));
        self.complete(events, thread, state, (segment.start, segment.end), Rank::Other, &args);
    }

    fn write_lane(&self, events: &mut Events, lane: &Lane, thread: u32) {
        for span in lane.spans(self.trace.last()) {
            let rank = if span.phase == Phase::Running { Rank::Poll } else { Rank::Other };
            let args = self.args(&span);
            self.complete(events, thread, span.phase.label(), (span.start, span.end), rank, &args);
        }
    }

    fn complete(
        &self,
        events: &mut Events,
        thread: u32,
        name: &str,
        (start, end): (Micros, Micros),
        rank: Rank,
        args: &str,
    ) {
        let process = self.number;
        let event = format!(
            "{{\"ph\":\"X\",\"name\":\"{name}\",\"cat\":\"task\",\"pid\":{process},\"tid\":{thread},\"ts\":{},\"dur\":{},\"args\":{args}}}",
            start.0,
            (end - start).0
        );
        events.push(start, rank, event);
    }

    /// What a task waits for or is blocked on, and where.
    fn args(&self, span: &Span) -> String {
        let on = span.on.map(|on| format!("\"on\":{}", Quoted(&self.on(on))));
        let site = span.site.map(|site| format!("\"line\":{}", Quoted(&self.trace.site_label(site))));
        let parts: Vec<_> = on.into_iter().chain(site).collect();
        format!("{{{}}}", parts.join(","))
    }

    fn on(&self, on: On) -> String {
        let of = |what: &str, resource| format!("{what} {}", self.trace.name_of(resource));
        match on {
            On::Timer { until } => format!("timer until {until} s"),
            On::Request(RequestId(request)) => {
                let url = self.urls.get(request as usize);
                url.map_or_else(String::new, |url| format!("request {}", self.trace.text(*url)))
            }
            On::Task(task) => format!("task {}", self.name(task)),
            On::Group(group) => self.trace.group(group).map_or_else(String::new, |group| {
                format!("{} of {} tasks", group.kind.label(), group.count())
            }),
            On::Permit(name) => of("permit of", name),
            On::Lock(name) => of("lock", name),
            On::QueueSlot(name) => of("room in", name),
            On::QueueItem(name) => of("item of", name),
            On::Event(name) => of("event", name),
            On::Other => "something else".to_owned(),
        }
    }

    fn name(&self, task: TaskId) -> &str {
        self.lanes.get(task).map_or("", |lane| self.trace.text(lane.name))
    }

    /// An arrow from who woke to the poll that this led to.
    fn write_flows(&self, events: &mut Events) {
        for wake in wakes(self.trace) {
            events.flows += 1;
            let id = events.flows;
            let ends = [("s", "", wake.by, wake.at), ("f", ",\"bp\":\"e\"", wake.task, wake.polled)];
            for (kind, binding, task, at) in ends {
                let event = format!(
                    "{{\"ph\":\"{kind}\",\"name\":\"wake\",\"cat\":\"wake\",\"id\":{id}{binding},\"pid\":{},\"tid\":{},\"ts\":{}}}",
                    self.number,
                    self.thread_of(task),
                    at.0
                );
                events.push(at, Rank::Flow, event);
            }
        }
    }

    /// What has no length: printed lines, cancellations, failures, futures that were never awaited.
    fn write_moments(&self, events: &mut Events) {
        for record in self.trace.records() {
            let (kind, name) = match record.what {
                What::Printed { text } => ("print", self.trace.text(text).to_owned()),
                What::NeverAwaited { name, .. } => {
                    ("mistake", format!("{} was never awaited", self.trace.text(name)))
                }
                What::CancelRequested { of } => ("cancel", format!("asks {} to end", self.name(of))),
                What::CancelDelivered => ("cancel", "cancellation delivered".to_owned()),
                What::CancelRefused => ("cancel", "cancellation refused".to_owned()),
                What::FailureRead { of } => ("failure", format!("reads the failure of {}", self.name(of))),
                What::Finished { outcome: Outcome::Failed } => ("end", "failed".to_owned()),
                What::Finished { outcome: Outcome::Cancelled } => ("end", "cancelled".to_owned()),
                What::Finished { outcome: Outcome::Panicked } => ("end", "panicked".to_owned()),
                _ => continue,
            };
            let event = format!(
                "{{\"ph\":\"i\",\"s\":\"t\",\"name\":{},\"cat\":\"{kind}\",\"pid\":{},\"tid\":{},\"ts\":{}}}",
                Quoted(&name),
                self.number,
                self.thread_of(record.task),
                record.at.0
            );
            events.push(record.at, Rank::Other, event);
        }
    }

    fn write_gauges(&self, events: &mut Events) {
        for gauge in Gauges::of(self.trace).as_slice() {
            for (at, value) in gauge.values() {
                let event = format!(
                    "{{\"ph\":\"C\",\"name\":{},\"pid\":{},\"tid\":{},\"ts\":{},\"args\":{{\"value\":{value}}}}}",
                    Quoted(self.trace.quantity_name(gauge.of)),
                    self.number,
                    self.first,
                    at.0
                );
                events.push(*at, Rank::Other, event);
            }
        }
    }
}
