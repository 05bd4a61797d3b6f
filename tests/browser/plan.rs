//! The browser's players of a plan that need no site around the page: timers, and a thread that is
//! held. Times are real here, so they are compared in one direction: never before the plan, and
//! within a limit exactly when the plan is.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use meanwhile::browser::host::PageThread;
use meanwhile::browser::{AsyncRun, Epoch, Level, NetworkChoice, RunConfig, Token};
use meanwhile::runtime::http::HttpError;
use meanwhile::runtime::network::resource;
use meanwhile::runtime::plan::{End, Timeline};
use meanwhile::runtime::{BlockingHost as _, Failure, NetworkError, Plan, Request, http, now};
use meanwhile::trace::{Micros, Outcome, What};
use wasm_bindgen_test::wasm_bindgen_test;

/// The level of the service worker is not among them: `network_plan.rs` has its script.
const LEVELS: [Level; 3] = [Level::Files, Level::Timers, Level::Simulated];

fn config(level: Level) -> RunConfig {
    RunConfig { pace: 1.0, network: NetworkChoice::Local, level, token: Token::random() }
}

/// 16 ms each, of which half is for the body.
fn table(failures: &[Option<Failure>]) -> Vec<Request> {
    let mut requests = Vec::new();
    for failure in failures {
        for (size, chunks) in [(0, 1), (100, 1), (101, 2), (99, 4), (100, 13)] {
            let (way, downlink) = (Micros(4_000), Micros(8_000));
            let sized = Plan { size: Some(size), chunks, failure: *failure, ..Plan::default() };
            let plan = Plan { uplink: way, think: way, downlink, ..sized };
            requests.push(Request { path: "any".to_owned(), plan });
        }
    }
    requests
}

fn timeline(request: &Request) -> Timeline {
    let (status, body) = resource(request);
    request.plan.timeline(status, body.len())
}

#[wasm_bindgen_test]
fn a_held_thread_walks_the_timeline() {
    for level in LEVELS {
        let host = PageThread::new(&config(level), Epoch::now());
        for request in table(&[None, Some(Failure::Refused), Some(Failure::Reset), Some(Failure::Hang)]) {
            let limits = match timeline(&request).end.at() {
                Some(end) => vec![None, Some(end), Some(end - Micros(1))],
                None => vec![Some(Micros(9_000))],
            };
            for limit in limits {
                let planned = timeline(&request).held(limit);
                let start = host.now();
                let answer = host.fetch_blocking(&request, limit);
                assert!(Some(host.now()) >= planned.end.at().map(|at| start + at), "{level:?}: {request:?}");
                match (answer, planned.end) {
                    (Ok(answer), End::Complete { .. }) => {
                        assert!(answer.sent >= Some(start + planned.sent));
                        assert!(answer.headers >= planned.headers.map(|at| start + at));
                        assert_eq!(answer.body.len(), planned.received());
                    }
                    (Err(NetworkError::Refused { .. }), End::Refused { .. })
                    | (Err(NetworkError::TimedOut { .. }), End::TimedOut { .. }) => {}
                    (Err(NetworkError::Reset { received, .. }), End::Reset { received: planned, .. }) => {
                        assert_eq!(received, planned);
                    }
                    other => panic!("{level:?}: {request:?} within {limit:?}: {other:?}"),
                }
            }
        }
    }
}

/// Follows a request to its end, at no step before the plan.
async fn follow(request: Request) {
    let Timeline { headers, parts, end, .. } = timeline(&request);
    let start = now();
    let reached = |at: Micros| assert!(now() >= start + at.into(), "{request:?}");
    let answered = async {
        let mut response = http::get(request.path.clone()).plan(request.plan.clone()).await?;
        reached(headers.expect("it is not to be answered"));
        for part in parts {
            let length = response.chunk().await?.map(|bytes| bytes.len());
            assert_eq!(length, Some(part.bytes.len()), "{request:?}");
            reached(part.at);
        }
        response.chunk().await
    };
    let answered = answered.await;
    reached(end.at().unwrap());
    match (answered, end) {
        (Ok(None), End::Complete { .. })
        | (Err(HttpError::Network(NetworkError::Refused { .. })), End::Refused { .. }) => {}
        (
            Err(HttpError::Network(NetworkError::Reset { received, .. })),
            End::Reset { received: planned, .. },
        ) => {
            assert_eq!(received, planned);
        }
        other => panic!("{request:?}: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn timers_walk_the_timeline() {
    for level in LEVELS {
        let main = async {
            for request in table(&[None, Some(Failure::Refused), Some(Failure::Reset)]) {
                follow(request).await;
            }
        };
        let run = AsyncRun::start(&config(level), Epoch::now(), main, Rc::new(|| {}));
        while !run.is_finished() {
            TimeoutFuture::new(1).await;
        }
        let ends = What::Finished { outcome: Outcome::Ok };
        assert!(run.trace().records().any(|record| record.what == ends), "{level:?}: the task failed");
    }
}
