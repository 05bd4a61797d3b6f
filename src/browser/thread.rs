//! A worker as a thread of a pool: it does one job after another, step by step.

use std::ops::Range;
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

use super::clock::{Epoch, global};
use super::error::{BrowserError, describe};
use super::protocol::Report;
use super::worker_host::{WorkerHost, post};
use crate::runtime::BlockingHost as _;
use crate::runtime::http::HttpError;
use crate::runtime::thread::{Job, JobEvent, Step, ThreadEvent};
use crate::trace::{Micros, TaskId};

/// How many numbers are squared between two looks at the clock, which costs as much as a few dozen.
const BLOCK: u64 = 20_000;

/// Whose job it is, and who is to hear of it.
pub(super) struct Thread {
    pub scope: DedicatedWorkerGlobalScope,
    pub host: Rc<WorkerHost>,
    pub worker: u8,
    pub task: TaskId,
    /// The lock that all threads of the pool compute under, and for how long each.
    pub lock: Option<(String, Micros)>,
}

impl Thread {
    /// Does a job, and says what it does.
    pub async fn work(self, job: Job) {
        self.tell(JobEvent::Running);
        let mut value = 0_u128;
        for step in job.steps() {
            let result = match step {
                Step::Squares(range) => self.squares(range.clone()).await.map(|sum| value += sum),
                Step::Work(length) => self.compute(*length).await,
                Step::Sleep(length) => {
                    self.tell(JobEvent::Sleeping { until: self.host.now() + *length });
                    self.host.block(*length);
                    self.tell(JobEvent::Running);
                    Ok(())
                }
                Step::Read(request) => {
                    self.tell(JobEvent::Reading { path: request.path.clone() });
                    self.read(request).map(|bytes| {
                        value += u128::from(bytes);
                        self.tell(JobEvent::Read { bytes });
                    })
                }
                Step::Print(line) => {
                    self.tell(JobEvent::Printed(line.clone()));
                    Ok(())
                }
                Step::Die => {
                    // The last word, for a thread that has ended cannot say that it has.
                    self.tell(JobEvent::Died);
                    self.scope.close();
                    return;
                }
            };
            if let Err(sentence) = result {
                return self.tell(JobEvent::Done(Err(sentence)));
            }
        }
        self.tell(JobEvent::Done(Ok(value)));
    }

    fn tell(&self, what: JobEvent) {
        let event = ThreadEvent { worker: self.worker, task: self.task, at: self.host.now(), what };
        post(&self.scope, &Report::Did(event));
    }

    fn read(&self, request: &crate::runtime::Request) -> Result<u32, String> {
        let answer = self.host.fetch_blocking(request, None).map_err(|error| error.to_string())?;
        if !(200..300).contains(&answer.status) {
            return Err(HttpError::Status { path: request.path.clone(), status: answer.status }.to_string());
        }
        Ok(u32::try_from(answer.body.len()).unwrap_or(u32::MAX))
    }

    async fn squares(&self, range: Range<u64>) -> Result<u128, String> {
        let Some((name, interval)) = &self.lock else {
            return Ok(self.host.squares(range));
        };
        let (mut next, mut sum) = (range.start, 0);
        while next < range.end {
            let held = self.acquire(name).await?;
            let until = later(*interval);
            while next < range.end && Epoch::now().millis() < until {
                let end = range.end.min(next.saturating_add(BLOCK));
                sum += self.host.squares(next..end);
                next = end;
            }
            drop(held);
        }
        Ok(sum)
    }

    async fn compute(&self, length: Micros) -> Result<(), String> {
        let Some((name, interval)) = &self.lock else {
            self.host.work(length);
            return Ok(());
        };
        let mut left = length;
        while left > Micros::ZERO {
            let held = self.acquire(name).await?;
            let part = left.min(*interval);
            self.host.work(part);
            left = left - part;
            drop(held);
        }
        Ok(())
    }

    async fn acquire(&self, name: &str) -> Result<Held, String> {
        self.tell(JobEvent::AwaitingLock);
        let held = Held::new(name).await.map_err(|error| error.to_string())?;
        self.tell(JobEvent::Running);
        Ok(held)
    }
}

/// In milliseconds on the shared clock.
fn later(interval: Micros) -> f64 {
    Epoch::now().millis() + interval.secs() * 1e3
}

/// A lock of the browser's, which all of its threads know by its name, until this is dropped.
struct Held {
    release: Function,
}

impl Held {
    /// Waits in line for the lock.
    async fn new(name: &str) -> Result<Self, BrowserError> {
        const WHAT: &str = "locking";
        let missing = || BrowserError::Missing("locks that threads can share");
        let navigator = global::<JsValue>("navigator")?;
        let locks = Reflect::get(&navigator, &"locks".into()).unwrap_or_default();
        let request: Function = Reflect::get(&locks, &"request".into())
            .ok()
            .and_then(|it| it.dyn_into().ok())
            .ok_or_else(missing)?;
        let (tell, granted) = oneshot::channel();
        let mut tell = Some(tell);
        // The browser keeps the lock for this thread until the promise that it is given resolves.
        let on_grant = Closure::once(move |_: JsValue| {
            Promise::new(&mut |resolve, _| {
                if let Some(tell) = tell.take() {
                    let _ = tell.send(resolve);
                }
            })
        });
        let done =
            request.call2(&locks, &name.into(), on_grant.as_ref()).map_err(BrowserError::during(WHAT))?;
        let refused = JsFuture::from(done.unchecked_into::<Promise>());
        match futures::future::select(granted, refused).await {
            futures::future::Either::Left((Ok(release), _)) => Ok(Self { release }),
            futures::future::Either::Right((Err(error), _)) => {
                Err(BrowserError::Failed { what: WHAT, reason: describe(&error) })
            }
            _ => Err(missing()),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}
