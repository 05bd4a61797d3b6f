//! The list of scenes.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::route::{Route, link};
use super::when;
use crate::browser::view;
use crate::scenes::{self, Group, Scene};

/// The scenes to begin with, in this order: what waiting is, how it overlaps, and what goes wrong.
const START_HERE: [&str; 10] = [
    "cpu-and-wait",
    "three-requests",
    "hundred-urls",
    "pause-and-resume",
    "loop-cycle",
    "blocked-loop",
    "three-searches",
    "semaphore",
    "producer-consumer",
    "race",
];

/// All scenes, with a card each; `problem` says why the reader is here, if not by choice.
pub fn catalogue(problem: Option<String>, search: &UseStateHandle<String>) -> Html {
    let ran = view::stored_runs();
    let words: Vec<String> = search.split_whitespace().map(str::to_ascii_lowercase).collect();
    let found: Vec<&'static Scene> = scenes::ALL.iter().filter(|scene| matches(scene, &words)).collect();
    let oninput = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                search.set(input.value());
            }
        })
    };
    html! {
        <main class="catalogue" data-state="idle">
            if let Some(problem) = problem {
                <p class="notice" role="alert">{ problem }</p>
            }
            <h1>{ "See waiting overlap" }</h1>
            <p class="lead">
                { "Small programs side by side: with futures on one thread and with calls that block it, or a wrong \
                   one and a right one. All really run, in your browser, on one clock. Press Run and watch what \
                   each task does: sending, waiting, receiving, or holding all others up." }
            </p>
            { start_here(&ran) }
            <div class="search">
                <label for="search">{ "Search" }</label>
                <input id="search" type="search" value={(**search).clone()} {oninput} />
                <span class="note" role="status">{ format!("{} of {} scenes", found.len(), scenes::ALL.len()) }</span>
            </div>
            { for Group::ALL.into_iter().filter_map(|of| group(of, &found, &words, &ran)) }
        </main>
    }
}

/// Whether a scene has every word in its id, its title, its lesson or its group.
fn matches(scene: &Scene, words: &[String]) -> bool {
    mentions(&[scene.id, scene.title, scene.lesson, scene.group.title()], words)
}

fn mentions(texts: &[&str], words: &[String]) -> bool {
    words.iter().all(|word| texts.iter().any(|text| text.to_ascii_lowercase().contains(word)))
}

/// The path through the catalogue for those who are new.
fn start_here(ran: &[String]) -> Html {
    let step = |scene: &'static Scene| {
        html! { <li>{ link(&Route::scene(scene.id, ""), "", scene.title.into()) }{ tick(scene, ran) }</li> }
    };
    html! {
        <nav class="start" aria-label="Start here">
            <h2>{ "Start here" }</h2>
            <ol>{ for START_HERE.iter().filter_map(|id| scenes::find(id)).map(step) }</ol>
        </nav>
    }
}

/// A part of the catalogue; none where nothing of it was found.
fn group(group: Group, found: &[&'static Scene], words: &[String], ran: &[String]) -> Option<Html> {
    let mut scenes = found.iter().filter(|scene| scene.group == group).peekable();
    let texts = [when::ID, when::TITLE, when::LEAD];
    let decision = group == Group::Choosing && mentions(&texts, words);
    if scenes.peek().is_none() && !decision {
        return None;
    }
    Some(html! {
        <section class="group">
            <h2>{ group.title() }</h2>
            <ul class="cards">
                { for scenes.map(|scene| card(scene, ran)) }
                if decision {
                    <li class="card" key={when::ID}>{ link(&Route::scene(when::ID, ""), "", html! {
                        <><h3>{ when::TITLE }</h3><p>{ when::LEAD }</p></>
                    }) }</li>
                }
            </ul>
        </section>
    })
}

fn card(scene: &'static Scene, ran: &[String]) -> Html {
    // Drawn by the build. Both are named, and the stylesheet shows the one that fits.
    let poster = |theme: &'static str| {
        let address = format!("posters/{}-{theme}.svg", scene.id);
        html! { <img class={format!("poster {theme}")} src={address} alt="" width="480" height="320" loading="lazy" /> }
    };
    let content = html! {
        <>
            <h3>{ scene.title }{ tick(scene, ran) }</h3>
            { poster("light") }
            { poster("dark") }
            <p>{ first_sentences(scene.lesson) }</p>
        </>
    };
    html! { <li class="card" key={scene.id}>{ link(&Route::scene(scene.id, ""), "", content) }</li> }
}

/// Says that a scene was run before.
fn tick(scene: &Scene, ran: &[String]) -> Html {
    if ran.iter().any(|id| id == scene.id) {
        html! { <span class="tick" role="img" aria-label="you have run it" title="you have run it">{ " ✓" }</span> }
    } else {
        Html::default()
    }
}

/// What a card has room for.
fn first_sentences(lesson: &str) -> String {
    lesson.split_inclusive(". ").take(2).collect()
}
