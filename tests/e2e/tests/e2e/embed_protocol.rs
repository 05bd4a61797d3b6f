//! What the element and the playground say to each other: to nobody else, in no other version, and not
//! without end.

use anyhow::Result;
use e2e::host::one;
use e2e::{Browser, Host, Page, Site};
use serde_json::json;
use tempfile::TempDir;

const SHORT: &str = "scene=three-requests params='a=50&b=90&c=20'";

/// A plain frame, and a host that speaks for itself. `call` asks the playground for something.
const BY_HAND: &str = "<iframe id=frame title=scene src='SITE#/embed/three-requests?a=50&b=90&c=20' width=800 height=600></iframe>
    <script>
    window.hellos = [];
    window.replies = [];
    addEventListener('message', (event) => event.source === frame.contentWindow && hellos.push([event.data, event.origin]));
    window.init = (version) => {
        const { port1, port2 } = new MessageChannel();
        window.port = port1;
        port1.onmessage = ({ data }) => replies.push(data);
        frame.contentWindow.postMessage({ type: 'meanwhile:init', version }, '*', [port2]);
    };
    window.call = (id, method, argument) => {
        port.postMessage({ type: 'call', id, method, argument });
        return new Promise((done) => {
            const look = () => {
                const found = replies.find((reply) => reply.id === id);
                if (found) done(found); else setTimeout(look, 10);
            };
            look();
        });
    };
    </script>";

async fn by_hand() -> Result<(Host, Page)> {
    let host = Host::of(BY_HAND)?;
    let page = host.open().await?;
    page.until("hellos.length").await?;
    Ok((host, page))
}

#[tokio::test]
async fn the_hello_says_nothing_and_only_the_page_around_is_answered_once() -> Result<()> {
    let (host, page) = by_hand().await?;
    assert_eq!(page.host("hellos").await?, json!([["meanwhile:hello", host.site.origin()]]));
    // A frame beside it pretends to be the page around.
    let pretend = "(() => {
        window.pretended = [];
        const other = document.createElement('iframe');
        document.body.append(other);
        const { port1, port2 } = new other.contentWindow.MessageChannel();
        port1.onmessage = ({ data }) => pretended.push(data);
        other.contentWindow.eval('(frame, port) => frame.postMessage({ type: `meanwhile:init`, version: 1 }, `*`, [port])')
            (frame.contentWindow, port2);
        return 0;
    })()";
    page.host(pretend).await?;
    page.host("init(1)").await?;
    page.until("replies.some(({ type, version }) => type === 'ready' && version === 1)").await?;
    let first = "(window.first = port, window.firstReplies = replies, window.replies = [], init(1), 0)";
    page.host(first).await?;
    page.host("(window.port = first, window.second = replies, window.replies = firstReplies, 0)").await?;
    // What was said before has been heard when what is said now is answered.
    hear_out(&page).await?;
    assert_eq!(page.host("[pretended, second]").await?, json!([[], []]), "there is one conversation");
    assert_eq!(
        page.host("call(1, 'getState').then(({ value }) => value.scene)").await?,
        json!("three-requests")
    );
    Ok(())
}

/// Waits until the frame has handled all that its window was sent so far.
async fn hear_out(page: &Page) -> Result<()> {
    page.browser().driver().enter_frame(0).await?;
    page.settle().await?;
    page.leave_frame().await?;
    page.settle().await
}

#[tokio::test]
async fn another_version_is_refused_by_the_playground() -> Result<()> {
    let (_host, page) = by_hand().await?;
    page.host("init(2)").await?;
    page.until("replies.length").await?;
    assert_eq!(page.host("replies").await?, json!([{ "version": 1, "type": "refused" }]));
    page.host("(port.postMessage({ type: 'call', id: 1, method: 'run' }), 0)").await?;
    page.enter_frame().await?;
    assert_eq!(page.main_state().await?.state, "idle");
    Ok(())
}

#[tokio::test]
async fn nonsense_is_refused_or_ignored_and_floods_do_no_harm() -> Result<()> {
    let (_host, page) = by_hand().await?;
    page.host("init(1)").await?;
    page.until("replies.length").await?;
    let sentences = [
        ("step", "1.5", "A step is a whole number from -1000 to 1000."),
        ("step", "'<b>'", "A step is a whole number from -1000 to 1000."),
        ("seek", "-1", "A moment is a number of seconds from 0 to 1000000000."),
        ("seek", "NaN", "A moment is a number of seconds from 0 to 1000000000."),
        ("setParams", "{}", "Parameters are a text, as in an address."),
        ("setParams", "'n'.repeat(5000)", "Parameters are a text, as in an address."),
        ("constructor", "null", "There is no such method."),
    ];
    for (id, (method, argument, sentence)) in sentences.iter().enumerate() {
        let answer =
            page.host(&format!("call({id}, '{method}', {argument}).then(({{ error }}) => error)")).await?;
        assert_eq!(answer, json!(sentence), "{method} {argument}");
    }
    page.host("[null, 7, 'run', [], {}, { type: 'no-such' }, { type: 7 }, { type: 'theme', theme: '<b>' }].forEach((data) => port.postMessage(data))").await?;
    // It is asked until it hears again: then it has been through all that came before.
    let flood = "(async () => {
        const begun = performance.now();
        for (let id = 1000; id < 11000; id++) {
            port.postMessage({ type: 'call', id, method: 'step', argument: 1 });
            frame.contentWindow.postMessage({ type: 'meanwhile:init', version: 1 }, '*');
        }
        const again = () => replies.some(({ id }) => id >= 20000);
        for (let id = 20000; !again(); id++) {
            port.postMessage({ type: 'call', id, method: 'getState' });
            await new Promise((done) => setTimeout(done, 100));
        }
        const answered = replies.filter(({ id }) => id >= 1000 && id < 20000).length;
        return [answered, (performance.now() - begun) / 1000];
    })()";
    let (answered, seconds): (f64, f64) = serde_json::from_value(page.host(flood).await?)?;
    // A second's worth of frames at once, and then one a frame.
    assert!(answered >= 1.0 && answered <= 61.0 + 60.0 * seconds, "{answered} of 10000 in {seconds} s");
    assert_eq!(page.host("replies.find(({ id }) => id >= 20000).value.state").await?, json!("idle"));
    page.enter_frame().await?;
    assert_eq!(page.run_scene().await?.run().failed, 0);
    Ok(())
}

/// Another site, with one page.
fn elsewhere(html: &str) -> Result<(TempDir, Site)> {
    let folder = TempDir::with_prefix("meanwhile-")?;
    std::fs::write(folder.path().join("index.html"), html)?;
    let site = Site::of(folder.path(), "/")?;
    Ok((folder, site))
}

const SPY: &str = "<!doctype html><link rel=icon href='data:,'><script>
    window.got = [];
    onmessage = ({ data }) => got.push(data);
    setInterval(() => parent.postMessage('meanwhile:hello', '*'), 20);
    </script>";

/// Counts who says hello to the page around.
const COUNT: &str = "<script>
    window.hellos = new Map();
    addEventListener('message', ({ data, source }) =>
        data === 'meanwhile:hello' && hellos.set(source, (hellos.get(source) ?? 0) + 1));
    </script>";

#[tokio::test]
async fn only_the_playground_is_answered_by_the_element() -> Result<()> {
    let (_folder, spy) = elsewhere(SPY)?;
    let body = format!("{COUNT}{}<iframe title=spy src='{}'></iframe>", one(SHORT), spy.url(""));
    let host = Host::of(&body)?;
    // The element's own frame goes elsewhere, too: the right window, but not the playground's origin.
    let redirect = format!("<!doctype html><script>location.replace({:?})</script>", spy.url(""));
    host.site.replace("index.html", redirect);
    let browser = Browser::start().await?;
    browser.befriend(&spy.origin());
    let page = host.open_in(browser).await?;
    page.until("shadow('img')").await?;
    page.host("(one.run().catch(() => {}), 0)").await?;
    page.until("hellos.size === 2 && [...hellos.values()].every((count) => count > 5)").await?;
    for own in [true, false] {
        if own {
            page.enter_element().await?;
        } else {
            page.browser().driver().enter_frame(0).await?;
        }
        page.settle().await?;
        assert_eq!(page.eval("return window.got ?? 'no spy'").await?, json!([]), "own: {own}");
        page.leave_frame().await?;
    }
    assert_eq!(page.host("all('ready').length").await?, json!(0));
    Ok(())
}

/// Ends with the picture, its link and a sentence.
async fn expect_picture(page: &Page, sentence: &str) -> Result<()> {
    page.until("all('error').length").await?;
    let shown = "[shadow('.said').textContent, shadow('iframe'), shadow('img').checkVisibility(), shadow('button').disabled,
        one.querySelector('a').checkVisibility(), all('ready').length]";
    let said = format!("{sentence} The picture and the link stay.");
    assert_eq!(page.host(shown).await?, json!([said, null, true, false, true, 0]));
    Ok(())
}

#[tokio::test]
async fn a_playground_that_cannot_be_reached_is_a_sentence() -> Result<()> {
    let mut host = Host::of_one(SHORT)?;
    let page = host.open_in(Browser::start_hurried().await?).await?;
    page.until("shadow('img')?.complete").await?;
    host.site.stop();
    let failed = page.host("one.run().catch((error) => error.message)").await?;
    let name = host.site.origin().replace("http://", "");
    let sentence = format!("The playground at {name} does not answer.");
    assert_eq!(failed, json!(sentence));
    expect_picture(&page, &sentence).await
}

/// A playground of another version: it greets, and answers with this.
fn other_version(answer: &str) -> String {
    format!(
        "<!doctype html><link rel=icon href='data:,'><script>
        onmessage = ({{ ports }}) => {{ globalThis.port = ports[0]; {answer} }};
        parent.postMessage('meanwhile:hello', '*');
        </script>"
    )
}

#[tokio::test]
async fn another_version_of_the_playground_is_a_sentence() -> Result<()> {
    let versions = [
        ("port.postMessage({ type: 'refused', version: 2 })", true),
        ("port.postMessage({ type: 'ready', version: 2 })", true),
        ("port.postMessage({ type: 'refused', version: 0 })", false),
        ("port.postMessage({ type: 'ready' })", false),
    ];
    for (answer, newer) in versions {
        let host = Host::of_one(SHORT)?;
        host.site.replace("index.html", other_version(answer));
        let page = host.open().await?;
        page.until("shadow('img')?.complete").await?;
        page.host("(one.run().catch(() => {}), 0)").await?;
        let name = host.site.origin().replace("http://", "");
        let sentence = if newer {
            format!("The playground at {name} is newer than the script of this page: reload the page.")
        } else {
            format!("The playground at {name} is older than the script of this page.")
        };
        expect_picture(&page, &sentence).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_frame_that_grows_with_itself_stops_growing() -> Result<()> {
    let host = Host::of_one(&format!("{SHORT} loading=eager"))?;
    let growing = "port.postMessage({ type: 'ready', version: 1 });
        const tell = () => port.postMessage({ type: 'height', height: innerHeight + 20 });
        addEventListener('resize', tell);
        tell();
        for (const height of [-5, 0.5, NaN, '600', null]) port.postMessage({ type: 'height', height });
        port.postMessage({ type: 'no-such' }); port.postMessage(null);";
    host.site.replace("index.html", other_version(growing));
    // What a growth is follows from how soon it comes: on a clock that stands still, however busy the
    // machine is, at once.
    let browser = Browser::start().await?;
    browser.before_load("window.time = 1; performance.now = () => time").await?;
    let page = host.open_in(browser).await?;
    page.until("all('ready').length && all('resize').length > 3").await?;
    let [height, _] = page.until_height_rests().await?;
    assert!((240..2000).contains(&height), "{height}");
    page.host("window.time = 1000").await?;
    page.enter_element().await?;
    page.eval("port.postMessage({ type: 'height', height: 1e9 })").await?;
    page.leave_frame().await?;
    page.until("shadow('iframe').offsetHeight === 4000").await?;
    Ok(())
}
