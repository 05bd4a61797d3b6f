//! What a reader takes along: a link, a snippet, a picture, a trace; and what was brought.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::copy::Copy;
use super::opening::file_field;
use super::route::Route;
use super::scene_view::SceneView;
use crate::browser::level::Level;
use crate::browser::run_message::{Format, Look, Save};
use crate::browser::{page, view};
use crate::timeline::svg::escape;
use crate::timeline::{Theme, View};
use crate::trace::program::listed;

/// A picture has at least this width, in pixels, however narrow the screen is.
const LEAST_WIDTH: f64 = 720.0;

/// What was said of the last thing that was saved.
type Said = UseStateHandle<AttrValue>;

/// Link, snippet, pictures and traces of the run that is shown.
#[hook]
pub fn use_share(view: &SceneView) -> Html {
    let said: Said = use_state_eq(AttrValue::default);
    let link = page::address(&view.here());
    let snippet = snippet(view);
    let copied = {
        let snippet = snippet.clone();
        Callback::from(move |()| snippet.clone())
    };
    let buttons = |formats: [(Format, &'static str); 2]| -> Html {
        formats.into_iter().map(|(format, name)| save_button(view, &said, format, name)).collect()
    };
    html! {
        <details class="share">
            <summary>{ "Share and save" }</summary>
            <dl>
                <dt><label for="share-link">{ "Link" }</label></dt>
                <dd>
                    <input id="share-link" type="text" readonly=true value={link} onfocus={select()} />
                    <Copy name="Copy the link" text={view.link()} />
                </dd>
                <dt><label for="share-snippet">{ "In a page of yours" }</label></dt>
                <dd>
                    <textarea id="share-snippet" readonly=true rows="6" spellcheck="false" value={snippet} />
                    { poster(view) }
                    <Copy name="Copy the snippet" text={copied} />
                    <p class="note">
                        <a href={format!("embed/#{}", Route::scene(view.scene.id, &view.address.query()))}>
                            { "How to embed it" }
                        </a>
                    </p>
                </dd>
                <dt>{ "Picture" }</dt>
                <dd>{ buttons([(Format::Svg, "Save as SVG"), (Format::Png, "Save as PNG")]) }</dd>
                <dt>{ "Trace" }</dt>
                <dd>
                    { buttons([(Format::Run, "Save the trace"), (Format::Chrome, "Save for Perfetto")]) }
                    { file_field(&view.opened.open) }
                    <p class="note">
                        { "A saved trace opens here again, also by dropping it on any page of this site. Other viewers \
                           open the other file: ui.perfetto.dev, chrome://tracing." }
                    </p>
                </dd>
            </dl>
            <p class="note" role="status">{ &*said }</p>
        </details>
    }
}

/// The scene as an element for other pages: in a `<div>` and without empty lines, as programs that make
/// pages of Markdown leave it alone then.
fn snippet(view: &SceneView) -> String {
    let (site, scene) = (escape(&page::site()), view.scene);
    let query = view.address.query();
    let params = if query.is_empty() { String::new() } else { format!(" params=\"{}\"", escape(&query)) };
    format!(
        "<div>\n<meanwhile-scene scene=\"{}\"{params}>\n<a href=\"{site}#{}\">{}, {}</a>\n\
         </meanwhile-scene>\n</div>\n<script type=\"module\" src=\"{site}embed.js\"></script>\n",
        scene.id,
        escape(&Route::scene(scene.id, &query)),
        escape(scene.title),
        listed(scene.programs),
    )
}

/// What the snippet shows before anybody presses Run.
fn poster(view: &SceneView) -> Html {
    let theme = if view::theme() == Theme::Dark { "dark" } else { "light" };
    let address = format!("posters/{}-{theme}.svg", view.scene.id);
    html! { <img src={address} alt="The picture that stands there until Run is pressed" width="240" loading="lazy" /> }
}

/// What is selected is copied by hand, where the button may not.
fn select() -> Callback<FocusEvent> {
    Callback::from(|event: FocusEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    })
}

/// Saves the run that is shown. What goes on cannot be saved yet.
fn save_button(view: &SceneView, said: &Said, format: Format, name: &'static str) -> Html {
    let runner = view.session.runner.clone().and_then(Result::ok);
    let disabled = view.is_running() || runner.is_none();
    let (shown, said) = (view.clone(), said.clone());
    let onclick = move |_: MouseEvent| {
        let Some(runner) = &runner else { return };
        let told = said.clone();
        let saved = runner.save(save(&shown, format), move |sentence| {
            told.set(sentence.map_or_else(|| "Saved.".into(), AttrValue::from));
        });
        if let Err(error) = saved {
            said.set(format!("Nothing was saved: {error}.").into());
        }
    };
    html! { <button type="button" {disabled} {onclick}>{ name }</button> }
}

/// The order for a file, as the picture is now.
fn save(shown: &SceneView, format: Format) -> Save {
    let SceneView { scene, address, session, level, .. } = shown;
    let model = session.model.borrow();
    let whole = || View { end: model.horizon(), lanes_height: 260.0, ..View::default() };
    let (view, with_paths) = model.drawn.get().unwrap_or_else(|| (whole(), false));
    let view = View { width: view.width.max(LEAST_WIDTH), ..view };
    Save {
        format,
        run: model.to_file(scene, address, level.unwrap_or(Level::Simulated)),
        title: scene.title.to_owned(),
        look: Look { view, folds: model.folds.clone(), theme: view::theme(), with_paths },
    }
}
