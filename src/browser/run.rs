//! [`AsyncRun`]: an async program on the event loop of its thread; [`freeze`]: a blocking one that holds
//! the page's own.

use std::cell::{Cell, Ref, RefCell};
use std::future::Future;
use std::rc::{Rc, Weak};

use serde::{Deserialize, Serialize};

use super::clock::Epoch;
use super::event_loop::EventLoop;
use super::guard;
use super::host;
use super::level::Level;
use super::network::{NetworkChoice, Routes, Token};
use crate::runtime::{Host, Recorder, Runtime, TaskOutput, blocking};
use crate::trace::{Micros, Trace};

/// How long tasks may run before the browser has its turn, in real time: half a frame.
const BUDGET: Micros = Micros(8_000);

/// What all programs of a scene run with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// Scene seconds a real second, above 0.
    pub pace: f64,
    /// Which network.
    pub network: NetworkChoice,
    /// How much of it is real.
    pub level: Level,
    /// What the local network repeats in its answers.
    pub token: Token,
}

impl RunConfig {
    pub(super) fn routes(&self, site: String) -> Routes {
        Routes { site, network: self.network.clone(), token: self.token.clone(), pace: self.pace }
    }
}

/// An async run. Dropping it stops it: tasks, timers, requests and all.
#[must_use = "dropping a run stops it"]
pub struct AsyncRun {
    inner: Rc<Inner>,
}

struct Inner {
    runtime: Runtime,
    events: Rc<EventLoop>,
    on_event: Rc<dyn Fn()>,
}

impl AsyncRun {
    /// Starts a program on the page's own thread; its first poll is on the next microtask. Scene time 0
    /// is `epoch`. `on_event` is called after each turn in which the program ran, and after the last.
    #[track_caller]
    pub fn start<F>(config: &RunConfig, epoch: Epoch, main: F, on_event: Rc<dyn Fn()>) -> Self
    where
        F: Future<Output: TaskOutput> + 'static,
    {
        Self::on(host::event_loop(config, epoch), main, on_event)
    }

    /// Starts a program on an event loop.
    #[track_caller]
    pub(super) fn on<F>(events: Rc<EventLoop>, main: F, on_event: Rc<dyn Fn()>) -> Self
    where
        F: Future<Output: TaskOutput> + 'static,
    {
        let runtime = Runtime::new(Rc::clone(&events) as Rc<dyn Host>, main);
        let inner = Rc::new(Inner { runtime, events, on_event });
        let weak = Rc::downgrade(&inner);
        inner.events.turns().connect(Rc::new(move || Inner::turn(&weak)));
        Self { inner }
    }

    /// The trace as it grows, and the clock. Outlives the run.
    #[must_use]
    pub fn recorder(&self) -> Rc<Recorder> {
        Rc::clone(self.inner.runtime.recorder())
    }

    /// The trace so far. The borrow must end before the run goes on, so before control returns to
    /// the browser.
    #[must_use]
    pub fn trace(&self) -> Ref<'_, Trace> {
        self.inner.runtime.recorder().trace()
    }

    /// Scene time now.
    #[must_use]
    pub fn now(&self) -> Micros {
        self.inner.events.clock().now()
    }

    /// Whether every task is over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.inner.runtime.is_finished()
    }
}

impl Drop for AsyncRun {
    fn drop(&mut self) {
        // The run itself may be on the stack, if a task or `on_event` dropped this.
        self.inner.events.turns().close();
    }
}

/// Runs a blocking program on the page's own thread, to its end, and gives its trace. Nothing else
/// of the page runs meanwhile, not even a frame: that is what this is for. A panic is in the trace.
#[track_caller]
pub fn freeze<T: TaskOutput>(config: &RunConfig, epoch: Epoch, program: impl FnOnce() -> T) -> Trace {
    let host = host::event_loop(config, epoch);
    let program = RefCell::new(Some(program));
    let finished = RefCell::new(None);
    let run = || {
        if let Some(program) = program.take() {
            finished.replace(Some(blocking::run(host.clone(), program)));
        }
    };
    if guard::call(&run).is_err() {
        finished.replace(Recorder::current());
        blocking::recover();
    }
    finished.take().map_or_else(Trace::new, |recorder| recorder.trace().clone())
}

impl Inner {
    fn turn(this: &Weak<Self>) {
        // Held out here, where no trap leaks it.
        let Some(this) = this.upgrade() else { return };
        let more = Cell::new(false);
        match guard::call(&|| more.set(this.drain())) {
            Ok(()) if more.get() => this.events.turns().later(),
            Ok(()) => {}
            Err(message) => {
                this.runtime.recover(&message);
                this.events.turns().later();
            }
        }
        if this.runtime.is_finished() {
            this.events.turns().close();
        }
        (this.on_event)();
    }

    fn drain(&self) -> bool {
        let clock = self.events.clock();
        let end = clock.now() + clock.scene(BUDGET);
        self.runtime.run(|now| now >= end)
    }
}
