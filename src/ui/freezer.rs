//! Freezes the page, after a warning.

use yew::prelude::*;

use super::session::Action;

/// Whom it tells.
#[derive(PartialEq, Properties)]
pub struct FreezerProps {
    /// Whether a run is going on.
    pub running: bool,
    /// Takes the reader's wish.
    pub dispatch: Callback<Action>,
}

/// A button and, when it was pressed, what will happen and the choice.
#[component]
pub fn Freezer(props: &FreezerProps) -> Html {
    let asking = use_state_eq(|| false);
    let button = |name: &'static str, then: bool, act: bool| {
        let (asking, dispatch) = (asking.clone(), props.dispatch.clone());
        let onclick = move |_: MouseEvent| {
            asking.set(then);
            if act {
                dispatch.emit(Action::Freeze);
            }
        };
        html! { <button type="button" disabled={props.running} {onclick}>{ name }</button> }
    };
    if !*asking {
        return html! { <div class="segments">{ button("Freeze this page…", true, false) }</div> };
    }
    html! {
        <div class="freezer">
            <p role="alert">
                { "The blocking program will run on this page's own thread. For up to five seconds nothing here \
                   will move, and no button will work." }
            </p>
            { button("Freeze it", false, true) }
            { button("Keep it alive", false, false) }
        </div>
    }
}
