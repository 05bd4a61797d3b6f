//! The addresses of the page. Everything stands behind `#`, as some hosts drop queries.
//!
//! Four routes and no nesting: a router of the usual kind would be a tenth of the download.

use yew::prelude::*;

use super::when;
use crate::browser::view::{self, Hash};
use crate::scenes::when::{SITUATIONS, Situation, situation};
use crate::scenes::{self, Scene};

/// An address.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// The catalogue.
    Catalogue,
    /// A scene, with its query.
    Scene(&'static Scene, String),
    /// A scene inside of another page, with its query; or a sentence that says why not.
    Embed(Result<&'static Scene, String>, String),
    /// Which way for which problem.
    When(&'static Situation),
    /// Anything else, and a sentence about it.
    Unknown(String),
}

impl Route {
    /// Reads what stands behind `#`.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        // As the reader wrote it; a query is decoded by who reads it.
        let path = &view::decoded(path);
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Self::Catalogue,
            (Some("scene"), Some(when::ID), None) => {
                let named = query.strip_prefix("situation=").and_then(situation);
                Self::When(named.unwrap_or(&SITUATIONS[0]))
            }
            (Some("scene"), Some(id), None) => match scenes::find(id) {
                Some(scene) => Self::Scene(scene, query.to_owned()),
                None => Self::Unknown(format!("There is no scene “{id}”. These are all:")),
            },
            (Some("embed"), Some(id), None) => {
                let scene = scenes::find(id).ok_or_else(|| format!("There is no scene “{id}”."));
                Self::Embed(scene, query.to_owned())
            }
            _ => Self::Unknown(format!("There is no page “{path}”. These are the scenes:")),
        }
    }

    /// What stands behind `#` for a scene.
    #[must_use]
    pub fn scene(id: &str, query: &str) -> String {
        if query.is_empty() { format!("/scene/{id}") } else { format!("/scene/{id}?{query}") }
    }

    /// What stands behind `#` for a scene inside of another page.
    #[must_use]
    pub fn embed(id: &str, query: &str) -> String {
        format!("/embed/{id}?{query}")
    }
}

/// A link inside the page.
pub fn link(hash: &str, class: &'static str, content: Html) -> Html {
    html! { <a href={format!("#{hash}")} {class}>{ content }</a> }
}

/// Where the reader is.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(|| Route::parse(&Hash::now()));
    {
        let route = route.setter();
        use_effect_with((), move |()| {
            let hash = Hash::watch(move |hash| route.set(Route::parse(&hash)));
            move || drop(hash)
        });
    }
    (*route).clone()
}
