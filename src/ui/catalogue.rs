//! The list of scenes.

use yew::prelude::*;

use super::route::{Route, link};
use crate::scenes::{self, Group, Scene};

/// All scenes, with a card each; `problem` says why the reader is here, if not by choice.
pub fn catalogue(problem: Option<String>) -> Html {
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
            { for Group::ALL.into_iter().filter_map(group) }
        </main>
    }
}

/// A part of the catalogue; none where it has no scene.
fn group(group: Group) -> Option<Html> {
    let mut scenes = scenes::ALL.iter().filter(|scene| scene.group == group).peekable();
    scenes.peek()?;
    Some(html! {
        <section class="group">
            <h2>{ group.title() }</h2>
            <ul class="cards">{ for scenes.map(card) }</ul>
        </section>
    })
}

fn card(scene: &'static Scene) -> Html {
    // Drawn by the build. Both are named, and the stylesheet shows the one that fits.
    let poster = |theme: &'static str| {
        let address = format!("posters/{}-{theme}.svg", scene.id);
        html! { <img class={format!("poster {theme}")} src={address} alt="" width="480" loading="lazy" /> }
    };
    let content = html! {
        <>
            <h3>{ scene.title }</h3>
            { poster("light") }
            { poster("dark") }
            <p>{ first_sentences(scene.lesson) }</p>
        </>
    };
    html! { <li class="card">{ link(&Route::scene(scene.id, ""), "", content) }</li> }
}

/// What a card has room for.
fn first_sentences(lesson: &str) -> String {
    lesson.split_inclusive(". ").take(2).collect()
}
