//! The panels: code, event loop, console, advice and table.

use yew::prelude::*;

use super::advice::advice;
use super::app::pressed;
use super::code::CodePanel;
use super::console::console;
use super::event_loop::event_loop;
use super::scene_view::SceneView;
use super::session::SessionHandle;
use super::table::tables;

/// One of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The files.
    Code,
    /// The queues.
    Loop,
    /// The printed lines.
    Console,
    /// What went wrong.
    Advice,
    /// The lanes in words.
    Table,
}

impl Panel {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 5] = [Self::Code, Self::Loop, Self::Console, Self::Advice, Self::Table];

    /// The one of this name in an address.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.id() == format!("tab-{name}"))
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Loop => "tab-loop",
            Self::Code => "tab-code",
            Self::Console => "tab-console",
            Self::Advice => "tab-advice",
            Self::Table => "tab-table",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Loop => "Event loop",
            Self::Code => "Code",
            Self::Console => "Console",
            Self::Advice => "Advice",
            Self::Table => "Table",
        }
    }
}

/// Some of the panels: tabs of one place.
pub fn panels(view: &SceneView, which: &[Panel], chosen: &UseStateHandle<Panel>) -> Html {
    let Some(shown) = which.iter().find(|panel| **panel == **chosen).or(which.first()).copied() else {
        return Html::default();
    };
    let SessionHandle { model, dispatch, .. } = &view.session;
    let model = &model.borrow();
    let tab = |panel: Panel| {
        let (click, keys, tabs) = (chosen.clone(), chosen.clone(), which.to_vec());
        let selected = shown == panel;
        html! {
            <button type="button" role="tab" id={panel.id()}
                onclick={move |_| click.set(panel)} onkeydown={move |event| step_tab(&event, &tabs, panel, &keys)}
                aria-selected={pressed(selected)} aria-controls="panel"
                tabindex={if selected { "0" } else { "-1" }}>{ panel.name() }</button>
        }
    };
    let body = match shown {
        Panel::Loop => event_loop(model),
        Panel::Code => {
            let (scene, code, spots) = (view.scene, view.code.clone(), model.spots(view.scene.rust));
            let (follow, lit) = (model.followed(scene.rust), model.lit_line());
            html! { <CodePanel {scene} {code} {spots} {follow} {lit} on_line={view.line_jump()} /> }
        }
        Panel::Console => console(model, dispatch),
        Panel::Advice => {
            let chosen = chosen.clone();
            let show_code = Callback::from(move |()| chosen.set(Panel::Code));
            advice(model, view.scene.rust, dispatch, &show_code)
        }
        Panel::Table => tables(model),
    };
    html! {
        <section class="panels" aria-label="Details">
            <div class="tabs" role="tablist" aria-label="Details">{ for which.iter().copied().map(tab) }</div>
            <div class="panel" role="tabpanel" id="panel" aria-labelledby={shown.id()}>
                { body }
            </div>
        </section>
    }
}

/// Arrow keys move between tabs, as in every tab list.
fn step_tab(event: &KeyboardEvent, tabs: &[Panel], panel: Panel, state: &UseStateHandle<Panel>) {
    let place = tabs.iter().position(|known| *known == panel).unwrap_or(0);
    let count = tabs.len();
    let next = match event.key().as_str() {
        "ArrowRight" => (place + 1) % count,
        "ArrowLeft" => (place + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    state.set(tabs[next]);
    crate::browser::view::focus(tabs[next].id());
}
