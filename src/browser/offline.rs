//! Has the service worker keep the site for use without a network, when that delays nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use super::{page, service_worker};

/// How long the page is left alone after it was loaded, or after a run, in milliseconds.
const QUIET: u32 = 2_500;

/// Files are kept as long as this is held; dropping it interrupts that at once.
#[must_use = "dropping it interrupts the keeping of files"]
pub struct KeepFiles {
    waiting: Rc<RefCell<Waiting>>,
}

/// What the page waits for before files are fetched.
enum Waiting {
    Quiet { _timer: Timeout },
    Idle { callback: u32, _closure: Closure<dyn FnMut()> },
    Nothing,
}

impl KeepFiles {
    /// Begins when the page has been quiet for a while and the browser says that it is idle. Inside a frame
    /// nothing is kept: the page around it did not ask for that.
    #[must_use]
    pub fn when_idle() -> Option<Self> {
        if page::is_framed() {
            return None;
        }
        let waiting = Rc::new(RefCell::new(Waiting::Nothing));
        let weak = Rc::downgrade(&waiting);
        let timer = Timeout::new(QUIET, move || {
            if let Some(waiting) = weak.upgrade() {
                let next = Waiting::idle();
                waiting.replace(next);
            }
        });
        waiting.replace(Waiting::Quiet { _timer: timer });
        Some(Self { waiting })
    }
}

impl Waiting {
    /// Browsers without idle callbacks have waited long enough.
    fn idle() -> Self {
        let closure = Closure::once(|| service_worker::post("keep"));
        let callback = web_sys::window()
            .and_then(|window| window.request_idle_callback(closure.as_ref().unchecked_ref()).ok());
        if let Some(callback) = callback {
            return Self::Idle { callback, _closure: closure };
        }
        service_worker::post("keep");
        Self::Nothing
    }
}

impl Drop for KeepFiles {
    fn drop(&mut self) {
        if let Waiting::Idle { callback, .. } = &*self.waiting.borrow()
            && let Some(window) = web_sys::window()
        {
            window.cancel_idle_callback(*callback);
        }
        service_worker::post("pause");
    }
}
