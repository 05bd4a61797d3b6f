//! Lanes are selected with a mouse, a finger or keys, and told in words; the critical path is, too.

use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Key, Page, Site};
use serde_json::json;

/// Request 2 takes longest. Its lane is the third of the async program.
const ROUTE: &str = "#/scene/three-requests?a=600&b=1000&c=300";
const SOON: Duration = Duration::from_secs(10);

/// The text below the picture.
const SAID: &str = "document.querySelector('.said').textContent";
const PLAYHEAD: &str = "document.querySelector('.transport output').textContent";

/// Sends the canvas a pointer's event at a place: a number of the lane, and a share of the width.
const POINTER: &str = "const [kind, type, id, lane, share] = arguments;
    const canvas = document.querySelector('canvas.timeline');
    const box = canvas.getBoundingClientRect();
    const place = { clientX: box.left + share * box.width, clientY: box.top + 70 + 24 * lane + 9 };
    canvas.dispatchEvent(new PointerEvent(kind, { pointerId: id, pointerType: type, button: 0, bubbles: true, ...place }))";

async fn page() -> Result<(Site, Page)> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, ROUTE).await?;
    page.until("document.querySelector('main').dataset.level", SOON).await?;
    // The simulated run is there.
    page.until("document.querySelector('canvas.timeline').getBoundingClientRect().height > 300", SOON)
        .await?;
    Ok((site, page))
}

async fn pointer(page: &Page, kind: &str, finger: i32, lane: u32, share: f64) -> Result<()> {
    let type_ = if finger > 0 { "touch" } else { "mouse" };
    page.eval(POINTER, json!([format!("pointer{kind}"), type_, finger + 1, lane, share])).await?;
    Ok(())
}

async fn until_said(page: &Page, start: &str) -> Result<()> {
    page.until(&format!("{SAID}.startsWith({})", json!(start)), SOON).await
}

async fn said(page: &Page) -> Result<String> {
    Ok(page.eval(&format!("return {SAID}"), json!([])).await?.as_str().unwrap_or_default().to_owned())
}

async fn playhead(page: &Page) -> Result<String> {
    Ok(page.eval(&format!("return {PLAYHEAD}"), json!([])).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_click_selects_a_lane_and_shows_its_moment() -> Result<()> {
    let (_site, page) = page().await?;
    until_said(&page, "Choose a lane").await?;
    pointer(&page, "down", 0, 2, 0.3).await?;
    pointer(&page, "up", 0, 2, 0.3).await?;
    until_said(&page, "request 2, 0 s to 1.00 s, done after 1.00 s. At ").await?;
    let text = said(&page).await?;
    let at = playhead(&page).await?;
    assert!(text.contains(&format!("At {at}: waits for a response, since ")), "{at}: {text}");
    assert!(text.contains("three_requests.rs:") && text.contains("Last woken by the network"), "{text}");
    // A name has no time: the lane changes, the moment does not.
    pointer(&page, "down", 0, 1, 0.01).await?;
    pointer(&page, "up", 0, 1, 0.01).await?;
    until_said(&page, "request 1, ").await?;
    assert_eq!(playhead(&page).await?, at);
    Ok(())
}

#[tokio::test]
async fn keys_lead_from_lane_to_lane_and_from_event_to_event() -> Result<()> {
    let (_site, page) = page().await?;
    page.eval("document.querySelector('canvas.timeline').focus()", json!([])).await?;
    for name in ["main", "request 1", "request 2"] {
        page.key(Key::Down + "").await?;
        until_said(&page, &format!("{name}, ")).await?;
    }
    page.key(Key::Up + "").await?;
    until_said(&page, "request 1, ").await?;
    page.key(Key::Home + "").await?;
    page.until(&format!("{PLAYHEAD} === '0 s'"), SOON).await?;
    // Spawned, polled and sent at once; then something comes.
    for _ in 0..12 {
        page.key(Key::Enter + "").await?;
    }
    page.until(&format!("{PLAYHEAD} !== '0 s'"), SOON).await?;
    until_said(&page, "request 1, ").await?;
    // The arrows along the axis step, as everywhere; many things happen at one time.
    let at = playhead(&page).await?;
    for _ in 0..20 {
        page.key(Key::Left + "").await?;
    }
    page.until(&format!("{PLAYHEAD} !== {}", json!(at)), SOON).await?;
    page.key(Key::Escape + "").await?;
    until_said(&page, "Choose a lane").await?;
    let focused = page.eval("return document.activeElement.className", json!([])).await?;
    assert_eq!(focused, json!("timeline"), "the focus stays where it was");
    Ok(())
}

#[tokio::test]
async fn a_finger_taps_scrubs_or_leaves_the_page_its_scrolling() -> Result<()> {
    let (_site, page) = page().await?;
    // Scrolling: the browser takes the pointer away.
    pointer(&page, "down", 1, 2, 0.5).await?;
    pointer(&page, "move", 1, 4, 0.5).await?;
    pointer(&page, "cancel", 1, 4, 0.5).await?;
    // Along the axis.
    let end = playhead(&page).await?;
    pointer(&page, "down", 1, 2, 0.3).await?;
    pointer(&page, "move", 1, 2, 0.5).await?;
    page.until(&format!("{PLAYHEAD} !== {}", json!(end)), SOON).await?;
    let at = playhead(&page).await?;
    pointer(&page, "up", 1, 2, 0.5).await?;
    assert!(said(&page).await?.starts_with("Choose a lane"), "nothing was tapped");
    // A tap.
    pointer(&page, "down", 1, 3, 0.4).await?;
    pointer(&page, "up", 1, 3, 0.4).await?;
    until_said(&page, "request 3, ").await?;
    assert_ne!(playhead(&page).await?, at, "a tap shows its moment, too");
    // Two fingers move apart.
    let pressed = "buttonNamed('Both').getAttribute('aria-pressed')";
    assert_eq!(page.eval(&format!("return {pressed}"), json!([])).await?, json!("true"));
    pointer(&page, "down", 1, 2, 0.4).await?;
    pointer(&page, "down", 2, 2, 0.5).await?;
    pointer(&page, "move", 2, 2, 0.8).await?;
    page.until(&format!("{pressed} === 'false'"), SOON).await
}

#[tokio::test]
async fn the_critical_path_is_named_on_request() -> Result<()> {
    let (_site, page) = page().await?;
    page.press("Critical path").await?;
    page.until(&format!("{SAID}.includes('Critical path, async: request 2 (1.00 s).')"), SOON).await?;
    let blocking = "Critical path, blocking: request 1 (600 ms), request 2 (1.00 s), request 3 (300 ms).";
    assert!(said(&page).await?.contains(blocking), "{}", said(&page).await?);
    page.press("Critical path").await?;
    page.until(&format!("!{SAID}.includes('Critical path')"), SOON).await
}

/// Quantities have their tracks below the lanes: there is room for them where there are any.
#[tokio::test]
async fn quantities_make_the_picture_higher() -> Result<()> {
    let (_site, page) = page().await?;
    let height = "document.querySelector('canvas.timeline').getBoundingClientRect().height";
    // Six lanes on either side, and one quantity on the async one.
    page.route("#/scene/turnstile").await?;
    page.until(&format!("{height} === 26 + 2 * (28 + 9 + 7 + 6 * 24) + 20 + 6 + 22"), SOON).await
}

const HEIGHT: &str = "document.querySelector('canvas.timeline').getBoundingClientRect().height";

/// Main and its three requests on either side: folded, two rows of each are left.
#[tokio::test]
async fn children_are_folded_into_one_row_and_unfolded() -> Result<()> {
    let (_site, page) = page().await?;
    let whole = page.eval(&format!("return {HEIGHT}"), json!([])).await?;
    let folded = format!("{HEIGHT} === {whole} - 2 * 24");
    pointer(&page, "down", 0, 2, 0.01).await?;
    pointer(&page, "up", 0, 2, 0.01).await?;
    until_said(&page, "request 2, ").await?;
    // The handle of main; a finger presses it when it is lifted.
    pointer(&page, "down", 1, 0, 0.004).await?;
    pointer(&page, "up", 1, 0, 0.004).await?;
    page.until(&folded, SOON).await?;
    until_said(&page, "main, ").await?;
    page.eval("document.querySelector('canvas.timeline').focus()", json!([])).await?;
    page.key(Key::Right + "").await?;
    page.until(&format!("{HEIGHT} === {whole}"), SOON).await?;
    page.key(Key::Left + "").await?;
    page.until(&folded, SOON).await?;
    // The next lane is the first of the other program.
    page.key(Key::Down + "").await?;
    until_said(&page, "main, 0 s to 1.90 s").await?;
    Ok(())
}

#[tokio::test]
async fn many_children_are_folded_all_at_once() -> Result<()> {
    let (_site, page) = page().await?;
    let button = "buttonNamed('Fold all') || buttonNamed('Unfold all')";
    assert_eq!(page.eval(&format!("return !!({button})"), json!([])).await?, json!(false));
    page.route("#/scene/hundred-urls?n=40").await?;
    page.press("Fold all").await?;
    // Two tracks with two rows each.
    page.until(&format!("{HEIGHT} === 26 + 2 * (28 + 9 + 7 + 2 * 24) + 20 + 6"), SOON).await?;
    page.press("Unfold all").await?;
    page.until(&format!("{HEIGHT} > 400"), SOON).await
}
