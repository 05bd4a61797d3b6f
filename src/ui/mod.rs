//! The page.
//!
//! Read in this order:
//!
//! 1. [`app`], [`route`]: which page there is.
//! 2. [`scene_view`]: what a page of a scene knows; [`scene_page`]: how it is laid out, from the parts below.
//! 3. [`session`]: the hook that owns a run; dropping it stops the run.
//! 4. [`model`]: a simulated and a live run, folded as they grow.
//! 5. [`comparison`], [`reader`], [`brush`], [`canvas`]: the picture; [`transport`]: which moment of it is shown.
//! 6. [`controls`], [`freezer`], [`verdict`], [`chart`]: what stands around it; [`announcement`], [`problems`]: what
//!    is said of it;
//!    [`guess`], [`runs`]: what the reader expected, and what came of it each time.
//! 7. [`panels`]: [`code`], [`event_loop`], [`console`], [`advice`], [`table`]; what they share is in [`parts`], [`copy`].
//! 8. [`share`]: link, snippet, pictures and traces; [`opening`]: a trace that is brought. [`embed_page`]: a
//!    scene inside of another page, from the same parts.
//! 9. [`catalogue`]: the list of scenes; [`when`]: which way for which problem.
//!
//! **No scheduling, no timing and no layout arithmetic here.** Only the canvas changes each
//! frame; components change on events.

mod advice;
mod announcement;
mod app;
mod brush;
mod canvas;
mod catalogue;
mod chart;
mod code;
mod comparison;
mod console;
mod controls;
mod copy;
mod embed_page;
mod event_loop;
mod freezer;
mod guess;
mod model;
mod opening;
mod panels;
mod parts;
mod problems;
mod reader;
mod route;
mod runs;
mod scene_page;
mod scene_view;
mod session;
mod share;
mod table;
mod transport;
mod verdict;
mod when;

pub use app::App;

/// Renders the page into the element that the document keeps for it.
pub fn start() {
    match crate::browser::view::root() {
        Some(root) => {
            // What stood there was for the time before.
            root.set_text_content(None);
            yew::Renderer::<App>::with_root(root).render();
        }
        None => {
            yew::Renderer::<App>::new().render();
        }
    }
}
