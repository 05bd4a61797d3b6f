//! A worker as a thread of a pool: it does one job after another, each a blocking program of its own.

use std::ops::Range;
use std::rc::Rc;

use web_sys::DedicatedWorkerGlobalScope;

use super::blocking::synchronous_bytes;
use super::clock::Epoch;
use super::protocol::{GlobalLock, Report};
use super::worker_host::{WorkerHost, post};
use crate::runtime::thread::call::{Log, perform};
use crate::runtime::thread::{Call, JobEvent, ThreadEvent};
use crate::runtime::{BlockingAnswer, BlockingHost, NetworkError, Recorder, Request};
use crate::scenes::jobs;
use crate::trace::{Micros, TaskId, Trace};

/// How many numbers are squared between two looks at the clock, which costs as much as a few dozen.
const BLOCK: u64 = 20_000;

/// The thread that a job has, which tells the job's pool what it does.
pub(super) struct Thread {
    pub scope: DedicatedWorkerGlobalScope,
    pub host: Rc<WorkerHost>,
    /// The page's folder, with a slash at its end.
    pub site: String,
    pub worker: u8,
    pub task: TaskId,
    pub lock: Option<GlobalLock>,
    pub log: Log,
}

impl Thread {
    /// Calls a job's function, to its end.
    pub fn work(self, call: &Call) {
        let this = Rc::new(self);
        this.tell(JobEvent::Running);
        let last = match jobs::find(&call.function) {
            Ok(function) => perform(Rc::clone(&this) as _, &function, &call.argument),
            Err(sentence) => JobEvent::Done(Err(sentence)),
        };
        let died = last == JobEvent::Died;
        // The pool has to hear it from here: a worker that has ended says nothing.
        this.tell(last);
        if died {
            this.scope.close();
        }
    }

    fn tell(&self, what: JobEvent) {
        self.tell_at(self.host.now(), what);
    }

    fn tell_at(&self, at: Micros, what: JobEvent) {
        post(&self.scope, &Report::Did(ThreadEvent { worker: self.worker, task: self.task, at, what }));
    }

    /// Computes part by part, as long as there is more. Where the pool has a lock, each part is computed
    /// under it, and the others who want it have it in between.
    fn compute(&self, lock: &GlobalLock, mut part: impl FnMut() -> bool) {
        loop {
            self.tell(JobEvent::AwaitingLock);
            self.lock(lock, "&wait");
            self.tell(JobEvent::Running);
            if !part() {
                break;
            }
        }
        self.lock(lock, "");
    }

    /// Gives the lock up, if this thread has it, and holds the thread until it has it again, if it is to
    /// wait for it. The service worker has the lock: threads of a browser share nothing else that one
    /// could wait for while it is held.
    fn lock(&self, GlobalLock { name, .. }: &GlobalLock, wait: &str) {
        let Self { site, worker, .. } = self;
        let url = format!("{site}net/lock?token={}&thread={worker}{wait}", name.as_str());
        assert!(synchronous_bytes(&url).is_ok(), "the service worker, which has the threads' lock, is gone");
    }

    /// Tells what the program did up to now, before it computes.
    fn catch_up(&self) {
        if let Some(recorder) = Recorder::current() {
            self.recorded(&recorder.trace());
        }
    }
}

impl BlockingHost for Thread {
    fn now(&self) -> Micros {
        self.host.now()
    }

    fn block(&self, length: Micros) {
        self.host.block(length);
    }

    fn work(&self, length: Micros) {
        self.catch_up();
        let Some(lock) = &self.lock else { return self.host.work(length) };
        let mut left = length;
        self.compute(lock, || {
            let part = left.min(lock.interval);
            self.host.work(part);
            left = left - part;
            left > Micros::ZERO
        });
    }

    fn squares(&self, range: Range<u64>) -> u128 {
        self.catch_up();
        let Some(lock) = &self.lock else { return self.host.squares(range) };
        let (mut next, mut sum) = (range.start, 0);
        self.compute(lock, || {
            // In milliseconds of real time: computing knows no pace.
            let until = Epoch::now().millis() + lock.interval.secs() * 1e3;
            while next < range.end && Epoch::now().millis() < until {
                let end = range.end.min(next.saturating_add(BLOCK));
                sum += self.host.squares(next..end);
                next = end;
            }
            next < range.end
        });
        sum
    }

    fn fetch_blocking(
        &self,
        request: &Request,
        limit: Option<Micros>,
    ) -> Result<BlockingAnswer, NetworkError> {
        self.host.fetch_blocking(request, limit)
    }

    fn recorded(&self, trace: &Trace) {
        for (at, event) in self.log.events(trace) {
            self.tell_at(at, event);
        }
    }
}
