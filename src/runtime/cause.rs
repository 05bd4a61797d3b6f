//! Why a waker is being called: a waker itself carries no reason.

use std::cell::Cell;
use std::sync::Arc;
use std::task::{Wake, Waker};

use crate::trace::Cause;

thread_local! {
    static CURRENT: Cell<Option<Cause>> = const { Cell::new(None) };
}

/// What is said to be the cause of the wakes that happen now; none where nothing says so.
pub(super) fn current() -> Option<Cause> {
    CURRENT.get()
}

/// Calls a waker, and says why.
pub(super) fn wake_because(cause: Cause, waker: &Waker) {
    /// A waker of another library may panic.
    struct Restore(Option<Cause>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _restore = Restore(CURRENT.replace(Some(cause)));
    waker.wake_by_ref();
}

/// A waker that wakes another one and says why, whatever calls it: a timer of the simulated network,
/// or the browser.
pub(super) fn waker_because(cause: Cause, waker: &Waker) -> Waker {
    struct Because(Cause, Waker);
    impl Wake for Because {
        fn wake(self: Arc<Self>) {
            wake_because(self.0, &self.1);
        }
    }
    Waker::from(Arc::new(Because(cause, waker.clone())))
}
