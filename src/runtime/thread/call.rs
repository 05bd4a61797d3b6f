//! A thread's side of a job: [`perform`] runs a function as a blocking program of its own, and [`Log`]
//! says what the program did in the words of its pool.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::rc::Rc;

use super::job::JobFunction;
use super::workers::JobEvent;
use crate::runtime::executor::panic_message;
use crate::runtime::host::BlockingHost;
use crate::runtime::recorder::Recorder;
use crate::trace::{Cursor, Micros, On, Record, Trace, What};

/// Calls a function that may panic; the error is what the panic said.
pub type Guard = fn(&dyn Fn()) -> Result<(), String>;

thread_local! {
    static GUARD: Cell<Guard> = const { Cell::new(catching) };
    static DYING: Cell<bool> = const { Cell::new(false) };
}

/// Has jobs on this thread called through a guard of the platform's, where panics do not unwind.
pub fn set_guard(guard: Guard) {
    GUARD.set(guard);
}

fn catching(function: &dyn Fn()) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(function)).map_err(|payload| panic_message(&*payload))
}

/// Ends the worker that a job runs on, as if the system had killed its process: the job has no result,
/// and the pool starts another worker when there is more to do. Anywhere else it is a panic.
pub fn die() -> ! {
    DYING.set(true);
    resume_unwind(Box::new("a program that is no job wanted its worker to die"))
}

/// Calls a job's function on this thread, to its end, as a blocking program with a trace of its own.
/// The host is handed the trace as it grows; the result is the last thing that happened to the job.
#[track_caller]
pub fn perform(host: Rc<dyn BlockingHost>, function: &JobFunction, argument: &[u8]) -> JobEvent {
    let recorder = Recorder::new(host);
    let task = recorder.spawned(function.name(), Location::caller());
    let result = RefCell::new(None);
    DYING.set(false);
    // Entered out here, where no trap can keep the thread from being given back.
    let entered = recorder.enter(task);
    let call = || drop(result.replace(Some(function.call(argument))));
    let called = GUARD.get()(&call);
    drop(entered);
    recorder.host().recorded(&recorder.trace());
    match called {
        Ok(()) => JobEvent::Done(result.take().unwrap_or_else(|| Err("it did not run".to_owned()))),
        Err(_) if DYING.take() => JobEvent::Died,
        Err(message) => JobEvent::Done(Err(message)),
    }
}

/// Reads a job's own trace as it grows.
#[derive(Debug, Default)]
pub struct Log {
    read: Cell<Cursor>,
}

impl Log {
    /// What happened to the job since the last call, and when.
    pub fn events(&self, trace: &Trace) -> Vec<(Micros, JobEvent)> {
        let records = trace.records_from(self.read.replace(trace.end()));
        records.filter_map(|record| Some((record.at, event(trace, &record)?))).collect()
    }
}

/// What a record of a job's own trace means to its pool, if anything: functions that the job calls as
/// tasks have no lanes in the trace of the run.
fn event(trace: &Trace, record: &Record) -> Option<JobEvent> {
    let text = |id| trace.text(id).to_owned();
    Some(match record.what {
        What::Blocked { on: On::Timer { until }, .. } => JobEvent::Sleeping { length: until - record.at },
        What::RequestStarted { url, .. } => JobEvent::Reading { path: text(url) },
        What::Chunk { bytes, .. } => JobEvent::Received { bytes },
        What::RequestFinished { outcome, .. } => JobEvent::Answered { outcome },
        What::Unblocked => JobEvent::Running,
        What::Printed { text: line } => JobEvent::Printed(text(line)),
        What::Gauge { gauge, value } => JobEvent::Gauge { name: text(gauge), value },
        _ => return None,
    })
}
