//! The frame around every page.

use yew::prelude::*;
use yew_router::prelude::*;

use super::catalogue::Catalogue;
use super::route::Route;
use super::scene_page::ScenePage;
use crate::browser::platform::Platform;
use crate::browser::view;
use crate::scenes;

/// The whole page.
#[component]
pub fn App() -> Html {
    // One for the whole page: the service worker and the spare worker outlive a scene's page.
    let platform = use_memo((), |()| Platform::detect());
    html! {
        <ContextProvider<Platform> context={(*platform).clone()}>
            <HashRouter>
                <header class="bar">
                    <Link<Route> classes="brand" to={Route::Catalogue}>{ "Meanwhile" }</Link<Route>>
                    <span class="motto">{ "what asynchronous programs do while they wait" }</span>
                    <ThemeSwitch />
                </header>
                <Switch<Route> render={page_of} />
                <footer class="foot">
                    <p>
                        { "Everything here really runs, in this page. Nothing is sent to any other place unless you \
                           choose a network outside. No cookies, no tracking." }
                    </p>
                </footer>
            </HashRouter>
        </ContextProvider<Platform>>
    }
}

fn page_of(route: Route) -> Html {
    match route {
        Route::Catalogue => html! { <Catalogue /> },
        Route::Scene { id } => match scenes::find(&id) {
            // The key makes a new page of each scene: leaving a scene stops it.
            Some(scene) => html! { <ScenePage key={scene.id} id={scene.id} /> },
            None => html! { <Catalogue problem={format!("There is no scene “{id}”. These are all:")} /> },
        },
        Route::NotFound => html! { <Catalogue problem="There is no such page. These are the scenes:" /> },
    }
}

/// Light, dark, or as the system has it.
#[component]
fn ThemeSwitch() -> Html {
    let theme = use_state(view::stored_theme);
    {
        let theme = *theme;
        use_effect_with(theme, |theme| view::set_theme(*theme));
    }
    let options = [(None, "Auto"), (Some("light"), "Light"), (Some("dark"), "Dark")];
    let buttons = options.map(|(value, name)| {
        let onclick = {
            let theme = theme.clone();
            Callback::from(move |_| {
                view::store_theme(value);
                theme.set(value);
            })
        };
        let pressed = if *theme == value { "true" } else { "false" };
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ name }</button> }
    });
    html! { <div class="segments" role="group" aria-label="Colour scheme">{ for buttons }</div> }
}
