//! The element on somebody's page: its picture, its button, its frame; attributes, properties, methods
//! and events.

use anyhow::Result;
use e2e::host::one;
use e2e::{Browser, Finish, Host, Page};
use meanwhile::trace::RunFile;
use serde_json::{Value, json};

/// A scene whose run is soon over, and one whose run is not.
const SHORT: &str = "scene=three-requests params='a=50&b=90&c=20'";
const LONG: &str = "scene=three-requests params='a=10000'";

const STATE: &str = "(await one.getState()).state";

#[tokio::test]
async fn a_picture_with_its_link_until_it_is_wanted_and_then_a_run() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let page = host.open().await?;
    let height =
        page.host("customElements.whenDefined('meanwhile-scene').then(() => one.offsetHeight)").await?;
    page.until("shadow('img')?.complete && shadow('img').naturalWidth > 0").await?;
    // Nothing of the playground is there before, and nothing moves when the picture comes.
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());
    assert_eq!(page.host("one.offsetHeight").await?, height);
    let before = page.host("[document.querySelectorAll('iframe').length, shadow('iframe')]").await?;
    assert_eq!(before, json!([0, null]));
    assert_eq!(page.host("one.querySelector('a').checkVisibility()").await?, json!(true));
    assert!(page.violations().await?.is_empty(), "{:#?}", page.violations().await?);

    page.host("shadow('button').click()").await?;
    page.until("all('finish').length > 0").await?;
    let finish: Finish = serde_json::from_value(page.host("all('finish')[0].detail").await?)?;
    assert_eq!((finish.scene.as_str(), finish.level), ("three-requests", 1));
    assert_eq!((finish.run().tasks, finish.run().failed, finish.blocking().failed), (3, 0, 0));
    // The longest request, and all of them: less than that by what browsers round is none.
    assert!(finish.run().seconds > 0.085 && finish.blocking().seconds > 0.155, "{finish:?}");
    let names = page.host("[...new Set(heard.map((event) => event.name))].sort().join()").await?;
    assert_eq!(names, json!("finish,ready,resize,statechange"));
    let states =
        page.host("[...new Set(all('statechange').map((event) => event.detail.state))].join()").await?;
    assert_eq!(states, json!("idle,running,finished"));
    let frame = page.host("[shadow('iframe').title, shadow('iframe').getAttribute('sandbox')]").await?;
    let sandbox = "allow-scripts allow-same-origin allow-popups allow-downloads";
    assert_eq!(frame, json!(["Three requests, async and blocking", sandbox]));
    Ok(())
}

#[tokio::test]
async fn every_method_does_what_it_says() -> Result<()> {
    let host = Host::of_one(SHORT)?;
    let page = host.open().await?;
    page.until("customElements.get('meanwhile-scene')").await?;
    // What needs no playground loads none.
    assert_eq!(page.host("(await one.getState()).playback").await?, json!("live"));
    page.host("Promise.all([one.stop(), one.pause()])").await?;
    let url = page.host("one.getShareUrl()").await?;
    assert_eq!(url, json!(host.site.url("#/scene/three-requests?a=50&b=90&c=20")));
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());

    page.host("one.run()").await?;
    page.until(&format!("{STATE} === 'finished'")).await?;
    page.host("one.pause()").await?;
    page.host("one.seek(0.03)").await?;
    let state = page.host("one.getState()").await?;
    assert_eq!(
        (&state["playback"], &state["seconds"], &state["level"]),
        (&json!("paused"), &json!(0.03), &json!(1))
    );
    assert_eq!(state["scene"], "three-requests");
    let shared = page.host("one.getShareUrl()").await?;
    assert_eq!(shared, json!(host.site.url("#/scene/three-requests?a=50&b=90&c=20&t=0.03")));
    page.host("one.step(3)").await?;
    let later = page.host("(await one.getState()).seconds").await?;
    page.host("one.step(-3)").await?;
    let earlier = page.host("(await one.getState()).seconds").await?;
    assert!(later.as_f64() > Some(0.03) && earlier.as_f64() < later.as_f64(), "{later} {earlier}");
    page.host("one.play()").await?;
    page.until("(await one.getState()).playback !== 'playing'").await?;

    let file: Vec<u8> =
        serde_json::from_value(page.host("one.exportTrace().then((file) => [...file])").await?)?;
    let run = RunFile::from_bytes(&file)?;
    assert_eq!((run.scene.as_str(), run.level), ("three-requests", 1));
    assert!(run.query.starts_with("a=50&b=90&c=20"), "{}", run.query);
    page.host("one.setParams({ a: 60, b: null })").await?;
    assert_eq!(page.host("[one.params, (await one.getState()).state]").await?, json!(["a=60&c=20", "idle"]));
    page.host("one.setParams('a=10000')").await?;
    page.host("one.run()").await?;
    page.until(&format!("{STATE} === 'running'")).await?;
    page.host("one.stop()").await?;
    page.until(&format!("{STATE} === 'stopped'")).await?;
    // Nonsense is refused, with a sentence.
    for call in ["step(0.5)", "step(1e9)", "seek(-1)", "seek(NaN)"] {
        let refused = page.host(&format!("one.{call}.catch((error) => error.message)")).await?;
        assert!(refused.as_str().is_some_and(|text| text.ends_with('.')), "{call}: {refused}");
    }
    Ok(())
}

#[tokio::test]
async fn each_attribute_is_a_property_and_means_something() -> Result<()> {
    let page_of = |attributes: &str| Host::of_one(&format!("scene=three-requests {attributes}"));
    let host = page_of(
        "loading=eager pace=2 speed=0.5 seed=7 panels=console,table height=400 label='My requests' freeze",
    )?;
    let page = host.open().await?;
    page.until("all('ready').length").await?;
    let address = page.host("new URL(shadow('iframe').src).hash").await?;
    assert_eq!(
        address,
        json!("#/embed/three-requests?pace=2&speed=0.5&seed=7&panels=console%2Ctable&freeze=1&theme=light")
    );
    let frame =
        page.host("[shadow('iframe').offsetHeight, shadow('iframe').title, shadow('img').alt]").await?;
    assert_eq!(frame, json!([400, "My requests", "Timeline: My requests"]));
    let read = "[one.scene, one.pace, one.speed, one.seed, one.panels, one.height, one.label, one.freeze, one.theme]";
    let expected =
        json!(["three-requests", "2", "0.5", "7", "console,table", "400", "My requests", true, null]);
    assert_eq!(page.host(read).await?, expected);
    page.enter_scene().await?;
    assert_eq!(page.panels().await?, ["Console", "Table"]);
    assert!(page.text().await?.contains("Freeze this page…"));
    // No file of code is loaded that is not shown.
    assert!(
        !host.site.requests().iter().any(|path| path.starts_with("code/")),
        "{:#?}",
        host.site.requests()
    );
    page.leave_frame().await?;

    page.host("Object.assign(one, { height: null, maxHeight: 300, panels: 'code', autoplay: false })")
        .await?;
    page.until("shadow('iframe').offsetHeight === 300").await?;
    page.enter_scene().await?;
    page.until("document.querySelectorAll('[role=tab]').length === 1 && document.querySelector('pre')")
        .await?;
    Ok(())
}

#[tokio::test]
async fn it_loads_when_it_is_told_to() -> Result<()> {
    let far = format!("<p style='height: 4000px'>far</p>{}", one(&format!("{SHORT} loading=lazy")));
    let host = Host::of(&far)?;
    let page = host.open().await?;
    page.until("shadow('img')").await?;
    expect_not_loaded(&host, &page).await?;
    page.host("one.scrollIntoView()").await?;
    page.until("all('ready').length").await?;
    assert_eq!(page.host(STATE).await?, json!("idle"), "it runs only when asked");

    let host = Host::of_one(&format!("{SHORT} autoplay"))?;
    let page = host.open_in(page.leave().await?).await?;
    page.until("all('finish').length").await?;
    // A reader who wants less motion presses a button.
    let browser = page.leave().await?;
    browser.prefer("light", true).await?;
    let host = Host::of_one(&format!("{SHORT} autoplay"))?;
    let page = host.open_in(browser).await?;
    page.until("shadow('img')?.complete").await?;
    expect_not_loaded(&host, &page).await
}

/// The browser has told the element what can be seen, and the element has made no frame of it.
async fn expect_not_loaded(host: &Host, page: &Page) -> Result<()> {
    page.settle().await?;
    assert_eq!(page.host("shadow('iframe')").await?, json!(null));
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn ten_unused_ones_cost_ten_pictures_and_two_used_ones_run_apart() -> Result<()> {
    let many: String = (0..10).map(|_| one(SHORT).replace("id=one ", "")).collect();
    let two = [one(SHORT), one("scene=hundred-urls params='n=5&latency=50'").replace("id=one", "id=two")];
    let host = Host::of(&format!("{}{}{many}", two[0], two[1]))?;
    let page = host.open().await?;
    page.until(
        "document.querySelectorAll('meanwhile-scene').length === 12 && shadow('img', 'two')?.complete",
    )
    .await?;
    assert_eq!(host.asked_of_playground(), Vec::<String>::new());
    page.host("Promise.all([one.run(), two.run()])").await?;
    page.until("all('finish', 'one').length === 1 && all('finish', 'two').length === 1").await?;
    let scenes = page.host("['one', 'two'].map((id) => all('finish', id)[0].detail.scene)").await?;
    assert_eq!(scenes, json!(["three-requests", "hundred-urls"]));
    assert_eq!(page.host("document.querySelectorAll('meanwhile-scene').length").await?, json!(12));
    Ok(())
}

async fn expect_gone(page: &Page) -> Result<()> {
    page.until("frames.length === 0").await
}

#[tokio::test]
async fn it_can_be_moved_removed_and_destroyed() -> Result<()> {
    let host = Host::of(&format!("<section id=there></section>{}", one(LONG)))?;
    let page = host.open().await?;
    page.until("shadow('img')").await?;
    page.host("one.run()").await?;
    // Moved: it comes back by itself, and can be run again.
    page.host("there.append(one)").await?;
    page.until("all('ready').length === 2").await?;
    page.host("one.run()").await?;
    page.until(&format!("{STATE} === 'running'")).await?;
    // Removed while it runs: nothing is left, and calls say so.
    let cut = "(() => {
        window.kept = one;
        const call = one.getState();
        one.remove();
        return call.catch((error) => error.message);
    })()";
    assert_eq!(page.host(cut).await?, json!("The scene was closed."));
    expect_gone(&page).await?;
    let refused = page.host("kept.run().catch((error) => error.message)").await?;
    assert_eq!(refused, json!("The element is in no document."));
    page.host("document.body.append(kept)").await?;
    page.until("all('ready').length === 3").await?;
    // Destroyed, twice.
    page.host("(kept.destroy(), kept.destroy(), 0)").await?;
    expect_gone(&page).await?;
    let after = "[await kept.run().catch((error) => error.message), kept.shadowRoot.querySelector('button').checkVisibility(),
        kept.querySelector('a').checkVisibility()]";
    assert_eq!(page.host(after).await?, json!(["This scene was destroyed.", false, true]));
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_a_sentence_and_what_is_hostile_is_text() -> Result<()> {
    let evil = "\"><img src=x onerror=\"window.hacked = 1\">&lt;script&gt;window.hacked = 1&lt;/script&gt;";
    let quoted = evil.replace('"', "&quot;");
    let host = Host::of_one(&format!(
        "scene=three-requests loading=never theme=pink height=12 max-height=1e9 label='{quoted}' \
         params='a=50&b=90&c=20&d=%3Cimg src=x onerror=parent.hacked=1%3E'"
    ))?;
    let page = host.open().await?;
    page.until("shadow('.said')?.textContent").await?;
    assert_eq!(
        page.host("shadow('.said').textContent").await?,
        json!(
            "“theme=pink” is none of auto, light, dark; auto is used instead. “loading=never” is none of click, \
               lazy, eager; click is used instead. “height=12” is no whole number from 240 to 4000; it is ignored. \
               “max-height=1e9” is no whole number from 240 to 4000; it is ignored."
        )
    );
    page.host("one.run()").await?;
    page.until("all('finish').length").await?;
    let message = page.host("all('error')[0].detail.message").await?;
    assert_eq!(message, json!("“d” is not a parameter of this scene; it is ignored."));
    assert_eq!(
        page.host("[window.hacked, document.images.length, shadow('iframe').title.length > 20]").await?,
        json!([null, 0, true])
    );
    Ok(())
}

#[tokio::test]
async fn a_scene_that_does_not_exist_leaves_its_link() -> Result<()> {
    for (scene, sentence) in
        [("no-such-scene", "There is no scene “no-such-scene”."), ("<b>", "“<b>” is no name of a scene.")]
    {
        let host = Host::of_one(&format!("scene='{scene}'"))?;
        let browser = Browser::start().await?;
        browser.expect_error("posters/no-such-scene");
        let page = host.open_in(browser).await?;
        page.until("shadow('button')").await?;
        let refused = page.host("one.run().then(() => null, (error) => error.message)").await?;
        assert_eq!(refused, json!(sentence));
        page.until(&format!("shadow('.said').textContent.includes({})", Value::from(sentence))).await?;
        let left = page.host("[one.querySelector('a').checkVisibility(), shadow('iframe')]").await?;
        assert_eq!(left, json!([true, null]));
    }
    Ok(())
}
