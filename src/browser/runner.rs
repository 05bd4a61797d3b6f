//! The [`Runner`]: the program that runs scenes, as the page sees it on its own thread.
//!
//! It is a wasm program of its own. The page therefore shows its texts before any scene's code has
//! arrived, the workers load the very same file, and a scene that breaks cannot break the page. The
//! page asks it with the [`Order`]s that a worker gets, but gets its answers at once.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::clock::Clock;
use super::error::{BrowserError, describe};
use super::page;
use super::protocol::{Job, Order, PoolRequest, VERSION, unpack};
use super::run_message::{Save, read_run};
use crate::trace::advice::Told;
use crate::trace::{Micros, PathStep, RunFile, Trace};

const LOADING: &str = "loading the programs of the scenes";

/// Asks the page's first script, which knows where the runner's files are, and registers the service worker.
pub(super) async fn ask_boot(what: &'static str, name: &'static str) -> Result<JsValue, BrowserError> {
    let boot = super::clock::global::<JsValue>("meanwhile")
        .map_err(|_| failed(what, "the page was not started by its own script".to_owned()))?;
    let function: Function = Reflect::get(&boot, &name.into())
        .and_then(JsValue::dyn_into)
        .map_err(|_| BrowserError::Missing(name))?;
    let promise: Promise = function.call0(&boot).map_err(BrowserError::during(what))?.unchecked_into();
    JsFuture::from(promise).await.map_err(BrowserError::during(what))
}

/// The program that runs scenes, loaded into this page. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Runner {
    order: Function,
}

impl Runner {
    /// Loads it. Once for a page; after a failure it may be tried again.
    ///
    /// # Errors
    ///
    /// When a file is missing or does not fit the page.
    pub async fn load() -> Result<Self, BrowserError> {
        let order = ask_boot(LOADING, "runner").await?;
        let order = order.dyn_into().map_err(|_| BrowserError::Missing("runner"))?;
        let runner = Self { order };
        if runner.ask(&Order::Hello)?.as_f64() == Some(f64::from(VERSION)) {
            return Ok(runner);
        }
        let reason = "the site was replaced while this page was open: reload it".to_owned();
        Err(BrowserError::Failed { what: LOADING, reason })
    }

    /// Runs the program of this number of a scene, as in an address, in virtual time, and gives its trace.
    ///
    /// # Errors
    ///
    /// When there is no such program, or when it breaks.
    pub fn simulate(&self, scene: &str, number: u32) -> Result<Trace, BrowserError> {
        self.whole(&Order::Simulate { scene: scene.to_owned(), number })
    }

    /// Says what went wrong in an async run.
    ///
    /// # Errors
    ///
    /// When the runner does not answer.
    pub fn judge(&self, trace: &Trace) -> Result<Vec<Told>, BrowserError> {
        let answer = self.ask(&Order::Judge { trace: trace.bytes().to_vec() })?;
        unpack(&answer).ok_or(BrowserError::Missing("advice"))
    }

    /// The critical path of a run whose main task is over.
    ///
    /// # Errors
    ///
    /// When the runner does not answer.
    pub fn path(&self, trace: &Trace) -> Result<Vec<PathStep>, BrowserError> {
        let answer = self.ask(&Order::Path { trace: trace.bytes().to_vec() })?;
        unpack(&answer).ok_or(BrowserError::Missing("path"))
    }

    /// Runs the blocking program of this number on this very thread, to its end, and gives its
    /// trace. Nothing else of the page runs meanwhile, not even a frame.
    ///
    /// # Errors
    ///
    /// When there is no such program, or when it breaks.
    pub fn freeze(&self, job: Job, number: u32) -> Result<Trace, BrowserError> {
        self.whole(&Order::Freeze { job, number })
    }

    fn whole(&self, order: &Order) -> Result<Trace, BrowserError> {
        let bytes = Uint8Array::new(&self.ask(order)?).to_vec();
        let mut trace = Trace::new();
        trace.append(&bytes).map_err(|error| failed("reading the run", error.to_string()))?;
        Ok(trace)
    }

    /// Starts the async program of this number on this page's event loop. `on_over` is called
    /// when it is over.
    ///
    /// # Errors
    ///
    /// When there is no such program.
    pub fn start(&self, job: Job, number: u32, on_over: Rc<dyn Fn()>) -> Result<PageRun, BrowserError> {
        let clock = Clock::new(job.epoch, job.config.pace);
        let on_over = Closure::<dyn Fn()>::own_aborting(move || on_over());
        let order = Order::Work { job, number, site: page::site() };
        let run = as_number(&self.call(&order, on_over.as_ref())?)?;
        Ok(PageRun {
            runner: self.clone(),
            run,
            clock,
            trace: RefCell::default(),
            over: Cell::new(false),
            failure: RefCell::default(),
            _on_over: on_over,
        })
    }

    /// Keeps pools for the blocking program of a job.
    ///
    /// # Errors
    ///
    /// When the runner does not answer.
    pub fn open(&self, job: Job) -> Result<PoolServer, BrowserError> {
        let number = self.ask(&Order::Open { job })?;
        Ok(PoolServer { runner: self.clone(), number: as_number(&number)? })
    }

    /// Ends the threads that were made ready for pools, unless something runs.
    pub fn cool(&self) {
        // A runner that does not answer has none.
        let _ = self.ask(&Order::Warm { threads: 0 });
    }

    /// Has so many threads ready for pools; calls a function when they are, or cannot be had.
    ///
    /// # Errors
    ///
    /// When the runner does not answer.
    pub fn warm(&self, threads: u32, ready: impl FnOnce() + 'static) -> Result<(), BrowserError> {
        let ready = Closure::once_into_js(ready);
        self.call(&Order::Warm { threads }, &ready).map(drop)
    }

    /// Makes a file of a run and hands it to the reader. `told` gets a sentence if there is none, or if it
    /// may not have arrived.
    ///
    /// # Errors
    ///
    /// When the runner does not answer.
    pub fn save(&self, save: Save, told: impl FnOnce(Option<String>) + 'static) -> Result<(), BrowserError> {
        let told = Closure::once_into_js(move |sentence: JsValue| told(sentence.as_string()));
        self.call(&Order::Save(Box::new(save)), &told).map(drop)
    }

    /// Reads a run's file, and calls a function with it or with a sentence that says why it cannot be read.
    /// Loads the program that does so, if need be.
    pub fn open_file(file: File, read: impl FnOnce(Result<RunFile, String>) + 'static) {
        spawn_local(async move {
            let name = file.name();
            let asked = match Self::load().await {
                Ok(runner) => runner.read(file).await,
                Err(error) => Err(error),
            };
            read(asked.unwrap_or_else(|error| Err(format!("“{name}” was not opened: {error}."))));
        });
    }

    async fn read(&self, file: File) -> Result<Result<RunFile, String>, BrowserError> {
        let mut asked = Ok(());
        let promise = Promise::new(&mut |resolve, _| {
            asked = self.call(&Order::Load { file: file.clone() }, &resolve).map(drop);
        });
        asked?;
        let answer = JsFuture::from(promise).await.map_err(BrowserError::during("reading the file"))?;
        Ok(read_run(&answer).ok_or_else(|| answer.as_string().unwrap_or_default()))
    }

    fn ask(&self, order: &Order) -> Result<JsValue, BrowserError> {
        self.call(order, &JsValue::UNDEFINED)
    }

    /// An answer that is a text is a sentence about what is wrong.
    fn call(&self, order: &Order, on_over: &JsValue) -> Result<JsValue, BrowserError> {
        const WHAT: &str = "running the scene";
        let answer = self.order.call2(&JsValue::UNDEFINED, &order.write(), on_over);
        let answer = answer.map_err(|exception| failed(WHAT, describe(&exception)))?;
        answer.as_string().map_or(Ok(answer), |sentence| Err(failed(WHAT, sentence)))
    }
}

fn failed(what: &'static str, reason: String) -> BrowserError {
    BrowserError::Failed { what, reason }
}

fn as_number(answer: &JsValue) -> Result<u32, BrowserError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of runs")]
    answer.as_f64().map(|number| number as u32).ok_or(BrowserError::Missing("run"))
}

/// The pools of a blocking program, in this page. Dropping it ends their threads.
#[derive(Debug)]
#[must_use = "dropping it ends the threads"]
pub struct PoolServer {
    runner: Runner,
    number: u32,
}

impl PoolServer {
    /// Does what the program wants.
    pub(super) fn serve(&self, request: PoolRequest) {
        // A runner that does not answer runs nothing.
        let _ = self.runner.ask(&Order::Pool { run: self.number, request });
    }
}

impl Drop for PoolServer {
    fn drop(&mut self) {
        let _ = self.runner.ask(&Order::Close { run: self.number });
    }
}

/// An async run on this page's event loop. Dropping it stops it.
#[must_use = "dropping a run stops it"]
pub struct PageRun {
    runner: Runner,
    run: u32,
    clock: Clock,
    trace: RefCell<Trace>,
    over: Cell<bool>,
    failure: RefCell<Option<BrowserError>>,
    _on_over: Closure<dyn Fn()>,
}

impl PageRun {
    /// The trace, with all that was recorded up to now. The borrow must end before control returns
    /// to the browser.
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        if !self.over.get()
            && let Err(error) = self.catch_up()
        {
            self.over.set(true);
            self.failure.replace(Some(error));
        }
        self.trace.borrow()
    }

    fn catch_up(&self) -> Result<(), BrowserError> {
        let answer: Array = self.runner.ask(&Order::More { run: self.run })?.unchecked_into();
        let bytes = Uint8Array::new(&answer.get(0)).to_vec();
        let appended = self.trace.borrow_mut().append(&bytes);
        appended.map_err(|error| failed("reading the run", error.to_string()))?;
        self.over.set(answer.get(1).is_truthy());
        Ok(())
    }

    /// Scene time now.
    #[must_use]
    pub fn now(&self) -> Micros {
        self.clock.now()
    }

    /// Whether every task is over, and the trace whole. Known once the trace was looked at.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over.get()
    }

    /// Why the run broke off, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<BrowserError> {
        self.failure.borrow().clone()
    }
}

impl Drop for PageRun {
    fn drop(&mut self) {
        // A runner that does not answer runs nothing.
        let _ = self.runner.ask(&Order::Close { run: self.run });
    }
}
