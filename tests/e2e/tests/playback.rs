//! Any moment of a run: paused, stepped, linked to; and a page that is frozen on purpose.

use std::time::Duration;

use anyhow::Result;
use e2e::finish::How;
use e2e::{Browser, Key, Page, Site};
use serde_json::json;

const SOON: Duration = Duration::from_secs(15);
const PLAYHEAD: &str = "document.querySelector('input[aria-label=Playhead]').getAttribute('aria-valuetext')";
const LOOP: &str =
    "[...document.querySelectorAll('.loop .place')].map((place) => place.innerText).join(' | ')";

async fn playhead(page: &Page) -> Result<String> {
    let value = page.eval(&format!("return {PLAYHEAD}"), json!([])).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_link_leads_to_a_moment() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=0.8&speed=0.25").await?;
    page.until(&format!("{PLAYHEAD} === '800 ms'"), SOON).await?;
    page.press("Event loop").await?;
    // Request 3 took 0.7 s; the other two are still waited for.
    page.until(&format!("{LOOP}.includes('1 done')"), SOON).await?;
    let shown = page.eval(&format!("return {LOOP}"), json!([])).await?;
    let shown = shown.as_str().unwrap_or_default();
    assert!(shown.contains("request 1") && shown.contains("request 2"), "{shown}");
    let (_, over) = shown.split_once("Over").unwrap_or_default();
    assert!(over.contains("request 3") && shown.matches("request 3").count() == 1, "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_moment_after_the_end_is_the_end_and_a_sentence() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=99&speed=7").await?;
    page.until(&format!("{PLAYHEAD} === '2.70 s'"), SOON).await?;
    page.until_alert("t=99").await?;
    page.until_alert("speed=7").await?;
    Ok(())
}

#[tokio::test]
async fn steps_lead_forward_and_back_and_the_run_goes_on() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?a=300&b=400&c=200").await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    page.press("Run").await?;
    page.until_state("running").await?;
    page.press("Pause").await?;
    let paused = playhead(&page).await?;
    page.until_state("finished").await?;
    assert_eq!(playhead(&page).await?, paused, "the view stands still while the run goes on");
    page.press("To the beginning").await?;
    page.until(&format!("{PLAYHEAD} === '0 s'"), SOON).await?;
    for _ in 0..12 {
        page.press("Next poll").await?;
    }
    let there = playhead(&page).await?;
    page.press("Step forward").await?;
    page.press("Step back").await?;
    assert_eq!(playhead(&page).await?, there);
    page.press("To the beginning").await?;
    page.press("Play").await?;
    page.until(&format!("{PLAYHEAD} !== '0 s'"), SOON).await?;
    page.press("Pause").await?;
    Ok(())
}

#[tokio::test]
async fn a_frozen_page_says_for_how_long() -> Result<()> {
    let site = Site::built()?;
    // Fifty seconds, at a pace that makes five of them.
    let page = Browser::start().await?.open(&site, "#/scene/hundred-urls").await?;
    page.until("document.querySelector('main').dataset.level === '1'", SOON).await?;
    page.press("Freeze this page…").await?;
    page.press("Freeze it").await?;
    page.until_state("finished").await?;
    let finish = page.finish_detail().await?;
    assert_eq!((finish.blocking.tasks, finish.blocking.failed), (100, 0), "{finish:#?}");
    assert!(finish.blocking.seconds > 49.0 && finish.pace > 10.0, "{finish:#?}");
    assert_eq!(finish.blocking.how, How::Scaled);
    page.until_alert("The page was frozen for").await?;
    Ok(())
}

const LOOPED: &str = "document.querySelector('.looped')?.textContent ?? ''";

/// Whether the playhead has gone back while it played.
const WENT_BACK: &str = "await (async () => {
    const place = () => Number(document.querySelector('input[aria-label=Playhead]').value);
    for (let last = place(), frame = 0; frame < 600; frame += 1) {
        await new Promise(requestAnimationFrame);
        if (place() < last) return true;
        last = place();
    }
    return false;
})()";

#[tokio::test]
async fn a_loop_is_set_by_keys_and_buttons_and_played_again_and_again() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=0.2").await?;
    page.until(&format!("{PLAYHEAD} === '200 ms'"), SOON).await?;
    page.key("[").await?;
    page.until(&format!("{LOOPED} === '200 ms – 2.70 s'"), SOON).await?;
    let half = "const slider = document.querySelector('input[aria-label=Playhead]');
        slider.value = '1000';
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    page.eval(half, json!([])).await?;
    page.until(&format!("{PLAYHEAD} === '1.35 s'"), SOON).await?;
    page.key("]").await?;
    page.until(&format!("{LOOPED} === '200 ms – 1.35 s'"), SOON).await?;
    page.press("Play").await?;
    page.until(WENT_BACK, SOON).await?;
    page.press("Pause").await?;
    page.key("\\").await?;
    page.until(&format!("{LOOPED} === ''"), SOON).await?;
    page.press("Loop to here").await?;
    page.until(&format!("{LOOPED} !== ''"), SOON).await?;
    page.key(Key::Escape + "").await?;
    page.until(&format!("{LOOPED} === ''"), SOON).await?;
    // At the beginning, nothing is before it.
    page.press("To the beginning").await?;
    page.press("Loop to here").await?;
    page.until("document.body.innerText.includes('A loop needs two moments')", SOON).await
}

#[tokio::test]
async fn a_loop_is_drawn_with_shift() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=0.2").await?;
    page.until(&format!("{PLAYHEAD} === '200 ms'"), SOON).await?;
    let drag = "const canvas = document.querySelector('canvas.timeline');
        const box = canvas.getBoundingClientRect();
        const send = (kind, share) => canvas.dispatchEvent(new PointerEvent(`pointer${kind}`, {
            pointerId: 1, pointerType: 'mouse', button: 0, shiftKey: true, bubbles: true,
            clientX: box.left + share * box.width, clientY: box.top + 12 }));
        send('down', 0.3); send('move', 0.4); send('move', 0.5); send('up', 0.5);";
    page.eval(drag, json!([])).await?;
    page.until(&format!("{LOOPED}.includes(' – ')"), SOON).await?;
    assert_eq!(playhead(&page).await?, "200 ms", "the moment that is shown stays");
    page.press("No loop").await?;
    page.until(&format!("{LOOPED} === ''"), SOON).await
}

#[tokio::test]
async fn a_copied_link_leads_to_the_same_moment() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?a=300&t=0.25&speed=0.5").await?;
    page.until(&format!("{PLAYHEAD} === '250 ms'"), SOON).await?;
    let copies = "window.copied = null; Object.defineProperty(navigator, 'clipboard', { configurable: true,
        value: { writeText: async (text) => { window.copied = text; } } })";
    page.eval(copies, json!([])).await?;
    page.press("Copy link").await?;
    page.until("window.copied", SOON).await?;
    let link = page.eval("return window.copied", json!([])).await?;
    let link = link.as_str().unwrap_or_default().to_owned();
    assert!(link.contains("#/scene/three-requests?"), "{link}");
    for part in ["a=300", "t=0.25", "speed=0.5"] {
        assert!(link.contains(part), "{part} is missing in {link}");
    }
    page.until("document.querySelector('.copy').textContent.includes('Copied.')", SOON).await?;
    // Where copying is refused, the link is there to be copied by hand, selected.
    let refuses = "Object.defineProperty(navigator, 'clipboard', { configurable: true,
        value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } })";
    page.eval(refuses, json!([])).await?;
    page.press("Copy link").await?;
    page.until("document.activeElement.value === window.copied", SOON).await?;
    let selected = "document.activeElement.selectionEnd === window.copied.length";
    page.until(selected, SOON).await
}

/// The type in the picture grows with the page's: what is drawn for a smaller width is shown larger.
#[tokio::test]
async fn the_presenters_picture_is_larger() -> Result<()> {
    let site = Site::built()?;
    let page = Browser::start().await?.open(&site, "#/scene/three-requests?t=0.2").await?;
    let height = "document.querySelector('canvas.timeline').getBoundingClientRect().height";
    page.until(&format!("{height} === 26 + 2 * (28 + 9 + 7 + 4 * 24) + 20 + 6"), SOON).await?;
    page.key("f").await?;
    page.until(&format!("{height} === Math.round(1.3 * (26 + 2 * (28 + 9 + 7 + 4 * 24) + 20 + 6))"), SOON)
        .await?;
    page.key("f").await?;
    page.until(&format!("{height} < 400"), SOON).await
}
