//! Networks, addresses and what is read from outside.

use meanwhile::browser::network::{PUBLIC, Report, Routes};
use meanwhile::browser::protocol::{self, Order, PoolAction, PoolRequest};
use meanwhile::browser::{Epoch, Job, Level, NetworkChoice, NetworkChoiceError, RunConfig, Token};
use meanwhile::runtime::thread::{Call, JobEvent, PoolPlan, ThreadEvent};
use meanwhile::runtime::{Failure, NetworkError, Plan, Request};
use meanwhile::trace::advice::Told;
use meanwhile::trace::{Micros, PathStep, SiteId, TaskId};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn parse(text: &str) -> Result<String, NetworkChoiceError> {
    NetworkChoice::parse(text).map(|network| network.to_string())
}

#[wasm_bindgen_test]
fn networks_are_read_and_written() {
    assert_eq!(NetworkChoice::parse("local"), Ok(NetworkChoice::Local));
    assert_eq!(NetworkChoice::parse("public").unwrap().base(), Some(PUBLIC));
    assert_eq!(parse("https://api.example/v1"), Ok("https://api.example/v1/".to_owned()));
    assert_eq!(parse("http://127.0.0.1:3000"), Ok("http://127.0.0.1:3000/".to_owned()));
    for text in ["local", "public", "http://[::1]:3000/a/"] {
        assert_eq!(parse(text).as_deref(), Ok(text));
    }
}

#[wasm_bindgen_test]
fn what_is_no_network_says_why() {
    for text in ["", "lokal", "/posts", "javascript:alert(1)", "file:///etc", "ftp://a/", "https://"] {
        assert_eq!(parse(text), Err(NetworkChoiceError::NotAnAddress(text.to_owned())), "{text}");
    }
    assert_eq!(parse("https://me:secret@a.example/"), Err(NetworkChoiceError::Credentials));
    assert_eq!(parse("https://a.example/?key=1"), Err(NetworkChoiceError::Query));
    assert_eq!(parse("https://a.example/#top"), Err(NetworkChoiceError::Query));
}

fn routes(network: NetworkChoice) -> Routes {
    let (site, token) = ("https://site.example/sub/".to_owned(), Token::from("abc".to_owned()));
    Routes { site, network, token, pace: 10.0 }
}

fn request(path: &str, plan: Plan) -> Request {
    Request { path: path.to_owned(), plan }
}

#[wasm_bindgen_test]
fn the_local_address_carries_the_plan_in_real_time() {
    let plan = Plan { failure: Some(Failure::Reset), ..Plan::taking(Micros(1_000_000)) };
    assert_eq!(
        routes(NetworkChoice::Local).local(&request("posts/7", plan)),
        "https://site.example/sub/net/posts/7?up=8000&think=84000&down=8000&fail=reset&token=abc"
    );
}

#[wasm_bindgen_test]
fn files_stand_in_for_posts_alone() {
    let routes = routes(NetworkChoice::Local);
    let file = |path| routes.file(&request(path, Plan::default()));
    assert_eq!(file("posts/100").as_deref(), Some("https://site.example/sub/data/posts/100.json"));
    assert_eq!(file("posts/101"), None);
    assert_eq!(file("posts/0"), None);
    assert_eq!(file("bytes/10"), None);
    let sized = Plan { size: Some(5), ..Plan::default() };
    assert_eq!(routes.file(&request("posts/1", sized)), None);
}

#[wasm_bindgen_test]
fn other_networks_get_no_plan_and_are_shown_in_full() {
    let routes = routes(NetworkChoice::Base("https://api.example/".to_owned()));
    let request = request("posts/7", Plan::taking(Micros(1_000_000)));
    assert_eq!(routes.foreign(&request).as_deref(), Some("https://api.example/posts/7"));
    assert_eq!(routes.shown(&request), "https://api.example/posts/7");
}

#[wasm_bindgen_test]
fn only_the_own_service_worker_is_believed() {
    let routes = routes(NetworkChoice::Local);
    let request = request("posts/7", Plan::default());
    let report = |header| routes.report(&request, header);
    assert_eq!(report(Some("token=abc;up=80;think=840")), Ok(Report { up: 80, think: 840 }));
    assert_eq!(report(Some("token=abc")), Ok(Report { up: 0, think: 0 }));
    let stranger = Err(NetworkError::Stranger { url: "posts/7".to_owned() });
    for header in [None, Some(""), Some("token=abd;up=1;think=1"), Some("up=1;think=1"), Some("token=abcd")] {
        assert_eq!(report(header), stranger, "{header:?}");
    }
}

#[wasm_bindgen_test]
fn tokens_differ() {
    assert_ne!(Token::random(), Token::random());
    assert!(Token::random().as_str().len() > 8);
}

fn call() -> Call {
    Call { function: "some::function".to_owned(), argument: vec![1, 0, 200] }
}

#[wasm_bindgen_test]
fn orders_cross_whole() {
    for network in ["local", "public", "https://api.example/"] {
        let config = RunConfig {
            pace: 2.5,
            network: NetworkChoice::parse(network).unwrap(),
            level: Level::Files,
            token: Token::random(),
        };
        let job = Job { scene: "any?a=b".to_owned(), config, epoch: Epoch::now() };
        let order = Order::Work { job, number: 2, site: "https://site.example/".to_owned() };
        assert_eq!(Order::read(&order.write()), Some(order));
    }
    let trace = vec![1, 2, 255];
    let what = PoolAction::Submit { plan: PoolPlan::new(3), task: TaskId(7), call: call() };
    let request = PoolRequest { pool: 2, what };
    let orders = [
        Order::Hello,
        Order::Held,
        Order::Judge { trace: trace.clone() },
        Order::Path { trace },
        Order::Pool { run: 1, request },
    ];
    for order in orders {
        assert_eq!(Order::read(&order.write()), Some(order));
    }
}

#[wasm_bindgen_test]
fn what_is_said_of_a_run_crosses_whole() {
    let told = [("“a” waited.", Some(Micros(0))), ("… and 2 more of this kind.", None)];
    let told = told.map(|(text, at)| Told {
        text: text.to_owned(),
        at,
        line: at.map(|_| SiteId(3)),
        cost: at.map(|_| "2.0 s".to_owned()),
    });
    assert_eq!(protocol::unpack(&protocol::pack(&told.to_vec())), Some(told.to_vec()));

    let step = |task, start, end| PathStep { task: TaskId(task), start: Micros(start), end: Micros(end) };
    let path = vec![step(0, 0, 5), step(7, 5, 1 << 50)];
    assert_eq!(protocol::unpack(&protocol::pack(&path)), Some(path));
    assert_eq!(protocol::unpack::<Vec<PathStep>>(&js_sys::Array::of2(&1.into(), &2.into())), None);
}

#[wasm_bindgen_test]
fn reports_cross_whole() {
    use protocol::Report;
    let reports = [
        Report::Ready { version: 3, at: Epoch::now() },
        Report::Batch(vec![1, 2, 255]),
        Report::Finished,
        Report::Failed("why".to_owned()),
        Report::Pool(PoolRequest { pool: 0, what: PoolAction::End }),
        Report::Did(ThreadEvent {
            worker: 1,
            task: TaskId(9),
            at: Micros(1 << 50),
            what: JobEvent::Done(Ok(vec![0, 255])),
        }),
    ];
    for report in reports {
        assert_eq!(Report::read(&report.write().0), Some(report));
    }
}

#[wasm_bindgen_test]
fn messages_of_others_are_passed_over() {
    let strange = js_sys::Array::of2(&"job".into(), &1.into());
    let unknown = js_sys::Array::of1(&"hullo".into());
    // Of another version, as packed messages may be.
    let garbled = js_sys::Uint8Array::from([255, 255, 3].as_slice());
    let messages: [JsValue; 6] =
        [JsValue::NULL, 7.into(), "ready".into(), strange.into(), unknown.into(), garbled.into()];
    for message in messages {
        assert_eq!(Order::read(&message), None, "{message:?}");
        assert_eq!(protocol::Report::read(&message), None, "{message:?}");
    }
}
