//! Addresses: what is wrong in one is named in a sentence, and the page works.

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

/// What stands in a query, and a part of the sentence that it gets.
const BAD_QUERIES: [(&str, &str); 25] = [
    ("n=0", "“n=0” is out of its range of 1 to 1000; 100 is used instead."),
    ("n=1000000000", "“n=1000000000” is out of its range of 1 to 1000; 100 is used instead."),
    ("n=99999999999999999999999999", "is out of its range of 1 to 1000; 100 is used instead."),
    ("n=1e9", "“n=1e9” is not a whole number; 100 is used instead."),
    ("n=abc", "“n=abc” is not a whole number; 100 is used instead."),
    ("n=-5", "“n=-5” is not a whole number; 100 is used instead."),
    ("n=1.5", "“n=1.5” is not a whole number; 100 is used instead."),
    ("n=", "“n=” is not a whole number; 100 is used instead."),
    ("latency=soon", "“latency=soon” is not a whole number; 500 ms is used instead."),
    ("latency=9", "“latency=9” is out of its range of 10 to 5000 ms; 500 ms is used instead."),
    ("jitter=41", "“jitter=41” is out of its range of 0 to 40 %; 0 % is used instead."),
    ("pace=-1", "“pace=-1” is not a number with at most three decimals; 1 is used instead."),
    ("pace=0", "“pace=0” is out of its range of 0.1 to 10000; 1 is used instead."),
    ("pace=20000", "“pace=20000” is out of its range of 0.1 to 10000; 1 is used instead."),
    ("seed=-1", "“seed=-1” is not a whole number; 1 is used instead."),
    ("seed=x", "“seed=x” is not a whole number; 1 is used instead."),
    ("theme=pink", "“theme=pink” is none of auto, light and dark; auto is used instead."),
    ("colour=red", "“colour” is not a parameter of this scene; it is ignored."),
    ("n=%E0%A4%A&%", "is not a whole number; 100 is used instead."),
    ("n=<img src=x onerror=pwned()>", "“n=<img src=x onerror=pwned()>” is not a whole number"),
    ("<script>pwned()</script>=1", "“<script>pwned()</script>” is not a parameter of this scene"),
    ("network=nowhere", "an address that begins with http:// or https://, not `nowhere`"),
    ("network=ftp://127.0.0.1/", "an address that begins with http:// or https://, not `ftp://127.0.0.1/`"),
    (
        "network=javascript:pwned()",
        "an address that begins with http:// or https://, not `javascript:pwned()`",
    ),
    ("network=http://me:secret@127.0.0.1/", "an address with a password in it is not taken"),
];

const BAD_ROUTES: [(&str, &str); 6] = [
    ("#/scene/no-such-scene", "There is no scene “no-such-scene”."),
    ("#/scene/hundred-urls/more", "There is no page “/scene/hundred-urls/more”."),
    ("#/scene", "There is no page “/scene”."),
    ("#/nowhere/at/all?n=1", "There is no page “/nowhere/at/all”."),
    ("#nonsense", "There is no page “nonsense”."),
    ("#/scene/<img src=x onerror=pwned()>", "There is no scene “<img src=x onerror=pwned()>”."),
];

/// Shows that no text of an address became anything but text.
async fn expect_only_text(page: &Page) -> Result<()> {
    let made =
        "return document.querySelectorAll('body script, [onerror], [src=x]').length + (window.pwn ?? 0)";
    assert_eq!(page.eval(made).await?, json!(0));
    Ok(())
}

async fn page(site: &Site, route: &str) -> Result<Page> {
    let browser = Browser::start().await?;
    browser.before_load("window.pwned = () => { window.pwn = 1 }").await?;
    browser.open(site, route).await
}

#[tokio::test]
async fn what_is_wrong_in_a_query_is_named_and_at_its_default() -> Result<()> {
    let site = Site::built()?;
    let page = page(&site, "#/scene/hundred-urls").await?;
    assert_eq!(page.eval("return document.querySelectorAll('[role=alert]').length").await?, json!(0));
    for (query, sentence) in BAD_QUERIES {
        page.route(&format!("#/scene/hundred-urls?{query}")).await?;
        page.until_alert(sentence).await?;
        assert_eq!(page.main_state().await?.state, "idle", "{query}");
        expect_only_text(&page).await?;
    }
    // Everything at once, in a fresh page: a sentence each, and it runs with the defaults.
    let all = BAD_QUERIES.map(|(query, _)| query).join("&");
    let page = page.leave().await?.open(&site, &format!("#/scene/hundred-urls?{all}&latency=10")).await?;
    let sentences = page.until_alert("theme=pink").await?;
    assert!(sentences.lines().count() >= BAD_QUERIES.len() - 4, "{sentences}");
    let finish = page.run_scene().await?;
    assert_eq!(
        (finish.run().tasks, finish.run().failed, finish.blocking().failed),
        (100, 0, 0),
        "{finish:#?}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_no_route_leads_to_the_catalogue() -> Result<()> {
    let site = Site::built()?;
    let page = page(&site, "").await?;
    for (route, sentence) in BAD_ROUTES {
        page.route(route).await?;
        page.until_alert(sentence).await?;
        expect_only_text(&page).await?;
        for scene in ["three-requests", "hundred-urls"] {
            page.until(&format!("document.querySelector('main a[href*=\"#/scene/{scene}\"]')")).await?;
        }
    }
    // As the first address of a visit too.
    page.reload().await?;
    page.until_alert(BAD_ROUTES[BAD_ROUTES.len() - 1].1).await?;
    page.route("#/scene/hundred-urls?n=5&latency=50").await?;
    assert_eq!(page.run_scene().await?.run().tasks, 5);
    Ok(())
}

#[tokio::test]
async fn what_the_reader_changes_stands_in_the_link() -> Result<()> {
    let site = Site::built()?;
    let page = page(&site, "#/scene/hundred-urls").await?;
    page.set_param("n", "7").await?;
    page.until("location.hash.includes('n=7')").await?;
    page.reload().await?;
    page.until_param("n", "7").await
}
