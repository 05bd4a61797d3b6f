//! What a lane does, in words: for those who want it exactly, and for those who do not see it.

use crate::trace::moment::{JobState, Wakening};
use crate::trace::replay::TaskState;
use crate::trace::{
    Cause, Group, Lane, Lanes, Micros, On, Outcome, PathStep, Phase, Snapshot, Span, TaskId, Trace,
};

use super::label;

/// A step of a critical path is named if it is no shorter than this part of the whole.
const NAMED_STEP: u64 = 12;

/// A run, for its names.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Its records.
    pub trace: &'a Trace,
    /// Its lanes.
    pub lanes: &'a Lanes,
}

impl Names<'_> {
    /// A task's name; empty where there is no such task.
    #[must_use]
    pub fn of(&self, task: TaskId) -> &str {
        self.lanes.get(task).map_or("", |lane| self.trace.text(lane.name))
    }

    /// Sentences about a task at the moment of a snapshot: from when to when it lives, what it does
    /// or waits for, since when and at which line, and what made it ready the last time. `now` is up
    /// to when the run goes.
    #[must_use]
    pub fn task(
        &self,
        task: TaskId,
        snapshot: &Snapshot<'_>,
        woken: Option<Wakening>,
        now: Micros,
    ) -> String {
        let Some(lane) = self.lanes.get(task) else { return String::new() };
        let name = self.of(task);
        let begun = label::time(lane.spawned);
        let life = match lane.ended {
            Some((end, outcome)) => format!(
                "{begun} to {}, {} after {}",
                label::time(end),
                outcome.label(),
                label::time(end - lane.spawned)
            ),
            None => format!("from {begun} on"),
        };
        let at = snapshot.at();
        let does = self.does(lane, snapshot, now);
        let by = woken.map(|woken| self.woken(lane, woken)).unwrap_or_default();
        let ends = self.ends(lane);
        format!("{name}, {life}{ends}. At {}: {does}.{by}", label::time(at))
    }

    /// By which task it was asked to end, and by which its failure was read.
    fn ends(&self, lane: &Lane) -> String {
        let by = |(at, task)| format!("{} at {}", self.of(task), label::time(at));
        match (lane.ended, lane.cancelled, lane.read) {
            (Some((_, outcome)), _, Some(read)) if outcome.is_failure() => {
                format!("; read by {}", by(read))
            }
            (Some((_, outcome)), ..) if outcome.is_failure() => "; read by no task".to_owned(),
            (None | Some((_, Outcome::Cancelled)), Some(asked), _) => {
                format!("; asked to end by {}", by(asked))
            }
            _ => String::new(),
        }
    }

    fn does(&self, lane: &Lane, snapshot: &Snapshot<'_>, now: Micros) -> String {
        let what = match snapshot.task(lane.task) {
            None => return "not begun".to_owned(),
            Some(TaskState::Over(outcome)) => return outcome.label().to_owned(),
            Some(TaskState::Running { blocked: None }) => "runs".to_owned(),
            Some(TaskState::Running { blocked: Some(on) }) => {
                format!("holds the thread for {}", self.on(on, snapshot))
            }
            Some(TaskState::Ready(_)) => "ready, waits for its turn".to_owned(),
            Some(TaskState::Waiting(on)) => format!("waits for {}", self.on(on, snapshot)),
            Some(TaskState::Job { state: JobState::Queued, .. }) => "waits for a thread".to_owned(),
            Some(TaskState::Job { state: JobState::Done, .. }) => "its result waits for the loop".to_owned(),
            Some(TaskState::Job { state: JobState::OnThread { thread }, blocked }) => match blocked {
                None => format!("runs on worker {thread}"),
                Some(on) => format!("holds worker {thread} for {}", self.on(on, snapshot)),
            },
        };
        let since = span_at(lane, snapshot.at(), now);
        let since = since.map(|span| format!(", since {}", label::time(span.start))).unwrap_or_default();
        let site = snapshot.line(lane.task).map(|site| format!(", {}", self.trace.site_label(site)));
        format!("{what}{since}{}", site.unwrap_or_default())
    }

    fn on(&self, on: On, snapshot: &Snapshot<'_>) -> String {
        let of = |what: &str, resource| format!("{what} {}", self.trace.name_of(resource));
        match on {
            On::Timer { until } => format!("a timer until {}", label::time(until)),
            On::Request(request) => match snapshot.request(request) {
                Phase::Sending => "its request to be sent".to_owned(),
                Phase::Receiving => "the rest of its response".to_owned(),
                _ => "a response".to_owned(),
            },
            On::Task(task) => format!("the end of {}", self.of(task)),
            On::Group(group) => {
                let count = self.trace.group(group).map_or(0, Group::count);
                format!("the ends of {count} tasks")
            }
            On::Permit(name) => of("a permit of", name),
            On::Lock(name) => of("the lock", name),
            On::QueueSlot(name) => of("room in", name),
            On::QueueItem(name) => of("an item of", name),
            On::Event(name) => of("the event", name),
            On::Other => "something else".to_owned(),
        }
    }

    fn woken(&self, lane: &Lane, woken: Wakening) -> String {
        let by = match (woken.by, lane.parent) {
            (Cause::Spawned, None) => return String::new(),
            (Cause::Spawned, Some(parent)) => {
                return format!(" Spawned by {}, {}.", self.of(parent), self.trace.site_label(lane.site));
            }
            (Cause::Task(task), _) if task == lane.task => "itself".to_owned(),
            (Cause::Task(task), _) => self.of(task).to_owned(),
            (Cause::Ended(task), _) => format!("the end of {}", self.of(task)),
            (Cause::Timer, _) => "a timer".to_owned(),
            (Cause::Request(_), _) => "the network".to_owned(),
            (Cause::Unknown, _) => "something unknown".to_owned(),
            (Cause::Cancelled { by }, _) => format!("{}, which cancels it", self.of(by)),
            (Cause::Shutdown, _) => "the end of main, which cancels it".to_owned(),
        };
        format!(" Last woken by {by} at {}.", label::time(woken.at))
    }

    /// A critical path as a list: who kept the run from ending sooner, and for how long.
    #[must_use]
    pub fn path(&self, path: &[PathStep]) -> String {
        let length = |step: &PathStep| step.end - step.start;
        let whole: u64 = path.iter().map(|step| length(step).0).sum();
        let (mut text, mut shorter) = (String::new(), 0);
        // Steps in which no time passed decided nothing.
        for step in path.iter().filter(|step| length(step) > Micros::ZERO) {
            if length(step).0 < whole / NAMED_STEP {
                shorter += 1;
                continue;
            }
            if !text.is_empty() {
                text += ", ";
            }
            text += self.of(step.task);
            text += " (";
            text += &label::time(length(step));
            text += ")";
        }
        match shorter {
            0 => text,
            _ if text.is_empty() => format!("{shorter} short steps"),
            _ => format!("{text}, and {shorter} shorter steps"),
        }
    }
}

/// What a task did at a time; none where it was not there.
fn span_at(lane: &Lane, at: Micros, now: Micros) -> Option<Span> {
    lane.spans(now).find(|span| span.start <= at && at < span.end)
}

/// What a lane did at a time, in a few words. `now` is up to when the run goes.
#[must_use]
pub fn state_at(lane: &Lane, at: Micros, now: Micros) -> String {
    if at < lane.spawned {
        return "not begun".to_owned();
    }
    if let Some((end, outcome)) = lane.ended.filter(|(end, _)| at >= *end) {
        return format!("{} after {}", outcome.label(), label::time(end - lane.spawned));
    }
    span_at(lane, at, now).map_or_else(String::new, |span| {
        format!("{} for {} from {}", span.phase.label(), label::time(span.length()), label::time(span.start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenes::{Address, find};
    use crate::trace::{Replay, critical_path};

    struct Run {
        trace: Trace,
        replay: Replay,
    }

    impl Run {
        fn of(program: &str) -> Self {
            let (id, query) = program.split_once('?').unwrap_or((program, ""));
            let scene = find(id).unwrap();
            let trace = scene.simulate(0, &Address::parse(scene, query).settings);
            Self { replay: Replay::of(&trace), trace }
        }

        fn names(&self) -> Names<'_> {
            Names { trace: &self.trace, lanes: &self.replay.lanes }
        }

        /// What is said of a task, but for the lines.
        fn said(&self, name: &str, millis: u64) -> String {
            let names = self.names();
            let lane = self.replay.lanes.as_slice().iter().find(|lane| names.of(lane.task) == name);
            let task = lane.unwrap().task;
            let at = Micros(millis * 1_000);
            let records = self.replay.records_until(&self.trace, at);
            let woken = self.replay.wakening(&self.trace, records, task);
            let snapshot = self.replay.snapshot(&self.trace, records, at);
            let said = names.task(task, &snapshot, woken, self.trace.last());
            // Which line it is changes with every word of the scene.
            let parts: Vec<_> =
                said.split(".rs:").map(|part| part.trim_start_matches(char::is_numeric)).collect();
            parts.join(".rs")
        }
    }

    #[test]
    fn a_lane_is_told_exactly() {
        let run = Run::of("turnstile");
        let life = "D, 0 s to 1.40 s, done after 1.40 s.";
        assert_eq!(
            run.said("D", 300),
            format!(
                "{life} At 300 ms: waits for a permit of inside, since 0 s, turnstile.rs. Spawned by main, turnstile.rs."
            )
        );
        assert_eq!(
            run.said("D", 700),
            format!(
                "{life} At 700 ms: waits for a timer until 1.40 s, since 600 ms, turnstile.rs. Last woken by C at 600 ms."
            )
        );
        assert_eq!(
            run.said("C", 700),
            "C, 0 s to 600 ms, done after 600 ms. At 700 ms: done. Last woken by a timer at 600 ms."
        );
        assert_eq!(
            run.said("main", 1_300),
            "main, 0 s to 1.40 s, done after 1.40 s. At 1.30 s: waits for the ends of 5 tasks, since 0 s, turnstile.rs."
        );
        assert_eq!(
            Run::of("semaphore?n=6").said("request 6", 1_600),
            "request 6, 0 s to 2.00 s, done after 2.00 s. At 1.60 s: waits for a response, since 1.08 s, \
             semaphore.rs. Last woken by the network at 1.08 s."
        );
    }

    #[test]
    fn a_path_names_who_decided() {
        for (scene, path) in [
            ("turnstile", "A (800 ms), E (600 ms)"),
            ("hundred-urls", "post 100 (500 ms)"),
            ("producer-consumer", "producer (388 ms), consumer (3.02 s)"),
        ] {
            let run = Run::of(scene);
            assert_eq!(run.names().path(&critical_path(&run.trace)), path);
        }
    }

    #[test]
    fn of_a_long_path_the_long_steps_are_named() {
        let run = Run::of("turnstile");
        let lengths = [30_000, 1_000, 0, 2_000, 67_000];
        let path =
            lengths.map(|length| PathStep { task: TaskId(1), start: Micros(7), end: Micros(7 + length) });
        assert_eq!(run.names().path(&path), "A (30.0 ms), A (67.0 ms), and 2 shorter steps");
        let path =
            [1_000; 20].map(|length| PathStep { task: TaskId(1), start: Micros(0), end: Micros(length) });
        assert_eq!(run.names().path(&path), "20 short steps");
    }
}
