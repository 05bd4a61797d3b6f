//! What the worker's program is made of: see [`serve`].

use std::cell::RefCell;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::clock::{Clock, Epoch};
use super::guard;
use super::protocol::{Job, Order, Report, VERSION};
use super::worker_host::{WorkerHost, post};
use crate::runtime::blocking;
use crate::trace::Outcome;

/// A program that a worker can run.
pub type Program = Box<dyn FnOnce() -> Outcome>;

type Handler = Closure<dyn Fn(MessageEvent)>;

thread_local! {
    /// Lives as long as the worker.
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// Runs the jobs that the page sends, for as long as the page lets this worker live. `lookup` finds
/// a job's program, or says in a sentence why there is none.
pub fn serve(lookup: impl Fn(&Job) -> Result<Program, String> + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let handler = Closure::<dyn Fn(MessageEvent)>::own_aborting(move |event: MessageEvent| {
        let report = match Order::read(&event.data()) {
            Some(Order::Hello) => ready(),
            Some(Order::Work { job, site }) => work(&port, &job, site, &lookup),
            None => return,
        };
        post(&port, &report);
    });
    scope.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    HANDLER.replace(Some(handler));
    post(&scope, &ready());
}

fn ready() -> Report {
    Report::Ready { version: VERSION, at: Epoch::now() }
}

fn work(
    scope: &DedicatedWorkerGlobalScope,
    job: &Job,
    site: String,
    lookup: &dyn Fn(&Job) -> Result<Program, String>,
) -> Report {
    let program = match lookup(job) {
        Ok(program) => RefCell::new(Some(program)),
        Err(sentence) => return Report::Failed(sentence),
    };
    let clock = Clock::new(job.epoch, job.config.pace);
    let host = WorkerHost::new(scope.clone(), clock, job.config.routes(site), job.config.level);
    let run = || {
        if let Some(program) = program.take() {
            blocking::run(host.clone(), program);
        }
    };
    match guard::call(&run) {
        Ok(()) => Report::Finished,
        Err(message) => {
            blocking::recover();
            Report::Failed(format!("its program panicked: {message}"))
        }
    }
}
