//! Copies a text for the reader or, where the browser does not allow that, shows it to be copied by hand.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::page;

/// What is copied.
#[derive(PartialEq, Properties)]
pub struct CopyProps {
    /// The button's name.
    pub name: AttrValue,
    /// Makes the text when the button is pressed.
    pub text: Callback<(), String>,
}

/// How that went.
#[derive(Clone, PartialEq)]
enum Outcome {
    Copied,
    /// The text that is left to the reader.
    Refused(AttrValue),
}

/// A button that copies a text.
#[component]
pub fn Copy(props: &CopyProps) -> Html {
    let outcome = use_state_eq(|| None);
    let onclick = {
        let (text, outcome) = (props.text.clone(), outcome.setter());
        move |_| {
            let (text, outcome) = (text.emit(()), outcome.clone());
            page::copy_then(text.clone(), move |copied| {
                outcome.set(Some(if copied { Outcome::Copied } else { Outcome::Refused(text.into()) }));
            });
        }
    };
    // What was refused stays until it is tried again.
    let forget = {
        let (copied, outcome) = (*outcome == Some(Outcome::Copied), outcome.setter());
        move |_| {
            if copied {
                outcome.set(None);
            }
        }
    };
    html! {
        <span class="copy">
            <button type="button" {onclick} onblur={forget}>{ &props.name }</button>
            <span class="note" role="status">
                { match &*outcome {
                    None => "",
                    Some(Outcome::Copied) => "Copied.",
                    Some(Outcome::Refused(_)) => "This browser does not let the page copy. Copy it from here:",
                } }
            </span>
            if let Some(Outcome::Refused(text)) = &*outcome {
                <Shown text={text.clone()} name={props.name.clone()} />
            }
        </span>
    }
}

#[derive(PartialEq, Properties)]
struct ShownProps {
    name: AttrValue,
    text: AttrValue,
}

/// A text in a field, selected.
#[component]
fn Shown(props: &ShownProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with(props.text.clone(), move |_| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
                field.select();
            }
        });
    }
    html! { <input ref={field} type="url" readonly={true} aria-label={&props.name} value={&props.text} /> }
}
