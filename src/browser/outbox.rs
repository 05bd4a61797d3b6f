//! [`Outbox`]: what an async run in a worker records, on its way to the page.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::clock::Epoch;
use super::protocol::Report;
use super::run::AsyncRun;
use super::worker_host::WorkerHost;
use crate::runtime::BlockingHost as _;

/// How long what is recorded may lie here, in milliseconds: about a frame. A message for each turn would
/// cost more than the turn, where ten thousand requests are on their way.
const LONGEST: u32 = 16;

/// Sends batches of a run's trace, and says when it is over.
pub(super) struct Outbox {
    thread: Rc<WorkerHost>,
    run: OnceCell<AsyncRun>,
    /// When something was sent last, in milliseconds on the shared clock.
    sent: Cell<f64>,
    timer: RefCell<Option<Timeout>>,
}

impl Outbox {
    pub fn new(thread: Rc<WorkerHost>) -> Rc<Self> {
        Rc::new(Self { thread, run: OnceCell::new(), sent: Cell::new(0.0), timer: RefCell::default() })
    }

    /// Keeps the run; its first turn is yet to come.
    pub fn watch(&self, run: AsyncRun) {
        // Called once.
        let _ = self.run.set(run);
    }

    /// After each turn: sends what there is, unless something was sent a moment ago. No turn follows the one
    /// that finds the run finished.
    pub fn look(self: &Rc<Self>) {
        let Some(run) = self.run.get() else { return };
        let since = Epoch::now().millis() - self.sent.get();
        if run.is_finished() {
            self.send(run);
            self.thread.tell(&Report::Finished);
        } else if since >= f64::from(LONGEST) {
            self.send(run);
        } else if self.timer.borrow().is_none() {
            let this = Rc::downgrade(self);
            let timer = Timeout::new(LONGEST, move || {
                if let Some(this) = this.upgrade() {
                    this.timer.take();
                    this.run.get().into_iter().for_each(|run| this.send(run));
                }
            });
            self.timer.replace(Some(timer));
        }
    }

    fn send(&self, run: &AsyncRun) {
        self.timer.take();
        self.sent.set(Epoch::now().millis());
        self.thread.recorded(&run.trace());
    }
}
