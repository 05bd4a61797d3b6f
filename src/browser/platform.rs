//! What the page found out about this browser, and the workers that it keeps ready.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen_futures::spawn_local;

use super::error::BrowserError;
use super::level::Level;
use super::runner::Runner;
use super::service_worker::{self, Found};
use super::worker::WorkerRun;

/// One for the whole page. Clones are the same one.
#[derive(Clone)]
pub struct Platform {
    inner: Rc<Inner>,
}

impl PartialEq for Platform {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

type Watcher = (u32, Rc<dyn Fn()>);

struct Inner {
    found: RefCell<Option<Found>>,
    runner: RefCell<Programs>,
    /// Workers that have no program yet, and are ready or on their way.
    spare: RefCell<Vec<WorkerRun>>,
    /// Workers are to be loaded as soon as the level is known.
    wanted: Cell<bool>,
    /// Who wants to hear that something changed.
    watchers: RefCell<Vec<Watcher>>,
    next: Cell<u32>,
}

/// How many workers are kept ready: one for each program of most scenes.
const SPARE: usize = 2;

/// The program that runs scenes: not wanted yet, on its way, or there.
#[derive(Default)]
enum Programs {
    #[default]
    Unwanted,
    Loading,
    Loaded(Result<Runner, BrowserError>),
}

impl Platform {
    /// Begins to find out.
    #[must_use]
    pub fn detect() -> Self {
        let inner = Rc::new(Inner {
            found: RefCell::default(),
            runner: RefCell::default(),
            spare: RefCell::default(),
            wanted: Cell::new(false),
            watchers: RefCell::default(),
            next: Cell::new(0),
        });
        let weak = Rc::downgrade(&inner);
        spawn_local(async move {
            let found = service_worker::detect().await;
            if let Some(inner) = weak.upgrade() {
                inner.found.replace(Some(found));
                if inner.wanted.get() {
                    Self { inner: Rc::clone(&inner) }.warm_up();
                }
                inner.notify();
            }
        });
        Self { inner }
    }

    /// The level, once it is known.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.inner.found.borrow().as_ref().map(|found| found.level)
    }

    /// Why the level is not a better one, as a sentence.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        self.inner.found.borrow().as_ref().and_then(|found| found.why.as_ref()).map(ToString::to_string)
    }

    /// The program that runs scenes, or why it is not to be had; none while it is on its way, and
    /// until [`warm_up`](Self::warm_up).
    #[must_use]
    pub fn runner(&self) -> Option<Result<Runner, BrowserError>> {
        match &*self.inner.runner.borrow() {
            Programs::Loaded(result) => Some(result.clone()),
            Programs::Unwanted | Programs::Loading => None,
        }
    }

    /// Loads the program that runs scenes and, once the level is known, workers with it, unless
    /// they are there or on their way. A worker that starts before the service worker has taken
    /// control never comes under it.
    pub fn warm_up(&self) {
        self.load_runner();
        if self.level().is_some() {
            self.have_workers(SPARE);
        } else {
            self.inner.wanted.set(true);
        }
    }

    /// Loads workers until so many are there or on their way, where any can be had.
    pub(super) fn have_workers(&self, count: usize) {
        let Some(level) = self.level() else { return };
        let mut spare = self.inner.spare.borrow_mut();
        spare.retain(WorkerRun::is_of_use);
        while level != Level::Simulated && spare.len() < count {
            let weak = Rc::downgrade(&self.inner);
            spare.push(WorkerRun::prepare(Rc::new(move || Inner::changed(&weak))));
        }
    }

    fn load_runner(&self) {
        if matches!(&*self.inner.runner.borrow(), Programs::Loading | Programs::Loaded(Ok(_))) {
            return;
        }
        self.inner.runner.replace(Programs::Loading);
        let weak = Rc::downgrade(&self.inner);
        spawn_local(async move {
            let loaded = Runner::load().await;
            if let Some(inner) = weak.upgrade() {
                inner.runner.replace(Programs::Loaded(loaded));
                inner.notify();
            }
        });
    }

    /// Ends the workers that are kept ready.
    pub(super) fn cool(&self) {
        drop(self.inner.spare.take());
    }

    /// A worker that [`warm_up`](Self::warm_up) loaded, if there is one left. The next ones are loaded when
    /// the run is over: what loads would disturb it.
    pub(super) fn take_worker(&self) -> Option<WorkerRun> {
        let mut spare = self.inner.spare.borrow_mut();
        (!spare.is_empty()).then(|| spare.remove(0))
    }

    /// Calls a function when the level becomes known and when a worker's state changes, until the
    /// handle is dropped.
    pub fn watch(&self, function: Rc<dyn Fn()>) -> Watch {
        let number = self.inner.next.replace(self.inner.next.get() + 1);
        self.inner.watchers.borrow_mut().push((number, function));
        Watch { inner: Rc::downgrade(&self.inner), number }
    }
}

impl Inner {
    fn changed(this: &Weak<Self>) {
        if let Some(this) = this.upgrade() {
            this.notify();
        }
    }

    fn notify(&self) {
        // A watcher may stop watching, or start, while it is called.
        let watchers: Vec<_> = self.watchers.borrow().iter().map(|watcher| Rc::clone(&watcher.1)).collect();
        for watcher in watchers {
            watcher();
        }
    }
}

/// Keeps a function called. Dropping it ends that.
#[must_use = "dropping it ends the watch"]
pub struct Watch {
    inner: Weak<Inner>,
    number: u32,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.upgrade() {
            let gone = {
                let mut watchers = inner.watchers.borrow_mut();
                let place = watchers.iter().position(|watcher| watcher.0 == self.number);
                place.map(|place| watchers.remove(place))
            };
            drop(gone);
        }
    }
}
