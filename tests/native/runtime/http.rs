//! A request's steps, its answer and its failures, on the simulated network.

use meanwhile::runtime::http::HttpError;
use meanwhile::runtime::{
    Failure, NetworkError, Plan, blocking, http, println, simulate, sleep, spawn, timeout, yield_now,
};
use meanwhile::trace::{Outcome, RequestOutcome, Trace, What};
use serde::Deserialize;

use crate::support::{at_ms, expect, ms};

/// A plan with 10, 70 and 20 ms.
fn plan() -> Plan {
    Plan { uplink: at_ms(10), think: at_ms(70), downlink: at_ms(20), ..Plan::default() }
}

fn failing(failure: Failure) -> Plan {
    Plan { failure: Some(failure), ..plan() }
}

#[derive(Debug, Deserialize)]
struct Post {
    id: u32,
    #[serde(rename = "userId")]
    user_id: u32,
    title: String,
}

/// The bytes of the chunks of a trace, and when each came.
fn chunks(trace: &Trace) -> Vec<(u64, u32)> {
    let chunks = trace.records().filter_map(|record| match record.what {
        What::Chunk { bytes, .. } => Some((record.at.0, bytes)),
        _ => None,
    });
    chunks.collect()
}

#[test]
fn a_request_is_sent_waited_for_and_received() {
    let trace = simulate(async {
        let response = http::get("posts/7").plan(plan()).await?;
        println!("{}", response.status());
        let post: Post = response.json().await?;
        println!("{} {} {}", post.id, post.user_id > 0, post.title.is_empty());
        Ok::<_, HttpError>(())
    });
    let run = expect(&trace);
    run.prints_at(&[(80, "200"), (100, "7 true false")]).requests_end(&[RequestOutcome::Ok]);
    run.lane("main").does("sending 10ms, waiting 70ms, receiving 20ms").ends(Outcome::Ok);
}

#[test]
fn a_status_is_no_error_until_it_is_asked_for() {
    let trace = simulate(async {
        for (path, status) in
            [("posts/1", 500), ("posts/1", 300), ("posts/101", 200), ("posts/0", 200), ("nothing", 200)]
        {
            let response = http::get(path).plan(Plan { status, ..Plan::default() }).await.unwrap();
            println!("{}", response.error_for_status().map(drop).unwrap_err());
        }
        for status in [200, 201, 299] {
            let good = http::get("posts/1").plan(Plan { status, ..Plan::default() }).await.unwrap();
            println!("{}", good.error_for_status().unwrap().status());
        }
    });
    expect(&trace).prints(&[
        "posts/1 was answered with status 500",
        "posts/1 was answered with status 300",
        "posts/101 was answered with status 404",
        "posts/0 was answered with status 404",
        "nothing was answered with status 404",
        "200",
        "201",
        "299",
    ]);
}

#[test]
fn the_network_has_a_thousand_users() {
    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct User {
        id: u32,
        followers: u32,
    }
    let trace = simulate(async {
        let user = |number: u32| async move {
            let response = http::get(format!("users/{number}")).await?.error_for_status()?;
            response.json::<User>().await
        };
        assert_eq!(user(1).await, Ok(User { id: 1, followers: 7_919 }));
        assert_eq!(user(1_000).await, Ok(User { id: 1_000, followers: 3_463 }));
        for number in [0, 1_001] {
            assert!(matches!(user(number).await, Err(HttpError::Status { status: 404, .. })));
        }
    });
    expect(&trace).lane("main").ends(Outcome::Ok);
}

#[test]
fn what_is_not_the_expected_json_is_an_error() {
    let trace = simulate(async {
        let text: Result<Post, _> = http::get("bytes/30").await?.json().await;
        let Err(HttpError::Json { path, reason }) = text else { panic!("text was taken for JSON") };
        println!("{path} {}", !reason.is_empty());
        let list: Result<Vec<Post>, _> = http::get("posts/1").await?.json().await;
        let error = list.unwrap_err().to_string();
        println!("{}", error.starts_with("the answer to posts/1 is not the JSON that was expected: "));
        Ok::<_, HttpError>(())
    });
    let run = expect(&trace);
    run.prints(&["bytes/30 true", "true"]).lane("main").ends(Outcome::Ok);
    run.requests_end(&[RequestOutcome::Ok, RequestOutcome::Ok]);
}

#[test]
fn a_body_comes_in_the_parts_of_its_plan() {
    let trace = simulate(async {
        let plan = Plan { chunks: 3, ..plan() };
        let mut response = http::get("bytes/100").plan(plan).await.unwrap();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.unwrap() {
            body.extend(chunk);
        }
        assert!(body.starts_with(b"meanwhile meanwhile ") && body.len() == 100);
    });
    assert_eq!(chunks(&trace), [(86_666, 34), (93_333, 34), (100_000, 32)]);
    let run = expect(&trace);
    run.is_over_at(100).requests_end(&[RequestOutcome::Ok]).lane("main").ends(Outcome::Ok);
}

#[test]
fn a_body_takes_its_time_however_it_is_cut() {
    for (size, parts) in [(0, 1), (1, 1), (1, 7), (10, 10), (1000, 7), (1000, 999), (5, 0)] {
        let trace = simulate(async move {
            let plan = Plan { size: Some(size), chunks: parts, ..plan() };
            http::get("any").plan(plan).await.unwrap().bytes().await.unwrap().len()
        });
        let received: u32 = chunks(&trace).iter().map(|(_, bytes)| bytes).sum();
        assert_eq!(received, size, "{parts} parts");
        assert!(chunks(&trace).iter().all(|(_, bytes)| *bytes > 0), "{size} bytes in {parts} parts");
        expect(&trace).is_over_at(100);
    }
}

#[test]
fn a_refused_connection_fails_when_the_request_was_sent() {
    let trace = simulate(async {
        let error = http::get("posts/1").plan(failing(Failure::Refused)).await.map(drop).unwrap_err();
        assert_eq!(error, HttpError::Network(NetworkError::Refused { url: "posts/1".to_owned() }));
        println!("{error}");
        Err::<(), _>(error)
    });
    let run = expect(&trace);
    run.prints_at(&[(10, "the connection to posts/1 was refused")]);
    run.requests_end(&[RequestOutcome::Failed]).lane("main").does("sending 10ms").ends(Outcome::Failed);
}

#[test]
fn a_connection_that_breaks_tells_how_much_arrived() {
    let trace = simulate(async {
        let plan = Plan { chunks: 4, ..failing(Failure::Reset) };
        let response = http::get("bytes/100").plan(plan).await.unwrap();
        println!("{}", response.status());
        println!("{}", response.bytes().await.unwrap_err());
    });
    let run = expect(&trace);
    run.prints_at(&[(80, "200"), (95, "the connection to bytes/100 was cut off after 50 bytes")]);
    run.requests_end(&[RequestOutcome::Failed]);
    assert_eq!(chunks(&trace), [(85_000, 25), (90_000, 25)]);
}

#[test]
fn a_request_that_is_never_answered_is_ended_by_a_limit() {
    let trace = simulate(async {
        let request = http::get("posts/1").plan(failing(Failure::Hang));
        println!("{}", timeout(ms(3000), request).await.map(drop).unwrap_err());
    });
    let run = expect(&trace);
    run.prints_at(&[(3000, "timed out after 3000 ms")]).requests_end(&[RequestOutcome::Aborted]);
    run.lane("main").does("sending 10ms, waiting 2990ms");
}

#[test]
fn a_response_that_is_dropped_is_given_up() {
    let trace = simulate(async {
        let mut response = http::get("bytes/100").plan(Plan { chunks: 4, ..plan() }).await.unwrap();
        response.chunk().await.unwrap();
        drop(response);
        println!("dropped");
        sleep(ms(100)).await;
    });
    let run = expect(&trace);
    run.prints_at(&[(85, "dropped")]).requests_end(&[RequestOutcome::Aborted]);
    assert_eq!(chunks(&trace).len(), 1);
}

#[test]
fn a_cancelled_task_gives_up_its_request_at_any_step() {
    for (after, story) in [
        (5, "sending 5ms"),
        (50, "sending 10ms, waiting 40ms"),
        (90, "sending 10ms, waiting 70ms, receiving 10ms"),
    ] {
        let trace = simulate(async move {
            let task = spawn("reader", async { http::get("posts/1").plan(plan()).await?.bytes().await });
            sleep(ms(after)).await;
            drop(task);
        });
        let run = expect(&trace);
        run.requests_end(&[RequestOutcome::Aborted]).is_over_at(after);
        run.lane("reader").does(story).ends(Outcome::Cancelled);
    }
}

#[test]
fn a_request_is_sent_when_it_is_awaited() {
    let trace = simulate(async {
        let request = http::get("posts/1").plan(plan());
        drop(http::get("posts/2"));
        sleep(ms(50)).await;
        request.await.unwrap().bytes().await.unwrap();
    });
    let run = expect(&trace);
    run.is_over_at(150).has(1, |what| matches!(what, What::RequestStarted { .. }));
}

#[test]
fn a_network_goes_on_while_the_thread_is_held() {
    let trace = simulate(async {
        let reader = spawn("reader", async { http::get("posts/1").plan(plan()).await?.bytes().await });
        yield_now().await;
        blocking::sleep(ms(300));
        reader.await.unwrap().map(drop)
    });
    expect(&trace).is_over_at(300).lane("reader").does("sending 10ms, waiting 290ms");
}

#[test]
fn a_body_that_is_read_late_is_there() {
    let trace = simulate(async {
        let response = http::get("bytes/100").plan(Plan { chunks: 4, ..plan() }).await?;
        sleep(ms(500)).await;
        response.bytes().await.map(drop)
    });
    expect(&trace).is_over_at(580).lane("main").ends(Outcome::Ok);
}

#[test]
fn a_response_may_be_read_by_another_task() {
    let trace = simulate(async {
        let response = http::get("posts/1").plan(plan()).await.unwrap();
        spawn("reader", response.bytes()).await.unwrap().map(drop)
    });
    let run = expect(&trace);
    run.requests_end(&[RequestOutcome::Ok]).lane("reader").does("receiving 20ms");
    run.lane("main").does("sending 10ms, waiting 70ms, awaiting 20ms");
}
