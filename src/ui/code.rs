//! The code: the file that runs, and the same program in Python, with the lines marked that tasks
//! are at.

use std::rc::Rc;

use yew::prelude::*;

use super::app::pressed;
use crate::browser::files::Loading;
use crate::browser::view;
use crate::scenes::{Scene, Source};
use crate::timeline::code::{Code, LineMark, Listing, Spot};

/// The code of a scene, once it is there; or why it is not, as a sentence.
pub type Loaded = Option<Result<Rc<Code>, String>>;

/// Loads the code of a scene, if it is wanted: in colours, or, where those are missing, its two files as
/// they are.
#[hook]
pub fn use_code(scene: Option<&'static Scene>) -> Loaded {
    let code = use_state_eq(|| None);
    let plain = use_state_eq(|| false);
    let setters = (code.setter(), plain.setter());
    use_effect_with((scene, *plain), move |(scene, plain)| {
        let (code, fall_back) = setters;
        let loading = scene.map(|scene| {
            let [rust, python] = [scene.rust, scene.python].map(address);
            if *plain {
                Loading::start([rust, python], move |files| {
                    code.set(Some(files.map(|[rust, python]| Rc::new(Code::plain(&rust, &python)))));
                })
            } else {
                Loading::start([rust.replace(".rs", ".txt")], move |files| {
                    match files.ok().and_then(|[text]| Code::parse(&text)) {
                        Some(parsed) => code.set(Some(Ok(Rc::new(parsed)))),
                        None => fall_back.set(true),
                    }
                })
            }
        });
        move || drop(loading)
    });
    (*code).clone()
}

/// Where the page finds a file.
fn address(source: Source) -> String {
    format!("code/{}", source.name)
}

/// What the panel shows.
#[derive(PartialEq, Properties)]
pub struct CodePanelProps {
    /// The scene.
    pub scene: &'static Scene,
    /// Its code.
    pub code: Loaded,
    /// Where its tasks are at the moment that is shown.
    pub spots: Vec<Spot>,
    /// The lines of the Rust file of which one is kept in view.
    pub follow: Vec<u32>,
    /// The line of the Rust file that is picked out.
    pub lit: Option<u32>,
    /// Takes the line of the Rust file that the reader chose, there or by its counterpart in Python.
    pub on_line: Callback<u32>,
}

/// The two files, side by side.
#[component]
pub fn CodePanel(props: &CodePanelProps) -> Html {
    let CodePanelProps { scene, code, spots, follow, lit, on_line } = props;
    let code = match code {
        None => return html! { <p class="note">{ "Loading the code…" }</p> },
        Some(Err(sentence)) => return html! { <p class="note">{ sentence }</p> },
        Some(Ok(code)) => code,
    };
    html! {
        <div class="files">
            <Pane rust={true} source={scene.rust} remark="runs here, all programs" code={Rc::clone(code)}
                marks={Code::rust_marks(spots)} follow={follow.clone()} lit={*lit} on_line={on_line.clone()} />
            <Pane rust={false} source={scene.python} remark="the same in Python" code={Rc::clone(code)}
                marks={code.python_marks(spots)} follow={follow.iter().filter_map(|line| code.python_line(*line)).collect::<Vec<_>>()} lit={lit.and_then(|line| code.python_line(line))} on_line={on_line.clone()} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PaneProps {
    /// Whether it is the Rust file.
    rust: bool,
    source: Source,
    remark: &'static str,
    code: Rc<Code>,
    marks: Vec<(u32, LineMark)>,
    /// The lines of this file of which one is kept in view.
    follow: Vec<u32>,
    /// The line of this file that is picked out.
    lit: Option<u32>,
    on_line: Callback<u32>,
}

/// The line of the Rust file that is chosen with a line of that file, or of the other one.
fn chosen(code: &Code, rust: bool, line: u32) -> Option<u32> {
    if rust { code.python_line(line).map(|_| line) } else { code.rust_lines(line).next() }
}

/// One file.
#[component]
fn Pane(props: &PaneProps) -> Html {
    let PaneProps { rust, source, remark, code, .. } = props;
    let listing = if *rust { &code.rust } else { &code.python };
    let pane = use_node_ref();
    {
        let (pane, first) = (pane.clone(), listing.first);
        // Once for each text: afterwards the reader scrolls.
        use_effect_with(Rc::as_ptr(code), move |_| {
            if let Some(pane) = pane.cast() {
                view::scroll_to(&pane, &format!("[data-line='{first}']"));
            }
        });
    }
    {
        let pane = pane.clone();
        use_effect_with(props.follow.clone(), move |lines| {
            if let Some(pane) = pane.cast() {
                view::keep_in_view(&pane, lines);
            }
        });
    }
    let choose = {
        let (code, rust, on_line) = (Rc::clone(code), *rust, props.on_line.clone());
        move |event: &Event| {
            let line = view::number_at(event, "line").and_then(|line| chosen(&code, rust, line));
            line.inspect(|line| on_line.emit(*line)).is_some()
        }
    };
    let onclick = {
        let choose = choose.clone();
        move |event: MouseEvent| {
            choose(&event);
        }
    };
    let onkeydown = move |event: KeyboardEvent| {
        let taken = match event.key().as_str() {
            "Enter" => choose(&event),
            "ArrowDown" => view::focus_beside(&event, ".step", true),
            "ArrowUp" => view::focus_beside(&event, ".step", false),
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    };
    let lines = listing.lines.iter().zip(1..).map(|(text, number)| line(props, listing, text, number));
    html! {
        <figure class="file">
            <figcaption>
                <a href={address(*source)} download={source.name}>{ source.name }</a>
                { " " }<span class="note">{ remark }</span>
            </figcaption>
            <pre ref={pane} tabindex="0" aria-label={source.name} {onclick} {onkeydown}>{ for lines }</pre>
            if listing.rest > 0 {
                <p class="note">
                    { format!("{} more lines describe and test the scene; they are in the whole file.", listing.rest) }
                </p>
            }
        </figure>
    }
}

fn line(props: &PaneProps, listing: &Listing, text: &Rc<str>, number: u32) -> Html {
    let mark = props.marks.iter().find(|mark| mark.0 == number).map(|mark| match mark.1 {
        LineMark::At => "at",
        LineMark::Hot => "hot",
    });
    let text = AttrValue::from(Rc::clone(text));
    // Marked-up lines are made by the build, which escapes what is in them.
    let content = if listing.html {
        Html::from_html_unchecked(text)
    } else {
        html! { text }
    };
    let number_text = number.to_string();
    if chosen(&props.code, props.rust, number).is_none() {
        return html! { <code class={classes!("line", mark)} data-line={number_text}>{ content }{ "\n" }</code> };
    }
    let lit = props.lit == Some(number);
    // Within the pane's one stop of the Tab key: the arrows come here.
    html! {
        <code class={classes!("line", "step", mark, lit.then_some("lit"))} aria-pressed={pressed(lit)}
            data-line={number_text} role="button" tabindex="-1"
            title="Show when this line runs, and go on to the next time">{ content }{ "\n" }</code>
    }
}
