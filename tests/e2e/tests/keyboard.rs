//! Everything that matters can be done with the keyboard, and its shortcuts keep out of fields.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Key, Page, Site};
use serde_json::json;

const LONG: &str = "#/scene/hundred-urls";
const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";
const SOON: Duration = Duration::from_secs(10);

/// The name of what has the focus.
const FOCUS: &str = "const element = document.activeElement;
    return (element.getAttribute('aria-label') ?? element.textContent).trim()";

async fn page(route: &str) -> Result<(Site, Page)> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, route).await?;
    page.until("document.querySelector('main').dataset.level", SOON).await?;
    Ok((site, page))
}

async fn focus(page: &Page, selector: &str) -> Result<()> {
    page.eval("document.querySelector(arguments[0]).focus()", json!([selector])).await?;
    Ok(())
}

#[tokio::test]
async fn tab_comes_to_run_and_to_everything_else_in_the_order_of_the_page() -> Result<()> {
    let (_site, page) = page(SHORT).await?;
    let mut names = Vec::new();
    let mut places = Vec::new();
    for _ in 0..60 {
        page.key(Key::Tab + "").await?;
        names.push(page.eval(FOCUS, json!([])).await?.as_str().unwrap_or_default().to_owned());
        let place = "const rect = document.activeElement.getBoundingClientRect(); return Math.round(rect.top + scrollY)";
        places.push(page.eval(place, json!([])).await?.as_i64().unwrap_or_default());
        let shown = "const style = getComputedStyle(document.activeElement);
            return style.outlineStyle !== 'none' || document.activeElement === document.body";
        assert_eq!(page.eval(shown, json!([])).await?, json!(true), "no focus ring on {:?}", names.last());
        if names.last().is_some_and(|name| name == "Code") {
            break;
        }
    }
    let place = |name: &str| names.iter().position(|known| known == name);
    for name in ["Run", "Requests slider", "Zoom in", "Code"] {
        assert!(place(name).is_some(), "Tab does not come to {name}: {names:#?}");
    }
    assert!(place("Run") < place("Requests slider"), "{names:#?}");
    assert!(place("Run") <= Some(8), "Run is far away: {names:#?}");
    // Down the page, but for what stands side by side.
    assert!(places.windows(2).all(|pair| pair[1] > pair[0] - 80), "{names:?} {places:?}");
    Ok(())
}

#[tokio::test]
async fn space_runs_and_stops() -> Result<()> {
    let (_site, page) = page(LONG).await?;
    page.key(" ").await?;
    page.until_state("running").await?;
    page.key(" ").await?;
    page.until_state("stopped").await?;
    page.route(SHORT).await?;
    page.key(" ").await?;
    page.until_state("finished").await?;
    assert_eq!(page.finished().await?, 1);
    Ok(())
}

/// A focused button is pressed by space as every button is: once, not by the shortcut as well.
#[tokio::test]
async fn space_on_a_button_presses_that_button() -> Result<()> {
    let (_site, page) = page(SHORT).await?;
    focus(&page, "button.main").await?;
    page.key(" ").await?;
    page.until_state("finished").await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(page.finished().await?, 1, "it ran once");
    page.eval("buttonNamed('Dark').focus()", json!([])).await?;
    page.key(" ").await?;
    page.until("document.documentElement.dataset.theme === 'dark'", SOON).await?;
    assert_eq!(page.main_state().await?.state, "finished", "nothing runs");
    Ok(())
}

#[tokio::test]
async fn keys_in_fields_are_the_fields() -> Result<()> {
    let (_site, page) = page(SHORT).await?;
    for selector in ["input[type=number]", "input[type=range]", "select"] {
        focus(&page, selector).await?;
        page.key(" ").await?;
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(page.main_state().await?.state, "idle", "space in {selector}");
        if selector == "select" {
            page.key(Key::Escape + "").await?;
        }
    }
    // The arrows move a slider's value, not the picture.
    focus(&page, "input[type=range]").await?;
    page.key(Key::Right + "").await?;
    page.until("location.hash.includes('n=6')", SOON).await?;
    // And whoever holds Ctrl or Alt means the browser.
    page.eval("document.activeElement.blur()", json!([])).await?;
    let held = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', ctrlKey: true, bubbles: true }))";
    page.eval(held, json!([])).await?;
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(page.main_state().await?.state, "idle");
    Ok(())
}

/// The arrows go round the panels, whichever there are.
#[tokio::test]
async fn panels_are_tabs() -> Result<()> {
    let (_site, page) = page(SHORT).await?;
    let names = page.panels().await?;
    let count = names.len();
    focus(&page, "[role=tab][aria-selected=true]").await?;
    let right = (1..=count).map(|place| (Key::Right, place % count));
    let others = [(Key::Left, count - 1), (Key::Home, 0), (Key::End, count - 1), (Key::Left, count - 2)];
    for (key, place) in right.chain(others) {
        page.key(key + "").await?;
        let chosen = "document.querySelector('[role=tab][aria-selected=true]').textContent";
        page.until(&format!("{chosen} === '{}'", names[place]), SOON).await?;
        assert_eq!(page.eval(FOCUS, json!([])).await?, json!(names[place]));
    }
    assert_eq!(page.main_state().await?.state, "idle", "no arrow runs anything");
    Ok(())
}
