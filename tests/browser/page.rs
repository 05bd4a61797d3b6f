//! The small handles: requests, clocks, events, the page's surroundings, a worker that fails.

use std::rc::Rc;

use futures::StreamExt as _;
use meanwhile::browser::clock::resolution;
use meanwhile::browser::events::Listener;
use meanwhile::browser::{
    Alignment, BrowserError, Clock, Epoch, Level, WorkerError, WorkerRun, WorkerState, fetch, held, page,
    service_worker,
};
use meanwhile::trace::Micros;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Event;

use crate::count::Count;

#[wasm_bindgen_test]
async fn a_body_comes_whole_or_in_parts() {
    let before = held();
    let url = format!("data:text/plain,{}", "meanwhile-".repeat(1000));
    let whole = fetch::get(&url).await.unwrap();
    assert_eq!(whole.status(), 200);
    assert_eq!(whole.header("content-type").as_deref(), Some("text/plain"));
    let whole = whole.bytes().await.unwrap();
    let parts: Vec<_> = fetch::get(&url).await.unwrap().body(None).collect().await;
    let parts: Vec<u8> = parts.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(whole.len(), 10_000);
    assert_eq!(parts, whole);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn a_request_without_an_answer_is_an_error() {
    let before = held();
    // Nobody listens on the port for discarding.
    let error = fetch::get("http://127.0.0.1:9/").await.err().expect("nobody answers");
    assert!(matches!(error, BrowserError::Failed { .. }), "{error:?}");
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn dropping_a_request_gives_it_up() {
    let before = held();
    let window = web_sys::window().unwrap();
    let unhandled = Count::default();
    let counted = unhandled.clone();
    let listener = Listener::new(&window, "unhandledrejection", move |_| counted.one_more());
    let listening = held();
    {
        let mut request = Box::pin(fetch::get("data:text/plain,never"));
        assert!(futures::poll!(&mut request).is_pending());
        assert_eq!(held().requests, before.requests + 1);
    }
    assert_eq!(held(), listening);
    drop(fetch::get("data:text/plain,unread").await.unwrap());
    assert_eq!(held(), listening);
    drop(fetch::get("data:text/plain,unread").await.unwrap().body(None));
    assert_eq!(held(), listening);
    // What the dropped ones still reject with disturbs nothing: it would have been told before this is answered.
    fetch::get("data:text/plain,later").await.unwrap().bytes().await.unwrap();
    assert_eq!(unhandled.get(), 0);
    drop(listener);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn errors_keep_the_browsers_words_and_their_kind() {
    let failed = BrowserError::from_js("trying", &js_sys::Error::new("no luck"));
    assert_eq!(failed.to_string(), "trying failed: no luck");
    let forbidden = js_sys::Error::new("not for you");
    forbidden.set_name("SecurityError");
    let forbidden = BrowserError::from_js("trying", &forbidden);
    assert_eq!(forbidden.to_string(), "the browser does not allow trying here: not for you");
    assert_eq!(BrowserError::from_js("trying", &JsValue::from_str("odd")).to_string(), "trying failed: odd");
    assert!(!BrowserError::from_js("trying", &JsValue::UNDEFINED).to_string().is_empty());
}

#[wasm_bindgen_test]
fn a_clock_counts_from_its_epoch_at_its_pace() {
    let epoch = Epoch::from_millis(Epoch::now().millis() - 100.0);
    for pace in [1.0, 60.0] {
        let clock = Clock::new(epoch, pace);
        let [earlier, now, later] = [Epoch::now().millis(), clock.now().secs() * 1e3, Epoch::now().millis()];
        // Milliseconds since 1970 have their last digits rounded.
        let [earliest, latest] = [earlier - 0.01, later + 0.01].map(|real| (real - epoch.millis()) * pace);
        assert!((earliest..=latest).contains(&now), "{now} at a pace of {pace}: {earliest} to {latest}");
        assert!(now >= 99.9 * pace, "{now} at a pace of {pace}");
    }
    let later = Clock::new(Epoch::from_millis(Epoch::now().millis() + 1e6), 1.0);
    assert_eq!(later.now(), Micros::ZERO, "a run that has not begun is at its beginning");
}

#[wasm_bindgen_test]
fn a_clock_and_its_inverse_agree() {
    let clock = Clock::new(Epoch::now(), 7.5);
    let length = clock.millis_at(Micros(3_000_000)) - clock.millis_at(Micros::ZERO);
    assert!((length - 400.0).abs() < 1e-3, "{length}");
    let [earlier, now, later] = [clock.millis(), clock.millis_at(clock.now()), clock.millis()];
    assert!((earlier - 1e-3..=later + 1e-3).contains(&now), "{now}: {earlier} to {later}");
    clock.spin_until(Micros(75_000));
    assert!(clock.now() >= Micros(75_000));
}

#[wasm_bindgen_test]
fn the_resolution_is_that_of_browsers() {
    // The least of five steps, so that nothing that interrupts the measuring adds to it.
    let step = resolution();
    assert!((Micros(1)..=Micros(20_000)).contains(&step), "{step}");
}

#[wasm_bindgen_test]
fn clocks_that_agree_are_left_alone() {
    let at = Epoch::from_millis;
    let seen = Alignment::of(at(1000.0), at(1001.5), at(1002.0), Micros(100));
    assert_eq!(seen, Alignment { offset: 0.0, error: Micros(1200) });
    let coarse = Alignment::of(at(1000.0), at(999.9), at(1000.0), Micros(100));
    assert!(coarse.offset.abs() < 1e-9, "rounded clocks may seem to run backwards");
    let wrong = Alignment::of(at(1000.0), at(2001.0), at(1002.0), Micros(100));
    assert!((wrong.offset - 1000.0).abs() < 1e-9);
    assert_eq!(wrong.there(at(5.0)), at(1005.0));
}

#[wasm_bindgen_test]
fn listeners_listen_until_they_are_dropped() {
    let before = held();
    let window = web_sys::window().unwrap();
    let heard = Count::default();
    let counted = heard.clone();
    let listener = Listener::new(&window, "meanwhile:test", move |_| counted.one_more());
    let send = || window.dispatch_event(&Event::new("meanwhile:test").unwrap()).unwrap();
    send();
    send();
    assert_eq!(held().listeners, before.listeners + 1);
    drop(listener);
    send();
    assert_eq!(heard.get(), 2);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn the_page_knows_where_it_is() {
    let site = page::site();
    assert!(site.starts_with("http://127.0.0.1:") && site.ends_with('/'), "{site}");
    assert!(!page::is_opaque());
    assert!(!page::is_hidden());
    let before = held();
    drop((page::watch_hidden(|_| ()), page::watch_reduced_motion(|_| ())));
    assert_eq!(held(), before);
    let _ = page::prefers_reduced_motion();
}

#[wasm_bindgen_test]
async fn copying_works_or_says_why_not() {
    if let Err(error) = page::copy("meanwhile").await {
        assert!(!error.to_string().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_load_says_so_and_leaves_nothing() {
    let before = held();
    let events = Count::default();
    let counted = events.clone();
    let run = WorkerRun::prepare(Rc::new(move || counted.one_more()));
    assert_eq!(run.state(), WorkerState::LOADING);
    assert_eq!(run.now(), Micros::ZERO);
    events.reaches(1).await;
    // The pages of these tests are not the site, so nobody knows where the worker's program is.
    let WorkerState::Failed(WorkerError::Load(error)) = run.state() else {
        panic!("{:?}", run.state());
    };
    assert!(error.contains("its own script"), "{error}");
    assert_eq!(events.get(), 1);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn twenty_workers_dropped_while_they_load_leave_nothing() {
    let before = held();
    for _ in 0..20 {
        drop(WorkerRun::prepare(Rc::new(|| panic!("nobody wants to know any more"))));
    }
    assert_eq!(held().workers, before.workers);
    // They would have failed before one that began to load after them.
    let failed = Count::default();
    let counted = failed.clone();
    let last = WorkerRun::prepare(Rc::new(move || counted.one_more()));
    failed.reaches(1).await;
    drop(last);
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
async fn without_a_service_worker_or_files_timers_are_left() {
    let before = held();
    let found = service_worker::detect().await;
    assert_eq!(found.level, Level::Timers);
    assert!(found.why.is_some());
    assert_eq!(held(), before);
}

#[wasm_bindgen_test]
fn levels_are_numbered_and_explained() {
    for (number, level) in (1..).zip(Level::ALL) {
        assert_eq!(level.number(), number);
        assert_eq!(Level::from_number(number), Some(level));
        assert!(level.sentence().ends_with('.'));
    }
    assert_eq!((Level::from_number(0), Level::from_number(5)), (None, None));
}
