//! Random record sequences, in three degrees of trust.
//!
//! - [`plausible`]: what a runtime could have recorded.
//! - [`hostile`]: records in any order, but each refers to what exists: a file that reads well and
//!   makes no sense.
//! - [`wild`]: anything that [`Trace::push`] takes.

use std::fmt;
use std::panic::Location;

use meanwhile::trace::{
    Cause, Doing, GroupId, GroupKind, Micros, On, RequestId, ResourceId, ResourceKind, SiteId, TaskId, Trace,
    What,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::steps::{Act, Does, Reason, Step, acts, steps};

/// A random trace; when a test fails with it, its records are shown as lines.
#[derive(Clone)]
pub struct Sample(Trace);

impl std::ops::Deref for Sample {
    type Target = Trace;

    fn deref(&self) -> &Trace {
        &self.0
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        self.records().try_for_each(|record| writeln!(f, "{} {:?} {:?}", record.at, record.task, record.what))
    }
}

/// Traces of records in any order, each of which refers to what exists.
pub fn hostile() -> impl Strategy<Value = Sample> {
    steps(60).prop_map(|steps| {
        let mut writer = Writer::new(false);
        for step in &steps {
            writer.write(step);
        }
        Sample(writer.trace)
    })
}

/// Traces that a runtime could have recorded: only what may follow does follow.
pub fn plausible() -> impl Strategy<Value = Sample> {
    steps(80).prop_map(|steps| {
        let mut writer = Writer::new(true);
        for step in &steps {
            writer.write_if_allowed(step);
        }
        Sample(writer.trace)
    })
}

/// Traces of records that refer to anything, at any time.
pub fn wild() -> impl Strategy<Value = Sample> {
    let record = (any::<u64>(), 0_u32..9, acts(), any::<[u32; 2]>());
    prop::collection::vec(record, 0..60).prop_map(|records| {
        let mut writer = Writer::new(false);
        for (at, task, act, [number, other]) in records {
            let mut what = writer.what(&act, TaskId(task));
            if let What::Chunk { request, .. } | What::RequestStarted { request, .. } = &mut what {
                *request = RequestId(number);
            }
            if let What::Waiting { on, site } = &mut what {
                *on = On::Lock(ResourceId(other));
                *site = SiteId(number);
            }
            writer.trace.push(Micros(at), TaskId(task), what);
        }
        Sample(writer.trace)
    })
}

/// Writes steps as records, and knows what may follow.
struct Writer {
    trace: Trace,
    site: SiteId,
    at: u64,
    tasks: Vec<State>,
    /// The owner, and whether it is over.
    requests: Vec<(usize, bool)>,
    polled: Option<usize>,
    /// Whether a task speaks only of requests of its own that are under way.
    strict: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// A job for another thread, there or on its way.
    Away,
    Parked,
    Queued,
    Polled,
    Blocked,
    Over,
}

impl Writer {
    fn new(strict: bool) -> Self {
        let mut trace = Trace::new();
        let site = trace.locate(Location::caller());
        let (tasks, requests) = (Vec::new(), Vec::new());
        let mut writer = Self { trace, site, at: 0, tasks, requests, polled: None, strict };
        writer.push(0, &Act::Spawn);
        writer
    }

    fn write(&mut self, step: &Step) {
        self.at += step.after;
        let task = step.task.index(self.tasks.len());
        self.push(task, &step.act);
    }

    /// Takes the step if the task could take it now; another task may have the thread.
    fn write_if_allowed(&mut self, step: &Step) {
        self.at += step.after;
        let has_thread = !matches!(step.act, Act::PollStart | Act::Wake(_) | Act::OnThread { .. });
        let away = match step.act {
            Act::OnThread { .. } => true,
            Act::Finish(_) => self.polled.is_none(),
            _ => false,
        };
        let Some(task) = self.polled.filter(|_| has_thread).or_else(|| self.one(step.task, away)) else {
            return;
        };
        let state = self.tasks[task];
        let allowed = match &step.act {
            Act::PollStart => self.polled.is_none() && state == State::Queued,
            Act::OnThread { .. } => state == State::Away,
            Act::Finish(_) => matches!(state, State::Polled | State::Away),
            Act::Wake(_) => state == State::Parked,
            Act::Unblock => state == State::Blocked,
            _ => state == State::Polled,
        };
        if !allowed {
            return;
        }
        match step.act {
            // A poll ends before its task does.
            Act::Finish(_) if state == State::Polled => self.push(task, &Act::PollEnd),
            // Most that park say why.
            Act::PollEnd if step.after > 20 => self.push(task, &Act::Wait(Reason::Request(step.task))),
            _ => {}
        }
        self.push(task, &step.act);
    }

    fn push(&mut self, task: usize, act: &Act) {
        let request = match act {
            Act::Sent(index, _)
            | Act::Headers(index, _)
            | Act::Chunk(index, _)
            | Act::RequestEnd(index, _) => Some(self.request(*index, task)),
            _ => None,
        };
        if request == Some(None) {
            return;
        }
        let spawned = number(self.tasks.len());
        let what = self.what(act, TaskId(number(task)));
        let members = match *act {
            Act::Group(first, count) => Some(self.members(first, count)),
            _ => None,
        };
        let subject = if matches!(act, Act::Spawn | Act::Submit) { spawned } else { number(task) };
        self.trace.push(Micros(self.at), TaskId(subject), what);
        if let (Some((first, count)), What::GroupFormed { group, .. }) = (members, what) {
            self.trace.push(Micros(self.at), TaskId(subject), What::GroupJoined { group, first, count });
        }
        self.note(task, act);
    }

    fn note(&mut self, task: usize, act: &Act) {
        let state = match act {
            Act::Spawn => return self.tasks.push(State::Queued),
            Act::Submit => return self.tasks.push(State::Away),
            Act::Request(_) => return self.requests.push((task, false)),
            Act::RequestEnd(index, _) => {
                if let Some(request) = self.request(*index, task) {
                    self.requests[request.0 as usize].1 = true;
                }
                return;
            }
            Act::PollStart | Act::Unblock => State::Polled,
            Act::PollEnd => State::Parked,
            Act::Wake(_) => State::Queued,
            Act::Block(_) => State::Blocked,
            Act::Finish(_) => State::Over,
            _ => return,
        };
        self.tasks[task] = state;
        let has_thread = matches!(state, State::Polled | State::Blocked);
        self.polled = if has_thread { Some(task) } else { self.polled.filter(|polled| *polled != task) };
    }

    /// One of the jobs for other threads, or of the other tasks.
    fn one(&self, index: Index, away: bool) -> Option<usize> {
        let is_one = |place: &usize| (self.tasks[*place] == State::Away) == away;
        let all: Vec<_> = (0..self.tasks.len()).filter(is_one).collect();
        (!all.is_empty()).then(|| all[index.index(all.len())])
    }

    /// Some of the tasks.
    fn members(&self, first: Index, count: u8) -> (TaskId, u32) {
        let first = first.index(self.tasks.len());
        (TaskId(number(first)), u32::from(count).min(number(self.tasks.len() - first)))
    }

    /// One of the requests that a task may speak of.
    fn request(&self, index: Index, task: usize) -> Option<RequestId> {
        let may = |request: &(usize, bool)| !self.strict || *request == (task, false);
        let known: Vec<_> = (0..self.requests.len()).filter(|place| may(&self.requests[*place])).collect();
        (!known.is_empty()).then(|| RequestId(number(known[index.index(known.len())])))
    }

    fn on(&mut self, reason: &Reason, task: TaskId) -> On {
        match reason {
            Reason::Timer(length) => On::Timer { until: Micros(self.at + length) },
            Reason::Request(index) => self.request(*index, task.index()).map_or(On::Other, On::Request),
            Reason::Task(index) => On::Task(TaskId(number(index.index(self.tasks.len())))),
            Reason::Group(index) => match self.trace.next_group().0 {
                0 => On::Other,
                groups => On::Group(GroupId(number(index.index(groups as usize)))),
            },
            Reason::Named(number) => {
                let kinds = [On::Permit, On::Lock, On::QueueSlot, On::QueueItem, On::Event];
                kinds[usize::from(number % 5)](self.resource(*number))
            }
            Reason::Other => On::Other,
        }
    }

    fn any_task(&self, index: Index) -> TaskId {
        TaskId(number(index.index(self.tasks.len().max(1))))
    }

    /// One of some resources, of which some have one name.
    fn resource(&mut self, number: u8) -> ResourceId {
        let resource = ResourceId(u32::from(number % 6));
        while self.trace.next_resource() <= resource {
            let next = self.trace.next_resource().0;
            let kind = if next.is_multiple_of(2) { ResourceKind::Lock } else { ResourceKind::Queue };
            self.trace.add_resource(kind, &format!("named {}", next / 4), None);
        }
        resource
    }

    fn cause(&self, kind: u8, task: TaskId) -> Cause {
        let other = TaskId(u32::from(kind / 7) % number(self.tasks.len()).max(1));
        match kind % 7 {
            0 => Cause::Timer,
            1 => Cause::Unknown,
            2 => Cause::Task(other),
            3 => Cause::Ended(other),
            4 => Cause::Cancelled { by: other },
            5 => self
                .requests
                .iter()
                .rposition(|request| request.0 == task.index())
                .map_or(Cause::Unknown, |request| Cause::Request(RequestId(number(request)))),
            _ => Cause::Shutdown,
        }
    }

    fn what(&mut self, act: &Act, task: TaskId) -> What {
        let site = self.site;
        let of = |index: &Index| self.request(*index, task.index()).unwrap_or(RequestId(0));
        match act {
            Act::Spawn | Act::Submit => {
                let name = self.trace.intern(&format!("task {}", self.tasks.len()));
                What::Spawned { parent: (!self.tasks.is_empty()).then_some(task), name, site }
            }
            Act::PollStart => What::PollStarted,
            Act::PollEnd => What::PollEnded,
            Act::Wake(number) => What::Woken { by: self.cause(*number, task) },
            Act::Wait(reason) => What::Waiting { on: self.on(reason, task), site },
            Act::Block(reason) => What::Blocked { on: self.on(reason, task), site },
            Act::Unblock => What::Unblocked,
            Act::Request(uplink) => What::RequestStarted {
                request: RequestId(number(self.requests.len())),
                url: self.trace.intern("posts/1"),
                uplink: uplink.map(Micros),
            },
            Act::Sent(index, ago) => {
                What::RequestSent { request: of(index), ago: Micros((*ago).min(self.at)) }
            }
            Act::Headers(index, status) => What::HeadersArrived { request: of(index), status: *status },
            Act::Chunk(index, bytes) => What::Chunk { request: of(index), bytes: *bytes },
            Act::RequestEnd(index, end) => What::RequestFinished { request: of(index), outcome: *end },
            Act::Gauge(value) => {
                let resource = self.resource(value.unsigned_abs().to_le_bytes()[0]);
                match self.trace.len() % 4 {
                    0 => What::Gauge { gauge: self.trace.intern("depth"), value: *value },
                    1 => What::Acquired { resource, level: *value },
                    2 => What::Released { resource, level: *value },
                    _ => What::Level { resource, level: *value },
                }
            }
            Act::Print(line) => What::Printed { text: self.trace.intern(&format!("line {line}")) },
            Act::Forget(name) => {
                What::NeverAwaited { name: self.trace.intern(&format!("function {name}")), site }
            }
            Act::OnThread { thread, ago, does } => {
                let doing = match does {
                    Does::Run => Doing::Running,
                    Does::Block(reason) => Doing::Blocked { on: self.on(reason, task) },
                    Does::Done => Doing::Done,
                    Does::End => Doing::Ended,
                };
                What::OnThread { thread: *thread, ago: Micros((*ago).min(self.at)), doing }
            }
            Act::Finish(outcome) => What::Finished { outcome: *outcome },
            Act::Cancel(index) => What::CancelRequested { of: self.any_task(*index) },
            Act::Cancelled(refused) => {
                if *refused {
                    What::CancelRefused
                } else {
                    What::CancelDelivered
                }
            }
            Act::Read(index) => What::FailureRead { of: self.any_task(*index) },
            Act::Group(_, count) => {
                let kinds =
                    [GroupKind::Gather, GroupKind::Wait, GroupKind::AsCompleted, GroupKind::TaskGroup];
                let kind = kinds[usize::from(*count) % kinds.len()];
                What::GroupFormed { group: self.trace.next_group(), kind, site }
            }
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap()
}
