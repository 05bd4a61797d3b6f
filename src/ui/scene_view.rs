//! What a page of a scene knows, however it is laid out.

use std::rc::Rc;

use yew::prelude::*;

use super::code::{self, use_code};
use super::comparison::Comparison;
use super::controls::Setter;
use super::opening::Opened;
use super::route::Route;
use super::session::{Action, RunState, SessionHandle, use_session};
use super::transport;
use crate::browser::level::Level;
use crate::browser::page;
use crate::browser::platform::Platform;
use crate::browser::view::{self, Hash, Keys};
use crate::scenes::{Address, Scene};
use crate::timeline::playback::{self, Direction};

/// Which scene, and where.
#[derive(PartialEq, Properties)]
pub struct SceneProps {
    /// The scene.
    pub scene: &'static Scene,
    /// What the address says about it.
    pub query: String,
    /// What this browser can do.
    pub platform: Platform,
    /// What the reader opened.
    #[prop_or_default]
    pub opened: Opened,
}

/// What there is to lay out of a scene: everything that its parts are rendered from.
#[derive(Clone)]
pub struct SceneView {
    /// The scene.
    pub scene: &'static Scene,
    /// Its settings.
    pub address: Rc<Address>,
    /// Its run.
    pub session: SessionHandle,
    /// How much of a run is real here, once that is known.
    pub level: Option<Level>,
    /// Its two files, once they are there.
    pub code: code::Loaded,
    /// What the reader opened, and where more of it goes.
    pub opened: Opened,
}

/// Everything that a page of a scene has, whatever it shows of it: run, level, title, colours, and the code
/// if it shows that.
#[hook]
pub fn use_scene_view(props: &SceneProps, with_code: bool) -> SceneView {
    let scene = props.scene;
    let address = use_memo(props.query.clone(), |query| Address::parse(scene, query));
    let session = use_session(scene, &props.query, &address, &props.platform, &props.opened);
    let level = use_level(&props.platform);
    let code = use_code(with_code.then_some(scene));
    use_effect_with(scene.id, |_| view::set_title(&format!("{} · Meanwhile", scene.title)));
    use_effect_with(address.theme, |theme| {
        if theme.is_some() {
            view::set_theme(*theme);
        }
        // Back to what the reader chose, when the page that asked for another theme is left.
        || view::set_theme(view::stored_theme())
    });
    SceneView { scene, address, session, level, code, opened: props.opened.clone() }
}

impl SceneView {
    /// Whether a run is going on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.session.state == RunState::Running
    }

    /// The level as `data-level` has it.
    #[must_use]
    pub fn data_level(&self) -> Option<String> {
        self.level.map(|level| level.number().to_string())
    }

    /// The picture.
    pub fn comparison(&self) -> Html {
        let SessionHandle { model, beat, painter, dispatch, .. } = self.session.clone();
        html! { <Comparison {model} {beat} {painter} {dispatch} /> }
    }

    /// What a key does on every page of a scene, if it does anything.
    fn shortcut(&self, key: &str) -> Option<Action> {
        let model = self.session.model.borrow();
        let looped = model.playback().range().is_some();
        match key {
            " " => Some(if self.is_running() { Action::Stop } else { Action::Run }),
            "Escape" if model.lit_line().is_some() => Some(Action::Light(None)),
            "Escape" if looped => Some(Action::Play(playback::Action::Loop(None))),
            _ => transport::shortcut(key, model.playback().mode()).map(Action::Play),
        }
    }

    /// What stands behind `#` for the scene's own page as it is shown now: parameters, seed, pace, network,
    /// moment and speed. The colours are up to whoever opens it.
    #[must_use]
    pub fn here(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(self.address.query());
        query.extend_pairs(self.session.model.borrow().link().pairs());
        Route::scene(self.scene.id, &query.finish())
    }

    /// The address of just this: the scene with its settings, the moment and the speed.
    #[must_use]
    pub fn link(&self) -> Callback<(), String> {
        let view = self.clone();
        Callback::from(move |()| page::address(&view.here()))
    }

    /// Writes a new value into the address; everything else follows from that.
    #[must_use]
    pub fn setter(&self) -> Setter {
        let (scene, address) = (self.scene, Rc::clone(&self.address));
        Callback::from(move |(name, value): (&'static str, String)| {
            let query = address.whole_query();
            let others = form_urlencoded::parse(query.as_bytes()).filter(|pair| pair.0 != name);
            let mut pairs = form_urlencoded::Serializer::new(String::new());
            let query = pairs.extend_pairs(others).append_pair(name, &value).finish();
            Hash::replace(&Route::scene(scene.id, &query));
        })
    }

    /// Picks out a chosen line of the Rust file, and shows the next moment at which it runs.
    #[must_use]
    pub fn line_jump(&self) -> Callback<u32> {
        let scene = self.scene;
        let (model, dispatch) = (Rc::clone(&self.session.model), self.session.dispatch.clone());
        Callback::from(move |line| {
            dispatch.emit(Action::Light(Some((scene.rust, line))));
            let target = model.borrow().find_line(scene.rust, line);
            if let Some(target) = target {
                dispatch.emit(Action::Play(playback::Action::Jump(Direction::Forward, target)));
            }
        })
    }
}

/// The keys of a page of a scene. `presents` is whether it is shown to an audience, where it can be.
#[hook]
pub fn use_shortcuts(view: &SceneView, presents: Option<&UseStateHandle<bool>>) {
    let (view, presents) = (view.clone(), presents.cloned());
    let parts = (view.is_running(), view.session.dispatch.clone(), Rc::as_ptr(&view.session.model) as usize);
    let presented = presents.as_ref().is_some_and(|presents| **presents);
    use_effect_with((parts, presented), move |_| {
        let keys = Keys::watch(move |key| {
            match (key, view.shortcut(key), &presents) {
                (_, Some(action), _) => view.session.dispatch.emit(action),
                ("?", _, Some(_)) => view::open_dialog("keys"),
                ("f", _, Some(presents)) => presents.set(!presented),
                ("Escape", _, Some(presents)) if presented => presents.set(false),
                _ => return false,
            }
            true
        });
        move || drop(keys)
    });
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
