//! Counting what is dropped, and doing something when it is.

use std::cell::Cell;
use std::rc::Rc;

/// Counts values that are alive.
#[derive(Clone, Default)]
pub struct Census(Rc<Cell<usize>>);

impl Census {
    /// A value that counts as alive until it is dropped.
    #[must_use]
    pub fn guard(&self) -> impl Drop + use<> {
        let census = self.clone();
        census.0.set(census.alive() + 1);
        OnDrop::new(move || census.0.set(census.alive() - 1))
    }

    /// How many guards are alive.
    pub fn alive(&self) -> usize {
        self.0.get()
    }
}

/// Does something when it is dropped: a task's clean-up.
#[must_use = "it is dropped at once"]
pub struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnDrop<F> {
    pub fn new(action: F) -> Self {
        Self(Some(action))
    }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(action) = self.0.take() {
            action();
        }
    }
}
