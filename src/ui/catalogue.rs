//! The list of scenes.

use yew::prelude::*;
use yew_router::prelude::*;

use super::model::Simulation;
use super::route::Route;
use crate::browser::view;
use crate::scenes::{self, Scene};
use crate::timeline::{Theme, View, draw, svg};

/// What the catalogue is told.
#[derive(PartialEq, Properties)]
pub struct CatalogueProps {
    /// Why the reader is here, if not by choice.
    #[prop_or_default]
    pub problem: Option<AttrValue>,
}

/// All scenes, a card each.
#[component]
pub fn Catalogue(props: &CatalogueProps) -> Html {
    use_effect_with((), |()| view::set_title("Meanwhile: asynchronous programming, running"));
    let problem =
        props.problem.as_ref().map(|problem| html! { <p class="notice" role="alert">{ problem }</p> });
    html! {
        <main class="catalogue" data-state="idle">
            { for problem }
            <h1>{ "See waiting overlap" }</h1>
            <p class="lead">
                { "Small programs, each written twice: once with futures on one thread, once with calls that block \
                   it. Both really run, in your browser, on one clock. Press Run and watch what each task does: \
                   sending, waiting, receiving, or holding everybody else up." }
            </p>
            <ul class="cards">{ for scenes::ALL.iter().map(|scene| html! { <Card id={scene.id} /> }) }</ul>
        </main>
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    id: &'static str,
}

#[component]
fn Card(props: &CardProps) -> Html {
    let Some(scene) = scenes::find(props.id) else {
        return Html::default();
    };
    // Both are drawn, and the stylesheet shows the one that fits: a change of theme costs nothing.
    let posters = use_memo(props.id, |_| [Theme::Light, Theme::Dark].map(|theme| poster(scene, theme)));
    let [light, dark] = (*posters).clone();
    html! {
        <li class="card">
            <Link<Route> to={Route::Scene { id: scene.id.to_owned() }}>
                <span class="group">{ scene.group.title() }</span>
                <h2>{ scene.title }</h2>
                <img class="poster light" src={light} alt="" width="480" loading="lazy" />
                <img class="poster dark" src={dark} alt="" width="480" loading="lazy" />
                <p>{ first_sentences(scene.lesson) }</p>
            </Link<Route>>
        </li>
    }
}

/// The scene's simulated run as a picture.
fn poster(scene: &Scene, theme: Theme) -> AttrValue {
    let simulation = Simulation::of(scene, &scene.defaults());
    let view = View { width: 480.0, lanes_height: 90.0, ..simulation.whole() };
    let picture = draw(&simulation.tracks(), &view);
    view::image_address(&svg::document(&picture, theme, scene.title)).into()
}

/// What a card has room for.
fn first_sentences(lesson: &str) -> String {
    lesson.split_inclusive(". ").take(2).collect()
}
