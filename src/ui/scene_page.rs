//! A scene's page.

use std::rc::Rc;

use yew::prelude::*;

use super::announcement::announcement;
use super::chart::{self, Curve, Dots};
use super::code::{CodePanel, use_code};
use super::comparison::Comparison;
use super::controls::{Setter, controls};
use super::guess::guess_first;
use super::model::{Model, Remarks};
use super::panels::{Panel, panels};
use super::route::{Route, link};
use super::runs::runs;
use super::session::{Action, RunState, SessionHandle, use_session};
use super::transport::{self, transport};
use super::verdict::verdict;
use crate::browser::level::Level;
use crate::browser::network::NetworkChoice;
use crate::browser::platform::Platform;
use crate::browser::view::{self, Hash, Keys};
use crate::scenes::{self, Address, Article, Scene, Variant};
use crate::timeline::label;
use crate::timeline::playback::{self, Direction};

/// Which scene.
#[derive(PartialEq, Properties)]
pub struct ScenePageProps {
    /// The scene.
    pub scene: &'static Scene,
    /// What the address says about it.
    pub query: String,
    /// What this browser can do.
    pub platform: Platform,
}

/// A scene: lesson, controls, comparison, verdict, panels.
#[component]
pub fn ScenePage(props: &ScenePageProps) -> Html {
    let scene = props.scene;
    let address = use_memo(props.query.clone(), |query| Address::parse(scene, query));
    let session = use_session(scene, &props.query, &address, &props.platform);
    let level = use_level(&props.platform);
    let presents = use_state_eq(|| false);
    use_shortcut(&session, &presents);
    use_effect_with(scene.id, |_| view::set_title(&format!("{} · Meanwhile", scene.title)));
    use_effect_with(address.theme, |theme| {
        if theme.is_some() {
            view::set_theme(*theme);
        }
        // Back to what the reader chose, when the page that asked for another theme is left.
        || view::set_theme(view::stored_theme())
    });
    let panel = use_state_eq(|| Panel::Code);
    let chart = use_chart(scene, &address, &session);
    let code = use_code(scene);
    let spots = if *panel == Panel::Code { session.model.borrow().spots(scene.rust) } else { Vec::new() };
    let code = html! { <CodePanel {scene} {code} {spots} on_line={line_jump(scene, &session)} /> };
    let running = session.state == RunState::Running;
    let asking = use_state_eq(|| false);
    let set = setter(scene, &address);
    html! {
        <main class="scene" data-scene={scene.id} data-state={session.state.word()}
            data-presents={presents.then_some("")} data-level={level.map(|level| level.number().to_string())}>
            <div class="lesson">
                <h1>{ scene.title }</h1>
                <p class="lead">{ scene.lesson }</p>
                if !scene.note.is_empty() {
                    <p class="aside">{ scene.note }</p>
                }
                { sources(scene) }
            </div>
            { problems(&address, &session) }
            { controls(&address, &session.state, &session.dispatch, &set, &presents) }
            if scene.workers(Variant::Blocking, &address.settings) == 0 {
                { freezer(&asking, running, &session.dispatch) }
            }
            { guess_first(&session) }
            <Comparison model={Rc::clone(&session.model)} beat={session.beat} painter={session.painter.clone()}
                dispatch={session.dispatch.clone()} />
            { transport(&session) }
            <p class="level note">{ level.map_or("Looking what this browser can do…", Level::sentence) }</p>
            { chart }
            { verdict(scene, address.pace, &session.model.borrow(), running, level) }
            { runs(&session) }
            { panels(&panel, &code, &session.model.borrow(), &session.dispatch) }
            { neighbours(scene.id) }
            <p class="unseen" role="status">{ announcement(&session) }</p>
        </main>
    }
}

/// Shows the next moment at which a chosen line runs.
fn line_jump(scene: &'static Scene, session: &SessionHandle) -> Callback<u32> {
    let (model, dispatch) = (Rc::clone(&session.model), session.dispatch.clone());
    Callback::from(move |line| {
        let target = model.borrow().find_line(scene.rust, line);
        if let Some(target) = target {
            dispatch.emit(Action::Play(playback::Action::Jump(Direction::Forward, target)));
        }
    })
}

/// Freezes the page, after a warning.
fn freezer(asking: &UseStateHandle<bool>, running: bool, dispatch: &Callback<Action>) -> Html {
    let ask = |value: bool, name: &'static str| {
        let asking = asking.clone();
        html! { <button type="button" disabled={running} onclick={move |_| asking.set(value)}>{ name }</button> }
    };
    let freeze = {
        let (asking, dispatch) = (asking.clone(), dispatch.clone());
        move |_: MouseEvent| {
            asking.set(false);
            dispatch.emit(Action::Freeze);
        }
    };
    html! {
        <div class="freezer">
            if **asking {
                <p role="alert">
                    { "The blocking program will run on this page's own thread. For up to five seconds nothing here \
                       will move, and no button will work." }
                </p>
                <button type="button" onclick={freeze}>{ "Freeze it" }</button>
                { ask(false, "Keep it alive") }
            } else {
                { ask(true, "Freeze this page…") }
            }
        </div>
    }
}

/// The articles that a scene comes from.
fn sources(scene: &Scene) -> Html {
    let article =
        |article: &Article| html! { <p class="note">{ "From: " }<cite>{ article.to_string() }</cite></p> };
    scene.sources.iter().map(article).collect()
}

/// Writes a new value into the address; everything else follows from that.
fn setter(scene: &'static Scene, address: &Rc<Address>) -> Setter {
    let address = Rc::clone(address);
    Callback::from(move |(name, value): (&'static str, String)| {
        let query = address.query();
        let others = form_urlencoded::parse(query.as_bytes()).filter(|pair| pair.0 != name);
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let query = pairs.extend_pairs(others).append_pair(name, &value).finish();
        Hash::replace(&Route::scene(scene.id, &query));
    })
}

/// The level, once it is known.
#[hook]
fn use_level(platform: &Platform) -> Option<Level> {
    let level = use_state_eq(|| platform.level());
    let set = level.setter();
    use_effect_with(platform.clone(), move |platform| {
        // By now the reader is here to stay: the worker is loaded before it is needed.
        platform.warm_up();
        let watched = platform.clone();
        let look = move || set.set(watched.level());
        // It may have become known before anybody listened.
        look();
        let watch = platform.watch(Rc::new(look));
        move || drop(watch)
    });
    *level
}

/// The chart of a scene that has one, with a dot for each run that was finished since the page
/// was opened.
#[hook]
fn use_chart(scene: &'static Scene, address: &Rc<Address>, session: &SessionHandle) -> Html {
    let model = Rc::as_ptr(&session.model) as usize;
    let curve = use_memo(model, |_| {
        let runner = session.runner.as_ref()?.as_ref().ok()?;
        Curve::of(scene, address, &session.model.borrow(), runner)
    });
    let dots = use_state(Dots::default);
    {
        let (dots, address, shown) = (dots.clone(), Rc::clone(address), Rc::clone(&session.model));
        use_effect_with((model, session.state.clone()), move |(_, state)| {
            if let (RunState::Finished, Some(chart)) = (state, scenes::chart(scene.id)) {
                dots.set(dots.with(chart, &address, &shown.borrow()));
            }
        });
    }
    curve.as_ref().as_ref().map_or_else(Html::default, |curve| chart::chart(curve, &dots, address))
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

/// What went wrong, a sentence each.
fn problems(address: &Address, session: &SessionHandle) -> Html {
    let (model, state) = (&session.model.borrow(), &session.state);
    let mut sentences: Vec<String> = address.problems.iter().map(ToString::to_string).collect();
    sentences.extend_from_slice(&session.problems);
    if let Err(problem) = NetworkChoice::parse(&address.network) {
        sentences.push(problem.to_string());
    }
    sentences
        .extend(model.simulation().problem.iter().map(|problem| format!("There is no preview: {problem}.")));
    if let RunState::Failed(sentence) = state {
        sentences.push(sentence.clone());
    }
    sentences.extend(Variant::ALL.into_iter().filter_map(|variant| failures(variant, model)));
    sentences.extend(remarks(model.remarks()));
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="notice" role="alert">{ for sentences.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
    }
}

/// What must be known to judge a run, a sentence each.
fn remarks(remarks: Remarks) -> Vec<String> {
    let mut sentences = Vec::new();
    if remarks.hidden {
        sentences.push(
            "The page was hidden for some of this run. Browsers slow timers down then: run it again to compare times."
                .to_owned(),
        );
    }
    if let Some(frozen) = remarks.frozen {
        let kept = match remarks.kept {
            None => String::new(),
            Some(0) => " You pressed nothing meanwhile; it would have had to wait.".to_owned(),
            Some(kept) => format!(" {kept} of your presses and keys had to wait until it was over."),
        };
        sentences.push(format!(
            "The page was frozen for {}: it drew no frame, and no button worked.{kept} The async side did the same \
             work with the page alive. (Few browsers let a frozen page make requests: elsewhere it waits as long as \
             they would take.)",
            label::time(frozen)
        ));
    }
    sentences
}

/// A sentence about a side of the live run whose tasks failed.
fn failures(variant: Variant, model: &Model) -> Option<String> {
    let totals = model.totals(variant).filter(|totals| totals.failed > 0)?;
    let (failed, tasks, word) = (totals.failed, totals.tasks, variant.word());
    Some(format!("In the {word} run {failed} of {tasks} tasks failed; the console says why."))
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
