//! Lanes are selected with a mouse, a finger or keys, and told in words; the critical path is, too.

use anyhow::{Context, Result};
use e2e::{Finger, Key, Page, Site};
use meanwhile::render::picture::{Look, Runs};
use meanwhile::scenes;
use meanwhile::timeline::Theme;
use serde_json::json;

/// Two fingers of a hand.
const FIRST: Finger = Finger::Touch(1);
const SECOND: Finger = Finger::Touch(2);

/// Request 2 takes longest. Its lane is the third of the async program.
const ROUTE: &str = "#/scene/three-requests?a=600&b=1000&c=300";

async fn page() -> Result<(Site, Page)> {
    let (site, page) = e2e::open(ROUTE).await?;
    page.until_drawn().await?;
    Ok((site, page))
}

#[tokio::test]
async fn a_click_selects_a_lane_and_shows_its_moment() -> Result<()> {
    let (_site, page) = page().await?;
    page.until_said("Choose a lane").await?;
    page.tap(Finger::Mouse, (Some(2), 0.3)).await?;
    page.until_said("request 2, 0 s to 1.00 s, done after 1.00 s. At ").await?;
    let text = page.said().await?;
    let at = page.playhead().await?;
    assert!(text.contains(&format!("At {at}: waits for a response, since ")), "{at}: {text}");
    assert!(text.contains("three_requests.rs:") && text.contains("Last woken by the network"), "{text}");
    // A name has no time: the lane changes, the moment does not.
    page.tap(Finger::Mouse, (Some(1), 0.01)).await?;
    page.until_said("request 1, ").await?;
    assert_eq!(page.playhead().await?, at);
    Ok(())
}

#[tokio::test]
async fn keys_lead_from_lane_to_lane_and_from_event_to_event() -> Result<()> {
    let (_site, page) = page().await?;
    page.focus_timeline().await?;
    for name in ["main", "request 1", "request 2"] {
        page.key(Key::Down + "").await?;
        page.until_said(&format!("{name}, ")).await?;
    }
    page.key(Key::Up + "").await?;
    page.until_said("request 1, ").await?;
    page.key(Key::Home + "").await?;
    page.until_playhead("0 s").await?;
    // Spawned, polled and sent at once; then something comes.
    for _ in 0..12 {
        page.key(Key::Enter + "").await?;
    }
    page.until_playhead_leaves("0 s").await?;
    page.until_said("request 1, ").await?;
    // The arrows along the axis step, as everywhere; many things happen at one time.
    let at = page.playhead().await?;
    for _ in 0..20 {
        page.key(Key::Left + "").await?;
    }
    page.until_playhead_leaves(&at).await?;
    page.key(Key::Escape + "").await?;
    page.until_said("Choose a lane").await?;
    let focused = page.eval("return document.activeElement.className").await?;
    assert_eq!(focused, json!("timeline"), "the focus stays where it was");
    Ok(())
}

#[tokio::test]
async fn a_finger_taps_scrubs_or_leaves_the_page_its_scrolling() -> Result<()> {
    let (_site, page) = page().await?;
    // Scrolling: the browser takes the pointer away.
    page.pointer("down", FIRST, (Some(2), 0.5)).await?;
    page.pointer("move", FIRST, (Some(4), 0.5)).await?;
    page.pointer("cancel", FIRST, (Some(4), 0.5)).await?;
    // Along the axis.
    let end = page.playhead().await?;
    page.pointer("down", FIRST, (Some(2), 0.3)).await?;
    page.pointer("move", FIRST, (Some(2), 0.5)).await?;
    page.until_playhead_leaves(&end).await?;
    let at = page.playhead().await?;
    page.pointer("up", FIRST, (Some(2), 0.5)).await?;
    assert!(page.said().await?.starts_with("Choose a lane"), "nothing was tapped");
    // A tap.
    page.tap(FIRST, (Some(3), 0.4)).await?;
    page.until_said("request 3, ").await?;
    assert_ne!(page.playhead().await?, at, "a tap shows its moment, too");
    // Two fingers move apart.
    let pressed = "buttonNamed('Both').getAttribute('aria-pressed')";
    assert_eq!(page.eval(&format!("return {pressed}")).await?, json!("true"));
    page.pointer("down", FIRST, (Some(2), 0.4)).await?;
    page.pointer("down", SECOND, (Some(2), 0.5)).await?;
    page.pointer("move", SECOND, (Some(2), 0.8)).await?;
    page.until(&format!("{pressed} === 'false'")).await
}

#[tokio::test]
async fn the_critical_path_is_named_on_request() -> Result<()> {
    let (_site, page) = page().await?;
    page.press("Critical path").await?;
    page.until_told("Critical path, async: request 2 (1.00 s).", true).await?;
    let blocking = "Critical path, blocking: request 1 (600 ms), request 2 (1.00 s), request 3 (300 ms).";
    assert!(page.said().await?.contains(blocking), "{}", page.said().await?);
    page.press("Critical path").await?;
    page.until_told("Critical path", false).await
}

/// Quantities have their tracks below the lanes: there is room for them where there are any.
#[tokio::test]
async fn quantities_make_the_picture_higher() -> Result<()> {
    let (_site, page) = page().await?;
    // Six lanes on either side, and one quantity on the async one.
    page.route("#/scene/turnstile").await?;
    page.until_drawn().await?;
    let picture = page.picture().await?;
    let scene = scenes::find("turnstile").context("there is no turnstile")?;
    let look = Look {
        theme: Theme::Light,
        width: picture.width,
        lanes_height: 260.0,
        gauges: false,
        playhead: None,
    };
    let without = Runs::of(scene, &scene.defaults()).picture(look);
    assert_eq!((picture.rows.len(), without.rows.len()), (12, 12));
    assert!(picture.height > without.height, "{} and {}", picture.height, without.height);
    Ok(())
}

/// Main and its three requests on either side: folded, two rows of each are left.
#[tokio::test]
async fn children_are_folded_into_one_row_and_unfolded() -> Result<()> {
    let (_site, page) = page().await?;
    let picture = page.picture().await?;
    let (whole, folded) = (picture.height, picture.height - 2.0 * picture.rows[1].h);
    page.tap(Finger::Mouse, (Some(2), 0.01)).await?;
    page.until_said("request 2, ").await?;
    // The handle of main; a finger presses it when it is lifted.
    page.tap(FIRST, (Some(0), 0.004)).await?;
    page.until_height(folded).await?;
    page.until_said("main, ").await?;
    page.focus_timeline().await?;
    page.key(Key::Right + "").await?;
    page.until_height(whole).await?;
    page.key(Key::Left + "").await?;
    page.until_height(folded).await?;
    // The next lane is the first of the other program.
    page.key(Key::Down + "").await?;
    page.until_said("main, 0 s to 1.90 s").await?;
    Ok(())
}

#[tokio::test]
async fn many_children_are_folded_all_at_once() -> Result<()> {
    let (_site, page) = page().await?;
    let button = "buttonNamed('Fold all') || buttonNamed('Unfold all')";
    assert_eq!(page.eval(&format!("return !!({button})")).await?, json!(false));
    page.route("#/scene/hundred-urls?n=40").await?;
    page.press("Fold all").await?;
    // Two tracks with two rows each.
    let folded = page.folded_picture().await?;
    assert_eq!(folded.rows.len(), 4);
    page.until_height(folded.height).await?;
    page.press("Unfold all").await?;
    page.until_drawn().await
}
