//! What the pools of both twins share: jobs that are out, and what becomes known of them.

use std::cell::RefCell;
use std::num::NonZeroU8;
use std::panic::Location;
use std::rc::{Rc, Weak};

use super::job::{Job, Portable};
use super::workers::{JobEvent, PoolPlan, ThreadEvent, Workers};
use crate::runtime::executor::Core;
use crate::runtime::recorder::Recorder;
use crate::runtime::resource::Resource;
use crate::runtime::task::{JoinError, JoinState, TaskOutput};
use crate::trace::{
    Doing, Micros, On, Outcome, RequestId, RequestOutcome, ResourceKind, TaskId, TextId, What,
};

/// The name of the lock that all threads of a pool compute under.
const GLOBAL_LOCK: &str = "global lock";

/// The numbers of a run's threads, and the order in which jobs came to an end.
#[derive(Debug, Default)]
pub struct Numbers {
    /// By number, from 1.
    taken: RefCell<Vec<bool>>,
    ended: RefCell<Vec<TaskId>>,
}

impl Numbers {
    /// The lowest number that no thread has. Threads beyond the 255th share one.
    fn take(&self) -> NonZeroU8 {
        let mut taken = self.taken.borrow_mut();
        let index = taken.iter().position(|taken| !taken).unwrap_or(taken.len()).min(254);
        if index == taken.len() {
            taken.push(true);
        }
        taken[index] = true;
        u8::try_from(index + 1).ok().and_then(NonZeroU8::new).unwrap_or(NonZeroU8::MAX)
    }

    fn give_back(&self, number: NonZeroU8) {
        if let Some(taken) = self.taken.borrow_mut().get_mut(usize::from(number.get()) - 1) {
            *taken = false;
        }
    }

    /// The first of these tasks whose job came to an end.
    pub fn first_ended(&self, tasks: impl Fn(TaskId) -> bool) -> Option<TaskId> {
        self.ended.borrow().iter().copied().find(|task| tasks(*task))
    }
}

/// A pool whose threads can be used.
pub struct Shared {
    recorder: Rc<Recorder>,
    /// The loop that takes results back; none for a blocking program.
    core: Weak<Core>,
    workers: Result<Rc<dyn Workers>, String>,
    /// The numbers of the threads that there are, by their index in the pool.
    threads: RefCell<Vec<Option<NonZeroU8>>>,
    jobs: RefCell<Vec<Out>>,
    /// What all threads of a pool compute under, where they do.
    global_lock: Resource,
}

/// A job that is out.
struct Out {
    task: TaskId,
    end: End,
    /// What it reads at the moment.
    request: Option<RequestId>,
}

/// A job's result by postcard, or why it has none.
pub type JobResult = Result<Vec<u8>, JoinError>;

/// Decodes a result, has its outcome recorded, and gives it to the job's handle.
type End = Box<dyn FnOnce(JobResult, &dyn Fn(Outcome))>;

/// A job's owner: it can wait for the result, and gives the job up by dropping this.
pub struct JobHandle<T> {
    pub pool: Rc<Shared>,
    pub task: TaskId,
    pub name: TextId,
    pub state: Rc<JoinState<T>>,
}

impl Shared {
    /// Has the host of the current run get ready for a pool.
    pub fn start(plan: PoolPlan, core: Weak<Core>) -> Rc<Self> {
        let recorder = Recorder::expect_current();
        Rc::new_cyclic(|me: &Weak<Self>| {
            let me = Weak::clone(me);
            let ready = move || {
                if let Some(pool) = me.upgrade() {
                    pool.take_events();
                }
            };
            let workers = recorder.host().start_workers(plan, Box::new(ready));
            Self {
                recorder,
                core,
                workers,
                threads: RefCell::default(),
                jobs: RefCell::default(),
                global_lock: Resource::new(ResourceKind::Lock, GLOBAL_LOCK, None),
            }
        })
    }

    pub fn submit<F, A, R>(
        self: &Rc<Self>,
        name: &str,
        function: F,
        argument: A,
        location: &'static Location<'static>,
    ) -> JobHandle<R>
    where
        F: Fn(A) -> R + 'static,
        A: Portable,
        R: Portable + TaskOutput,
    {
        let job = Job::new(function, argument);
        let task = self.recorder.spawned(name, location);
        let name = self.recorder.intern(name);
        let state = Rc::new(JoinState::new(task));
        self.jobs.borrow_mut().push(Out { task, end: end_of(Rc::clone(&state)), request: None });
        match &self.workers {
            Ok(workers) => workers.submit(task, job),
            Err(sentence) => self.end(task, Err(JoinError::Panicked(sentence.clone()))),
        }
        JobHandle { pool: Rc::clone(self), task, name, state }
    }

    pub fn recorder(&self) -> &Rc<Recorder> {
        &self.recorder
    }

    /// Takes in what has become known of the threads.
    pub fn take_events(self: &Rc<Self>) {
        let Ok(workers) = &self.workers else { return };
        for event in workers.events() {
            self.take(event);
        }
    }

    fn take(self: &Rc<Self>, ThreadEvent { worker, task, at, what }: ThreadEvent) {
        let now = self.recorder.host().now();
        let does = |doing| {
            let thread = self.number_of(worker);
            self.recorder.record_at(now, task, What::OnThread { thread, ago: now - at, doing });
        };
        match what {
            JobEvent::Running => does(Doing::Running),
            JobEvent::AwaitingLock => {
                does(Doing::Blocked { on: On::Lock(self.global_lock.id(&self.recorder)) });
            }
            JobEvent::Sleeping { length } => {
                does(Doing::Blocked { on: On::Timer { until: at + length } });
            }
            JobEvent::Reading { path } => {
                let request = self.recorder.request_started_by(task, &path);
                self.with_job(task, |job| job.request = Some(request));
                does(Doing::Blocked { on: On::Request(request) });
            }
            JobEvent::Received { bytes } => {
                if let Some(request) = self.with_job(task, |job| job.request).flatten() {
                    self.recorder.record_at(now, task, What::Chunk { request, bytes });
                }
            }
            JobEvent::Answered { outcome } => self.end_request(now, task, outcome),
            JobEvent::Printed(line) => {
                let text = self.recorder.intern(&line);
                self.recorder.record_at(now, task, What::Printed { text });
            }
            JobEvent::Gauge { name, value } => {
                let gauge = self.recorder.intern(&name);
                self.recorder.record_at(now, task, What::Gauge { gauge, value });
            }
            JobEvent::Done(result) => {
                self.end_request(now, task, RequestOutcome::Failed);
                does(Doing::Done);
                self.end(task, result.map_err(JoinError::Panicked));
            }
            JobEvent::Died => {
                self.end_request(now, task, RequestOutcome::Aborted);
                does(Doing::Done);
                does(Doing::Ended);
                self.vacate(worker);
                self.end(task, Err(JoinError::Died));
            }
        }
    }

    /// The number of a thread, which has been started now if there was none.
    fn number_of(&self, worker: u8) -> NonZeroU8 {
        let mut threads = self.threads.borrow_mut();
        let index = usize::from(worker);
        if threads.len() <= index {
            threads.resize(index + 1, None);
        }
        *threads[index].get_or_insert_with(|| self.recorder.threads().take())
    }

    fn vacate(&self, worker: u8) {
        let number = self.threads.borrow_mut().get_mut(usize::from(worker)).and_then(Option::take);
        if let Some(number) = number {
            self.recorder.threads().give_back(number);
        }
    }

    fn with_job<R>(&self, task: TaskId, change: impl FnOnce(&mut Out) -> R) -> Option<R> {
        self.jobs.borrow_mut().iter_mut().find(|job| job.task == task).map(change)
    }

    fn end_request(&self, now: Micros, task: TaskId, outcome: RequestOutcome) {
        if let Some(request) = self.with_job(task, |job| job.request.take()).flatten() {
            self.recorder.record_at(now, task, What::RequestFinished { request, outcome });
        }
    }

    /// A job is over. An event loop takes the result back on a turn of its own, as asyncio does
    /// with `call_soon_threadsafe`.
    fn end(self: &Rc<Self>, task: TaskId, result: JobResult) {
        match self.core.upgrade() {
            Some(core) => core.take_back(Rc::clone(self), task, result),
            None => self.finish(task, result),
        }
    }

    /// Gives the result of a job to the task that waits for it, unless it was given up.
    pub fn finish(&self, task: TaskId, result: JobResult) {
        let Some(job) = self.remove(task) else { return };
        (job.end)(result, &|outcome| {
            self.recorder.record_at(self.recorder.host().now(), task, What::Finished { outcome });
            self.recorder.threads().ended.borrow_mut().push(task);
        });
    }

    /// A job's result is not wanted any more, if there is to be one.
    pub fn give_up(&self, task: TaskId) {
        if let Ok(workers) = &self.workers
            && self.with_job(task, |_| ()).is_some()
        {
            workers.give_up(task);
            self.recorder.record(What::CancelRequested { of: task });
            self.finish(task, Err(JoinError::Cancelled));
        }
    }

    fn remove(&self, task: TaskId) -> Option<Out> {
        let mut jobs = self.jobs.borrow_mut();
        let index = jobs.iter().position(|job| job.task == task)?;
        Some(jobs.remove(index))
    }
}

fn end_of<R: Portable + TaskOutput>(state: Rc<JoinState<R>>) -> End {
    Box::new(move |result, over| {
        let decoded = |bytes: Vec<u8>| {
            postcard::from_bytes::<R>(&bytes).map_err(|error| JoinError::Panicked(error.to_string()))
        };
        let result = result.and_then(decoded);
        let outcome = result.as_ref().map_or_else(JoinError::outcome, TaskOutput::outcome);
        over(outcome);
        state.end(result, outcome);
    })
}

/// The threads end, and with them the jobs that are still out.
impl Drop for Shared {
    fn drop(&mut self) {
        let now = self.recorder.host().now();
        for thread in self.threads.take().into_iter().flatten() {
            let ended = What::OnThread { thread, ago: Micros::ZERO, doing: Doing::Ended };
            self.recorder.record_at(now, self.recorder.task(), ended);
            self.recorder.threads().give_back(thread);
        }
        let tasks: Vec<_> = self.jobs.borrow().iter().map(|job| job.task).collect();
        for task in tasks {
            self.finish(task, Err(JoinError::Cancelled));
        }
    }
}
