//! A scene's page.

use yew::prelude::*;

use super::announcement::announcement;
use super::chart::use_chart;
use super::controls::controls;
use super::guess::guess_first;
use super::opening::origin;
use super::panels::{Panel, panels};
use super::problems::problems;
use super::route::{Route, link};
use super::runs::runs;
use super::scene_view::{SceneProps, use_scene_view, use_shortcuts};
use super::session::RunState;
use super::share::use_share;
use super::transport::transport;
use super::verdict::verdict;
use crate::browser::level::Level;
use crate::browser::offline::KeepFiles;
use crate::scenes::{self, Article, Scene};

/// A scene: lesson, controls, comparison, verdict, panels.
#[component]
pub fn ScenePage(props: &SceneProps) -> Html {
    let view = use_scene_view(props, true);
    let chart = use_chart(&view);
    let share = use_share(&view);
    let panel = use_state_eq(|| Panel::Code);
    let presents = use_state_eq(|| false);
    use_shortcuts(&view, Some(&presents));
    let session = &view.session;
    use_effect_with(session.state == RunState::Running, |running| {
        let kept = if *running { None } else { KeepFiles::when_idle() };
        move || drop(kept)
    });
    html! {
        <main class="scene" data-scene={view.scene.id} data-state={session.state.word()}
            data-presents={presents.then_some("")} data-level={view.data_level()}>
            { lesson(view.scene) }
            { problems(&view, &[]) }
            { origin(&view) }
            { controls(&view, &presents) }
            { guess_first(session) }
            { view.comparison() }
            { transport(&view) }
            <p class="level note">{ view.level.map_or("Looking what this browser can do…", Level::sentence) }</p>
            { chart }
            { verdict(&view) }
            { runs(session) }
            { share }
            { panels(&view, &Panel::ALL, &panel) }
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
