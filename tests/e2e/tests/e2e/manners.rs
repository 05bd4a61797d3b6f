//! The page's manners: a sheet of keys, a view for presenters, and what is said to a screen reader.

use anyhow::Result;
use e2e::{Browser, Key, Site};
use serde_json::json;

#[tokio::test]
async fn a_question_mark_opens_the_sheet_of_keys() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=10000").await?;
    let open = "document.querySelector('dialog').open";
    // Also where a button has the focus, which comes back to it.
    page.eval("buttonNamed('Step back').focus()").await?;
    page.key("?").await?;
    page.until(open).await?;
    page.expect_good("the sheet of keys").await?;
    // Nothing behind it listens, and the space bar presses what is in it.
    page.key("f").await?;
    page.key(" ").await?;
    page.until(&format!("!{open}")).await?;
    let main = page.eval("return { ...document.querySelector('main').dataset }").await?;
    assert_eq!((main["state"].as_str(), main.get("presents")), (Some("idle"), None), "{main}");
    let focus = "return document.activeElement.getAttribute('aria-label')";
    assert_eq!(page.eval(focus).await?, json!("Step back"));
    page.press("Keys").await?;
    page.until(open).await?;
    page.key(Key::Escape + "").await?;
    page.until(&format!("!{open}")).await?;
    page.route("#/").await?;
    page.key("?").await?;
    page.until(open).await?;
    Ok(())
}

#[tokio::test]
async fn presenters_see_only_what_matters_and_larger() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=50&b=90&c=20").await?;
    let shown = "[...document.querySelectorAll('.comparison, .transport, .verdict, .panels, .params, .bar')]
        .filter((part) => part.checkVisibility()).map((part) => part.className).join()";
    let size = "parseFloat(getComputedStyle(document.documentElement).fontSize)";
    let usual = "bar,params,comparison,transport,verdict,panels";
    page.until(&format!("{shown} === '{usual}' && {size} === 15")).await?;
    for leave in [Key::Escape + "", "f".into()] {
        page.key("f").await?;
        page.until(&format!("{shown} === 'comparison,transport,verdict' && {size} > 19")).await?;
        page.key(leave).await?;
        page.until(&format!("{shown} === '{usual}' && {size} === 15")).await?;
    }
    page.press("Present").await?;
    page.run_scene().await?;
    page.expect_good("the presenter's view").await?;
    // It is a matter of one visit to the scene.
    page.route("#/").await?;
    page.until(&format!("{size} === 15")).await
}

#[tokio::test]
async fn steps_are_told_and_drags_are_not() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/forgotten-await").await?;
    let told = "document.querySelector('main > [role=status]').textContent";
    page.run_scene().await?;
    page.until(&format!("/^The run is over.*advice names/.test({told})")).await?;
    page.press("Step back").await?;
    page.until(&format!("/^Step \\d+, at .*On the thread: /.test({told})")).await?;
    let first = page.eval(&format!("return {told}")).await?;
    page.press("Step back").await?;
    page.until(&format!("{told} !== {first} && {told}.startsWith('Step ')")).await?;
    page.scrub(0.5).await?;
    page.until(&format!("{told} === ''")).await
}

/// On a phone the timeline is not below a screen of fields, and what the reader opened stays open.
#[tokio::test]
async fn on_a_phone_the_settings_wait_until_they_are_asked_for() -> Result<()> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.size(360, 700).await?;
    let page = browser.open(&site, "#/scene/three-requests").await?;
    let seen = "document.getElementById('param-a').checkVisibility()";
    page.until(&format!("!({seen})")).await?;
    page.eval("document.querySelector('.settings summary').click()").await?;
    page.until(seen).await?;
    page.expect_good("open settings").await?;
    page.set_param("a", "300").await?;
    page.until("location.hash.includes('a=300')").await?;
    page.until(seen).await?;
    page.browser().size(1280, 900).await?;
    page.until("!document.querySelector('.settings summary').checkVisibility()").await
}
