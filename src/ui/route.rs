//! The addresses of the page. Everything stands behind `#`, as some hosts drop queries.

use yew_router::Routable;

/// An address.
#[derive(Clone, Debug, PartialEq, Routable)]
pub enum Route {
    /// The catalogue.
    #[at("/")]
    Catalogue,
    /// A scene.
    #[at("/scene/:id")]
    Scene {
        /// Its id.
        id: String,
    },
    /// Anything else.
    #[not_found]
    #[at("/404")]
    NotFound,
}
