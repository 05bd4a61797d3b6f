//! What the runner's program is made of: see [`serve`].
//!
//! The same program serves in two places. In a page it runs async programs on the page's event
//! loop, and simulates; it is called as a function. In a worker it runs blocking programs; it is
//! sent messages.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::clock::{Clock, Epoch, global};
use super::guard;
use super::held::held;
use super::protocol::{Job, Order, Report, VERSION};
use super::run::AsyncRun;
use super::worker_host::{WorkerHost, post};
use crate::runtime::blocking;
use crate::scenes::{Programs, Settings, Variant, program};
use crate::trace::Cursor;

type Answering = Closure<dyn Fn(JsValue, JsValue) -> JsValue>;
type Listening = Closure<dyn Fn(MessageEvent)>;

thread_local! {
    /// Lives as long as the page.
    static ANSWERING: RefCell<Option<Answering>> = const { RefCell::new(None) };
    /// Lives as long as the worker.
    static LISTENING: RefCell<Option<Listening>> = const { RefCell::new(None) };
    static RUNS: RefCell<Runs> = const { RefCell::new(Runs { next: 0, open: Vec::new() }) };
}

/// The async runs of a page.
struct Runs {
    next: u32,
    open: Vec<Open>,
}

struct Open {
    number: u32,
    run: AsyncRun,
    sent: Cursor,
}

/// Obeys, for as long as the page or the worker lives.
pub fn serve() {
    guard::install();
    if web_sys::window().is_some() { serve_page() } else { serve_worker() }
}

// ── In a page ──────────────────────────────────────────────────────────────────────────────────

/// Leaves a function where the page's first script looks for it.
fn serve_page() {
    let answering = Answering::own_aborting(|order: JsValue, on_over: JsValue| {
        let answer = Order::read(&order).map_or(Ok(JsValue::UNDEFINED), |order| answer(order, on_over));
        answer.unwrap_or_else(Into::into)
    });
    if let Ok(boot) = global::<JsValue>("meanwhile") {
        // Fails only for objects that are frozen.
        let _ = Reflect::set(&boot, &"order".into(), answering.as_ref());
    }
    ANSWERING.replace(Some(answering));
}

/// The answer to an order, or a sentence that says why there is none.
fn answer(order: Order, on_over: JsValue) -> Result<JsValue, String> {
    match order {
        Order::Hello => Ok(VERSION.into()),
        Order::Simulate { program: address, variant } => {
            let (programs, settings) = program(&address)?;
            let trace = match variant {
                Variant::Async => programs.simulate(&settings),
                Variant::Blocking => programs.simulate_blocking(&settings),
            };
            Ok(Uint8Array::from(trace.bytes()).into())
        }
        Order::Work { job, .. } => {
            let (programs, settings) = program(&job.program)?;
            Ok(start(&job, programs, settings, on_over).into())
        }
        Order::More { run } => RUNS.with_borrow_mut(|runs| {
            let open = runs.open.iter_mut().find(|open| open.number == run);
            let open = open.ok_or_else(|| "it was stopped".to_owned())?;
            // Before the look at the trace: what is recorded in between would be lost otherwise.
            let over = open.run.is_finished();
            let trace = open.run.trace();
            let bytes = Uint8Array::from(trace.batch(open.sent));
            open.sent = trace.end();
            Ok(Array::of2(&bytes, &over.into()).into())
        }),
        Order::Close { run } => {
            // Clean-up of tasks may take its time; nothing is borrowed meanwhile.
            let closed = RUNS.with_borrow_mut(|runs| {
                let place = runs.open.iter().position(|open| open.number == run);
                place.map(|place| runs.open.swap_remove(place))
            });
            drop(closed);
            Ok(JsValue::UNDEFINED)
        }
        Order::Held => Ok(held().total().into()),
    }
}

fn start(job: &Job, programs: Programs, settings: Settings, on_over: JsValue) -> u32 {
    let number = RUNS.with_borrow_mut(|runs| {
        runs.next += 1;
        runs.next
    });
    let on_event = Rc::new(move || {
        let over = RUNS
            .with_borrow(|runs| runs.open.iter().any(|open| open.number == number && open.run.is_finished()));
        if let (true, Some(on_over)) = (over, on_over.dyn_ref::<Function>()) {
            // What the page does with it is the page's affair.
            let _ = on_over.call0(&JsValue::UNDEFINED);
        }
    });
    let run = AsyncRun::start(&job.config, job.epoch, (programs.run)(settings), on_event);
    RUNS.with_borrow_mut(|runs| runs.open.push(Open { number, run, sent: Cursor::default() }));
    number
}

// ── In a worker ────────────────────────────────────────────────────────────────────────────────

fn serve_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let listening = Listening::own_aborting(move |event: MessageEvent| {
        let report = match Order::read(&event.data()) {
            Some(Order::Hello) => ready(),
            Some(Order::Work { job, site }) => work(&port, &job, site),
            _ => return,
        };
        post(&port, &report);
    });
    scope.set_onmessage(Some(listening.as_ref().unchecked_ref()));
    LISTENING.replace(Some(listening));
    post(&scope, &ready());
}

fn ready() -> Report {
    Report::Ready { version: VERSION, at: Epoch::now() }
}

fn work(scope: &DedicatedWorkerGlobalScope, job: &Job, site: String) -> Report {
    let (programs, settings) = match program(&job.program) {
        Ok(found) => found,
        Err(sentence) => return Report::Failed(sentence),
    };
    let clock = Clock::new(job.epoch, job.config.pace);
    let host = WorkerHost::new(scope.clone(), clock, job.config.routes(site), job.config.level);
    let run = || {
        blocking::run(host.clone(), || (programs.block)(&settings));
    };
    match guard::call(&run) {
        Ok(()) => Report::Finished,
        Err(message) => {
            blocking::recover();
            Report::Failed(format!("its program panicked: {message}"))
        }
    }
}
