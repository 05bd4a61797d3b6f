//! The frame around every page.

use yew::prelude::*;

use super::catalogue::catalogue;
use super::embed_page::{EmbedPage, NothingToEmbed};
use super::opening::{refusal, use_opening};
use super::route::{Route, link, use_route};
use super::scene_page::ScenePage;
use super::when;
use crate::browser::offline::KeepFiles;
use crate::browser::platform::Platform;
use crate::browser::view::{self, Keys};

/// The whole page.
#[component]
pub fn App() -> Html {
    // One for the whole page: the service worker and the spare worker outlive a scene's page.
    let platform = use_state(Platform::detect);
    let theme = use_theme();
    let route = use_route();
    let search = use_state_eq(String::new);
    let at_scene = matches!(route, Route::Scene(..) | Route::Embed(..));
    let (opened, problem) = use_opening(matches!(route, Route::Embed(..)));
    let at_when = matches!(route, Route::When(..));
    use_effect_with((at_scene, at_when), |(at_scene, at_when)| {
        let keys = (!at_scene).then(|| {
            let title = if *at_when { when::TITLE } else { "asynchronous programming, running" };
            view::set_title(&format!("Meanwhile: {title}"));
            Keys::watch(|key| {
                match key {
                    "/" => view::focus("search"),
                    "?" => view::open_dialog("keys"),
                    _ => return false,
                }
                true
            })
        });
        move || drop(keys)
    });
    // A scene's page does so itself, when no run is on.
    use_effect_with(at_scene, |at_scene| {
        let kept = if *at_scene { None } else { KeepFiles::when_idle() };
        move || drop(kept)
    });
    let page = match route {
        Route::Catalogue => catalogue(None, &search),
        // The key makes a new page of each scene: leaving a scene stops it.
        Route::Scene(scene, query) => {
            html! { <ScenePage key={scene.id} {scene} query={query} platform={(*platform).clone()} {opened} /> }
        }
        Route::Embed(Ok(scene), query) => {
            return html! { <EmbedPage key={scene.id} {scene} query={query} platform={(*platform).clone()} /> };
        }
        Route::Embed(Err(sentence), _) => return html! { <NothingToEmbed {sentence} /> },
        Route::When(situation) => when::when(situation),
        Route::Unknown(problem) => catalogue(Some(problem), &search),
    };
    html! {
        <>
            <header class="bar">
                { link("/", "brand", "Meanwhile".into()) }
                <span class="motto">{ "what asynchronous programs do while they wait" }</span>
                { link(&Route::scene(when::ID, ""), "aid", "Which way?".into()) }
                { theme_switch(&theme) }
            </header>
            { refusal(&problem) }
            { page }
            <footer class="foot">
                <p>
                    { "Everything here really runs, in this page. Nothing is sent to any other place unless you choose \
                       a network outside. No cookies, no tracking. " }
                    <a href="embed/">{ "Embed a scene" }</a>
                </p>
            </footer>
        </>
    }
}

type Theme = Option<&'static str>;

/// The reader's choice of colours, put in force and remembered.
#[hook]
fn use_theme() -> UseStateHandle<Theme> {
    // Not in an effect, which would come after those of a page that asks for another one.
    use_state_eq(|| {
        let stored = view::stored_theme();
        view::set_theme(stored);
        stored
    })
}

/// Light, dark, or as the system has it.
fn theme_switch(theme: &UseStateHandle<Theme>) -> Html {
    let options = [(None, "Auto"), (Some("light"), "Light"), (Some("dark"), "Dark")];
    let buttons = options.map(|(value, name)| {
        let theme = theme.clone();
        let pressed = pressed(*theme == value);
        let onclick = move |_| {
            view::store_theme(value);
            view::set_theme(value);
            theme.set(value);
        };
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ name }</button> }
    });
    html! { <div class="segments" role="group" aria-label="Colour scheme">{ for buttons }</div> }
}

/// The value of `aria-pressed`.
pub const fn pressed(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
