//! One plan, one timeline: each player of the local network walks the same one, the service worker
//! included. The players of the browser are held to it in `browser_plan.rs`.
#![cfg(not(target_arch = "wasm32"))]

use std::cell::RefCell;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::rc::Rc;

use meanwhile::runtime::http::HttpError;
use meanwhile::runtime::network::resource;
use meanwhile::runtime::plan::{End, Part, Timeline};
use meanwhile::runtime::thread::PoolPlan;
use meanwhile::runtime::{
    BlockingHost as _, Failure, NetworkError, Plan, Request, VirtualHost, http, now, simulate, timeout,
};
use meanwhile::trace::Micros;
use serde_json::{Value, json};

const SIZES: [u32; 7] = [0, 1, 2, 7, 100, 1000, 1001];
const CHUNKS: [u32; 8] = [0, 1, 2, 3, 4, 7, 13, 2000];
const STATUSES: [u16; 3] = [200, 204, 500];
/// Up, think and down, in microseconds.
const TIMES: [[u64; 3]; 3] = [[10_000, 70_000, 20_000], [0, 0, 0], [1_237, 83_411, 917_989]];

/// Every way to fail, every number of parts, bodies that it divides and bodies that it does not.
fn table() -> Vec<Request> {
    let mut requests = Vec::new();
    for failure in [None].into_iter().chain(Failure::ALL.map(Some)) {
        for [uplink, think, downlink] in TIMES.map(|times| times.map(Micros)) {
            for (size, chunks) in SIZES.iter().flat_map(|size| CHUNKS.map(|chunks| (Some(*size), chunks))) {
                requests.extend(STATUSES.map(|status| {
                    let plan = Plan { uplink, think, downlink, size, chunks, status, failure };
                    Request { path: "any".to_owned(), plan }
                }));
            }
        }
    }
    requests
}

fn timeline(request: &Request) -> Timeline {
    let (status, body) = resource(request);
    request.plan.timeline(status, body.len())
}

fn failing(failure: Failure, chunks: u32) -> Plan {
    let [uplink, think, downlink] = TIMES[0].map(Micros);
    Plan { uplink, think, downlink, chunks, failure: Some(failure), ..Plan::default() }
}

#[test]
fn a_timeline_is_what_the_plan_says() {
    let part = |at, bytes| Part { at: Micros(at), bytes };
    let headers = Some(Micros(80_000));
    let sent = Micros(10_000);

    let refused = failing(Failure::Refused, 4).timeline(200, 100);
    let end = End::Refused { at: sent };
    assert_eq!(refused, Timeline { sent, headers: None, parts: vec![], end });

    let hang = failing(Failure::Hang, 4).timeline(200, 100);
    assert_eq!(hang, Timeline { sent, headers: None, parts: vec![], end: End::Hang });

    let reset = failing(Failure::Reset, 4).timeline(200, 99);
    let parts = vec![part(85_000, 0..25), part(90_000, 25..50)];
    let end = End::Reset { at: Micros(95_000), received: 50 };
    assert_eq!(reset, Timeline { sent, headers, parts, end });

    let plan = Plan { failure: None, ..failing(Failure::Reset, 3) };
    let parts = vec![part(86_666, 0..34), part(93_333, 34..68), part(100_000, 68..100)];
    let end = End::Complete { at: Micros(100_000) };
    assert_eq!(plan.timeline(200, 100), Timeline { sent, headers, parts, end });
    assert_eq!(plan.timeline(200, 0), Timeline { sent, headers, parts: vec![], end });

    let end = End::Complete { at: Micros(80_000) };
    assert_eq!(plan.timeline(204, 100), Timeline { sent, headers, parts: vec![], end });
}

#[test]
fn parts_are_a_body_in_order_up_to_the_end() {
    for request in table() {
        let Timeline { sent, headers, parts, end } = timeline(&request);
        let mut last = (headers.unwrap_or(sent), 0);
        for part in parts {
            assert!(part.at >= last.0 && part.bytes.start == last.1 && !part.bytes.is_empty(), "{request:?}");
            last = (part.at, part.bytes.end);
        }
        assert!(end.at().is_none_or(|at| at >= last.0), "{request:?}");
        match end {
            End::Complete { .. } if request.plan.status == 204 => assert_eq!(last.1, 0),
            End::Complete { .. } => assert_eq!(Some(last.1), request.plan.size.map(|size| size as usize)),
            End::Reset { received, .. } => assert_eq!(last.1, received, "{request:?}"),
            End::Refused { .. } | End::Hang => assert_eq!(last.1, 0),
            End::TimedOut { .. } => panic!("a plan has no limit: {request:?}"),
        }
    }
}

#[test]
fn a_caller_that_holds_its_thread_gives_up() {
    let minute_after_sent = End::Refused { at: Micros(60_010_000) };
    assert_eq!(failing(Failure::Hang, 1).timeline(200, 9).held(None).end, minute_after_sent);
    let timeline = Plan { failure: None, ..failing(Failure::Hang, 2) }.timeline(200, 10);
    for (limit, sent, headers, parts) in [
        (9_999, 9_999, None, 0),
        (10_000, 10_000, None, 0),
        (80_000, 10_000, Some(80_000), 0),
        (90_000, 10_000, Some(80_000), 1),
        (99_999, 10_000, Some(80_000), 1),
    ] {
        let held = timeline.clone().held(Some(Micros(limit)));
        let times = (held.sent.0, held.headers.map(|at| at.0), held.parts.len());
        assert_eq!(times, (sent, headers, parts), "{limit}");
        assert_eq!(held.end, End::TimedOut { at: Micros(limit) });
    }
    assert_eq!(timeline.clone().held(Some(Micros(100_000))), timeline);
}

/// What the caller of a request saw.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    headers: Option<Micros>,
    parts: Vec<(Micros, usize)>,
    end: Option<End>,
}

impl From<Timeline> for Seen {
    fn from(Timeline { headers, parts, end, .. }: Timeline) -> Self {
        Self {
            headers,
            parts: parts.into_iter().map(|part| (part.at, part.bytes.len())).collect(),
            end: Some(end),
        }
    }
}

/// The end that an error tells of, which came at this time.
fn end_of(error: NetworkError, at: Micros) -> End {
    match error {
        NetworkError::Refused { .. } => End::Refused { at },
        NetworkError::Reset { received, .. } => End::Reset { at, received },
        NetworkError::TimedOut { limit, .. } => {
            assert_eq!(limit, at);
            End::TimedOut { at }
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_virtual_network_walks_it() {
    fn moment() -> Micros {
        now().into()
    }
    async fn follow(request: Request, seen: Rc<RefCell<Seen>>) -> Result<(), HttpError> {
        let mut response = http::get(request.path).plan(request.plan).await?;
        seen.borrow_mut().headers = Some(moment());
        while let Some(part) = response.chunk().await? {
            seen.borrow_mut().parts.push((moment(), part.len()));
        }
        Ok(())
    }
    for request in table() {
        let seen = Rc::<RefCell<Seen>>::default();
        let (asked, to) = (request.clone(), Rc::clone(&seen));
        simulate(async move {
            let followed = timeout(std::time::Duration::from_secs(9), follow(asked, Rc::clone(&to))).await;
            to.borrow_mut().end = Some(match followed {
                Ok(Ok(())) => End::Complete { at: moment() },
                Ok(Err(HttpError::Network(error))) => end_of(error, moment()),
                Ok(Err(error)) => panic!("{error}"),
                Err(_) => End::Hang,
            });
        });
        assert_eq!(seen.take(), Seen::from(timeline(&request)), "{request:?}");
    }
}

#[test]
fn a_held_thread_in_virtual_time_walks_it() {
    for request in table() {
        let end = timeline(&request).held(None).end.at().unwrap();
        for limit in [None, Some(end), Some(end - Micros(1)), Some(Micros(10_001))] {
            let host = VirtualHost::new();
            host.block(Micros(7));
            let answer = host.fetch_blocking(&request, limit);
            let since = |time: Option<Micros>| time.map(|time| time - Micros(7));
            let planned = timeline(&request).held(limit);
            let over = host.now() - Micros(7);
            match answer {
                Ok(answer) => {
                    assert_eq!(End::Complete { at: over }, planned.end, "{request:?}");
                    assert_eq!(since(answer.sent), Some(planned.sent));
                    assert_eq!(since(answer.headers), planned.headers);
                    assert_eq!(answer.body.len(), planned.received());
                }
                Err(error) => assert_eq!(end_of(error, over), planned.end, "{request:?} within {limit:?}"),
            }
        }
    }
}

/// A timeline as the service worker writes it. JSON has no infinity.
fn written(Timeline { sent, headers, parts, end }: &Timeline) -> Value {
    let parts =
        parts.iter().map(|Part { at, bytes }| json!({ "at": at.0, "start": bytes.start, "end": bytes.end }));
    let end = match end {
        End::Complete { at } => json!({ "how": "complete", "at": at.0 }),
        End::Refused { at } => json!({ "how": "refused", "at": at.0 }),
        End::Reset { at, received } => json!({ "how": "reset", "at": at.0, "received": received }),
        End::Hang => json!({ "how": "hang", "at": null }),
        End::TimedOut { .. } => panic!("a plan has no limit"),
    };
    json!({
        "sent": sent.0,
        "headers": headers.map(|at| at.0),
        "parts": parts.collect::<Vec<_>>(),
        "end": end,
    })
}

/// What Node.js prints of the service worker's answers; none, and a line on stderr, where it is
/// missing. That fails where everything is to be tested.
fn service_worker(requests: &[Request]) -> Option<Vec<Value>> {
    let root = env!("CARGO_MANIFEST_DIR");
    let started = Command::new("node")
        .args([format!("{root}/tests/node/service_worker.js"), format!("{root}/static/sw.js")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut node = match started {
        Ok(node) => node,
        Err(error) => {
            let line = format!("skipped: the service worker was not asked: node does not start: {error}\n");
            let _ = std::io::stderr().write_all(line.as_bytes());
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
            return None;
        }
    };
    let cases = requests.iter().map(|request| {
        let (status, body) = resource(request);
        json!({ "path": request.path, "query": request.plan.query(1.0), "status": status, "size": body.len() })
    });
    let cases = cases.collect::<Value>().to_string();
    node.stdin.take().unwrap().write_all(cases.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Its timers count whole milliseconds, and an error must not overtake the part before it.
fn on_its_clock(at: f64, planned: Micros, not_before: f64) -> bool {
    (at - (planned.secs() * 1e3).max(not_before)).abs() <= 0.5
}

#[test]
fn the_service_worker_walks_it() {
    const DRAIN: f64 = 20.0;
    let requests = table();
    let Some(played) = service_worker(&requests) else { return };
    assert_eq!(played.len(), requests.len());
    for (request, played) in requests.iter().zip(played) {
        let planned = timeline(request);
        assert_eq!(played["table"], written(&planned), "{request:?}");
        let seen = &played["seen"];
        let parts = seen["parts"].as_array().unwrap();
        assert_eq!(parts.len(), planned.parts.len(), "{request:?}: {seen}");
        let mut last = seen["headers"].as_f64().unwrap_or(0.0);
        if let Some(headers) = planned.headers {
            assert!(on_its_clock(last, headers, 0.0), "{request:?}: {seen}");
        }
        for (part, Part { at, bytes }) in parts.iter().zip(&planned.parts) {
            last = part[0].as_f64().unwrap();
            assert!(on_its_clock(last, *at, 0.0) && part[1] == bytes.len(), "{request:?}: {seen}");
        }
        assert_eq!(seen["end"], played["table"]["end"]["how"], "{request:?}");
        let not_before = if matches!(planned.end, End::Reset { .. }) { last + DRAIN } else { 0.0 };
        match planned.end.at() {
            Some(at) => {
                assert!(on_its_clock(seen["at"].as_f64().unwrap(), at, not_before), "{request:?}: {seen}");
            }
            None => assert!(seen["at"].is_null()),
        }
    }
}

#[test]
fn a_lock_is_kept_for_a_millisecond_at_least() {
    for (asked, kept) in [(0, 1_000), (999, 1_000), (1_000, 1_000), (5_000, 5_000)] {
        let plan = PoolPlan::new(2).with_global_lock(Some(Micros(asked)));
        assert_eq!(plan.global_lock(), Some(Micros(kept)));
    }
    assert_eq!(PoolPlan::new(2).with_global_lock(None).global_lock(), None);
}
