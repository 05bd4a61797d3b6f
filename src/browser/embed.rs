//! The line to the page that the playground is embedded in. The same from its side:
//! `static/embed/channel.js`.
//!
//! The playground says hello, which carries nothing; the page around answers once, with the end of a
//! channel. All else goes over that. **Whoever it is, is a stranger**: what does not have its form or
//! its range is refused with a sentence, what is not known is ignored, and so is what comes too fast.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, Event, MessageEvent, MessagePort, Window};

use super::events::Listener;
use super::page::{self, Sight};
use super::view::{self, Detail, Resizes};
use crate::trace::Micros;

/// The version of what is said.
pub const VERSION: u32 = 1;

/// The longest text that is read, in UTF-16 units.
const LONGEST: u32 = 4_000;

/// The most steps at once, in either direction.
const STEPS: f64 = 1_000.0;

/// What the page around wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Begin a run, or begin it anew.
    Run,
    /// End the run.
    Stop,
    /// Hold the view.
    Pause,
    /// Have the view move on by itself.
    Play,
    /// So many events further, or back.
    Step(i32),
    /// Another moment.
    Seek(Micros),
    /// Say where everything is.
    State,
    /// Other parameters: a query without `?`.
    Params(String),
    /// Give an address of what is shown.
    ShareUrl,
    /// Give the run as a file.
    Trace,
    /// Other colours: `light` or `dark`. Needs no answer.
    Theme(&'static str),
}

/// What comes of an order: a value, or a sentence that says why not.
pub type Answer = Result<JsValue, String>;

impl Order {
    /// Reads a message; none for what needs no attention.
    #[must_use]
    pub fn read(message: &JsValue) -> Option<Result<Self, String>> {
        let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        match text(&field("type"))?.as_str() {
            "theme" => match text(&field("theme"))?.as_str() {
                "light" => Some(Ok(Self::Theme("light"))),
                "dark" => Some(Ok(Self::Theme("dark"))),
                _ => None,
            },
            "call" => Some(Self::read_call(text(&field("method")).as_deref(), &field("argument"))),
            _ => None,
        }
    }

    fn read_call(method: Option<&str>, argument: &JsValue) -> Result<Self, String> {
        Ok(match method {
            Some("run") => Self::Run,
            Some("stop") => Self::Stop,
            Some("pause") => Self::Pause,
            Some("play") => Self::Play,
            Some("getState") => Self::State,
            Some("getShareUrl") => Self::ShareUrl,
            Some("exportTrace") => Self::Trace,
            Some("step") => match argument.as_f64() {
                #[expect(clippy::cast_possible_truncation, reason = "it is a small whole number")]
                Some(steps) if steps.abs() <= STEPS && steps % 1.0 == 0.0 => Self::Step(steps as i32),
                _ => return Err("A step is a whole number from -1000 to 1000.".to_owned()),
            },
            Some("seek") => match argument.as_f64() {
                Some(seconds) if (0.0..=1e9).contains(&seconds) => Self::Seek(Micros::from_secs(seconds)),
                _ => return Err("A moment is a number of seconds from 0 to 1000000000.".to_owned()),
            },
            Some("setParams") => {
                Self::Params(text(argument).ok_or("Parameters are a text, as in an address.")?)
            }
            _ => return Err("There is no such method.".to_owned()),
        })
    }
}

/// A text that is not too long.
fn text(value: &JsValue) -> Option<String> {
    value.dyn_ref::<js_sys::JsString>().filter(|text| text.length() <= LONGEST).map(Into::into)
}

/// How many messages may come: one a frame, saved up to a second's.
struct Budget {
    left: Cell<f64>,
    /// In milliseconds.
    last: Cell<f64>,
}

impl Budget {
    const FRAME: f64 = 1e3 / 60.0;
    const MOST: f64 = 60.0;

    /// Takes one message at a time in milliseconds. Returns whether it may be heard.
    fn take(&self, now: f64) -> bool {
        let gained = (now - self.last.replace(now)).max(0.0) / Self::FRAME;
        let left = (self.left.get() + gained).min(Self::MOST);
        let heard = left >= 1.0;
        self.left.set(if heard { left - 1.0 } else { left });
        heard
    }
}

/// The page around. Dropping it ends the conversation.
#[must_use = "dropping it ends the conversation"]
pub struct Host {
    inner: Rc<Inner>,
    _listener: Listener,
    _finishes: Option<Listener>,
    _resizes: Option<Resizes>,
    _sight: Option<Sight>,
}

struct Inner {
    line: RefCell<Option<Line>>,
    /// The last message of each kind that is told again to whoever comes later.
    standing: RefCell<Vec<(&'static str, JsValue)>>,
    obey: Box<dyn Fn(Order) -> Answer>,
    budget: Budget,
}

struct Line {
    port: MessagePort,
    _listener: Listener,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.port.close();
    }
}

/// The window around this one, if there is one.
fn parent() -> Option<Window> {
    let window = web_sys::window()?;
    window.parent().ok()?.filter(|parent| !Object::is(parent, &window))
}

impl Host {
    /// Says hello to the page around, and obeys it; none where there is none. From now on it is told
    /// how high the page is, and of every run that is over.
    pub fn greet(obey: impl Fn(Order) -> Answer + 'static) -> Option<Self> {
        let (window, parent) = (web_sys::window()?, parent()?);
        let inner = Rc::new(Inner {
            line: RefCell::default(),
            standing: RefCell::default(),
            obey: Box::new(obey),
            budget: Budget { left: Cell::new(Budget::MOST), last: Cell::new(0.0) },
        });
        let (weak, around) = (Rc::downgrade(&inner), parent.clone());
        let listener = Listener::new(&window, "message", move |event| {
            if let (Some(inner), Ok(event)) = (weak.upgrade(), event.dyn_into::<MessageEvent>())
                && event.source().is_some_and(|source| Object::is(&source, &around))
            {
                inner.answered(&event);
            }
        });
        // Whose page it is cannot be known, so the hello says nothing.
        parent.post_message(&"meanwhile:hello".into(), "*").ok()?;
        let root = view::root();
        Some(Self {
            _listener: listener,
            _finishes: inner.tell_finishes(),
            _resizes: root.as_ref().map(|root| inner.tell_height(root)),
            _sight: root.as_ref().map(Sight::of),
            inner,
        })
    }

    /// Tells the page around how something stands, now and whenever it comes to listen.
    pub fn keep_told(&self, kind: &'static str, content: Detail) {
        self.inner.keep_told(kind, content);
    }
}

impl Inner {
    fn keep_told(&self, kind: &'static str, content: Detail) {
        let message: JsValue = content.with("type", kind).into();
        self.tell(&message);
        let mut standing = self.standing.borrow_mut();
        standing.retain(|known| known.0 != kind);
        standing.push((kind, message));
    }

    fn tell_finishes(self: &Rc<Self>) -> Option<Listener> {
        let weak = Rc::downgrade(self);
        view::listen("meanwhile:finish", move |detail| {
            if let Some(inner) = weak.upgrade() {
                inner.tell(&Detail::default().with("detail", detail).with("type", "finish").into());
            }
        })
    }

    /// Browsers look at sizes once a frame.
    fn tell_height(self: &Rc<Self>, root: &Element) -> Resizes {
        let (weak, watched, last) = (Rc::downgrade(self), root.clone(), Cell::new(0));
        Resizes::of(root, move || {
            let height = page::height(&watched);
            if let Some(inner) = weak.upgrade().filter(|_| last.replace(height) != height) {
                inner.keep_told("height", Detail::default().with("height", height));
            }
        })
    }

    /// Takes the end of the channel, once.
    fn answered(self: &Rc<Self>, event: &MessageEvent) {
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).unwrap_or_default();
        let port = event.ports().get(0).dyn_into::<MessagePort>();
        let (Ok(port), Some("meanwhile:init"), true) =
            (port, text(&field("type")).as_deref(), self.line.borrow().is_none())
        else {
            return;
        };
        let weak = Rc::downgrade(self);
        let listener = Listener::new(&port, "message", move |event| {
            if let Some(inner) = weak.upgrade() {
                inner.heard(&event);
            }
        });
        let same = field("version").as_f64() == Some(f64::from(VERSION));
        if same {
            port.start();
        }
        self.line.replace(Some(Line { port, _listener: listener }));
        let greeting = if same { "ready" } else { "refused" };
        self.tell(&Detail::default().with("type", greeting).with("version", VERSION).into());
        for (_, message) in self.standing.borrow().iter().filter(|_| same) {
            self.tell(message);
        }
    }

    fn tell(&self, message: &JsValue) {
        if let Some(line) = &*self.line.borrow() {
            // Fails only for what cannot be copied; all of it can.
            let _ = line.port.post_message(message);
        }
    }

    fn heard(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<MessageEvent>().filter(|_| self.budget.take(event.time_stamp()))
        else {
            return;
        };
        let data = event.data();
        let Some(order) = Order::read(&data) else { return };
        if let Ok(order @ Order::Theme(_)) = order {
            // The colours are always to be had.
            let _ = (self.obey)(order);
            return;
        }
        let reply = match order.and_then(|order| (self.obey)(order)) {
            Ok(value) => Detail::default().with("value", value),
            Err(sentence) => Detail::default().with("error", sentence),
        };
        let id = Reflect::get(&data, &"id".into()).unwrap_or_default().as_f64();
        self.tell(&reply.with("type", "reply").with("id", id).into());
    }
}
