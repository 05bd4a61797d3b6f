//! The colours: the system's, those in force, and the reader's choice.

use web_sys::MediaQueryList;

use super::{Detail, dispatch, document, storage, window};
use crate::browser::events::Listener;
use crate::timeline::Theme;

const THEME_KEY: &str = "meanwhile:theme";

/// Calls a function when the colours change, by the system or by the reader.
#[must_use = "dropping it stops the calls"]
pub struct ThemeChanges {
    _listeners: Vec<Listener>,
}

impl ThemeChanges {
    /// Watches the system's scheme and the page's own.
    pub fn watch(function: impl Fn() + Clone + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(query) = dark_query() {
            let function = function.clone();
            listeners.push(Listener::new(&query, "change", move |_| function()));
        }
        if let Some(window) = window() {
            listeners.push(Listener::new(&window, "meanwhile:theme", move |_| function()));
        }
        Self { _listeners: listeners }
    }
}

fn dark_query() -> Option<MediaQueryList> {
    window()?.match_media("(prefers-color-scheme: dark)").ok()?
}

/// The colours in force.
#[must_use]
pub fn theme() -> Theme {
    let chosen = document()
        .and_then(|document| document.document_element())
        .and_then(|root| root.get_attribute("data-theme"));
    let dark = match chosen.as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => dark_query().is_some_and(|query| query.matches()),
    };
    if dark { Theme::Dark } else { Theme::Light }
}

/// Puts a scheme in force; none for the system's.
pub fn set_theme(theme: Option<&'static str>) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    dispatch("meanwhile:theme", Detail::default());
}

/// The scheme that the reader chose on an earlier visit.
#[must_use]
pub fn stored_theme() -> Option<&'static str> {
    let stored = storage()?.get_item(THEME_KEY).ok()??;
    ["light", "dark"].into_iter().find(|theme| *theme == stored)
}

/// Remembers a scheme, where the browser lets the page remember anything.
pub fn store_theme(theme: Option<&'static str>) {
    if let Some(storage) = storage() {
        let _ = match theme {
            Some(theme) => storage.set_item(THEME_KEY, theme),
            None => storage.remove_item(THEME_KEY),
        };
    }
}
