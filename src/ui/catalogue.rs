//! The list of scenes.

use yew::prelude::*;

use super::model::Simulation;
use super::route::{Route, link};
use crate::browser::view;
use crate::scenes::{self, Scene};
use crate::timeline::{Theme, View, draw, svg};

/// All scenes, with a card each; `problem` says why the reader is here, if not by choice.
pub fn catalogue(cards: &Html, problem: Option<String>) -> Html {
    html! {
        <main class="catalogue" data-state="idle">
            if let Some(problem) = problem {
                <p class="notice" role="alert">{ problem }</p>
            }
            <h1>{ "See waiting overlap" }</h1>
            <p class="lead">
                { "Small programs, each written twice: once with futures on one thread, once with calls that block \
                   it. Both really run, in your browser, on one clock. Press Run and watch what each task does: \
                   sending, waiting, receiving, or holding everybody else up." }
            </p>
            <ul class="cards">{ cards.clone() }</ul>
        </main>
    }
}

/// A card for each scene. They cost a simulation each, so they are made once.
pub fn cards() -> Html {
    scenes::ALL.iter().map(card).collect()
}

fn card(scene: &'static Scene) -> Html {
    // Both are drawn, and the stylesheet shows the one that fits: a change of theme costs nothing.
    let simulation = Simulation::of(scene, &scene.defaults());
    let [light, dark] = [Theme::Light, Theme::Dark].map(|theme| poster(scene, &simulation, theme));
    let content = html! {
        <>
            <span class="group">{ scene.group.title() }</span>
            <h2>{ scene.title }</h2>
            <img class="poster light" src={light} alt="" loading="lazy" />
            <img class="poster dark" src={dark} alt="" loading="lazy" />
            <p>{ first_sentences(scene.lesson) }</p>
        </>
    };
    html! { <li class="card">{ link(&Route::scene(scene.id, ""), "", content) }</li> }
}

/// The scene's simulated run as a picture.
fn poster(scene: &Scene, simulation: &Simulation, theme: Theme) -> String {
    let view = View { width: 480.0, lanes_height: 90.0, ..simulation.whole() };
    let picture = draw(&simulation.tracks(), &view);
    view::image_address(&svg::document(&picture, theme, scene.title))
}

/// What a card has room for.
fn first_sentences(lesson: &str) -> String {
    lesson.split_inclusive(". ").take(2).collect()
}
