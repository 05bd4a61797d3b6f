//! The ready queue, the timers, and the one place that polls.
//!
//! The order is asyncio's. One *iteration* appends the timers that are due to the ready queue and
//! runs what the queue held then; what becomes ready meanwhile waits for the next iteration. A
//! timer's turn only calls a waker, and the task that it wakes queues up behind: two turns, as in
//! asyncio, which decides who is first among tasks that become ready at one moment.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures::future::LocalBoxFuture;

use super::cause::{self, wake_because};
use super::host::Host;
use super::recorder::Recorder;
use super::stage::{Effects, Event, Next, Stage};
use super::task::{JoinError, JoinHandle, JoinSink, TaskOutput};
use super::thread::{JobResult, Shared};
use super::timers::{TimerKey, Timers};
use crate::trace::{Cause, Micros, Outcome, TaskId, TextId, Trace, What};

thread_local! {
    /// The runs of this thread, by number, for wakers: a waker must be `Send`, a run is not.
    static RUNS: RefCell<Vec<Weak<Core>>> = const { RefCell::new(Vec::new()) };
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

/// Numbers are never used twice, on no thread: a waker that was sent to another one must not find
/// a run there.
static NEXT_RUN: AtomicU64 = AtomicU64::new(0);

type TaskFuture = LocalBoxFuture<'static, Outcome>;

/// An async run. Dropping it drops its tasks, and with them every timer and request they hold.
#[must_use = "dropping a runtime drops its tasks"]
pub struct Runtime {
    core: Rc<Core>,
}

impl Runtime {
    /// A run whose main task is ready for its first poll.
    #[track_caller]
    pub fn new<F>(host: Rc<dyn Host>, main: F) -> Self
    where
        F: Future<Output: TaskOutput> + 'static,
    {
        let id = NEXT_RUN.fetch_add(1, Ordering::Relaxed);
        let recorder = Recorder::new(Rc::clone(&host) as Rc<_>);
        let core = Rc::new(Core {
            id,
            host,
            recorder,
            tasks: RefCell::default(),
            ready: RefCell::default(),
            left: Cell::new(0),
            timers: RefCell::default(),
            stepping: Cell::new(false),
            phase: Cell::new(Phase::Running),
            stale: Cell::new(true),
            live: Cell::new(0),
            default_pool: RefCell::default(),
        });
        RUNS.with_borrow_mut(|runs| runs.push(Rc::downgrade(&core)));
        core.spawn("main", main, Location::caller()).detach();
        Self { core }
    }

    /// Polls tasks and fires timers until nothing is ready, or until `enough` says so; it is given
    /// the time after each turn. Returns whether something is still ready: if so, the host must
    /// call again by itself; if not, the host knows when the next timer is due.
    pub fn run(&self, enough: impl Fn(Micros) -> bool) -> bool {
        self.core.stale.set(true);
        while self.core.step() {
            if enough(self.core.recorder.trace().last()) {
                return true;
            }
        }
        false
    }

    /// The trace and the clock.
    #[must_use]
    pub fn recorder(&self) -> &Rc<Recorder> {
        &self.core.recorder
    }

    /// Whether all is over: the main task, and then every task that it left behind, which is
    /// cancelled, as `asyncio.run` does.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.core.live.get() == 0
    }

    /// How many tasks are alive.
    #[must_use]
    pub fn live_tasks(&self) -> usize {
        self.core.live.get()
    }

    /// How many timers are set.
    #[must_use]
    pub fn timers(&self) -> usize {
        self.core.timers.borrow().len()
    }

    /// Makes good for a poll that trapped: on a platform that cannot unwind, a panic leaves this
    /// runtime in the middle of [`run`](Self::run). The task that was being polled is recorded
    /// as panicked and never touched again (what it holds is leaked, as nothing may run in it any
    /// more); all others go on. Without such a poll nothing happens.
    pub fn recover(&self, message: &str) {
        self.core.recover(message);
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        RUNS.with_borrow_mut(|runs| runs.retain(|run| !std::ptr::eq(run.as_ptr(), Rc::as_ptr(&self.core))));
        self.core.shut_down();
    }
}

/// What waits in the ready queue.
enum Turn {
    Poll(TaskId),
    /// Calls a waker, because of this.
    Fire(Waker, Cause),
    /// Another thread is done with a job.
    TakeBack(Rc<Shared>, TaskId, JobResult),
    /// The main task is over: the loop stops at the end of this iteration.
    Stop,
}

struct Slot {
    name: TextId,
    /// Not there while it is being polled.
    future: Option<TaskFuture>,
    waker: Waker,
    sink: Rc<dyn JoinSink>,
    stage: Stage,
}

/// How far the loop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The main task goes on.
    Running,
    /// The main task is over; the loop stops before the next iteration.
    Stopping,
    /// The loop has stopped: what is left, and what clean-up still spawns, is cancelled.
    Stopped,
}

impl Slot {
    /// A slot that no task of this loop has.
    fn vacant() -> Self {
        Self {
            name: TextId(0),
            future: None,
            waker: Waker::noop().clone(),
            sink: Rc::new(()),
            stage: Stage::Over,
        }
    }
}

pub(super) struct Core {
    id: u64,
    host: Rc<dyn Host>,
    recorder: Rc<Recorder>,
    tasks: RefCell<Vec<Slot>>,
    ready: RefCell<VecDeque<Turn>>,
    /// Turns left in this iteration.
    left: Cell<usize>,
    timers: RefCell<Timers>,
    /// Whether a turn is being taken: the host need not be asked for another.
    stepping: Cell<bool>,
    phase: Cell<Phase>,
    /// Whether time has passed since the last record without anything running.
    stale: Cell<bool>,
    live: Cell<usize>,
    /// The threads of all that is offloaded without a pool of its own.
    default_pool: RefCell<Option<Rc<Shared>>>,
}

impl Core {
    /// The run that is polling this code, if one is.
    pub fn current() -> Option<Rc<Self>> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// As [`current`](Self::current).
    ///
    /// # Panics
    ///
    /// Outside an async run.
    pub fn expect_current() -> Rc<Self> {
        Self::current().expect("called outside an async run: scene functions work only inside a task")
    }

    pub fn recorder(&self) -> &Rc<Recorder> {
        &self.recorder
    }

    pub fn host(&self) -> &dyn Host {
        &*self.host
    }

    pub fn spawn<F>(
        self: &Rc<Self>,
        name: &str,
        future: F,
        location: &'static Location<'static>,
    ) -> JoinHandle<F::Output>
    where
        F: Future<Output: TaskOutput> + 'static,
    {
        // Boxed here, so that the rest is compiled once for a kind of output, not for each future.
        self.spawn_boxed(name, Box::pin(future), location)
    }

    fn spawn_boxed<T: TaskOutput>(
        self: &Rc<Self>,
        name: &str,
        future: LocalBoxFuture<'static, T>,
        location: &'static Location<'static>,
    ) -> JoinHandle<T> {
        let task = self.recorder.spawned(name, location);
        let name = self.recorder.intern(name);
        let handle = JoinHandle::new(Rc::downgrade(self), task);
        let done = handle.sink();
        let wrapped = async move {
            let output = future.await;
            let outcome = output.outcome();
            done.succeed(output, outcome);
            outcome
        };
        self.enqueue(task, name, Box::pin(wrapped), handle.sink());
        handle
    }

    fn enqueue(&self, task: TaskId, name: TextId, future: TaskFuture, sink: Rc<dyn JoinSink>) {
        let mut tasks = self.tasks.borrow_mut();
        // Jobs of other threads have numbers among those of tasks, and are nothing to this loop.
        tasks.resize_with(task.index(), Slot::vacant);
        tasks.push(Slot {
            name,
            future: Some(future),
            waker: Waker::from(Arc::new(TaskWaker { run: self.id, task })),
            sink,
            stage: Stage::Between(if self.phase.get() == Phase::Stopped { Next::Drop } else { Next::Poll }),
        });
        drop(tasks);
        self.live.set(self.live.get() + 1);
        self.push(Turn::Poll(task));
    }

    /// Asks a task to end: on its next turn it is dropped instead of polled.
    pub fn cancel(&self, task: TaskId) {
        let effects = self.on(task, Event::Cancelled);
        if effects.asked {
            self.recorder.record(What::CancelRequested { of: task });
        }
        if effects.enqueue {
            let by = match self.recorder.polling() {
                Some(by) => Cause::Cancelled { by },
                None if self.phase.get() == Phase::Stopped => Cause::Shutdown,
                None => Cause::Unknown,
            };
            self.recorder.record_at(self.host.now(), task, What::Woken { by });
            self.push(Turn::Poll(task));
        }
    }

    /// Something happens to a task; nothing to one that this loop does not have.
    fn on(&self, task: TaskId, event: Event) -> Effects {
        let mut tasks = self.tasks.borrow_mut();
        let Some(slot) = tasks.get_mut(task.index()) else { return Effects::default() };
        let (stage, effects) = slot.stage.on(event);
        slot.stage = stage;
        effects
    }

    /// The tasks that are not over, in the order of their spawning.
    pub fn alive(&self) -> Vec<TaskId> {
        let tasks = self.tasks.borrow();
        (0..)
            .map(TaskId)
            .zip(tasks.iter())
            .filter(|(_, slot)| slot.stage != Stage::Over)
            .map(|(task, _)| task)
            .collect()
    }

    pub fn is_over(&self, task: TaskId) -> bool {
        self.tasks.borrow().get(task.index()).is_none_or(|slot| slot.stage == Stage::Over)
    }

    pub fn name_of(&self, task: TaskId) -> String {
        let name = self.tasks.borrow().get(task.index()).map(|slot| slot.name);
        name.map(|name| self.recorder.trace().text(name).to_owned()).unwrap_or_default()
    }

    fn wake(&self, task: TaskId) {
        if !self.on(task, Event::Woken).enqueue {
            return;
        }
        // A task that wakes itself is being polled: the time of the last record will do, and a
        // look at the clock would cost more than all the rest of a yield.
        let polling = self.recorder.polling();
        let by = cause::current().or(polling.map(Cause::Task)).unwrap_or(Cause::Unknown);
        let at = if polling == Some(task) { self.recorder.trace().last() } else { self.host.now() };
        self.recorder.record_at(at, task, What::Woken { by });
        self.push(Turn::Poll(task));
    }

    fn push(&self, turn: Turn) {
        let mut ready = self.ready.borrow_mut();
        ready.push_back(turn);
        let first = ready.len() == 1;
        drop(ready);
        if first && !self.stepping.get() {
            self.host.wake_soon();
        }
    }

    pub fn set_timer(&self, deadline: Micros, waker: Waker) -> TimerKey {
        self.timers.borrow_mut().set(deadline, waker)
    }

    pub fn renew_timer(&self, key: TimerKey, waker: &Waker) {
        self.timers.borrow_mut().renew(key, waker);
    }

    pub fn clear_timer(&self, key: TimerKey) {
        // Dropping a waker may call in here, if it is somebody else's.
        let cleared = self.timers.borrow_mut().clear(key);
        drop(cleared);
    }

    fn step(self: &Rc<Self>) -> bool {
        if self.left.get() == 0 && !self.begin_iteration() {
            return false;
        }
        self.left.set(self.left.get() - 1);
        let turn = self.ready.borrow_mut().pop_front();
        self.stepping.set(true);
        match turn {
            Some(Turn::Poll(task)) => self.take_turn(task),
            Some(Turn::Fire(waker, cause)) => wake_because(cause, &waker),
            Some(Turn::TakeBack(pool, job, result)) => pool.finish(job, result),
            Some(Turn::Stop) => self.phase.set(Phase::Stopping),
            None => self.left.set(0),
        }
        self.stepping.set(false);
        true
    }

    /// Fires what is due; false when there is nothing to do.
    fn begin_iteration(&self) -> bool {
        if self.phase.get() == Phase::Stopping {
            self.cancel_all();
        }
        let now = self.now();
        let mut timers = self.timers.borrow_mut();
        let mut ready = self.ready.borrow_mut();
        while let Some(waker) = timers.take_due(now) {
            ready.push_back(Turn::Fire(waker, Cause::Timer));
        }
        self.left.set(ready.len());
        drop((timers, ready));
        if self.left.get() == 0 {
            self.ask_for_alarm();
        }
        self.left.get() > 0
    }

    /// The time at the beginning of a turn. One look at the clock a poll is enough: the end of one
    /// poll is the beginning of the next. It matters, as a look costs more than a poll.
    fn now(&self) -> Micros {
        if self.stale.get() { self.host.now() } else { self.recorder.trace().last() }
    }

    fn ask_for_alarm(&self) {
        let deadline = self.timers.borrow_mut().earliest();
        self.host.wake_at(deadline);
    }

    fn take_turn(self: &Rc<Self>, task: TaskId) {
        if !self.on(task, Event::Turn).run {
            return;
        }
        let Some((future, waker, stage)) = self
            .tasks
            .borrow_mut()
            .get_mut(task.index())
            .and_then(|slot| Some((slot.future.take()?, slot.waker.clone(), slot.stage)))
        else {
            return;
        };
        let entered = self.enter(task);
        self.recorder.record_at(self.now(), task, What::PollStarted);
        self.stale.set(false);
        let ended = if stage == Stage::Dropped {
            let at = self.recorder.trace().last();
            self.recorder.record_at(at, task, What::CancelDelivered);
            // Clean-up is code of the task, so it runs in the task's own turn.
            drop(catch_unwind(AssertUnwindSafe(|| drop(future))));
            Some(Ended::Failed(JoinError::Cancelled))
        } else {
            self.poll(task, future, &waker)
        };
        self.recorder.record(What::PollEnded);
        if let Some(ended) = ended {
            self.finish(task, ended);
        }
        drop(entered);
    }

    fn poll(&self, task: TaskId, mut future: TaskFuture, waker: &Waker) -> Option<Ended> {
        let mut context = Context::from_waker(waker);
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut context))) {
            Ok(Poll::Pending) => {
                if let Some(slot) = self.tasks.borrow_mut().get_mut(task.index()) {
                    slot.future = Some(future);
                }
                self.on(task, Event::Pending);
                None
            }
            Ok(Poll::Ready(outcome)) => Some(Ended::Done(outcome)),
            Err(payload) => {
                let message = panic_message(&*payload);
                // What a panicked future's drop does is not worth another panic.
                drop(catch_unwind(AssertUnwindSafe(|| drop(future))));
                Some(Ended::Failed(JoinError::Panicked(message)))
            }
        }
    }

    fn finish(&self, task: TaskId, ended: Ended) {
        self.on(task, Event::Ended);
        let sink = self.tasks.borrow().get(task.index()).map(|slot| Rc::clone(&slot.sink));
        let Some(sink) = sink else { return };
        self.live.set(self.live.get().saturating_sub(1));
        let outcome = match &ended {
            Ended::Done(outcome) => *outcome,
            Ended::Failed(error) => error.outcome(),
        };
        let at = self.recorder.trace().last();
        self.recorder.record_at(at, task, What::Finished { outcome });
        if let Ended::Failed(error) = ended {
            sink.fail(error);
        }
        if task == TaskId::MAIN {
            self.push(Turn::Stop);
        }
    }

    /// The pool of all that is offloaded without one of its own.
    pub fn default_pool(&self, start: impl FnOnce() -> Rc<Shared>) -> Rc<Shared> {
        Rc::clone(self.default_pool.borrow_mut().get_or_insert_with(start))
    }

    /// Another thread is done with a job: its result is taken back behind what is ready now.
    pub fn take_back(&self, pool: Rc<Shared>, job: TaskId, result: JobResult) {
        self.push(Turn::TakeBack(pool, job, result));
    }

    /// Cancels what the main task left behind.
    fn cancel_all(&self) {
        self.phase.set(Phase::Stopped);
        drop(self.default_pool.take());
        let tasks = self.recorder.trace().tasks();
        (1..tasks).for_each(|task| self.cancel(TaskId(task)));
    }

    /// Has a waker called on a turn of its own, behind what is ready now; at once, where no run
    /// has the thread.
    pub fn wake_soon(waker: Waker) {
        match Self::current() {
            Some(core) => core.push(Turn::Fire(waker, cause::current().unwrap_or(Cause::Unknown))),
            None => waker.wake(),
        }
    }

    fn enter(self: &Rc<Self>, task: TaskId) -> impl Drop {
        struct Entered {
            before: Option<Rc<Core>>,
            _recorder: super::recorder::Entered,
        }
        impl Drop for Entered {
            fn drop(&mut self) {
                CURRENT.set(self.before.take());
            }
        }
        Entered { before: CURRENT.replace(Some(Rc::clone(self))), _recorder: self.recorder.enter(task) }
    }

    fn recover(&self, message: &str) {
        let Some(task) = self.recorder.polling() else { return };
        self.recorder.record(What::PollEnded);
        self.recorder.leave_trapped();
        CURRENT.set(None);
        self.stepping.set(false);
        self.finish(task, Ended::Failed(JoinError::Panicked(message.to_owned())));
        if !self.ready.borrow().is_empty() {
            self.host.wake_soon();
        }
    }

    /// Cancels every task in a turn of its own, at once. Clean-up may call in here, so nothing is
    /// borrowed while it runs; what it spawns is cancelled in its turn.
    fn shut_down(self: &Rc<Self>) {
        self.phase.set(Phase::Stopped);
        self.stale.set(true);
        // The host is not to call a run that is going.
        self.stepping.set(true);
        let mut next = 0;
        while let Some(task) = self.cancelled_at_once(next) {
            self.take_turn(task);
            next += 1;
        }
        // Results that nobody took are code of the program as well.
        let entered = self.enter(TaskId::MAIN);
        self.ready.take();
        self.timers.take();
        drop(self.default_pool.take());
        while !self.tasks.borrow().is_empty() {
            let slots = self.tasks.take();
            for slot in slots {
                drop(catch_unwind(AssertUnwindSafe(|| drop(slot))));
            }
        }
        drop(entered);
        self.live.set(0);
        self.host.wake_at(None);
    }

    /// Has a task dropped on its next turn, whatever it was doing; none when there is no such task.
    fn cancelled_at_once(&self, number: usize) -> Option<TaskId> {
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.get_mut(number)?;
        if slot.stage != Stage::Over {
            slot.stage = Stage::Between(Next::Drop);
        }
        u32::try_from(number).ok().map(TaskId)
    }
}

enum Ended {
    Done(Outcome),
    Failed(JoinError),
}

/// Wakers may be sent to other threads; there the run is not found, and nothing happens.
struct TaskWaker {
    run: u64,
    task: TaskId,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let core =
            RUNS.with_borrow(|runs| runs.iter().filter_map(Weak::upgrade).find(|core| core.id == self.run));
        if let Some(core) = core {
            core.wake(self.task);
        }
    }
}

/// What a panic said.
pub(super) fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// A copy of what has been recorded, for those who outlive the run.
impl From<&Runtime> for Trace {
    fn from(runtime: &Runtime) -> Self {
        runtime.recorder().trace().clone()
    }
}
