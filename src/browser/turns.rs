//! When a run gets its turns on the page's thread: soon, later, or at a time.
//!
//! - *Soon* is a microtask: before the browser does anything else.
//! - *Later* is a task of its own, by a message channel: the browser may paint first. A timer of
//!   zero length would do as well, were it not stretched to 4 ms when timers set timers.
//! - *At a time* is a timer up to the last whole millisecond, then *later* for the rest: browsers
//!   count timers in whole milliseconds, and a scene at a high pace needs finer ones.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageChannel;

use super::held::Hold;

/// Timers that timers set, five deep and more, last at least this long.
/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timer-initialisation-steps>
const CLAMP: f64 = 4.0;

/// No timer is set for longer: browsers count its milliseconds in 31 bits.
const LONGEST: f64 = 3_600_000.0;

/// Turns of one run. When this is dropped, or closed, there are no more.
#[must_use = "dropping this ends the turns"]
pub struct Turns {
    shared: Rc<Shared>,
}

struct Shared {
    turn: RefCell<Option<Rc<dyn Fn()>>>,
    closed: Cell<bool>,
    /// A turn comes without anything having to be done.
    coming: Cell<bool>,
    in_timer: Cell<bool>,
    alarm: RefCell<Option<Alarm>>,
    channel: RefCell<Option<Channel>>,
}

struct Alarm {
    due: f64,
    _timeout: Timeout,
    _hold: Hold,
}

impl Turns {
    /// Turns that call nothing until [`connect`](Self::connect).
    pub fn new() -> Self {
        Self {
            shared: Rc::new(Shared {
                turn: RefCell::new(None),
                closed: Cell::new(false),
                coming: Cell::new(false),
                in_timer: Cell::new(false),
                alarm: RefCell::new(None),
                channel: RefCell::new(None),
            }),
        }
    }

    /// What a turn is.
    pub fn connect(&self, turn: Rc<dyn Fn()>) {
        self.shared.turn.replace(Some(turn));
    }

    /// No more turns, and nothing held.
    pub fn close(&self) {
        self.shared.closed.set(true);
        drop(self.shared.turn.take());
        drop(self.shared.alarm.take());
        drop(self.shared.channel.take());
    }

    /// A turn before the browser does anything else.
    pub fn soon(&self) {
        if !self.shared.closed.get() && !self.shared.coming.replace(true) {
            let shared = Rc::downgrade(&self.shared);
            spawn_local(async move { Shared::come(&shared) });
        }
    }

    /// A turn after the browser had its own.
    pub fn later(&self) {
        if !self.shared.closed.get() && !self.shared.coming.replace(true) {
            self.shared.post();
        }
    }

    /// A turn at a time, `now` and `due` in real milliseconds of one clock. Replaces the time
    /// that was asked for before.
    pub fn at(&self, now: f64, due: Option<f64>) {
        let Some(due) = due.filter(|_| !self.shared.closed.get()) else {
            drop(self.shared.alarm.take());
            return;
        };
        if self.shared.alarm.borrow().as_ref().is_some_and(|alarm| is_same(alarm.due, due)) {
            return;
        }
        drop(self.shared.alarm.take());
        let wait = due - now;
        if wait < 1.0 || (wait < CLAMP && self.shared.in_timer.get()) {
            self.later();
        } else {
            self.shared.set_alarm(due, wait.min(LONGEST));
        }
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.close();
    }
}

/// Deadlines are whole microseconds of scene time, so nearer than this they are one.
fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-4
}

impl Shared {
    fn come(this: &Weak<Self>) {
        let Some(this) = this.upgrade() else { return };
        this.coming.set(false);
        let turn = this.turn.borrow().clone();
        if let Some(turn) = turn {
            turn();
        }
    }

    fn set_alarm(self: &Rc<Self>, due: f64, wait: f64) {
        let shared = Rc::downgrade(self);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 ms to an hour")]
        let timeout = Timeout::new(wait as u32, move || {
            let Some(this) = shared.upgrade() else { return };
            drop(this.alarm.take());
            this.in_timer.set(true);
            Self::come(&shared);
            this.in_timer.set(false);
        });
        self.alarm.replace(Some(Alarm { due, _timeout: timeout, _hold: Hold::timer() }));
    }

    fn post(self: &Rc<Self>) {
        let mut channel = self.channel.borrow_mut();
        if channel.is_none() {
            let shared = Rc::downgrade(self);
            *channel = Channel::new(move || Self::come(&shared));
        }
        if let Some(channel) = &*channel {
            channel.post();
        } else {
            // Then a timer has to do; it is slower when timers nest.
            drop(channel);
            self.set_alarm(0.0, 0.0);
        }
    }
}

/// A message channel whose messages call a function, until it is dropped.
struct Channel {
    ends: MessageChannel,
    _closure: Closure<dyn Fn()>,
    _hold: Hold,
}

impl Channel {
    fn new(function: impl Fn() + 'static) -> Option<Self> {
        let ends = MessageChannel::new().ok()?;
        let closure = Closure::<dyn Fn()>::own_aborting(function);
        ends.port1().set_onmessage(Some(closure.as_ref().unchecked_ref()));
        Some(Self { ends, _closure: closure, _hold: Hold::channel() })
    }

    fn post(&self) {
        // Fails only for what cannot be copied.
        let _ = self.ends.port2().post_message(&JsValue::NULL);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.ends.port1().set_onmessage(None);
        self.ends.port1().close();
    }
}
