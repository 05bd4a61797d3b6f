//! A run out of a file: dropped on the page, or chosen.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::route::Route;
use super::scene_view::SceneView;
use crate::browser::Runner;
use crate::browser::view::{Drops, Hash, chosen_file};
use crate::scenes::{self, Address, Pace};
use crate::trace::RunFile;

/// What the reader opened.
#[derive(Clone)]
pub struct Opened {
    /// How many files there were so far.
    pub count: u32,
    run: Rc<RefCell<Option<Waiting>>>,
    /// Takes the next file.
    pub open: Callback<File>,
}

/// A run whose scene's page has yet to show it.
struct Waiting {
    /// The scene and its query, as in an address.
    program: String,
    file: String,
    run: RunFile,
}

impl PartialEq for Opened {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count
    }
}

impl Default for Opened {
    fn default() -> Self {
        Self { count: 0, run: Rc::default(), open: Callback::noop() }
    }
}

impl Opened {
    /// The run and the name of its file, if one waits for the page of this program. Only once.
    #[must_use]
    pub fn take(&self, program: &str) -> Option<(RunFile, String)> {
        let waiting = self.run.borrow_mut().take_if(|waiting| waiting.program == program)?;
        Some((waiting.run, waiting.file))
    }
}

/// Opens files from wherever they come, but not those that are dropped on a scene that is `embedded`. Gives
/// what was opened last, and what was wrong with the last one.
#[hook]
pub fn use_opening(embedded: bool) -> (Opened, UseStateHandle<Option<AttrValue>>) {
    let problem = use_state_eq(|| None);
    let count = use_state_eq(|| 0_u32);
    let run = use_mut_ref(|| None);
    let counted = use_mut_ref(|| 0_u32);
    let open = {
        let (problem, count, run) = (problem.setter(), count.setter(), Rc::clone(&run));
        Callback::from(move |file: File| {
            let (problem, count, run) = (problem.clone(), count.clone(), Rc::clone(&run));
            let (name, counted) = (file.name(), Rc::clone(&counted));
            Runner::open_file(file, move |read| match read {
                Err(sentence) => problem.set(Some(sentence.into())),
                Ok(read) => {
                    problem.set(None);
                    let hash = wait(&run, read, name);
                    *counted.borrow_mut() += 1;
                    count.set(*counted.borrow());
                    Hash::open(&hash);
                }
            });
        })
    };
    {
        let open = open.clone();
        use_effect_with(embedded, move |embedded| {
            let drops = (!embedded).then(|| Drops::watch(move |file| open.emit(file)));
            move || drop(drops)
        });
    }
    (Opened { count: *count, run, open }, problem)
}

/// Leaves a run for the page of its scene. Returns what stands behind `#` there.
fn wait(waiting: &RefCell<Option<Waiting>>, run: RunFile, file: String) -> String {
    // As the page of the scene will write it, which leaves out what is at its default.
    let scene = scenes::find(&run.scene);
    let query = scene.map_or_else(String::new, |scene| Address::parse(scene, &run.query).query());
    let hash = Route::scene(&run.scene, &query);
    waiting.replace(Some(Waiting { program: format!("{}?{query}", run.scene), file, run }));
    hash
}

/// What was wrong with a file, until the reader has read it.
pub fn refusal(problem: &UseStateHandle<Option<AttrValue>>) -> Html {
    let Some(sentence) = &**problem else { return Html::default() };
    let dismiss = {
        let problem = problem.clone();
        move |_: MouseEvent| problem.set(None)
    };
    html! {
        <div class="notice refusal">
            <p role="alert">{ sentence }</p>
            <button type="button" onclick={dismiss}>{ "Dismiss" }</button>
        </div>
    }
}

/// Where a run comes from that is none of this page's.
pub fn origin(view: &SceneView) -> Html {
    let model = view.session.model.borrow();
    let Some(origin) = model.origin() else { return Html::default() };
    let pace = model.pace().unwrap_or(Pace::ONE);
    html! {
        <p class="notice origin" role="status">
            { format!(
                "This run comes from the file “{}”. Its numbers are as they were recorded there: at level {} of 4, \
                 {pace} scene seconds a second. Press Run for one of your own.",
                origin.file, origin.level.number()
            ) }
        </p>
    }
}

/// A field to choose a file.
pub fn file_field(open: &Callback<File>) -> Html {
    let open = open.clone();
    let onchange = move |event: Event| {
        if let Some(file) = event.target_dyn_into::<HtmlInputElement>().and_then(|field| chosen_file(&field))
        {
            open.emit(file);
        }
    };
    html! {
        <label class="file-field">
            <span>{ "Open a trace" }</span>
            <input type="file" {onchange} />
        </label>
    }
}
