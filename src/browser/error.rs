//! Errors of the platform: typed once, here, where they come in.

use std::time::Duration;

use thiserror::Error;
use wasm_bindgen::{JsCast as _, JsValue};

/// What the browser would not do. Each text is a sentence for the reader, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BrowserError {
    /// The browser does not have it.
    #[error("this browser has no {0}, or not on a page like this")]
    Missing(&'static str),
    /// The browser has it, but not for this page.
    #[error("the browser does not allow {what} here: {reason}")]
    Forbidden {
        /// What was tried.
        what: &'static str,
        /// The browser's own words.
        reason: String,
    },
    /// It did not come to an end.
    #[error("{what} took longer than {} s", limit.as_secs())]
    TooSlow {
        /// What was tried.
        what: &'static str,
        /// How long it was given.
        limit: Duration,
    },
    /// It was tried and failed.
    #[error("{what} failed: {reason}")]
    Failed {
        /// What was tried.
        what: &'static str,
        /// The browser's own words.
        reason: String,
    },
}

impl BrowserError {
    /// An exception or a rejection, as whoever tried `what` got it.
    #[must_use]
    pub fn from_js(what: &'static str, value: &JsValue) -> Self {
        let reason = describe(value);
        let name = value.dyn_ref::<js_sys::Error>().map(|error| String::from(error.name()));
        match name.as_deref() {
            Some("SecurityError" | "NotAllowedError") => Self::Forbidden { what, reason },
            _ => Self::Failed { what, reason },
        }
    }

    /// For `map_err`.
    pub fn during(what: &'static str) -> impl Fn(JsValue) -> Self {
        move |value| Self::from_js(what, &value)
    }
}

/// An exception in the browser's own words. Anything can be thrown, so anything is described.
#[must_use]
pub fn describe(value: &JsValue) -> String {
    if let Some(error) = value.dyn_ref::<js_sys::Error>() {
        let message = String::from(error.message());
        return if message.is_empty() { error.name().into() } else { message };
    }
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
