//! The frame: its height, its colours, its keys, its manners; and as a plain frame without the element.

use anyhow::Result;
use e2e::host::one;
use e2e::{Browser, Host};
use serde_json::{Value, json};

const SHORT: &str = "scene=three-requests params='a=50&b=90&c=20'";

#[tokio::test]
async fn the_height_follows_the_content_and_settles() -> Result<()> {
    let host = Host::of_one(&format!("{SHORT} panels=code,loop,console,table"))?;
    let page = host.open().await?;
    page.until("shadow('img')").await?;
    page.host("one.run()").await?;
    page.until("all('finish').length").await?;
    let [height, count] = page.until_height_rests().await?;
    assert!(height > 300 && count < 20, "{height} after {count}");
    let whole = page.host("all('resize').every(({ detail }) => Number.isInteger(detail.height))").await?;
    assert_eq!(whole, json!(true));
    page.enter_scene().await?;
    let scrolls =
        "const { scrollHeight, clientHeight } = document.documentElement; return scrollHeight - clientHeight";
    assert_eq!(page.eval(scrolls).await?, json!(0), "all of it is to be seen");
    Ok(())
}

/// The colours of the picture and of the frame, in one word each.
async fn expect_theme(page: &e2e::Page, theme: &str, why: &str) -> Result<()> {
    let shown = format!(
        "shadow('img').src.endsWith('-{theme}.svg') && shadow('.box').classList.contains('dark') === {}",
        theme == "dark"
    );
    page.until(&shown).await.map_err(|error| error.context(why.to_owned()))?;
    page.enter_scene().await?;
    page.until(&format!("document.documentElement.dataset.theme === '{theme}'")).await?;
    page.leave_frame().await?;
    Ok(())
}

#[tokio::test]
async fn colours_follow_the_page_around() -> Result<()> {
    let head = "<style>
        .ayu body { background: #0f1419 } .navy body { background: hsl(226, 23%, 11%) }
        [data-md-color-scheme=slate] { background: oklch(0.2 0.02 260) }
        body[data-theme=dark] { background: #131416; transition: background 0.2s }
        </style>";
    let host = Host::with_head(head, &one(&format!("{SHORT} loading=eager")))?;
    let page = host.open().await?;
    page.until("all('ready').length").await?;
    expect_theme(&page, "light", "the system's").await?;
    let changes = [
        ("document.documentElement.className = 'ayu'", "dark"),
        ("document.documentElement.className = ''", "light"),
        ("document.documentElement.className = 'navy'", "dark"),
        ("document.documentElement.className = 'light'", "light"),
        ("document.body.dataset.mdColorScheme = 'slate'", "dark"),
        ("document.body.dataset.mdColorScheme = 'default'", "light"),
        ("(delete document.body.dataset.mdColorScheme, document.body.dataset.theme = 'dark')", "dark"),
        ("delete document.body.dataset.theme", "light"),
        ("document.documentElement.dataset.theme = 'dark'", "dark"),
        ("document.documentElement.dataset.theme = 'light'", "light"),
        ("one.theme = 'dark'", "dark"),
        ("one.theme = null", "light"),
        (
            "(delete document.documentElement.dataset.theme, document.documentElement.style.colorScheme = 'dark')",
            "dark",
        ),
        ("document.documentElement.style.colorScheme = 'light'", "light"),
    ];
    for (change, theme) in changes {
        page.host(change).await?;
        expect_theme(&page, theme, change).await?;
    }
    page.host("document.documentElement.style.colorScheme = ''").await?;
    page.browser().prefer("dark", false).await?;
    expect_theme(&page, "dark", "the system's").await
}

#[tokio::test]
async fn keys_act_only_where_the_focus_is_and_the_link_leads_to_the_whole_page() -> Result<()> {
    let host = Host::of_one(&format!("{SHORT} loading=eager"))?;
    let page = host.open().await?;
    page.until("all('ready').length").await?;
    page.host("(document.body.tabIndex = 0, document.body.focus(), 0)").await?;
    page.key(" ").await?;
    page.settle().await?;
    assert_eq!(page.host("(await one.getState()).state").await?, json!("idle"));
    page.host("(shadow('iframe').focus(), 0)").await?;
    page.key(" ").await?;
    page.until("all('finish').length").await?;
    page.host("one.seek(0.02)").await?;
    page.enter_scene().await?;
    let link =
        "const link = document.querySelector('main a'); return [link.textContent, link.href, link.target]";
    let full = host.site.url("#/scene/three-requests?a=50&b=90&c=20&t=0.02");
    page.until(&format!("document.querySelector('main a').href === {}", Value::from(full.clone()))).await?;
    assert_eq!(page.eval(link).await?, json!(["Open in Meanwhile", full, "_blank"]));
    // There is nothing here of the page around a scene.
    let parts = "return document.querySelectorAll('.bar, .foot, .params, .runs, .guess, [role=tab]').length";
    assert_eq!(page.eval(parts).await?, json!(0));
    assert!(page.violations().await?.is_empty(), "{:#?}", page.violations().await?);
    Ok(())
}

#[tokio::test]
async fn what_is_out_of_sight_stands_still() -> Result<()> {
    let host = Host::of(&format!(
        "{}<p style='height: 5000px' id=below>below</p>",
        one("scene=three-requests loading=eager params='a=10000'")
    ))?;
    let page = host.open().await?;
    page.until("all('ready').length").await?;
    page.until("(await one.getState()).level === 1 && (await one.getState()).end > 2").await?;
    page.host("one.seek(0)").await?;
    page.host("one.play()").await?;
    page.until("(await one.getState()).seconds > 0.1").await?;
    // How far it goes while the page around draws so many frames.
    let moved = "await (async () => {
        const { seconds } = await one.getState();
        for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
        return (await one.getState()).seconds - seconds;
    })()";
    page.until(&format!("{moved} > 0")).await?;
    page.host("scrollTo(0, 4000)").await?;
    page.until(&format!("{moved} === 0")).await?;
    let state = page.host("one.getState()").await?;
    let (before, end) = (&state["seconds"], &state["end"]);
    assert!(before.as_f64() < end.as_f64() && state["playback"] == "playing", "{state}");
    page.host("scrollTo(0, 0)").await?;
    page.until(&format!("(await one.getState()).seconds > {before}")).await
}

#[tokio::test]
async fn a_plain_frame_works_without_the_script_and_at_a_lower_level_without_an_origin() -> Result<()> {
    for (sandbox, level, sentence) in [
        ("", "1", "Every request is a real one"),
        ("sandbox='allow-scripts'", "3", "timers stand in for the network"),
    ] {
        let body = format!(
            "<iframe title=scene {sandbox} src='SITE#/embed/three-requests?a=50&b=90&c=20' width=320 height=240></iframe>"
        );
        let host = Host::of(&body)?;
        let page = host.open().await?;
        page.enter_frame().await?;
        let finish = page.run_scene().await?;
        assert_eq!((finish.level.to_string().as_str(), finish.run().failed), (level, 0));
        assert!(page.text().await?.contains(sentence), "{}", page.text().await?);
        let room = "return [document.documentElement.scrollWidth, innerWidth]";
        let [needed, there]: [u32; 2] = serde_json::from_value(page.eval(room).await?)?;
        assert!(needed <= there, "{needed} px wide in a frame of {there} px");
        page.leave_frame().await?;
    }
    Ok(())
}

#[tokio::test]
async fn paper_shows_the_picture() -> Result<()> {
    let host = Host::of_one(&format!("{SHORT} loading=eager"))?;
    let page = host.open_in(Browser::start().await?).await?;
    page.until("all('ready').length").await?;
    let shown = "[shadow('img').checkVisibility(), shadow('iframe').checkVisibility(), one.querySelector('a').checkVisibility()]";
    assert_eq!(page.host(shown).await?, json!([false, true, false]));
    page.browser().devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    assert_eq!(page.host(shown).await?, json!([true, false, true]));
    Ok(())
}
