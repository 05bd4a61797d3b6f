//! From records to lanes: what each task was doing all the time.

use std::num::NonZeroU8;

use super::record::{
    Doing, Micros, On, Outcome, Record, RequestId, RequestOutcome, SiteId, TaskId, TextId, What,
};
use super::replay::{Activity, Fold, State, Step, fold};
use super::store::Trace;

/// What a task is doing. Derived, never recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Ready, and not yet polled: another task has the thread. Of a job for other threads: not yet
    /// begun, or done and not yet taken back.
    Queued,
    /// Being polled.
    Running,
    /// Holding the thread in a blocking call other than a request; another thread in any.
    Blocked,
    /// Waiting for a timer.
    Sleeping,
    /// A request is on its way out.
    Sending,
    /// A request was sent; no answer yet.
    Waiting,
    /// A response's body is arriving.
    Receiving,
    /// Waiting for another task, a permit, a lock, a queue or an event.
    Awaiting,
}

impl Phase {
    /// All phases, in the order of the legend.
    pub const ALL: [Self; 8] = [
        Self::Sending,
        Self::Waiting,
        Self::Receiving,
        Self::Running,
        Self::Queued,
        Self::Blocked,
        Self::Sleeping,
        Self::Awaiting,
    ];

    /// The word for it, in lower case.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Blocked => "blocked",
            Self::Sleeping => "sleeping",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Receiving => "receiving",
            Self::Awaiting => "awaiting",
        }
    }

    /// The place in tables that have one entry a phase.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A stretch of time in which a task did one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it began.
    pub start: Micros,
    /// When it ended; not before `start`. A running span may be empty: the clock was too coarse.
    pub end: Micros,
    /// What the task did.
    pub phase: Phase,
    /// What it waited for or was blocked on.
    pub on: Option<On>,
    /// The line that waited or blocked.
    pub site: Option<SiteId>,
}

impl Span {
    /// How long it was.
    #[must_use]
    pub fn length(&self) -> Micros {
        self.end - self.start
    }
}

/// One task's history so far.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The task.
    pub task: TaskId,
    /// Who spawned it.
    pub parent: Option<TaskId>,
    /// How many ancestors it has.
    pub depth: u16,
    /// Its name.
    pub name: TextId,
    /// The line that spawned it.
    pub site: SiteId,
    /// When it was spawned.
    pub spawned: Micros,
    /// When and how it ended.
    pub ended: Option<(Micros, Outcome)>,
    /// When it was asked to end, and by which task.
    pub cancelled: Option<(Micros, TaskId)>,
    /// When a task learnt that this one had failed, and which.
    pub read: Option<(Micros, TaskId)>,
    /// How many body bytes it received.
    pub received: u64,
    /// How many requests it started.
    pub requests: u32,
    /// How many of its requests failed or were given up.
    pub failed_requests: u32,
    /// The last HTTP status that it saw.
    pub status: Option<u16>,
    /// The thread other than the run's own that it ran on last.
    pub thread: Option<NonZeroU8>,
    closed: Vec<Span>,
    open: Span,
    /// When, by the plan, the request is sent whose sending is the open span.
    planned: Option<Micros>,
}

impl Lane {
    fn new(at: Micros, task: TaskId, parent: Option<TaskId>, depth: u16, name: TextId, site: SiteId) -> Self {
        Self {
            task,
            parent,
            depth,
            name,
            site,
            spawned: at,
            ended: None,
            cancelled: None,
            read: None,
            received: 0,
            requests: 0,
            failed_requests: 0,
            status: None,
            thread: None,
            closed: Vec::new(),
            open: Span { start: at, end: at, phase: Phase::Queued, on: None, site: None },
            planned: None,
        }
    }

    /// The spans up to `now`, without gap or overlap from the task's spawning to its end or, while
    /// it lives, to `now`.
    ///
    /// A request still on its way out is split where its plan says that sending ends; once the
    /// answer is here the measured time stands instead.
    pub fn spans(&self, now: Micros) -> impl Iterator<Item = Span> + '_ {
        let [first, second] = self.open_spans(now);
        self.closed.iter().copied().chain(first).chain(second)
    }

    /// The spans that will not change any more, but for the end of sending of a request under way:
    /// the planned one until the measured one is known.
    #[must_use]
    pub fn closed(&self) -> &[Span] {
        &self.closed
    }

    /// What it is doing now; none when it is over.
    #[must_use]
    pub fn phase(&self, now: Micros) -> Option<Phase> {
        let [first, second] = self.open_spans(now);
        second.or(first).map(|span| span.phase)
    }

    /// When it ended or, while it lives, `now`.
    #[must_use]
    pub fn end(&self, now: Micros) -> Micros {
        self.ended.map_or_else(|| now.max(self.open.start), |(end, _)| end)
    }

    fn open_spans(&self, now: Micros) -> [Option<Span>; 2] {
        if self.ended.is_some() {
            return [None, None];
        }
        let whole = Span { end: now.max(self.open.start), ..self.open };
        match self.planned {
            Some(sent) if sent < whole.end => split(whole, sent),
            _ => [Some(whole), None],
        }
    }

    /// Counts what a record says of a task that is not over.
    fn count(&mut self, what: &What) {
        match *what {
            What::RequestStarted { .. } => self.requests += 1,
            What::HeadersArrived { status, .. } => self.status = Some(status),
            What::Chunk { bytes, .. } => self.received += u64::from(bytes),
            What::RequestFinished { outcome, .. } => {
                self.failed_requests += u32::from(outcome != RequestOutcome::Ok);
            }
            What::OnThread { doing: Doing::Ended, .. } => {}
            What::OnThread { thread, .. } => self.thread = Some(thread),
            _ => {}
        }
    }

    /// Learns when a request under way had been sent: what was taken for sending after that was
    /// waiting, and what was taken for waiting before it, by the plan, was sending.
    fn sent(&mut self, request: RequestId, planned: Option<Micros>, sent: Micros) {
        let on = Some(On::Request(request));
        let is_ours = |span: &Span| matches!(span.phase, Phase::Sending | Phase::Waiting) && span.on == on;
        let changed = planned.map_or(sent, |planned| planned.min(sent));
        let from = self.closed.partition_point(|span| span.end <= changed);
        for span in self.closed.split_off(from) {
            if is_ours(&span) {
                self.keep(split(span, sent));
            } else {
                self.closed.push(span);
            }
        }
        if self.ended.is_none() && is_ours(&self.open) {
            self.planned = None;
            if self.open.start < sent {
                self.keep([Some(Span { end: sent, phase: Phase::Sending, ..self.open }), None]);
                self.open.start = sent;
            }
            self.open.phase = Phase::Waiting;
        }
    }

    /// Adds parts of closed spans, each to the one before where that only goes on.
    fn keep(&mut self, spans: [Option<Span>; 2]) {
        for span in spans.into_iter().flatten() {
            match self.closed.last_mut() {
                Some(last) if (last.phase, last.on, last.end) == (span.phase, span.on, span.start) => {
                    last.end = span.end;
                }
                _ => self.closed.push(span),
            }
        }
    }

    /// Goes on with what the task does now, closing the open span where that is something else.
    fn go_on(&mut self, at: Micros, now: Activity, state: &State) {
        let Activity { phase, on, site } = now;
        if phase != self.open.phase || on != self.open.on {
            self.close(at);
            self.open = Span { start: at, end: at, phase, on, site };
            self.planned = match on {
                Some(On::Request(request)) if phase == Phase::Sending => state.sending(request).0,
                _ => None,
            };
        }
    }

    /// Ends the open span, as it was shown. Empty ones are forgotten, but for running ones: a poll
    /// that the clock could not see is still a poll.
    fn close(&mut self, at: Micros) {
        let shown = self.open_spans(at).into_iter().flatten();
        self.closed.extend(shown.filter(|span| span.start < span.end || span.phase == Phase::Running));
    }
}

/// The parts of a span before and after the end of sending.
fn split(span: Span, sent: Micros) -> [Option<Span>; 2] {
    let middle = sent.clamp(span.start, span.end);
    let sending = Span { end: middle, phase: Phase::Sending, ..span };
    let waiting = Span { start: middle, phase: Phase::Waiting, ..span };
    [sending, waiting].map(|part| Some(part).filter(|part| part.start < part.end))
}

/// The lanes of a run, in the order of spawning.
#[derive(Clone, Debug, Default)]
pub struct Lanes(Vec<Lane>);

impl Lanes {
    /// The lanes of a whole trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        fold(trace, Self::default())
    }

    /// A task's lane.
    #[must_use]
    pub fn get(&self, task: TaskId) -> Option<&Lane> {
        self.0.get(task.index())
    }

    /// All lanes.
    #[must_use]
    pub fn as_slice(&self) -> &[Lane] {
        &self.0
    }

    /// When the main task ended, if it did.
    #[must_use]
    pub fn main_end(&self) -> Option<(Micros, Outcome)> {
        self.0.first().and_then(|main| main.ended)
    }

    /// Brings a lane in line with what its task does.
    fn settle(&mut self, task: TaskId, state: &State) {
        let (Some(lane), Some(slot)) = (self.0.get_mut(task.index()), state.slot(task)) else { return };
        if lane.ended.is_none() {
            match (slot.over, state.activity(task)) {
                (None, Some(activity)) => lane.go_on(slot.known, activity, state),
                (over, _) => {
                    lane.close(over.map_or(slot.known, |over| over.0));
                    lane.ended = over;
                }
            }
        }
    }
}

impl Fold for Lanes {
    fn observe(&mut self, Step { record, state, other, .. }: &Step<'_>) {
        let Record { at, task, what } = **record;
        if let What::Spawned { parent, name, site } = what {
            if task.index() == self.0.len() {
                let parents = parent.and_then(|parent| self.get(parent));
                let depth = parents.map_or(0, |lane| lane.depth.saturating_add(1));
                self.0.push(Lane::new(at, task, parent, depth, name, site));
            }
            return;
        }
        if let Some(lane) = self.0.get_mut(task.index()).filter(|lane| lane.ended.is_none()) {
            lane.count(&what);
        }
        match what {
            What::CancelRequested { of } => {
                if let Some(lane) = self.0.get_mut(of.index()).filter(|lane| lane.ended.is_none()) {
                    lane.cancelled.get_or_insert((at, task));
                }
            }
            What::FailureRead { of } => {
                if let Some(lane) = self.0.get_mut(of.index()) {
                    lane.read.get_or_insert((at, task));
                }
            }
            _ => {}
        }
        if let What::RequestSent { request, .. } = what
            && let (planned, Some(sent)) = state.sending(request)
            && let Some(owner) = state.owner(request)
            && let Some(lane) = self.0.get_mut(owner.index())
        {
            lane.sent(request, planned, sent);
        }
        if let Some(other) = *other {
            self.settle(other, state);
        }
        self.settle(task, state);
    }
}
