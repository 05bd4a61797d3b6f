//! The count of what a page holds can be trusted: each thing counts while it is there, and no longer.

use anyhow::Result;
use e2e::held::COUNT_HELD;
use e2e::{Browser, Held, Site};
use serde_json::json;
use tempfile::TempDir;

#[tokio::test]
async fn each_thing_counts_until_it_is_given_back() -> Result<()> {
    let folder = TempDir::new()?;
    std::fs::write(folder.path().join("index.html"), "<!doctype html><link rel=icon href='data:,'>")?;
    std::fs::write(folder.path().join("idle.js"), "onmessage = () => {}")?;
    let site = Site::of(folder.path(), "/")?;
    let browser = Browser::start().await?;
    browser.before_load(COUNT_HELD).await?;
    let page = browser.go(&site, "").await?;
    let none = Held::default();
    assert_eq!(page.held().await?, none);
    let things = [
        ("it = setTimeout(() => {}, 1e6)", "clearTimeout(it)", Held { timers: 1, ..none }),
        ("it = setInterval(() => {}, 1e6)", "clearInterval(it)", Held { timers: 1, ..none }),
        ("it = new MessageChannel()", "it.port1.close()", Held { channels: 1, ..none }),
        ("it = new Worker('idle.js')", "it.terminate()", Held { workers: 1, ..none }),
    ];
    for (begin, end, due) in things {
        page.eval(&format!("window.{begin}")).await?;
        assert_eq!(page.held().await?, due, "{begin}");
        page.eval(end).await?;
        assert_eq!(page.held().await?, none, "{end}");
    }

    let over = "return new Promise((done) => setTimeout(() => requestAnimationFrame(done)))";
    page.eval(over).await?;
    assert_eq!(page.held().await?, none, "what has happened is not held");

    let request = "const request = fetch('index.html');
        const during = held().requests;
        return request.then(() => [during, held().requests])";
    assert_eq!(page.eval(request).await?, json!([1, 0]));
    Ok(())
}
