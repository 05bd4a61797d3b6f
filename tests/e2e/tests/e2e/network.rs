//! The local network: the service worker answers as its Rust twin does, and as the plan says.

use std::time::Duration;

use anyhow::Result;
use e2e::patience::PATIENCE;
use e2e::{Page, Site};
use meanwhile::runtime::{Failure, Plan, Request, network};
use meanwhile::trace::Micros;
use serde_json::json;

/// Asks as the page does, for so many parts of the answer at most, and notes everything about it. Times
/// in milliseconds.
const ASK: &str = r#"
    const [url, patience, enough] = arguments;
    return (async () => {
        const gone = new AbortController();
        const timer = setTimeout(() => gone.abort(), patience);
        const noted = { parts: [] };
        const begun = performance.now();
        try {
            const response = await fetch(url, { cache: "no-store", signal: gone.signal });
            noted.headers = performance.now() - begun;
            noted.status = response.status;
            noted.report = response.headers.get("x-meanwhile");
            const reader = response.body?.getReader();
            for (let part; reader && !(part = await reader.read()).done;) {
                noted.parts.push({ at: performance.now() - begun, bytes: Array.from(part.value) });
                if (noted.parts.length === enough) gone.abort();
            }
        } catch (error) {
            noted.error = error.name;
        }
        clearTimeout(timer);
        noted.end = performance.now() - begun;
        return noted;
    })()
"#;

#[derive(Debug, serde::Deserialize)]
struct Noted {
    #[serde(default)]
    headers: f64,
    #[serde(default)]
    status: u16,
    report: Option<String>,
    parts: Vec<Part>,
    error: Option<String>,
    end: f64,
}

#[derive(Debug, serde::Deserialize)]
struct Part {
    at: f64,
    bytes: Vec<u8>,
}

impl Noted {
    fn body(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|part| part.bytes.clone()).collect()
    }

    fn reported(&self, name: &str) -> f64 {
        let report = self.report.as_deref().unwrap_or_default();
        let part = report.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        part.and_then(|digits| digits.parse().ok()).unwrap_or(f64::NAN) / 1000.0
    }
}

async fn ask(page: &Page, request: &Request) -> Result<Noted> {
    ask_for(page, request, PATIENCE, None).await
}

/// Asks, and gives up after a while or when so many parts of the answer are there.
async fn ask_for(page: &Page, request: &Request, patience: Duration, parts: Option<u32>) -> Result<Noted> {
    let url = format!("net/{}?{}&token=abc", request.path, request.plan.query(1.0));
    Ok(serde_json::from_value(page.call(ASK, json!([url, patience.as_millis(), parts])).await?)?)
}

fn request(path: &str, plan: Plan) -> Request {
    Request { path: path.to_owned(), plan }
}

/// A page that its service worker controls.
async fn controlled() -> Result<(Site, Page)> {
    let (site, page) = e2e::open("").await?;
    // What is planned to fail does.
    page.browser().expect_error("/net/");
    page.until("navigator.serviceWorker.controller").await?;
    Ok((site, page))
}

#[tokio::test]
async fn bodies_are_those_of_the_simulation() -> Result<()> {
    let (_site, page) = controlled().await?;
    let sized = |size| Plan { size: Some(size), ..Plan::default() };
    let status = |status| Plan { status, ..Plan::default() };
    let plain = [
        "posts/1",
        "posts/007",
        "posts/+9",
        "posts/100",
        "posts/0",
        "posts/101",
        "posts/",
        "posts/x",
        "posts/1/2",
        "posts",
        "users/1",
        "users/1000",
        "users/0",
        "users/1001",
        "bytes/0",
        "bytes/1",
        "bytes/25",
        "bytes/x",
        "elsewhere",
        "",
    ];
    let mut requests: Vec<_> = plain.map(|path| request(path, Plan::default())).into();
    requests.push(request("posts/3", sized(33)));
    requests.push(request("nowhere", sized(0)));
    requests.push(request("posts/4", status(500)));
    requests.push(request("nowhere", status(500)));
    for request in &requests {
        let noted = ask(&page, request).await?;
        let (status, body) = network::resource(request);
        assert_eq!(noted.error, None, "{request:?}");
        assert_eq!((noted.status, noted.body()), (status, body), "{request:?}");
    }
    Ok(())
}

#[tokio::test]
async fn statuses_without_a_body_have_none() -> Result<()> {
    let (_site, page) = controlled().await?;
    for status in [204, 205, 304] {
        let noted = ask(&page, &request("posts/1", Plan { status, ..Plan::default() })).await?;
        assert_eq!((noted.status, noted.body(), noted.error), (status, vec![], None));
    }
    Ok(())
}

#[tokio::test]
async fn the_plans_times_are_kept_and_reported() -> Result<()> {
    let (_site, page) = controlled().await?;
    let millis = |millis: u64| Micros(millis * 1000);
    let plan = Plan {
        uplink: millis(40),
        think: millis(200),
        downlink: millis(80),
        chunks: 4,
        size: Some(1000),
        ..Plan::default()
    };
    let request = request("posts/1", plan);
    // A busy machine can only be late, and never early.
    let noted = ask(&page, &request).await?;
    let [up, think] = ["up", "think"].map(|name| noted.reported(name));
    assert!(noted.report.as_deref().is_some_and(|report| report.starts_with("token=abc;")), "{noted:?}");
    assert!(up >= 39.0 && up + think >= 238.0, "{noted:?}");
    assert!(noted.headers >= up + think - 1.0 && noted.end >= 318.0, "{noted:?}");
    // A page that is late finds several of the four parts in one.
    let mut read = 0;
    for part in &noted.parts {
        assert_eq!(part.bytes.len() % 250, 0, "{noted:?}");
        read += part.bytes.len() / 250;
        assert!(part.at >= [240.0, 260.0, 280.0, 300.0, 320.0][read] - 2.0, "{noted:?}");
    }
    assert_eq!(read, 4, "{noted:?}");
    Ok(())
}

/// Each part comes when it is due, and not with the last one: that would be an hour later.
#[tokio::test]
async fn parts_come_one_by_one() -> Result<()> {
    let (_site, page) = controlled().await?;
    let hour = Micros(3_600_000_000);
    let plan = Plan { downlink: hour, chunks: 10_000, size: Some(10_000), ..Plan::default() };
    let noted = ask_for(&page, &request("posts/1", plan), PATIENCE, Some(1)).await?;
    assert_eq!((noted.status, noted.body().len()), (200, 1), "{noted:?}");
    assert!(noted.end >= 358.0, "{noted:?}");
    Ok(())
}

#[tokio::test]
async fn failures_come_as_planned() -> Result<()> {
    let (_site, page) = controlled().await?;
    let failing = |failure| Plan {
        failure: Some(failure),
        // So that the first parts are through before the connection breaks.
        downlink: Micros(400_000),
        chunks: 4,
        size: Some(100),
        ..Plan::default()
    };

    let refused = ask(&page, &request("posts/1", failing(Failure::Refused))).await?;
    assert_eq!((refused.error.as_deref(), refused.status), (Some("TypeError"), 0));

    let reset = ask(&page, &request("posts/1", failing(Failure::Reset))).await?;
    assert_eq!((reset.error.as_deref(), reset.status), (Some("TypeError"), 200));
    assert_eq!(reset.body().len(), 50, "half of the parts");

    let hung = request("posts/1", failing(Failure::Hang));
    let hung = ask_for(&page, &hung, Duration::from_secs(2), None).await?;
    assert_eq!((hung.error.as_deref(), hung.status), (Some("AbortError"), 0));
    assert!(hung.end >= 1999.0, "{hung:?}");
    Ok(())
}

/// In the order in which they ask; one that asks again goes to the end.
#[tokio::test]
async fn a_lock_goes_from_thread_to_thread() -> Result<()> {
    let (_site, page) = controlled().await?;
    let asked = r"
        const order = [];
        const ask = (thread, rest) =>
            fetch(`net/lock?token=one&thread=${thread}${rest}`).then(() => order.push(thread));
        return (async () => {
            await ask(1, '&wait');
            const two = ask(2, '&wait');
            await fetch('net/lock?token=other&thread=2&wait').then(() => order.push('other'));
            const again = ask(1, '&wait');
            await two;
            await fetch('net/lock?token=one&thread=2');
            await again;
            await ask(1, '&wait');
            return order.join(' ');
        })()";
    assert_eq!(page.eval(asked).await?, json!("1 other 2 1 1"));
    page.leave().await?;
    Ok(())
}
