//! How a fact gets into the trace: the current run, a thread-local.

use std::cell::{Cell, Ref, RefCell};
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use super::host::BlockingHost;
use super::thread::Numbers;
use crate::trace::{
    GroupId, GroupKind, Micros, On, RequestId, ResourceId, ResourceKind, SiteId, TaskId, TextId, Trace, What,
};

thread_local! {
    static CURRENT: RefCell<Option<Rc<Recorder>>> = const { RefCell::new(None) };
}

/// A run's trace as it is written, its clock, and whose turn it is.
pub struct Recorder {
    host: Rc<dyn BlockingHost>,
    trace: RefCell<Trace>,
    polling: Cell<Option<TaskId>>,
    threads: Numbers,
}

impl Recorder {
    /// A recorder with an empty trace.
    #[must_use]
    pub fn new(host: Rc<dyn BlockingHost>) -> Rc<Self> {
        Rc::new(Self {
            host,
            trace: RefCell::default(),
            polling: Cell::new(None),
            threads: Numbers::default(),
        })
    }

    /// The clock and the thread.
    #[must_use]
    pub fn host(&self) -> &dyn BlockingHost {
        &*self.host
    }

    /// The numbers of the run's other threads.
    pub(super) fn threads(&self) -> &Numbers {
        &self.threads
    }

    /// The trace so far. The borrow must end before the run goes on.
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.trace.borrow()
    }

    /// The task that is being polled.
    #[must_use]
    pub fn polling(&self) -> Option<TaskId> {
        self.polling.get()
    }

    /// The recorder of the run that has the thread, if one has.
    #[must_use]
    pub fn current() -> Option<Rc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// The recorder of the run that has the thread.
    ///
    /// # Panics
    ///
    /// Outside a run: only a scene's own code may call what the scene functions need.
    #[must_use]
    pub(super) fn expect_current() -> Rc<Self> {
        Self::current().expect("called outside a run: scene functions work only inside a task")
    }

    /// Gives the thread to a task until the guard drops.
    pub(super) fn enter(self: &Rc<Self>, task: TaskId) -> Entered {
        let recorder = CURRENT.replace(Some(Rc::clone(self)));
        let task = self.polling.replace(Some(task));
        Entered { of: Rc::clone(self), recorder, task }
    }

    /// Takes the thread away from a task that trapped, so that no guard could do it.
    pub(super) fn leave_trapped(&self) {
        self.polling.set(None);
        CURRENT.set(None);
    }

    pub(super) fn record_at(&self, at: Micros, task: TaskId, what: What) {
        self.trace.borrow_mut().push(at, task, what);
    }

    /// Records a fact of the task that has the thread, now.
    pub(super) fn record(&self, what: What) {
        self.record_at(self.host.now(), self.task(), what);
    }

    /// The task that has the thread; the main one for what happens between tasks.
    pub(super) fn task(&self) -> TaskId {
        self.polling.get().unwrap_or(TaskId::MAIN)
    }

    pub(super) fn intern(&self, text: &str) -> TextId {
        self.trace.borrow_mut().intern(text)
    }

    pub(super) fn add_resource(&self, kind: ResourceKind, name: &str, capacity: Option<u32>) -> ResourceId {
        self.trace.borrow_mut().add_resource(kind, name, capacity)
    }

    pub(super) fn locate(&self, location: &'static Location<'static>) -> SiteId {
        self.trace.borrow_mut().locate(location)
    }

    /// Records that the current task waits. Costs no look at the clock: what counts is when the
    /// poll ends.
    pub(super) fn waiting(&self, on: On, location: &'static Location<'static>) {
        let mut trace = self.trace.borrow_mut();
        let site = trace.locate(location);
        let at = trace.last();
        trace.push(at, self.task(), What::Waiting { on, site });
    }

    /// Records that the current task waits for several together. The first time, which gives the group its
    /// number, it is recorded what they are.
    pub(super) fn waiting_for_group(
        &self,
        group: &mut Option<GroupId>,
        kind: GroupKind,
        // Not generic: the rest would be compiled once for each kind of result.
        members: &mut dyn Iterator<Item = TaskId>,
        location: &'static Location<'static>,
    ) {
        let group = *group.get_or_insert_with(|| self.form_group(kind, members, location));
        self.waiting(On::Group(group), location);
    }

    fn form_group(
        &self,
        kind: GroupKind,
        members: &mut dyn Iterator<Item = TaskId>,
        location: &'static Location<'static>,
    ) -> GroupId {
        let task = self.task();
        let mut trace = self.trace.borrow_mut();
        let (site, group, at) = (trace.locate(location), trace.next_group(), trace.last());
        trace.push(at, task, What::GroupFormed { group, kind, site });
        let mut run: Option<(TaskId, u32)> = None;
        for member in members {
            match &mut run {
                Some((first, count)) if first.0 + *count == member.0 => *count += 1,
                _ => {
                    if let Some((first, count)) = run.replace((member, 1)) {
                        trace.push(at, task, What::GroupJoined { group, first, count });
                    }
                }
            }
        }
        if let Some((first, count)) = run {
            trace.push(at, task, What::GroupJoined { group, first, count });
        }
        group
    }

    pub(super) fn spawned(&self, name: &str, location: &'static Location<'static>) -> TaskId {
        let at = self.host.now();
        let mut trace = self.trace.borrow_mut();
        let name = trace.intern(name);
        let site = trace.locate(location);
        let task = trace.next_task();
        trace.push(at, task, What::Spawned { parent: self.polling.get(), name, site });
        task
    }

    pub(super) fn request_started(&self, path: &str, uplink: Option<Micros>) -> RequestId {
        let at = self.host.now();
        let mut trace = self.trace.borrow_mut();
        let url = trace.intern(path);
        let request = trace.next_request();
        trace.push(at, self.task(), What::RequestStarted { request, url, uplink });
        request
    }

    /// Records a request that a task made on another thread. No plan for its sending: nothing of
    /// it is known before it is over.
    pub(super) fn request_started_by(&self, task: TaskId, path: &str) -> RequestId {
        let at = self.host.now();
        let mut trace = self.trace.borrow_mut();
        let url = trace.intern(path);
        let request = trace.next_request();
        trace.push(at, task, What::RequestStarted { request, url, uplink: None });
        request
    }

    /// Records that the thread is held, and hands on what was recorded so far: nothing else will
    /// until it is free again.
    pub(super) fn blocked(&self, on: On, location: &'static Location<'static>) {
        let site = self.locate(location);
        self.record(What::Blocked { on, site });
        self.host.recorded(&self.trace.borrow());
    }
}

/// Gives the thread back to whoever had it before.
#[must_use = "the task has the thread only until this is dropped"]
pub(super) struct Entered {
    of: Rc<Recorder>,
    recorder: Option<Rc<Recorder>>,
    task: Option<TaskId>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.of.polling.set(self.task);
        CURRENT.set(self.recorder.take());
    }
}

/// Prints a line to the run's console. Outside a run it goes nowhere.
pub fn print(line: fmt::Arguments<'_>) {
    if let Some(recorder) = Recorder::current() {
        let text = recorder.intern(&fmt::format(line));
        recorder.record(What::Printed { text });
    }
}

/// Records the value of a named quantity. Outside a run it goes nowhere.
pub fn gauge(name: &str, value: i64) {
    if let Some(recorder) = Recorder::current() {
        let gauge = recorder.intern(name);
        recorder.record(What::Gauge { gauge, value });
    }
}

/// Scene time since the run began. The difference of two is how long something took, as with Python's
/// `time.perf_counter()`. Outside a run it stands still at zero.
#[must_use]
pub fn now() -> Duration {
    Recorder::current().map_or(Duration::ZERO, |recorder| recorder.host().now().into())
}

/// Computes for a length of time, as a program does that has work for the processor. No pace
/// shortens it. Outside a run it takes no time.
pub fn work(length: Duration) {
    if let Some(recorder) = Recorder::current() {
        recorder.host().work(length.into());
    }
}
