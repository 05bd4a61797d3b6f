//! A scene inside of another page: little room, and a host that has wishes.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::announcement::announcement;
use super::controls::act;
use super::freezer::Freezer;
use super::panels::{Panel, panels};
use super::problems::problems;
use super::route::Route;
use super::scene_view::{SceneProps, SceneView, use_scene_view, use_shortcuts};
use super::session::{Action, RunState};
use super::transport::transport;
use super::verdict::figures;
use crate::browser::embed::{Answer, Host, Order};
use crate::browser::level::Level;
use crate::browser::page;
use crate::browser::view::{self, Detail, Hash};
use crate::timeline::playback::{self, Direction, Mode, Target};

/// What the address says about the embedding alone.
#[derive(Debug, PartialEq)]
struct Wishes {
    panels: Vec<Panel>,
    freeze: bool,
    problems: Vec<String>,
}

impl Wishes {
    fn parse(query: &str) -> Self {
        let mut wishes = Self { panels: Vec::new(), freeze: false, problems: Vec::new() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "panels" => value.split(',').map(str::trim).for_each(|word| wishes.add_panel(word)),
                "freeze" => wishes.freeze = true,
                _ => {}
            }
        }
        wishes
    }

    fn add_panel(&mut self, word: &str) {
        match Panel::named(word) {
            Some(panel) if !self.panels.contains(&panel) => self.panels.push(panel),
            None if !word.is_empty() => {
                let known = "code, loop, console, advice and table";
                self.problems.push(format!("“panels={word}” is none of {known}; it is ignored."));
            }
            _ => {}
        }
    }
}

/// A scene in little room: run, picture, playback, totals, and the panels that the host chose.
#[component]
pub fn EmbedPage(props: &SceneProps) -> Html {
    let wishes = use_memo(props.query.clone(), |query| Wishes::parse(query));
    let view = use_scene_view(props, wishes.panels.contains(&Panel::Code));
    let panel = use_state_eq(|| Panel::Code);
    use_host(&view);
    use_shortcuts(&view, None);
    let session = &view.session;
    let running = view.is_running();
    html! {
        <main class="embed" data-scene={view.scene.id} data-state={session.state.word()} data-level={view.data_level()}>
            <header class="embed-head">
                { act(&view) }
                <h1>{ view.scene.title }</h1>
                <a href={format!("#{}", view.here())} target="_blank" rel="noopener">{ "Open in Meanwhile" }</a>
            </header>
            { problems(&view, &wishes.problems) }
            { view.comparison() }
            { transport(&view) }
            if wishes.freeze && view.address.can_be_on_page(view.scene) {
                <Freezer {running} dispatch={session.dispatch.clone()} />
            }
            { figures(&view) }
            <p class="level note">{ view.level.map_or("Looking what this browser can do…", Level::sentence) }</p>
            { panels(&view, &wishes.panels, &panel) }
            <p class="unseen" role="status">{ announcement(session) }</p>
        </main>
    }
}

/// Why there is nothing to embed.
#[derive(PartialEq, Properties)]
pub struct NothingProps {
    /// The sentence.
    pub sentence: AttrValue,
}

/// A sentence in the place of a scene; the host is told.
#[component]
pub fn NothingToEmbed(props: &NothingProps) -> Html {
    use_effect_with(props.sentence.clone(), |sentence| {
        let host = Host::greet(|_| Err("There is no scene.".to_owned()));
        if let Some(host) = &host {
            host.keep_told("unknown", Detail::default().with("message", &**sentence));
        }
        move || drop(host)
    });
    html! {
        <main class="embed" data-state="failed">
            <p class="notice" role="alert">{ &props.sentence }</p>
            <p><a href="#/" target="_blank" rel="noopener">{ "All scenes" }</a></p>
        </main>
    }
}

/// Obeys the page around, and tells it how the run stands.
#[hook]
fn use_host(view: &SceneView) {
    let host: Rc<RefCell<Option<Host>>> = use_mut_ref(|| None);
    let latest = use_mut_ref(|| view.clone());
    latest.replace(view.clone());
    {
        let host = Rc::clone(&host);
        use_effect_with((), move |()| {
            host.replace(Host::greet(move |order| obey(&latest.borrow().clone(), order)));
            move || drop(host.take())
        });
    }
    let (view, mode) = (view.clone(), view.session.model.borrow().playback().mode());
    let parts = (view.session.state.clone(), view.level, mode, Rc::clone(&view.address));
    use_effect_with(parts, move |(state, _, _, address)| {
        let host = host.borrow();
        let Some(host) = &*host else { return };
        host.keep_told("state", Detail::default().with("state", report(&view)));
        let mut sentences: Vec<_> = address.problems.iter().map(ToString::to_string).collect();
        if let RunState::Failed(sentence) = state {
            sentences.push(sentence.clone());
        }
        if !sentences.is_empty() {
            host.keep_told("error", Detail::default().with("message", sentences.join(" ")));
        }
    });
}

/// Does what the page around wants.
fn obey(view: &SceneView, order: Order) -> Answer {
    let act = |action| view.session.dispatch.emit(action);
    let play = |action| act(Action::Play(action));
    match order {
        Order::Run => act(Action::Run),
        Order::Stop => act(Action::Stop),
        Order::Pause => play(playback::Action::Pause),
        Order::Play => play(playback::Action::Play),
        Order::Seek(at) => play(playback::Action::Seek(at)),
        Order::Step(steps) => {
            let direction = if steps < 0 { Direction::Back } else { Direction::Forward };
            (0..steps.unsigned_abs()).for_each(|_| play(playback::Action::Jump(direction, Target::Record)));
        }
        Order::Theme(theme) => view::set_theme(Some(theme)),
        Order::Params(query) => Hash::replace(&Route::embed(view.scene.id, &query)),
        Order::State => return Ok(report(view).into()),
        Order::ShareUrl => return Ok(page::address(&view.here()).into()),
        Order::Trace => return file(view),
    }
    Ok(JsValue::UNDEFINED)
}

/// Where everything is.
fn report(view: &SceneView) -> Detail {
    let model = view.session.model.borrow();
    let end = model.last();
    let mode = match model.playback().mode() {
        Mode::Live => "live",
        Mode::Paused => "paused",
        Mode::Playing => "playing",
    };
    Detail::default()
        .with("scene", view.scene.id)
        .with("state", view.session.state.word())
        .with("level", view.level.map(Level::number).map_or(JsValue::NULL, Into::into))
        .with("playback", mode)
        .with("seconds", model.playhead().unwrap_or(end).secs())
        .with("end", end.secs())
}

/// The run that is shown, as a file that the playground opens again.
fn file(view: &SceneView) -> Answer {
    if view.is_running() {
        return Err("The run goes on: what it recorded is complete when it is over.".to_owned());
    }
    let level = view.level.unwrap_or(Level::Simulated);
    let file = view.session.model.borrow().to_file(view.scene, &view.address, level);
    let bytes = file.to_bytes().map_err(|error| format!("No file was made: {error}."))?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}
