//! What the runner's program is made of: see [`serve`].
//!
//! The same program serves in two places. In a worker it runs one program, async or blocking, or is a
//! thread of a pool; it is sent messages. In a page it simulates, and runs what the reader wants to see on
//! the page's own thread; it is called as a function.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::clock::{Clock, Epoch, global};
use super::event_loop::EventLoop;
use super::guard;
use super::held::held;
use super::outbox::Outbox;
use super::pool;
use super::pool_server;
use super::protocol::{Job, Order, Report, VERSION, pack};
use super::run::{AsyncRun, freeze};
use super::run_files;
use super::run_message::write_run;
use super::thread::Thread;
use super::worker_host::{WorkerHost, post};
use crate::runtime::thread::call::{Log, set_guard};
use crate::runtime::{BlockingHost, blocking};
use crate::scenes::{Code, program};
use crate::trace::advice::Told;
use crate::trace::{Cursor, Outcome, Trace, critical_path};

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
    set_guard(guard::call);
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
        Order::Simulate { scene, number } => {
            let (code, settings) = program(&scene, number as usize)?;
            Ok(Uint8Array::from(code.simulate(&settings).bytes()).into())
        }
        Order::Judge { trace } => Ok(pack(&Told::about(&read_trace(&trace)?))),
        Order::Path { trace } => Ok(pack(&critical_path(&read_trace(&trace)?))),
        Order::Work { job, number, .. } => match program(&job.scene, number as usize)? {
            (Code::Async(run), settings) => Ok(start(&job, run(settings), on_over).into()),
            (Code::Blocking(_), _) => Err("it is no async program".to_owned()),
        },
        Order::Freeze { job, number } => match program(&job.scene, number as usize)? {
            (Code::Blocking(block), settings) => {
                let trace = freeze(&job.config, job.epoch, || block(&settings));
                Ok(Uint8Array::from(trace.bytes()).into())
            }
            (Code::Async(_), _) => Err("it is no blocking program".to_owned()),
        },
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
            pool_server::close(run);
            cool_down();
            Ok(JsValue::UNDEFINED)
        }
        Order::Warm { threads: 0 } => {
            cool_down();
            Ok(JsValue::UNDEFINED)
        }
        Order::Warm { threads } => {
            spawn_local(async move {
                // A pool that wants a thread later says what is wrong.
                let _ = pool::warm(threads as usize).await;
                if let Some(on_over) = on_over.dyn_ref::<Function>() {
                    let _ = on_over.call0(&JsValue::UNDEFINED);
                }
            });
            Ok(JsValue::UNDEFINED)
        }
        Order::Open { job } => {
            let number = next_number();
            pool_server::open(number, job);
            Ok(number.into())
        }
        Order::Pool { run, request } => {
            pool_server::serve(run, request);
            Ok(JsValue::UNDEFINED)
        }
        Order::Save(save) => {
            spawn_local(async move {
                let sentence = match run_files::save(*save).await {
                    Ok(doubt) => doubt.map(str::to_owned),
                    Err(sentence) => Some(sentence),
                };
                tell(&on_over, &sentence.into());
            });
            Ok(JsValue::UNDEFINED)
        }
        Order::Load { file } => {
            spawn_local(async move {
                let read = run_files::load(&file).await;
                tell(&on_over, &read.map_or_else(JsValue::from, |run| write_run(&run).into()));
            });
            Ok(JsValue::UNDEFINED)
        }
        Order::Held => Ok(held().total().into()),
        Order::Do { .. } => Err("this is no thread of a pool".to_owned()),
    }
}

fn read_trace(bytes: &[u8]) -> Result<Trace, String> {
    let mut trace = Trace::new();
    trace.append(bytes).map_err(|error| error.to_string())?;
    Ok(trace)
}

/// What the page does with it is the page's affair.
fn tell(page: &JsValue, what: &JsValue) {
    if let Some(function) = page.dyn_ref::<Function>() {
        let _ = function.call1(&JsValue::UNDEFINED, what);
    }
}

/// Nobody runs anything: no thread is kept.
fn cool_down() {
    if RUNS.with_borrow(|runs| runs.open.is_empty()) && pool_server::is_empty() {
        pool::cool();
    }
}

fn next_number() -> u32 {
    RUNS.with_borrow_mut(|runs| {
        runs.next += 1;
        runs.next
    })
}

fn start(job: &Job, main: LocalBoxFuture<'static, Outcome>, on_over: JsValue) -> u32 {
    let number = next_number();
    let on_event = Rc::new(move || {
        let over = RUNS
            .with_borrow(|runs| runs.open.iter().any(|open| open.number == number && open.run.is_finished()));
        if let (true, Some(on_over)) = (over, on_over.dyn_ref::<Function>()) {
            // What the page does with it is the page's affair.
            let _ = on_over.call0(&JsValue::UNDEFINED);
        }
    });
    let run = AsyncRun::start(&job.config, job.epoch, main, on_event);
    RUNS.with_borrow_mut(|runs| runs.open.push(Open { number, run, sent: Cursor::default() }));
    number
}

// ── In a worker ────────────────────────────────────────────────────────────────────────────────

fn serve_worker() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let port = scope.clone();
    let listening = Listening::own_aborting(move |event: MessageEvent| {
        if let Some(order) = Order::read(&event.data())
            && let Some(report) = obey(&port, order)
        {
            post(&port, &report);
        }
    });
    scope.set_onmessage(Some(listening.as_ref().unchecked_ref()));
    LISTENING.replace(Some(listening));
    post(&scope, &ready());
}

/// Does what a worker is told, and says what came of it, if that is known at once.
fn obey(scope: &DedicatedWorkerGlobalScope, order: Order) -> Option<Report> {
    match order {
        Order::Hello => Some(ready()),
        Order::Warm { threads } => {
            let scope = scope.clone();
            spawn_local(async move {
                // A pool that wants a thread later says what is wrong.
                let _ = pool::warm(threads as usize).await;
                post(&scope, &Report::Warmed);
            });
            None
        }
        Order::Work { job, number, site } => match program(&job.scene, number as usize) {
            Err(sentence) => Some(Report::Failed(sentence)),
            Ok((Code::Async(run), settings)) => {
                run_async(scope, job, site, run(settings));
                None
            }
            Ok((Code::Blocking(block), settings)) => {
                Some(run_blocking(&host(scope, &job, site), || block(&settings)))
            }
        },
        Order::Do { job, site, worker, task, call, lock } => {
            let host = host(scope, &job, site.clone());
            let thread = Thread { scope: scope.clone(), host, site, worker, task, lock, log: Log::default() };
            thread.work(&call);
            None
        }
        _ => None,
    }
}

fn ready() -> Report {
    Report::Ready { version: VERSION, at: Epoch::now() }
}

/// Starts a program on this worker's event loop, and sends the page what it records.
fn run_async(
    scope: &DedicatedWorkerGlobalScope,
    job: Job,
    site: String,
    main: LocalBoxFuture<'static, Outcome>,
) {
    let thread = host(scope, &job, site.clone());
    let outbox = Outbox::new(Rc::clone(&thread));
    let after_turn = Rc::clone(&outbox);
    let events = EventLoop::new(thread, job, site);
    let run = AsyncRun::on(events, main, Rc::new(move || after_turn.look()));
    outbox.watch(run);
}

/// Runs a program to its end; the thread is held meanwhile.
fn run_blocking(host: &Rc<WorkerHost>, program: impl Fn() -> Outcome) -> Report {
    let run = || {
        blocking::run(Rc::clone(host) as Rc<dyn BlockingHost>, &program);
    };
    match guard::call(&run) {
        Ok(()) => Report::Finished,
        Err(message) => {
            blocking::recover();
            Report::Failed(format!("its program panicked: {message}"))
        }
    }
}

fn host(scope: &DedicatedWorkerGlobalScope, job: &Job, site: String) -> Rc<WorkerHost> {
    let clock = Clock::new(job.epoch, job.config.pace);
    WorkerHost::new(scope.clone(), clock, job.config.routes(site), job.config.level)
}
