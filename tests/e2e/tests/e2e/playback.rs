//! Any moment of a run: paused, stepped, linked to; and a page that is frozen on purpose.

use anyhow::Result;
use e2e::finish::How;
use e2e::{Finger, Key};

const LOOP: &str =
    "[...document.querySelectorAll('.loop .place')].map((place) => place.innerText).join(' | ')";

#[tokio::test]
async fn a_link_leads_to_a_moment() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?t=0.8&speed=0.25").await?;
    page.until_playhead("800 ms").await?;
    page.press("Event loop").await?;
    // Request 3 took 0.7 s; the other two are still waited for.
    page.until(&format!("{LOOP}.includes('1 done')")).await?;
    let shown = page.string(LOOP).await?;
    assert!(shown.contains("request 1") && shown.contains("request 2"), "{shown}");
    let (_, over) = shown.split_once("Over").unwrap_or_default();
    assert!(over.contains("request 3") && shown.matches("request 3").count() == 1, "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_moment_after_the_end_is_the_end_and_a_sentence() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?t=99&speed=7").await?;
    page.until_playhead("2.70 s").await?;
    page.until_alert("t=99").await?;
    page.until_alert("speed=7").await?;
    Ok(())
}

#[tokio::test]
async fn steps_lead_forward_and_back_and_the_run_goes_on() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=1000&b=1500&c=1000").await?;
    page.until_level(1).await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    page.press("Pause").await?;
    let paused = page.playhead().await?;
    page.until_state("finished").await?;
    assert_eq!(page.playhead().await?, paused, "the view stands still while the run goes on");
    page.press("To the beginning").await?;
    page.until_playhead("0 s").await?;
    for _ in 0..12 {
        page.press("Next poll").await?;
    }
    let there = page.playhead().await?;
    page.press("Step forward").await?;
    page.press("Step back").await?;
    assert_eq!(page.playhead().await?, there);
    page.press("To the beginning").await?;
    page.press("Play").await?;
    page.until_playhead_leaves("0 s").await?;
    page.press("Pause").await?;
    Ok(())
}

#[tokio::test]
async fn a_frozen_page_says_for_how_long() -> Result<()> {
    // Fifty seconds, at a pace that makes five of them.
    let (_site, page) = e2e::open("#/scene/hundred-urls").await?;
    page.until_level(1).await?;
    page.press("Freeze this page…").await?;
    page.press("Freeze it").await?;
    page.until_state("finished").await?;
    let finish = page.finish_detail().await?;
    assert_eq!((finish.blocking().tasks, finish.blocking().failed), (100, 0), "{finish:#?}");
    assert!(finish.blocking().seconds > 49.0 && finish.pace > 10.0, "{finish:#?}");
    assert_eq!(finish.blocking().how, How::Scaled);
    page.until_alert("The page was frozen for").await?;
    Ok(())
}

#[tokio::test]
async fn programs_run_on_the_page_where_the_reader_wants_that() -> Result<()> {
    let route = "#/scene/three-requests?a=60&b=90&c=30";
    let (_site, page) = e2e::open(route).await?;
    page.until_level(1).await?;
    let finish = page.run_scene().await?;
    assert_eq!(finish.run().how, How::Measured, "{finish:#?}");
    assert!(!page.text().await?.contains("The page was frozen"));
    page.route(&format!("{route}&thread=page")).await?;
    let finish = page.run_scene().await?;
    assert_eq!((finish.run().tasks, finish.blocking().tasks, finish.run().failed), (3, 3, 0), "{finish:#?}");
    page.until_alert("The page was frozen for").await?;
    // One that cannot: its blocking program has threads, of which a frozen page would not hear.
    page.route("#/scene/gil?thread=page").await?;
    page.until_alert("“thread=page” is none of worker; worker is used instead.").await?;
    Ok(())
}

const LOOPED: &str = "document.querySelector('.looped')?.textContent ?? ''";

#[tokio::test]
async fn a_loop_is_set_by_keys_and_buttons_and_played_again_and_again() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?t=0.2").await?;
    page.until_playhead("200 ms").await?;
    page.key("[").await?;
    page.until(&format!("{LOOPED} === '200 ms – 2.70 s'")).await?;
    page.scrub(0.5).await?;
    page.until_playhead("1.35 s").await?;
    page.key("]").await?;
    page.until(&format!("{LOOPED} === '200 ms – 1.35 s'")).await?;
    page.press("Play").await?;
    page.until_played_again().await?;
    page.press("Pause").await?;
    page.key("\\").await?;
    page.until(&format!("{LOOPED} === ''")).await?;
    page.press("Loop to here").await?;
    page.until(&format!("{LOOPED} !== ''")).await?;
    page.key(Key::Escape + "").await?;
    page.until(&format!("{LOOPED} === ''")).await?;
    // At the beginning, nothing is before it.
    page.press("To the beginning").await?;
    page.press("Loop to here").await?;
    page.until("document.body.innerText.includes('A loop needs two moments')").await
}

#[tokio::test]
async fn a_loop_is_drawn_with_shift() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?t=0.2").await?;
    page.until_playhead("200 ms").await?;
    let above = |share| (None, share);
    for (kind, share) in [("down", 0.3), ("move", 0.4), ("move", 0.5), ("up", 0.5)] {
        page.pointer(kind, Finger::ShiftedMouse, above(share)).await?;
    }
    page.until(&format!("{LOOPED}.includes(' – ')")).await?;
    assert_eq!(page.playhead().await?, "200 ms", "the moment that is shown stays");
    page.press("No loop").await?;
    page.until(&format!("{LOOPED} === ''")).await
}

#[tokio::test]
async fn a_copied_link_leads_to_the_same_moment() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?a=300&t=0.25&speed=0.5").await?;
    page.until_playhead("250 ms").await?;
    let copies = "window.copied = null; Object.defineProperty(navigator, 'clipboard', { configurable: true,
        value: { writeText: async (text) => { window.copied = text; } } })";
    page.eval(copies).await?;
    page.press("Copy link").await?;
    page.until("window.copied").await?;
    let link = page.string("window.copied").await?;
    assert!(link.contains("#/scene/three-requests?"), "{link}");
    for part in ["a=300", "t=0.25", "speed=0.5"] {
        assert!(link.contains(part), "{part} is missing in {link}");
    }
    page.until("document.querySelector('.copy').textContent.includes('Copied.')").await?;
    // Where copying is refused, the link is there to be copied by hand, selected.
    let refuses = "Object.defineProperty(navigator, 'clipboard', { configurable: true,
        value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } })";
    page.eval(refuses).await?;
    page.press("Copy link").await?;
    page.until("document.activeElement.value === window.copied").await?;
    let selected = "document.activeElement.selectionEnd === window.copied.length";
    page.until(selected).await
}

/// The type in the picture grows with the page's: what is drawn for a smaller width is shown larger.
#[tokio::test]
async fn the_presenters_picture_is_larger() -> Result<()> {
    let (_site, page) = e2e::open("#/scene/three-requests?t=0.2").await?;
    page.until_drawn().await?;
    let usual = page.picture().await?.height;
    page.key("f").await?;
    page.until_height((1.3 * usual).round()).await?;
    page.key("f").await?;
    page.until_height(usual).await
}
