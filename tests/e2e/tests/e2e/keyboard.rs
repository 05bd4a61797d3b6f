//! Everything that matters can be done with the keyboard, and its shortcuts keep out of fields.

use anyhow::Result;
use e2e::Key;
use serde_json::json;

const LONG: &str = "#/scene/hundred-urls";
const SHORT: &str = "#/scene/hundred-urls?n=5&latency=50";

/// The name of what has the focus.
const FOCUS: &str = "const element = document.activeElement;
    return (element.getAttribute('aria-label') ?? element.textContent).trim()";

#[tokio::test]
async fn tab_comes_to_run_and_to_everything_else_in_the_order_of_the_page() -> Result<()> {
    let (_site, page) = e2e::open(SHORT).await?;
    let mut names = Vec::new();
    let mut places = Vec::new();
    for _ in 0..60 {
        page.key(Key::Tab + "").await?;
        names.push(page.eval(FOCUS).await?.as_str().unwrap_or_default().to_owned());
        let place = "const rect = document.activeElement.getBoundingClientRect(); return Math.round(rect.top + scrollY)";
        places.push(page.eval(place).await?.as_i64().unwrap_or_default());
        let shown = "const style = getComputedStyle(document.activeElement);
            return style.outlineStyle !== 'none' || document.activeElement === document.body";
        assert_eq!(page.eval(shown).await?, json!(true), "no focus ring on {:?}", names.last());
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
    let (_site, page) = e2e::open(LONG).await?;
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
    let (_site, page) = e2e::open(SHORT).await?;
    page.focus("button.main").await?;
    page.key(" ").await?;
    page.until_state("finished").await?;
    page.settle().await?;
    assert_eq!(page.finished().await?, 1, "it ran once");
    page.eval("buttonNamed('Dark').focus()").await?;
    page.key(" ").await?;
    page.until_theme("dark").await?;
    assert_eq!(page.main_state().await?.state, "finished", "nothing runs");
    Ok(())
}

#[tokio::test]
async fn keys_in_fields_are_the_fields() -> Result<()> {
    let (_site, page) = e2e::open(SHORT).await?;
    for selector in ["input[type=number]", "input[type=range]", "select"] {
        page.focus(selector).await?;
        page.key(" ").await?;
        page.settle().await?;
        assert_eq!(page.main_state().await?.state, "idle", "space in {selector}");
        if selector == "select" {
            page.key(Key::Escape + "").await?;
        }
    }
    // The arrows move a slider's value, not the picture.
    page.focus("input[type=range]").await?;
    page.key(Key::Right + "").await?;
    page.until("location.hash.includes('n=6')").await?;
    // And whoever holds Ctrl or Alt means the browser.
    page.eval("document.activeElement.blur()").await?;
    let held = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', ctrlKey: true, bubbles: true }))";
    page.eval(held).await?;
    page.settle().await?;
    assert_eq!(page.main_state().await?.state, "idle");
    Ok(())
}

/// The arrows go round the panels, whichever there are.
#[tokio::test]
async fn panels_are_tabs() -> Result<()> {
    let (_site, page) = e2e::open(SHORT).await?;
    let names = page.panels().await?;
    let count = names.len();
    page.focus("[role=tab][aria-selected=true]").await?;
    let right = (1..=count).map(|place| (Key::Right, place % count));
    let others = [(Key::Left, count - 1), (Key::Home, 0), (Key::End, count - 1), (Key::Left, count - 2)];
    for (key, place) in right.chain(others) {
        page.key(key + "").await?;
        let chosen = "document.querySelector('[role=tab][aria-selected=true]').textContent";
        page.until(&format!("{chosen} === '{}'", names[place])).await?;
        assert_eq!(page.eval(FOCUS).await?, json!(names[place]));
    }
    assert_eq!(page.main_state().await?.state, "idle", "no arrow runs anything");
    Ok(())
}
