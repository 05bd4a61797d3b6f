//! Every panel follows the moment that is shown, and leads to others.

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::json;

/// Before a run everything is in virtual time: no number depends on the machine.
#[tokio::test]
async fn the_console_and_the_table_show_the_moment() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=300&b=900&c=200").await?;
    page.press("Console").await?;
    let later = "document.querySelectorAll('.console .later').length";
    page.until("document.querySelectorAll('.console li').length === 12").await?;
    assert_eq!(page.eval(&format!("return {later}")).await?, json!(0));
    // The first line of the async side: the answer that comes first.
    page.press("0.200 s").await?;
    page.until(&format!("{later} === 11")).await?;
    let rows = page.table_of("Async").await?;
    let caption = "return document.querySelector('caption').textContent";
    assert_eq!(page.eval(caption).await?, json!("Async: 1 thread, simulated, at 200 ms"));
    let states: Vec<_> = rows[1..].iter().filter_map(|row| row.last()).map(String::as_str).collect();
    assert!(states.contains(&"done") && states.iter().any(|state| state.contains(" for ")), "{rows:#?}");
    page.press("To the beginning").await?;
    let begun = "[...document.querySelectorAll('td')].some((cell) => cell.textContent === 'done')";
    page.until(&format!("!{begun}")).await?;
    page.press("To the end").await?;
    page.until(begun).await?;
    Ok(())
}

#[tokio::test]
async fn a_mistake_leads_to_when_it_was_made() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/blocked-loop").await?;
    page.press("Advice").await?;
    page.until("document.querySelector('.advice .seek')").await?;
    let sentence = page.string("document.querySelector('.advice .seek').textContent").await?;
    assert!(sentence.contains("blocked the event loop"), "{sentence}");
    page.until_at_end(true).await?;
    page.press(&sentence).await?;
    page.until_at_end(false).await?;
    page.press("Event loop").await?;
    page.until("document.querySelector('.loop').innerText.includes('holds the thread')").await?;
    Ok(())
}

#[tokio::test]
async fn a_mistake_says_what_it_costs_and_leads_to_its_line() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/blocked-loop").await?;
    page.press("Advice").await?;
    page.until("document.querySelector('.advice .cost')").await?;
    assert_eq!(page.string("document.querySelector('.advice .cost').textContent").await?, "costs 5.0 s");
    let line = page.string("document.querySelector('.advice .note .seek').textContent").await?;
    page.press(&line).await?;
    let number = line.replace("Line ", "");
    page.until(&format!("document.querySelector(\".line.lit[data-line='{number}']\")")).await?;
    Ok(())
}

/// The tasks that began to travel, by their numbers.
const TRAVELLED: &str = "[...new Set(window.travelled)]";

async fn watch_travels(page: &Page) -> Result<()> {
    let watch = "window.travelled = [];
        addEventListener('transitionrun', ({ target, propertyName }) =>
            propertyName === 'transform' && window.travelled.push(Number(target.dataset.task)))";
    page.eval(watch).await?;
    Ok(())
}

#[tokio::test]
async fn a_step_shows_who_goes_where() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=300&b=900&c=200").await?;
    page.press("Event loop").await?;
    page.press("To the beginning").await?;
    page.until("document.querySelector('.chips')").await?;
    watch_travels(&page).await?;
    // Main is ready, is polled, and waits for those that it has spawned.
    let polled = "document.querySelector('[data-place=\"0\"] [data-task=\"0\"]')";
    page.press("Step forward").await?;
    page.press("Step forward").await?;
    page.until(polled).await?;
    page.until(&format!("{TRAVELLED}.includes(0)")).await?;
    // They come to rest where they belong.
    let rests = "[...document.querySelectorAll('.chip')].every((chip) => getComputedStyle(chip).transform === 'none')";
    page.until(rests).await
}

#[tokio::test]
async fn who_wants_less_motion_sees_nobody_travel() -> Result<()> {
    let site = Site::built()?;
    let browser = Browser::start().await?;
    browser.prefer("light", true).await?;
    let page = browser.open(&site, "#/scene/three-requests?a=300&b=900&c=200").await?;
    page.press("Event loop").await?;
    page.press("To the beginning").await?;
    page.until("document.querySelector('.chips')").await?;
    watch_travels(&page).await?;
    for _ in 0..4 {
        page.press("Step forward").await?;
    }
    page.until("document.querySelectorAll('.chip').length > 2").await?;
    assert_eq!(page.eval(&format!("return {TRAVELLED}")).await?, json!([]));
    Ok(())
}
