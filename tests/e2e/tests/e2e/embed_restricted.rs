//! The element where browsers and pages allow little: on another site, without storage, under a strict
//! policy.

use anyhow::Result;
use e2e::host::one;
use e2e::{Browser, Finish, Host, Page};
use serde_json::{Value, json};

const SHORT: &str = "scene=three-requests params='a=50&b=90&c=20'";

/// Opens the host's page as another site, not only another origin: by another name of this machine.
async fn as_another_site(host: &Host, browser: Browser) -> Result<Page> {
    browser.befriend(&host.site.origin());
    browser.befriend("http://localhost:");
    let page = browser.go(&host.host, "").await?;
    let address = host.host.url("").replace("127.0.0.1", "localhost");
    page.browser().driver().goto(address).await?;
    Ok(page)
}

async fn run(page: &Page) -> Result<Finish> {
    page.until("shadow('button')").await?;
    page.host("shadow('button').click()").await?;
    page.until("all('finish').length > 0").await?;
    Ok(serde_json::from_value(page.host("all('finish')[0].detail").await?)?)
}

#[tokio::test]
async fn on_another_site() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let page = as_another_site(&host, Browser::start().await?).await?;
    let finish = run(&page).await?;
    assert_eq!((finish.level, finish.run().failed, finish.blocking().failed), (1, 0, 0), "{finish:#?}");
    Ok(())
}

#[tokio::test]
async fn on_another_site_that_may_share_nothing() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let browser = Browser::start_with(&["--test-third-party-cookie-phaseout"]).await?;
    let page = as_another_site(&host, browser).await?;
    let finish = run(&page).await?;
    assert!(finish.level <= 2, "{finish:#?}");
    assert_eq!((finish.run().failed, finish.blocking().failed), (0, 0), "{finish:#?}");
    Ok(())
}

/// No storage means no service worker: the playground does with less, and says so.
#[tokio::test]
async fn where_nothing_may_be_kept() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let page = as_another_site(&host, Browser::start_without_storage().await?).await?;
    let finish = run(&page).await?;
    assert_eq!((finish.level, finish.run().failed, finish.blocking().failed), (2, 0, 0), "{finish:#?}");
    page.enter_element().await?;
    assert!(page.text().await?.contains("service worker"), "{}", page.text().await?);
    Ok(())
}

/// A page with this policy, whose own inline script is the test's. `SITE` is the playground.
fn with_policy(policy: &str) -> Result<Host> {
    let head = format!("<meta http-equiv=Content-Security-Policy content=\"{policy}\">");
    Host::with_head(&head, &one(SHORT))
}

#[tokio::test]
async fn under_a_policy_that_allows_what_is_needed_and_no_more() -> Result<()> {
    let host = with_policy(
        "default-src 'none'; script-src 'unsafe-inline' SITE; frame-src SITE; img-src data: SITE; base-uri 'none'",
    )?;
    let page = host.open().await?;
    page.until("shadow('img')?.naturalWidth > 0").await?;
    let finish = run(&page).await?;
    assert_eq!((finish.level, finish.run().failed), (1, 0), "{finish:#?}");
    // Its styles are in force, though the policy allows none.
    assert_eq!(page.host("getComputedStyle(one).display").await?, json!("block"));
    Ok(())
}

#[tokio::test]
async fn under_a_policy_that_forbids_the_frame_the_picture_and_its_link_stay() -> Result<()> {
    let host = with_policy("default-src 'none'; script-src 'unsafe-inline' SITE; img-src data: SITE")?;
    let page = host.open_in(Browser::start_hurried().await?).await?;
    page.browser().expect_error("frame-src");
    page.browser().expect_error("Content Security Policy");
    page.until("shadow('button')").await?;
    page.host("shadow('button').click()").await?;
    page.until("all('error').length > 0").await?;
    let kept = "[shadow('img').checkVisibility(), one.querySelector('a').checkVisibility()]";
    assert_eq!(page.host(kept).await?, json!([true, true]));
    let said = page.host("one.shadowRoot.textContent").await?;
    assert!(matches!(&said, Value::String(said) if !said.trim().is_empty()), "{said}");
    Ok(())
}
