//! A scene's page.

use std::rc::Rc;

use yew::prelude::*;
use yew_router::prelude::*;
use yew_router::query::Raw;

use super::comparison::Comparison;
use super::controls::Controls;
use super::panels::Panels;
use super::route::Route;
use super::session::{Action, RunState, use_session};
use super::verdict::Verdict;
use crate::browser::level::Level;
use crate::browser::network::NetworkChoice;
use crate::browser::platform::Platform;
use crate::browser::view::{self, Keys};
use crate::scenes::{self, Address, Scene};

/// Which scene.
#[derive(PartialEq, Properties)]
pub struct ScenePageProps {
    /// Its id; one of the catalogue.
    pub id: &'static str,
}

/// A scene: lesson, controls, comparison, verdict, panels.
#[component]
pub fn ScenePage(props: &ScenePageProps) -> Html {
    match scenes::find(props.id) {
        Some(scene) => html! { <Inner scene={SceneRef(scene)} /> },
        None => Html::default(),
    }
}

/// Scenes are equal when they are the same one.
#[derive(Clone, Copy)]
struct SceneRef(&'static Scene);

impl PartialEq for SceneRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

#[derive(PartialEq, Properties)]
struct InnerProps {
    scene: SceneRef,
}

#[component]
fn Inner(props: &InnerProps) -> Html {
    let scene = props.scene.0;
    let query = use_location().map(|location| location.query_str().to_owned()).unwrap_or_default();
    let address = use_memo(query, |query| Address::parse(scene, query.trim_start_matches('?')));
    let session = use_session(scene, &address);
    let level = use_level();
    let set = use_setter(scene, &address);
    use_shortcut(&session.state, &session.dispatch);
    use_effect_with(scene.id, |_| view::set_title(&format!("{} · Meanwhile", scene.title)));
    use_effect_with(address.theme, |theme| {
        if theme.is_some() {
            view::set_theme(*theme);
        }
        // Back to what the reader chose, when the page that asked for another theme is left.
        || view::set_theme(view::stored_theme())
    });
    html! {
        <main class="scene" data-scene={scene.id} data-state={session.state.word()} data-level={level.map(|level| level.number().to_string())}>
            <div class="lesson">
                <h1>{ scene.title }</h1>
                <p class="lead">{ scene.lesson }</p>
            </div>
            <Problems address={Rc::clone(&address)} state={session.state.clone()} />
            <Controls address={Rc::clone(&address)} state={session.state.clone()} dispatch={session.dispatch.clone()} {set} />
            <Comparison model={Rc::clone(&session.model)} beat={session.beat} painter={session.painter.clone()} />
            <p class="level note">{ level.map_or("Looking what this browser can do…", Level::sentence) }</p>
            <Verdict scene={scene} address={Rc::clone(&address)} model={Rc::clone(&session.model)} beat={session.beat}
                state={session.state.clone()} {level} />
            <Panels scene={scene} model={Rc::clone(&session.model)} beat={session.beat} />
            <Neighbours id={scene.id} />
            <p class="unseen" role="status">{ announcement(&session.state) }</p>
        </main>
    }
}

/// Writes a new value into the address; everything else follows from that.
#[hook]
fn use_setter(scene: &'static Scene, address: &Rc<Address>) -> Callback<(&'static str, String)> {
    let navigator = use_navigator();
    let platform = use_context::<Platform>();
    let address = Rc::clone(address);
    Callback::from(move |(name, value): (&'static str, String)| {
        let mut pairs: Vec<(String, String)> =
            form_urlencoded::parse(address.query().as_bytes()).into_owned().collect();
        pairs.retain(|pair| pair.0 != name);
        pairs.push((name.to_owned(), value));
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        // Choosing another network may need what the first one did not.
        if let Some(platform) = &platform {
            platform.warm_up();
        }
        if let Some(navigator) = &navigator {
            let route = Route::Scene { id: scene.id.to_owned() };
            // Fails for queries that cannot be written, and this one is written already.
            let _ = navigator.replace_with_query(&route, Raw(query));
        }
    })
}

/// The level, once it is known.
#[hook]
fn use_level() -> Option<Level> {
    let platform = use_context::<Platform>();
    let update = use_force_update();
    let level = platform.as_ref().and_then(Platform::level);
    use_effect_with(platform, move |platform| {
        let watch = platform.as_ref().map(|platform| {
            // By now the reader is here to stay: the worker is loaded before it is needed.
            platform.warm_up();
            platform.watch(Rc::new(move || update.force_update()))
        });
        move || drop(watch)
    });
    level
}

/// Space runs and stops.
#[hook]
fn use_shortcut(state: &RunState, dispatch: &Callback<Action>) {
    let running = *state == RunState::Running;
    let dispatch = dispatch.clone();
    use_effect_with((running, dispatch), |(running, dispatch)| {
        let (running, dispatch) = (*running, dispatch.clone());
        let keys = Keys::watch(move |key| {
            if key == " " {
                dispatch.emit(if running { Action::Stop } else { Action::Run });
            }
            key == " "
        });
        move || drop(keys)
    });
}

#[derive(PartialEq, Properties)]
struct ProblemsProps {
    address: Rc<Address>,
    state: RunState,
}

/// What went wrong, a sentence each.
#[component]
fn Problems(props: &ProblemsProps) -> Html {
    let mut sentences: Vec<String> = props.address.problems.iter().map(ToString::to_string).collect();
    if let Err(problem) = NetworkChoice::parse(&props.address.network) {
        sentences.push(problem.to_string());
    }
    if let RunState::Failed(sentence) = &props.state {
        sentences.push(sentence.clone());
    }
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="notice" role="alert">{ for sentences.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
    }
}

#[derive(PartialEq, Properties)]
struct NeighboursProps {
    id: &'static str,
}

/// The scenes before and after.
#[component]
fn Neighbours(props: &NeighboursProps) -> Html {
    let (before, after) = scenes::neighbours(props.id);
    let link = |scene: &'static Scene, arrow: &str, class: &'static str| {
        html! {
            <Link<Route> classes={class} to={Route::Scene { id: scene.id.to_owned() }}>{ format!("{arrow} {}", scene.title) }</Link<Route>>
        }
    };
    html! {
        <nav class="neighbours" aria-label="Other scenes">
            { for before.map(|scene| link(scene, "←", "before")) }
            <Link<Route> to={Route::Catalogue}>{ "All scenes" }</Link<Route>>
            { for after.map(|scene| link(scene, "→", "after")) }
        </nav>
    }
}

/// What a screen reader is told.
const fn announcement(state: &RunState) -> &'static str {
    match state {
        RunState::Idle | RunState::Failed(_) => "",
        RunState::Running => "The run has begun.",
        RunState::Finished => "The run is over; the verdict is below the timeline.",
        RunState::Stopped => "The run was stopped.",
    }
}
