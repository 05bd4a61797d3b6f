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
    const ALL: [Self; 5] = [Self::Code, Self::Loop, Self::Console, Self::Advice, Self::Table];

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

/// The panels: tabs of one place.
pub fn panels(view: &SceneView, chosen: &UseStateHandle<Panel>) -> Html {
    let SessionHandle { model, dispatch, .. } = &view.session;
    let model = &model.borrow();
    let tab = |panel: Panel| {
        let (click, keys) = (chosen.clone(), chosen.clone());
        let selected = **chosen == panel;
        html! {
            <button type="button" role="tab" id={panel.id()}
                onclick={move |_| click.set(panel)} onkeydown={move |event| step_tab(&event, panel, &keys)}
                aria-selected={pressed(selected)} aria-controls="panel"
                tabindex={if selected { "0" } else { "-1" }}>{ panel.name() }</button>
        }
    };
    let body = match **chosen {
        Panel::Loop => event_loop(model),
        Panel::Code => {
            let (scene, code, spots) = (view.scene, view.code.clone(), model.spots(view.scene.rust));
            html! { <CodePanel {scene} {code} {spots} on_line={view.line_jump()} /> }
        }
        Panel::Console => console(model, dispatch),
        Panel::Advice => advice(model, dispatch),
        Panel::Table => tables(model),
    };
    html! {
        <section class="panels" aria-label="Details">
            <div class="tabs" role="tablist" aria-label="Details">{ for Panel::ALL.map(tab) }</div>
            <div class="panel" role="tabpanel" id="panel" aria-labelledby={chosen.id()}>
                { body }
            </div>
        </section>
    }
}

/// Arrow keys move between tabs, as in every tab list.
fn step_tab(event: &KeyboardEvent, panel: Panel, state: &UseStateHandle<Panel>) {
    let place = Panel::ALL.iter().position(|known| *known == panel).unwrap_or(0);
    let count = Panel::ALL.len();
    let next = match event.key().as_str() {
        "ArrowRight" => (place + 1) % count,
        "ArrowLeft" => (place + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    state.set(Panel::ALL[next]);
    crate::browser::view::focus(Panel::ALL[next].id());
}
