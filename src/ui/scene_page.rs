//! A scene's page.

use std::rc::Rc;

use yew::prelude::*;

use super::announcement::announcement;
use super::chart::use_chart;
use super::controls::controls;
use super::guess::guess_first;
use super::panels::{Panel, panels};
use super::problems::problems;
use super::route::{Route, link};
use super::runs::runs;
use super::scene_view::{SceneProps, use_scene_view};
use super::session::{Action, RunState, SessionHandle};
use super::transport::{self, transport};
use super::verdict::verdict;
use crate::browser::level::Level;
use crate::browser::view::{self, Keys};
use crate::scenes::{self, Article, Scene};

/// A scene: lesson, controls, comparison, verdict, panels.
#[component]
pub fn ScenePage(props: &SceneProps) -> Html {
    let view = use_scene_view(props);
    let chart = use_chart(&view);
    let panel = use_state_eq(|| Panel::Code);
    let presents = use_state_eq(|| false);
    use_shortcut(&view.session, &presents);
    let session = &view.session;
    html! {
        <main class="scene" data-scene={view.scene.id} data-state={session.state.word()}
            data-presents={presents.then_some("")} data-level={view.data_level()}>
            { lesson(view.scene) }
            { problems(&view) }
            { controls(&view, &presents) }
            { guess_first(session) }
            { view.comparison() }
            { transport(session) }
            <p class="level note">{ view.level.map_or("Looking what this browser can do…", Level::sentence) }</p>
            { chart }
            { verdict(&view) }
            { runs(session) }
            { panels(&view, &panel) }
            { neighbours(view.scene.id) }
            <p class="unseen" role="status">{ announcement(session) }</p>
        </main>
    }
}

/// What the scene shows, and where it comes from.
fn lesson(scene: &Scene) -> Html {
    html! {
        <div class="lesson">
            <h1>{ scene.title }</h1>
            <p class="lead">{ scene.lesson }</p>
            if !scene.note.is_empty() {
                <p class="aside">{ scene.note }</p>
            }
            { sources(scene) }
        </div>
    }
}

/// The articles that a scene comes from.
fn sources(scene: &Scene) -> Html {
    let article =
        |article: &Article| html! { <p class="note">{ "From: " }<cite>{ article.to_string() }</cite></p> };
    scene.sources.iter().map(article).collect()
}

/// The keys of a scene's page.
#[hook]
fn use_shortcut(session: &SessionHandle, presents: &UseStateHandle<bool>) {
    let running = session.state == RunState::Running;
    let (dispatch, model, presents) = (session.dispatch.clone(), Rc::clone(&session.model), presents.clone());
    let parts = (running, *presents, dispatch, Rc::as_ptr(&model) as usize);
    use_effect_with(parts, move |(running, presented, dispatch, _)| {
        let (running, presented, dispatch) = (*running, *presented, dispatch.clone());
        let keys = Keys::watch(move |key| {
            let action = match key {
                " " => Some(if running { Action::Stop } else { Action::Run }),
                _ => transport::shortcut(key, model.borrow().playback().mode()).map(Action::Play),
            };
            match (key, action) {
                (_, Some(action)) => dispatch.emit(action),
                ("?", _) => view::open_dialog("keys"),
                ("f", _) => presents.set(!presented),
                ("Escape", _) if presented => presents.set(false),
                _ => return false,
            }
            true
        });
        move || drop(keys)
    });
}

/// The scenes before and after.
fn neighbours(id: &str) -> Html {
    let (before, after) = scenes::neighbours(id);
    let to = |scene: &Scene, arrow: &str| {
        link(&Route::scene(scene.id, ""), "", format!("{arrow} {}", scene.title).into())
    };
    html! {
        <nav class="neighbours" aria-label="Other scenes">
            { for before.map(|scene| to(scene, "←")) }
            { link("/", "", "All scenes".into()) }
            { for after.map(|scene| to(scene, "→")) }
        </nav>
    }
}
