//! What the page's components need of the window: frames, sizes, keys, themes, events, addresses.

use std::cell::RefCell;
use std::rc::Rc;

use meanwhile::browser::events::Listener;
use meanwhile::browser::held;
use meanwhile::browser::view::{self, Detail, Frames, Hash, Keys, Resizes, ThemeChanges};
use meanwhile::timeline::Theme;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CustomEvent, Element, HtmlElement};

use crate::count::Count;

/// An element on the page until it is dropped.
struct OnPage(HtmlElement);

impl OnPage {
    fn new(html: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element: Element = document.create_element("div").unwrap();
        element.set_inner_html(html);
        document.body().unwrap().append_child(&element).unwrap();
        Self(element.unchecked_into())
    }
}

impl Drop for OnPage {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Waits until so many frames have come, each told to what was started before.
async fn pass_frames(count: u32) {
    let frames = Count::default();
    let counted = frames.clone();
    let _counting = Frames::start(move |_| counted.one_more());
    frames.reaches(count).await;
}

#[wasm_bindgen_test]
async fn frames_come_until_they_are_dropped() {
    let before = held();
    let count = Count::default();
    let counted = count.clone();
    let frames = Frames::start(move |_| counted.one_more());
    count.reaches(3).await;
    drop(frames);
    let seen = count.get();
    pass_frames(3).await;
    assert_eq!(count.get(), seen);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn frames_may_be_dropped_by_their_own_function() {
    let before = held();
    let slot: Rc<RefCell<Option<Frames>>> = Rc::default();
    let own = Rc::clone(&slot);
    let count = Count::default();
    let counted = count.clone();
    slot.replace(Some(Frames::start(move |_| {
        counted.one_more();
        own.take();
    })));
    count.reaches(1).await;
    pass_frames(3).await;
    assert_eq!(count.get(), 1);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn sizes_are_watched() {
    let before = held();
    let element = OnPage::new("");
    let count = Count::default();
    let counted = count.clone();
    let resizes = Resizes::of(&element.0, move || counted.one_more());
    count.reaches(1).await;
    element.0.style().set_property("width", "123px").unwrap();
    count.reaches(2).await;
    drop(resizes);
    element.0.style().set_property("width", "45px").unwrap();
    // Who watches is told in the order of beginning, in the same frame.
    let told = Count::default();
    let counted = told.clone();
    let after = Resizes::of(&element.0, move || counted.one_more());
    told.reaches(1).await;
    drop(after);
    assert_eq!(count.get(), 2);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn a_theme_is_put_in_force_told_and_remembered() {
    let before = held();
    let count = Count::default();
    let counted = count.clone();
    let changes = ThemeChanges::watch(move || counted.one_more());
    view::set_theme(Some("dark"));
    assert_eq!(view::theme(), Theme::Dark);
    view::set_theme(Some("light"));
    assert_eq!(view::theme(), Theme::Light);
    view::set_theme(None);
    assert_eq!(count.get(), 3);
    drop(changes);
    view::store_theme(Some("dark"));
    assert_eq!(view::stored_theme(), Some("dark"));
    view::store_theme(None);
    assert_eq!(view::stored_theme(), None);
    assert_eq!(held(), before);
}

fn press(target: &str, key: &str) {
    let code = format!(
        "{target}.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
    );
    js_sys::eval(&code).unwrap();
}

#[wasm_bindgen_test]
fn keys_are_heard_where_nothing_else_needs_them() {
    let before = held();
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let log = Rc::clone(&heard);
    let keys = Keys::watch(move |key| {
        log.borrow_mut().push(key.to_owned());
        true
    });
    let _page = OnPage::new("<input id='field'><p id='text'>text</p>");
    press("document.body", "a");
    press("document.getElementById('field')", "b");
    press("document.getElementById('text')", "c");
    drop(keys);
    press("document.body", "d");
    assert_eq!(*heard.borrow(), ["a", "c"]);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn events_carry_their_detail() {
    let window = web_sys::window().unwrap();
    let seen: Rc<RefCell<Option<String>>> = Rc::default();
    let log = Rc::clone(&seen);
    let listener = Listener::new(&window, "meanwhile:view-test", move |event| {
        let detail = event.dyn_ref::<CustomEvent>().unwrap().detail();
        log.replace(js_sys::JSON::stringify(&detail).ok().map(Into::into));
    });
    let inner = Detail::default().with("seconds", 0.5);
    view::dispatch("meanwhile:view-test", Detail::default().with("scene", "any").with("async", inner));
    assert_eq!(seen.borrow().as_deref(), Some(r#"{"scene":"any","async":{"seconds":0.5}}"#));
    drop(listener);
}

#[wasm_bindgen_test]
async fn the_hash_is_read_replaced_and_watched() {
    let before = held();
    let (heard, count) = (Rc::<RefCell<Vec<String>>>::default(), Count::default());
    let (log, counted) = (Rc::clone(&heard), count.clone());
    let hash = Hash::watch(move |now| {
        log.borrow_mut().push(now);
        counted.one_more();
    });
    Hash::replace("/scene/any?n=5");
    count.reaches(1).await;
    assert_eq!(Hash::now(), "/scene/any?n=5");
    drop(hash);
    let told = Count::default();
    let counted = told.clone();
    let after = Hash::watch(move |_| counted.one_more());
    Hash::replace("");
    told.reaches(1).await;
    drop(after);
    assert_eq!(*heard.borrow(), ["/scene/any?n=5"]);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn parts_of_addresses_are_decoded_where_they_make_sense() {
    assert_eq!(view::decoded("a%20b%C3%A4"), "a bä");
    assert_eq!(view::decoded("100%"), "100%");
    assert_eq!(view::decoded("plain"), "plain");
}

#[wasm_bindgen_test]
fn focus_goes_where_it_is_sent() {
    let _page = OnPage::new("<button id='here'>here</button>");
    view::focus("here");
    view::focus("nowhere");
    let active = web_sys::window().unwrap().document().unwrap().active_element();
    assert_eq!(active.map(|element| element.id()).as_deref(), Some("here"));
    assert!(view::pixel_ratio() > 0.0);
}
