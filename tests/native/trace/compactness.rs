//! A record costs at most 8 bytes on average, its strings and source lines included.

use meanwhile::runtime::{Plan, http, join_all, simulate, spawn};
use meanwhile::trace::{Lanes, Outcome, Trace};

use crate::support::at_ms;

/// A post, as far as the program looks at it.
#[derive(serde::Deserialize)]
struct Post {
    title: String,
}

/// A hundred requests at once, as a scene would make them.
fn hundred_requests() -> Trace {
    simulate(async {
        let posts = (1..=100).map(|number| {
            spawn(&format!("post {number}"), async move {
                let plan = Plan::taking(at_ms(500));
                let response = http::get(format!("posts/{number}")).plan(plan).await?.error_for_status()?;
                let post: Post = response.json().await?;
                Ok::<_, http::HttpError>(post.title.len())
            })
        });
        let titles = join_all(posts.collect::<Vec<_>>()).await;
        assert!(titles.iter().all(|title| matches!(title, Ok(Ok(length)) if *length > 0)), "{titles:?}");
    })
}

#[test]
fn a_record_of_a_hundred_requests_costs_at_most_8_bytes() {
    let trace = hundred_requests();
    let lanes = Lanes::of(&trace);
    assert_eq!(lanes.as_slice().len(), 101);
    assert!(lanes.as_slice().iter().all(|lane| lane.ended == Some((at_ms(500), Outcome::Ok))));

    let records = trace.len();
    let cost = |bytes: usize| {
        let [bytes, records] = [bytes, records].map(|count| f64::from(u32::try_from(count).unwrap()));
        bytes / records
    };
    let (held, file) = (cost(trace.bytes().len()), cost(trace.to_bytes().len()));
    println!("{records} records of 100 requests: {held:.2} bytes a record in memory, {file:.2} in a file");
    assert!(held <= 8.0 && file <= 8.0, "{held:.2} and {file:.2} bytes a record");
}
