//! When to draw: each frame, and when a size changes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

use super::window;
use crate::browser::held::Hold;

/// Calls a function once a frame. Dropping it stops the calls.
#[must_use = "dropping it stops the calls"]
pub struct Frames {
    inner: Rc<FrameLoop>,
}

type FrameClosure = Closure<dyn FnMut(f64)>;

struct FrameLoop {
    request: Cell<Option<i32>>,
    closure: RefCell<Option<FrameClosure>>,
    _hold: Hold,
}

impl Frames {
    /// Calls `function` with the frame's time in milliseconds.
    pub fn start(function: impl Fn(f64) + 'static) -> Self {
        let inner = Rc::new(FrameLoop {
            request: Cell::new(None),
            closure: RefCell::new(None),
            _hold: Hold::listener(),
        });
        let weak = Rc::downgrade(&inner);
        let closure = Closure::<dyn FnMut(f64)>::new(move |time| {
            let Some(inner) = weak.upgrade() else { return };
            inner.ask();
            function(time);
        });
        inner.closure.replace(Some(closure));
        inner.ask();
        Self { inner }
    }
}

impl FrameLoop {
    fn ask(&self) {
        if let (Some(window), Some(closure)) = (window(), &*self.closure.borrow()) {
            self.request.set(window.request_animation_frame(closure.as_ref().unchecked_ref()).ok());
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let (Some(window), Some(request)) = (window(), self.inner.request.take()) {
            let _ = window.cancel_animation_frame(request);
        }
        // The loop may be dropped by its own function: the closure goes when that returns.
        if let Some(closure) = self.inner.closure.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(closure) });
        }
    }
}

/// Calls a function when an element's size changes. Dropping it stops the calls.
#[must_use = "dropping it stops the calls"]
pub struct Resizes {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn Fn()>,
    _hold: Hold,
}

impl Resizes {
    /// Watches an element.
    pub fn of(element: &Element, function: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(function);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _closure: closure, _hold: Hold::listener() }
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
